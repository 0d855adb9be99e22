import { getPriority, platform } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runInShare, type Share } from '../../src/platform/overload/share.js';
import { TaskFailed, WorkerPool, type WorkerPoolOptions } from '../../src/platform/workers/worker-pool.js';

const OPTIONS: WorkerPoolOptions = {
  entry: path.join(__dirname, '../support/pool-tasks.cjs'),
  size: 1,
  maxQueued: 2,
  timeoutMs: 20_000,
  fairProcessorMs: 20,
  maxHeapMb: 64,
};

describe('WorkerPool', () => {
  let pool: WorkerPool;

  const start = (options: Partial<WorkerPoolOptions> = {}) => (pool = new WorkerPool({ ...OPTIONS, ...options }));

  afterEach(() => pool.close());

  it('runs tasks and answers what they return', async () => {
    expect(await start().run('double', [1, 2])).toEqual([2, 4]);
  });

  it('hands buffers over instead of copying them', async () => {
    const bytes = new Uint8Array(8).fill(7);
    const answer = await start().run<Uint8Array>('hand', bytes, [bytes.buffer]);
    expect([bytes.byteLength, [...answer]]).toEqual([0, Array(8).fill(7)]);
  });

  it('lets the thread that answers requests go first, where threads have priorities', async () => {
    const own = getPriority();
    expect(await start().run('niceness', null)).toBe(platform() === 'linux' ? Math.max(10, own) : own);
    expect(getPriority()).toBe(own);
  });

  it('ends a thread that has no work for a while, and starts another one', async () => {
    const crashes: Error[] = [];
    start({ idleMs: 1, onCrash: (error) => crashes.push(error) });
    const first = await pool.run<number>('thread', null);
    let next = first;
    for (; next === first; next = await pool.run<number>('thread', null)) await sleep(2);
    expect(next).toBeGreaterThan(first);
    expect(crashes).toEqual([]);
    await pool.close();
    start({ idleMs: 60_000 });
    const kept = await pool.run<number>('thread', null);
    expect(await pool.run<number>('thread', null)).toBe(kept);
  });

  it('hears of a task that failed, and goes on', async () => {
    start();
    await expect(pool.run('fail', null)).rejects.toThrow(TaskFailed);
    expect(await pool.run('double', [3])).toEqual([6]);
  });

  it('takes a task that ends its thread for one that cannot be read, says so once, and goes on', async () => {
    const crashes: Error[] = [];
    start({ onCrash: (error) => crashes.push(error) });
    const leaving = pool.run('leave', null);
    const next = pool.run('double', [3]);
    expect(await Promise.allSettled([leaving, next])).toMatchObject([
      { reason: { code: 'unreadable_report', status: 400 } },
      { value: [6] },
    ]);
    expect(crashes.map(({ message }) => message)).toEqual(['A thread exited unexpectedly with code 3.']);
  });

  it('goes on after a thread that broke down between two tasks', async () => {
    const crashed = new Promise<Error>((resolve) => start({ onCrash: resolve }));
    await pool.run('breakDown', null).catch(() => undefined);
    expect((await crashed).message).toContain('of its own accord');
    expect(await pool.run('double', [3])).toEqual([6]);
  });

  it('ends a task that takes too long; the next one runs', async () => {
    start({ timeoutMs: 1_500 });
    const spinning = pool.run('spin', null);
    const next = pool.run('double', [1]);
    expect(await Promise.allSettled([spinning, next])).toMatchObject([
      { reason: { code: 'unreadable_report', status: 400 } },
      { value: [2] },
    ]);
  });

  it('ends a task that had too little of its time on a processor as one to send again', async () => {
    start({ timeoutMs: 1_500 });
    // The thread's own start counts for its first task.
    await pool.run('double', [1]);
    const [waiting, next] = await Promise.allSettled([pool.run('wait', null), pool.run('double', [1])]);
    expect(waiting).toMatchObject(
      platform() === 'linux'
        ? { reason: { code: 'unavailable', status: 503, extra: { retryAfterSeconds: 30 } } }
        : { reason: { code: 'unreadable_report' } },
    );
    expect(next).toMatchObject({ value: [2] });
  });

  it('ends a task that takes too much memory; the next one runs', async () => {
    start();
    await expect(pool.run('hoard', null)).rejects.toMatchObject({ code: 'unreadable_report', status: 400 });
    expect(await pool.run('double', [1])).toEqual([2]);
  });

  it('blames no task for memory where the machine has less than tasks may need', async () => {
    start({ fairHeapMb: 1_024 });
    await expect(pool.run('hoard', null)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
  });

  it('turns tasks away when its queue is full, and takes more afterwards', async () => {
    const turnedAway: unknown[] = [];
    start({ onTurnedAway: () => turnedAway.push('task') });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => pool.run('double', [1])));
    expect(answers.map((answer) => answer.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(answers[4]).toMatchObject({ reason: { code: 'unavailable', extra: { retryAfterSeconds: 5 } } });
    expect(turnedAway).toHaveLength(2);
    expect(await pool.run('double', [2])).toEqual([4]);
  });

  it('serves shares round robin, and is full for one of them alone', async () => {
    start();
    const done: string[] = [];
    const run = (share: Share, name: string) =>
      runInShare(share, () => pool.run('double', [1])).then(() => done.push(name));
    const first = ['a1', 'a2', 'a3'].map((name) => run('org:1', name));
    await expect(run('org:1', 'a4')).rejects.toMatchObject({ code: 'unavailable' });
    await Promise.all([...first, run('org:2', 'b1'), run('org:2', 'b2')]);
    expect(done).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  it('lets work on what was taken in before wait, however full its queue is', async () => {
    start({ maxQueued: 1 });
    const answers = Array.from({ length: 5 }, (_, index) => pool.runInTurn('double', [index]));
    await expect(pool.run('double', [1])).rejects.toMatchObject({ code: 'unavailable' });
    expect(await Promise.all(answers)).toEqual([[0], [2], [4], [6], [8]]);
  });

  it('turns everything away once it is closed', async () => {
    start();
    const running = expect(pool.run('spin', null)).rejects.toMatchObject({ code: 'unavailable' });
    await pool.close();
    await running;
    await expect(pool.run('double', [1])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(pool.runInTurn('double', [1])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

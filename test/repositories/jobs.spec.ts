import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId } from '../../src/domain/ids.js';
import { JobEntity } from '../../src/modules/record/job/entities/job.entity.js';
import type { Job, StepOutcome } from '../../src/modules/record/job/job.js';
import { JobRepository } from '../../src/modules/record/job/job.repository.js';
import { JobWriter } from '../../src/modules/record/job/job.writer.js';
import { JobHandlers } from '../../src/modules/record/job/job-handlers.js';
import { type ClaimedJob, JobWork } from '../../src/modules/record/job/job-work.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { SystemClock } from '../../src/platform/time/clock.js';
import { fromQueue } from '../../src/platform/work/queued-work.js';
import { WorkLoop } from '../../src/platform/work/work-loop.js';
import { WorkQueue } from '../../src/platform/work/work-queue.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

jest.setTimeout(60_000);

/** An instance of the service, as far as jobs go. */
interface Instance {
  readonly writer: JobWriter;
  readonly queue: WorkQueue;
  readonly work: JobWork;
  readonly loop: Pick<WorkLoop<object, unknown>, 'start' | 'stop'>;
  readonly steps: Job[];
}

let fixture: TenantFixture;
let instances: Instance[];

beforeEach(async () => {
  fixture = await openTenantFixture([JobEntity]);
  instances = [];
});
afterEach(async () => {
  for (const { loop } of instances) await loop.stop();
  await fixture.close();
});

/** @param step given how many steps the instance took before */
function anInstance(step: (job: Job, before: number) => StepOutcome | Promise<StepOutcome>): Instance {
  const { tenant, source } = fixture;
  const clock = new SystemClock();
  const logger = createLogger('silent');
  const jobs = new JobRepository(tenant);
  const handlers = new JobHandlers();
  const queue = new WorkQueue(source, tenant, clock);
  const work = new JobWork(tenant, queue, jobs, handlers, logger, { registerQueued: () => undefined });
  const loop = new WorkLoop(fromQueue(queue, work), { concurrency: 1, logger, pollMs: 50 });
  const writer = new JobWriter(jobs, handlers, queue, clock);
  const steps: Job[] = [];
  writer.register({
    kind: 'count',
    step: async (job) => {
      steps.push(job);
      return step(job, steps.length - 1);
    },
  });
  const instance = { writer, queue, work, loop, steps };
  instances.push(instance);
  return instance;
}

const enqueue = async ({ writer }: Instance, total: number, orgId = fixture.orgId): Promise<JobId> => {
  const job = { kind: 'count', repoId: null, total, createdBy: 'user:1', createdAt: new Date() };
  return (await fixture.tenant.run(orgId, () => writer.enqueue(orgId, job)))!;
};

interface Row {
  readonly state: string;
  readonly done: number;
  readonly failures: number;
  readonly finished_at: Date | null;
}
const read = (id: JobId) =>
  fixture.admin<Row>('SELECT state, done, failures, finished_at FROM jobs WHERE id = $1', [id]);

async function until(id: JobId, isSo: (row: Row) => boolean): Promise<Row> {
  const end = Date.now() + 30_000;
  for (;;) {
    const row = await read(id);
    if (isSo(row)) return row;
    if (Date.now() > end) throw new Error(JSON.stringify(row));
    await sleep(10);
  }
}
const ended = (id: JobId) => until(id, ({ state }) => state === 'done' || state === 'failed');
const countTo = (last: number) => (job: Job) =>
  ({ done: 1, cursor: { at: job.done + 1 }, next: job.done + 1 === last ? 'finished' : 'step' }) as const;

it('takes one step after another, each from where the one before ended', async () => {
  const instance = anInstance(countTo(3));
  instance.loop.start();
  const id = await enqueue(instance, 3);
  expect(await ended(id)).toMatchObject({ state: 'done', done: 3, failures: 0, finished_at: expect.any(Date) });
  expect(instance.steps.map(({ done, cursor }) => [done, cursor])).toEqual([
    [0, {}],
    [1, { at: 1 }],
    [2, { at: 2 }],
  ]);
});

it('tries a failed step again, and undoes what it had done', async () => {
  const instance = anInstance(async (job, before) => {
    if (before > 0) return countTo(1)(job);
    await fixture.tenant.manager(job.orgId).query('UPDATE jobs SET total = 99 WHERE org_id = $1', [job.orgId]);
    throw new Error('once');
  });
  instance.loop.start();
  const id = await enqueue(instance, 1);
  expect(await until(id, ({ failures }) => failures === 1)).toMatchObject({ state: 'running', done: 0 });
  expect(await ended(id)).toMatchObject({ state: 'done', done: 1, failures: 0 });
  expect(await fixture.admin('SELECT total FROM jobs WHERE id = $1', [id])).toEqual({ total: 1 });
});

it('gives a job up after its tenth failure in a row', async () => {
  const instance = anInstance(() => Promise.reject(new Error('always')));
  const id = await enqueue(instance, 1);
  await fixture.admin('UPDATE jobs SET failures = 9 WHERE id = $1', [id]);
  instance.loop.start();
  expect(await ended(id)).toMatchObject({ state: 'failed', failures: 10, finished_at: expect.any(Date) });
  expect(instance.steps).toHaveLength(1);
});

it('goes on at another instance when one stops, at once', async () => {
  const first = anInstance((job) => ({ done: 1, next: job.done < 1e9 ? 'step' : 'finished' }));
  first.loop.start();
  const id = await enqueue(first, 1e9);
  await until(id, ({ done }) => done > 3);
  await first.loop.stop();
  const { done } = await read(id);
  const second = anInstance((job) => countTo(done + 1)(job));
  second.loop.start();
  expect(await ended(id)).toMatchObject({ state: 'done', done: done + 1 });
});

it('writes nothing any more where another instance has claimed the job', async () => {
  const instance = anInstance(countTo(1));
  const id = await enqueue(instance, 1);
  const claim = (leaseSeconds: number): Promise<ClaimedJob[]> =>
    instance.queue.claim({ name: 'jobs', leaseSeconds }, 1);
  const [[lost], [newest]] = [await claim(0), await claim(30)];
  const { signal } = new AbortController();
  expect(await instance.work.perform(lost!, signal)).toEqual({ word: 'ended' });
  expect([instance.steps.length, await read(id)]).toMatchObject([0, { state: 'queued' }]);
  expect(await instance.work.perform(newest!, signal)).toEqual({ word: 'finished' });
  expect(await read(id)).toMatchObject({ state: 'done', done: 1 });
});

it('leaves a job of a kind that no handler knows to a later version', async () => {
  const instance = anInstance(countTo(1));
  const id = await enqueue(instance, 1);
  await fixture.admin(`UPDATE jobs SET kind = 'of a later version' WHERE id = $1`, [id]);
  const [claimed]: ClaimedJob[] = await instance.queue.claim(instance.work, 1);
  const outcome = await instance.work.perform(claimed!, new AbortController().signal);
  expect(outcome).toEqual({ word: 'unknown', nextAt: expect.any(Date) });
  expect(await read(id)).toMatchObject({ state: 'queued', failures: 0 });
});

it('queues one unfinished job of a kind and repository, which can be cancelled until it begins', async () => {
  const instance = anInstance(countTo(2));
  const id = await enqueue(instance, 2);
  expect(await enqueue(instance, 2)).toBeNull();
  expect(await enqueue(instance, 2, fixture.otherOrgId)).not.toBeNull();
  const cancel = () => fixture.tenant.run(fixture.orgId, () => instance.writer.cancel(fixture.orgId, 'count'));
  expect(await cancel()).toBe(true);
  expect(await cancel()).toBe(false);
  expect(
    await fixture.admin('SELECT count(*)::int AS count FROM work_items WHERE org_id = $1', [fixture.orgId]),
  ).toEqual({
    count: 0,
  });
  expect(await read(id)).toBeUndefined();
});

it('gives way to the jobs of other organizations while a long one runs', async () => {
  const instance = anInstance((job) => {
    const isLong = job.orgId === fixture.orgId;
    return { done: 1, next: isLong ? 'step' : 'finished' };
  });
  instance.loop.start();
  const long = await enqueue(instance, 1e9);
  await until(long, ({ done }) => done > 0);
  const short = await enqueue(instance, 1, fixture.otherOrgId);
  await ended(short);
  const { done } = await read(long);
  await until(long, (row) => row.done > done);
});

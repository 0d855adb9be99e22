import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Work, WorkLoop, type WorkLoopOptions } from './work-loop.js';

interface Item {
  readonly id: number;
}

/** A queue in memory, with what the loop did to it. */
class Queue implements Work<Item, number> {
  readonly name = 'test';
  readonly kind = 'hook';
  readonly due: Item[] = [];
  readonly claims: number[] = [];
  readonly settled: number[][] = [];
  readonly released: number[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  claimFails = false;
  signal: AbortSignal | undefined;

  constructor(private readonly takes: (item: Item) => Promise<void> = () => Promise.resolve()) {}

  add(...ids: number[]): void {
    this.due.push(...ids.map((id) => ({ id })));
  }

  claim(atMost: number): Promise<Item[]> {
    this.claims.push(atMost);
    if (this.claimFails) return Promise.reject(new Error('away'));
    return Promise.resolve(this.due.splice(0, atMost));
  }

  async perform(item: Item, signal: AbortSignal): Promise<number> {
    this.signal = signal;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await this.takes(item);
    } finally {
      this.atOnce -= 1;
    }
    return item.id;
  }

  outcomeOf(id: number): string {
    return id % 2 === 0 ? 'even' : 'odd';
  }

  async settle(results: readonly number[]): Promise<void> {
    await pause(5);
    this.settled.push([...results]);
  }

  release(items: readonly Item[]): Promise<void> {
    this.released.push(...items.map(({ id }) => id));
    return Promise.resolve();
  }
}

const logged: string[] = [];
const log = (_: unknown, line?: string) => void logged.push(line ?? '');
const loops: { stop: () => Promise<void> }[] = [];
beforeEach(() => logged.splice(0));
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
});

function start(queue: Queue, options: Partial<WorkLoopOptions> = {}): WorkLoop<Item, number> {
  const loop = new WorkLoop(queue, { concurrency: 4, logger: { debug: log, warn: log }, pollMs: 60_000, ...options });
  loops.push(loop);
  loop.start();
  return loop;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 400; !isTrue(); left -= 1) {
    if (left === 0) throw new Error('It did not happen in time.');
    await pause(5);
  }
}

const range = (length: number) => Array.from({ length }, (_, index) => index + 1);

it('does all that is due, never more at once than allowed, and settles each item once', async () => {
  const queue = new Queue(() => pause(1));
  queue.add(...range(100));
  start(queue);
  await until(() => queue.settled.flat().length === 100);
  expect(queue.settled.flat().sort((one, other) => one - other)).toEqual(range(100));
  expect(queue.mostAtOnce).toBe(4);
  expect(Math.max(...queue.claims)).toBe(4);
});

it('settles together what ends shortly after another while others are under way, or while results are stored', async () => {
  const stored = new EventEmitter();
  const queue = new Queue(({ id }) => (id <= 40 ? Promise.resolve() : once(stored, 'storing').then(() => undefined)));
  const { settle } = queue;
  queue.settle = (results) => {
    stored.emit('storing');
    return settle.call(queue, results);
  };
  queue.add(...range(60));
  start(queue, { concurrency: 60 });
  await until(() => queue.settled.flat().length === 60);
  expect(queue.settled.map(({ length }) => length)).toEqual([40, 20]);
});

it('settles at once what ends while no other is under way', async () => {
  const order: string[] = [];
  const queue = new Queue(({ id }) => Promise.resolve(void order.push(`begin ${id}`)));
  queue.settle = (results) => Promise.resolve(void order.push(`settle ${results.join()}`));
  queue.add(1, 2);
  start(queue, { concurrency: 1 });
  await until(() => order.length === 4);
  expect(order).toEqual(['begin 1', 'settle 1', 'begin 2', 'settle 2']);
});

it('looks again at once when it is woken, also while it looks', async () => {
  const queue = new Queue();
  const loop = start(queue);
  loop.wake();
  queue.add(1);
  await until(() => queue.settled.length === 1);
  const claims = queue.claims.length;
  queue.add(2);
  await pause(20);
  expect(queue.claims.length).toBeLessThanOrEqual(claims + 1);
  loop.wake();
  await until(() => queue.settled.flat().includes(2));
});

it('looks again after results are stored: another item of their lane may be due', async () => {
  const queue = new Queue();
  queue.add(1);
  queue.settle = (results) => {
    queue.settled.push([...results]);
    if (results.includes(1)) queue.add(2);
    return Promise.resolve();
  };
  start(queue);
  await until(() => queue.settled.flat().includes(2));
});

it('looks again after a pause, also where the database was away', async () => {
  const queue = new Queue();
  queue.claimFails = true;
  start(queue, { pollMs: 10 });
  await until(() => queue.claims.length > 2);
  expect(logged).toContain('Items could not be claimed; the service will try again.');
  queue.claimFails = false;
  queue.add(1);
  await until(() => queue.settled.length === 1);
});

it('leaves an item that fails to the end of its lease, and goes on', async () => {
  const queue = new Queue(({ id }) => (id === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()));
  queue.add(1, 2, 3);
  start(queue, { concurrency: 1 });
  await until(() => queue.settled.flat().length === 2);
  expect(queue.settled.flat()).toEqual([2, 3]);
  expect(logged).toContain('An item failed and will be retried when its lease ends.');
});

it('goes on when results cannot be stored', async () => {
  const queue = new Queue();
  queue.settle = (results) => {
    queue.settled.push([...results]);
    return results.includes(1) ? Promise.reject(new Error('away')) : Promise.resolve();
  };
  queue.add(1, 2);
  start(queue, { concurrency: 1 });
  await until(() => queue.settled.flat().includes(2));
});

describe('items that may wait for a place', () => {
  /** Items that take until they are ended one by one, each claim's in the order of their ids. */
  class Ahead extends Queue {
    mayWaitMs = 60_000;
    laneOf?: (item: Item) => string;
    private readonly ends = new Map<number, () => void>();

    override async perform(item: Item, signal: AbortSignal): Promise<number> {
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      await new Promise<void>((resolve) => {
        this.ends.set(item.id, resolve);
        signal.addEventListener('abort', () => resolve());
      });
      this.atOnce -= 1;
      return item.id;
    }

    async end(id: number): Promise<void> {
      await until(() => this.ends.has(id));
      this.ends.get(id)!();
    }

    get begun(): number[] {
      return [...this.ends.keys()];
    }
  }

  it('are claimed ahead once others end, and begin in their turn without another claim', async () => {
    const queue = new Ahead();
    queue.add(...range(12));
    start(queue, { concurrency: 4, drainMs: 10 });
    await until(() => queue.begun.length === 4);
    expect(queue.claims).toEqual([4]);
    await queue.end(1);
    await until(() => queue.due.length === 3);
    expect([queue.claims.slice(0, 2), queue.begun]).toEqual([[4, 5], range(5)]);
    queue.claimFails = true;
    await queue.end(2);
    await queue.end(3);
    await until(() => queue.begun.length === 7);
    expect([queue.begun, queue.mostAtOnce]).toEqual([range(7), 4]);
  });

  it('are claimed again once half of those that may wait are missing', async () => {
    const queue = new Ahead();
    queue.add(...range(100));
    start(queue, { concurrency: 4, drainMs: 10 });
    await queue.end(1);
    await until(() => queue.claims.length === 2);
    await queue.end(2);
    await until(() => queue.settled.flat().length === 2);
    expect([queue.begun.length, queue.claims]).toEqual([6, [4, 5]]);
    await queue.end(3);
    await until(() => queue.claims.length === 3);
    expect(queue.claims).toEqual([4, 5, 6]);
  });

  it('are of one lane for half of all places at most', async () => {
    const queue = new Ahead();
    queue.laneOf = ({ id }) => (id % 2 === 0 ? 'even' : 'odd');
    queue.add(1, 3, 5, 7, 2);
    start(queue, { concurrency: 4, drainMs: 10, pollMs: 10 });
    await until(() => queue.begun.length === 3);
    expect(queue.begun).toEqual([1, 3, 2]);
    queue.add(4, 6);
    await until(() => queue.begun.length === 4);
    expect(queue.begun).toEqual([1, 3, 2, 4]);
    await queue.end(3);
    await until(() => queue.begun.length === 5);
    expect([queue.begun, queue.mostAtOnce]).toEqual([[1, 3, 2, 4, 5], 4]);
  });

  it('of a full lane leave the free places to others', async () => {
    const queue = new Ahead();
    queue.laneOf = ({ id }) => (id < 100 ? 'silent' : 'prompt');
    queue.add(...range(4));
    start(queue, { concurrency: 4, drainMs: 10, pollMs: 10 });
    await until(() => queue.claims.length > 2);
    expect(queue.begun).toEqual([1, 2]);
    for (const id of range(20)) {
      queue.add(100 + id);
      await queue.end(100 + id);
    }
    await until(() => queue.settled.flat().length === 20);
    expect(queue.begun.filter((id) => id < 100)).toEqual([1, 2]);
  });

  it('are given back where they waited too long', async () => {
    const queue = new Ahead();
    queue.mayWaitMs = -1;
    queue.add(1);
    start(queue, { drainMs: 10 });
    await until(() => queue.released.includes(1));
    expect(queue.begun).toEqual([]);
  });

  it('are given back by a stop before it waits for those under way', async () => {
    const queue = new Ahead();
    queue.add(...range(8));
    const loop = start(queue, { concurrency: 2, drainMs: 20 });
    await queue.end(1);
    await until(() => queue.due.length === 1);
    await loop.stop();
    expect(queue.released).toEqual([4, 5, 6, 7, 2, 3]);
    expect(queue.begun).toEqual([1, 2, 3]);
  });
});

describe('a stop', () => {
  it('waits for what is under way, stores it, and claims no more', async () => {
    const queue = new Queue(() => pause(50));
    queue.add(...range(10));
    const loop = start(queue);
    await until(() => queue.atOnce === 4);
    await loop.stop();
    expect(queue.settled.flat().sort()).toEqual([1, 2, 3, 4]);
    expect([queue.released, queue.due.length]).toEqual([[], 6]);
  });

  it('ends and gives back what takes longer, and stores nothing of it', async () => {
    const queue = new Queue(({ id }) => pause(id === 1 ? 1 : 300));
    queue.add(1, 2, 3);
    const loop = start(queue, { drainMs: 50 });
    await until(() => queue.settled.length === 1);
    await loop.stop();
    expect(queue.released).toEqual([2, 3]);
    expect(queue.signal?.aborted).toBe(true);
    await until(() => queue.atOnce === 0);
    expect(queue.settled.flat()).toEqual([1]);
  });

  it('of a loop that never started is a matter of course', async () => {
    const queue = new Queue();
    await new WorkLoop(queue, { concurrency: 1, logger: { debug: log, warn: log } }).stop();
    expect(queue.claims).toEqual([]);
  });
});

it('reports the outcome of each item, and that of one that threw', async () => {
  const heard: string[] = [];
  const queue = new Queue(({ id }) => (id === 3 ? Promise.reject(new Error('broken')) : Promise.resolve()));
  queue.add(1, 2, 3);
  start(queue, { onPerformed: (outcome, seconds) => heard.push(`${outcome} ${seconds >= 0}`) });
  await until(() => heard.length === 3);
  expect(heard.sort()).toEqual(['error true', 'even true', 'odd true']);
});

describe('leases under way', () => {
  /** Items that take until they are ended. */
  class Renewed extends Queue {
    readonly renewedAfterMs = 20;
    readonly renewals: number[][] = [];
    ours: (item: Item) => boolean = () => true;

    override async perform({ id }: Item, signal: AbortSignal): Promise<number> {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return id;
    }

    renew(items: readonly Item[]): Promise<Item[]> {
      this.renewals.push(items.map(({ id }) => id));
      return Promise.resolve(items.filter(this.ours));
    }
  }

  it('are renewed, and an item whose lease is lost is ended', async () => {
    const queue = new Renewed();
    queue.add(1, 2);
    start(queue, { drainMs: 10 });
    await until(() => queue.renewals.length > 1);
    expect(queue.renewals[0]).toEqual([1, 2]);
    expect(queue.settled).toEqual([]);
    queue.ours = ({ id }) => id === 1;
    await until(() => queue.settled.length > 0);
    const before = queue.renewals.length;
    await until(() => queue.renewals.length > before);
    expect(queue.settled).toEqual([[2]]);
    expect(queue.renewals.at(-1)).toEqual([1]);
  });

  it('are lost where the database is away', async () => {
    const queue = new Renewed();
    queue.renew = () => Promise.reject(new Error('away'));
    queue.add(1);
    start(queue, { drainMs: 10 });
    await until(() => queue.settled.length > 0);
    expect(queue.settled).toEqual([[1]]);
  });
});

it('claims nothing while it may not, and what is due once it may', async () => {
  const queue = new Queue();
  queue.add(1, 2);
  let mayClaim = false;
  const loop = start(queue, { mayClaim: () => mayClaim });
  for (let looks = 0; looks < 5; looks += 1) {
    loop.wake();
    await pause(5);
  }
  expect(queue.claims).toEqual([]);
  mayClaim = true;
  loop.wake();
  await until(() => queue.settled.flat().length === 2);
});

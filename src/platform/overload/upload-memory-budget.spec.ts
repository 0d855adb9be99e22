import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { FairUploadReader } from './fair-upload-reader.js';
import { runInShare, type Share } from './share.js';
import { type MachineMemory, type Reservation, UploadMemoryBudget } from './upload-memory-budget.js';

const LIMIT = 60;
const MAX_WAIT_MS = 15_000;
const aRequest = (bytes?: number) =>
  Object.assign(Readable.from([]), { headers: { 'content-length': bytes?.toString() } }) as unknown as IncomingMessage;
const aBudget = (machine?: MachineMemory, memoryBytes = 100) =>
  new UploadMemoryBudget(
    { uploads: { threads: 2, memoryBytes } },
    new FairUploadReader(),
    new ServiceMetrics(),
    machine,
  );

/** An upload that stays until its `leave` is called. */
async function enter(budget: UploadMemoryBudget, request: IncomingMessage, share: Share = 'org:1', limit = LIMIT) {
  let leave = (): void => undefined;
  let left: Promise<void>;
  const reservation = await new Promise<Reservation>((resolve, reject) => {
    const stay = (given: Reservation) => {
      resolve(given);
      return new Promise<void>((done) => (leave = done));
    };
    left = runInShare(share, () => budget.reserve(request, limit, stay));
    left.catch(reject);
  });
  const leaveAndWait = () => {
    leave();
    return left;
  };
  return { reservation, leave: leaveAndWait };
}

describe('UploadMemoryBudget', () => {
  const turnedAway = (budget: UploadMemoryBudget, bytes?: number) =>
    expect(
      runInShare('org:1', () => budget.reserve(aRequest(bytes), LIMIT, () => Promise.resolve())),
    ).rejects.toMatchObject({
      status: 503,
      extra: { retryAfterSeconds: 5 },
    });

  it('is full at its size and not before, and has room again when an upload has left', async () => {
    const budget = aBudget();
    const first = await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    await turnedAway(budget, 1);
    await first.leave();
    await enter(budget, aRequest(60));
    await turnedAway(budget, 1);
  });

  it('turns away before the work begins', async () => {
    const budget = aBudget();
    await enter(budget, aRequest(50));
    const work = jest.fn();
    await expect(runInShare('org:1', () => budget.reserve(aRequest(51), LIMIT, work))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('counts a body that does not say its length, or is too long, as the longest one', async () => {
    const budget = aBudget();
    await enter(budget, aRequest());
    await turnedAway(budget);
    await turnedAway(budget, 1_000);
    await budget.reserve(aRequest(40), LIMIT, () => Promise.resolve());
  });

  it('gives back what an upload turns out not to need, and takes more where there is more', async () => {
    const budget = aBudget();
    const { reservation, leave } = await enter(budget, aRequest());
    await reservation.resize(10);
    await enter(budget, aRequest(50));
    await reservation.resize(50);
    await expect(reservation.resize(51)).rejects.toMatchObject({ code: 'unavailable' });
    await leave();
    await enter(budget, aRequest(50));
    await turnedAway(budget, 1);
  });

  it('has room again when the work has failed', async () => {
    const budget = aBudget();
    await expect(budget.reserve(aRequest(60), LIMIT, () => Promise.reject(new Error('damaged')))).rejects.toThrow(
      'damaged',
    );
    await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    await turnedAway(budget, 1);
  });

  it('has an upload of a share within its half wait for memory that another share has', async () => {
    const budget = aBudget();
    const first = await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    const other = enter(budget, aRequest(50), 'org:2');
    // Memory is kept for the one that waits.
    await turnedAway(budget, 1);
    await first.leave();
    await (await other).leave();
    await enter(budget, aRequest(60));
  });

  it('turns it away when it has waited too long', async () => {
    jest.useFakeTimers();
    try {
      const budget = aBudget();
      await enter(budget, aRequest(60));
      const other = enter(budget, aRequest(50), 'org:2');
      const refused = expect(other).rejects.toMatchObject({ status: 503, extra: { retryAfterSeconds: 5 } });
      await jest.advanceTimersByTimeAsync(MAX_WAIT_MS);
      await refused;
      expect(budget.takenBytes).toBe(60);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the memory of the machine', () => {
  const MIB = 1024 * 1024;
  const memory = { resident: 200 * MIB, free: 800 * MIB, heap: 1024 * MIB };
  const budget = () =>
    aBudget({ resident: () => memory.resident, free: () => memory.free, threadHeap: () => memory.heap }, 1_000 * MIB);
  const reserve = (on: UploadMemoryBudget, megabytes: number) =>
    runInShare('org:1', () => on.reserve(aRequest(megabytes * MIB), 100 * MIB, () => Promise.resolve('read')));

  beforeEach(() => {
    Object.assign(memory, { resident: 200 * MIB, free: 800 * MIB, heap: 1024 * MIB });
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it('turns a body away that finds too little for 15 s, and reads it where some is free by then', async () => {
    const machine = budget();
    memory.free = 300 * MIB;
    const refused = expect(reserve(machine, 25)).rejects.toMatchObject({
      ...{ code: 'unavailable', status: 503, extra: { retryAfterSeconds: 5 } },
    });
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS + 1_000);
    await refused;
    expect(machine.takenBytes).toBe(0);
    const read = reserve(machine, 25);
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS / 2);
    memory.free = 800 * MIB;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await read).toBe('read');
  });

  it('counts as many readings as there are threads, and what readings before have left to the process', async () => {
    const machine = budget();
    memory.free = 1_000 * MIB;
    const first = await enterLarge(machine, 25);
    // It takes 425 of 1,000; two would take 850, and a third waits for a thread.
    memory.resident += 300 * MIB;
    memory.free -= 300 * MIB;
    const second = await enterLarge(machine, 25);
    await enterLarge(machine, 25);
    await first.leave();
    await second.leave();
    memory.free = 100 * MIB;
    const refused = expect(reserve(machine, 25)).rejects.toMatchObject({ status: 503 });
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS + 1_000);
    await refused;
  });

  it('has bodies that wait start as soon as another one leaves, the oldest first', async () => {
    const machine = budget();
    memory.free = 900 * MIB;
    const first = await enterLarge(machine, 25);
    memory.free = 450 * MIB;
    const second = enterLarge(machine, 25);
    const third = reserve(machine, 25);
    const refused = expect(third).rejects.toMatchObject({ status: 503 });
    await first.leave();
    await second;
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS);
    await refused;
  });

  it('looks at the machine once a second for all that wait, and not while none does', async () => {
    let looks = 0;
    const free = () => {
      looks += 1;
      return 0;
    };
    const machine = aBudget({ resident: () => 0, free, threadHeap: () => memory.heap }, 1_000 * MIB);
    const refused = [25, 25, 25].map((size) => expect(reserve(machine, size)).rejects.toMatchObject({ status: 503 }));
    await jest.advanceTimersByTimeAsync(0);
    looks = 0;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(looks).toBe(10);
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS);
    await Promise.all(refused);
    looks = 0;
    await jest.advanceTimersByTimeAsync(MAX_WAIT_MS);
    expect(looks).toBe(0);
  });

  it('turns away at once what the heap of a thread cannot hold; small bodies are not asked', async () => {
    memory.heap = 256 * MIB;
    memory.free = 0;
    await expect(reserve(budget(), 17)).rejects.toMatchObject({
      ...{ code: 'unavailable', status: 503, extra: { retryAfterSeconds: 60 } },
    });
    expect(await reserve(budget(), 0.5)).toBe('read');
  });

  it('tries a report that is larger than any usual one with the heap that a usual machine has', async () => {
    memory.free = 3_000 * MIB;
    expect(await reserve(budget(), 100)).toBe('read');
  });

  it('asks for the memory of a body without a length once it has arrived', async () => {
    memory.free = 300 * MIB;
    const { reservation, leave } = await enter(budget(), aRequest(), 'org:1', 100 * MIB);
    await reservation.resize(2 * MIB);
    await leave();
  });

  const enterLarge = (on: UploadMemoryBudget, megabytes: number) =>
    enter(on, aRequest(megabytes * MIB), 'org:1', 100 * MIB);
});

import fc from 'fast-check';
import type { Share } from './share.js';
import { SharedCapacity, type SharedCapacityOptions, takeInTurn } from './shared-capacity.js';

const A: Share = 'org:1';
const B: Share = 'org:2';
const C: Share = 'address:10.0.0.1';

/** A capacity of which each claim notes its start. */
function aCapacity(size: number, options: Partial<SharedCapacityOptions> = {}) {
  const capacity = new SharedCapacity(size, { lingerMs: 0, keptFree: 0, ...options });
  const started: string[] = [];
  const claim = (share: Share, name: string, amount = 1) => {
    const claimed = { share, amount, start: () => started.push(name) };
    capacity.claim(claimed);
    return claimed;
  };
  return { capacity, started, claim };
}

describe('SharedCapacity', () => {
  it('is all of a share that is alone', () => {
    const { capacity, started, claim } = aCapacity(4);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) claim(A, name);
    expect(started).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect([capacity.free, capacity.waiting, capacity.waitingOf(A), capacity.waitingOf(B)]).toEqual([0, 1, 1, 0]);
  });

  it('gives a share above its half nothing more while another waits', () => {
    const { capacity, started, claim } = aCapacity(4);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) claim(A, name);
    for (const name of ['b1', 'b2', 'b3']) claim(B, name);
    for (let count = 0; count < 3; count += 1) capacity.release(A, 1);
    expect(started.slice(4)).toEqual(['b1', 'b2', 'a5']);
    capacity.release(A, 1);
    expect(started.slice(7)).toEqual(['a6']);
    capacity.release(A, 1);
    expect(started.slice(8)).toEqual(['b3']);
  });

  it('keeps what is free for a claim that needs more', () => {
    const { capacity, started, claim } = aCapacity(10);
    claim(A, 'a1', 8);
    const waiting = claim(B, 'b1', 4);
    claim(A, 'a2', 1);
    claim(C, 'c1', 2);
    expect(started).toEqual(['a1', 'c1']);
    expect(capacity.withdraw(waiting)).toBe(true);
    expect(capacity.withdraw(waiting)).toBe(false);
    capacity.release(C, 2);
    expect(started).toEqual(['a1', 'c1', 'a2']);
  });

  it('starts what waited for a withdrawn claim alone', () => {
    const { capacity, started, claim } = aCapacity(10);
    claim(A, 'a1', 8);
    const waiting = claim(B, 'b1', 4);
    claim(A, 'a2', 1);
    capacity.withdraw(waiting);
    expect(started).toEqual(['a1', 'a2']);
  });

  it('lets a share that has nothing take more than half', () => {
    const { capacity, started, claim } = aCapacity(10);
    claim(A, 'a1', 1);
    expect([capacity.isWithinHalf(A, 4), capacity.isWithinHalf(A, 5), capacity.isWithinHalf(B, 10)]).toEqual([
      true,
      false,
      true,
    ]);
    claim(B, 'b1', 10);
    claim(B, 'b2', 1);
    expect(capacity.isWithinHalf(B, 1)).toBe(false);
    capacity.release(A, 1);
    expect(started).toEqual(['a1', 'b1']);
  });

  it('keeps the half of a share that was there a moment ago', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    try {
      const { capacity, started, claim } = aCapacity(4, { lingerMs: 100 });
      claim(B, 'b1');
      capacity.release(B, 1);
      for (const name of ['a1', 'a2', 'a3']) claim(A, name);
      expect([started, capacity.hasRoomFor(A, 1), capacity.hasRoomFor(B, 1)]).toEqual([
        ['b1', 'a1', 'a2'],
        false,
        true,
      ]);
      jest.advanceTimersByTime(100);
      capacity.release(A, 1);
      claim(A, 'a4');
      expect([started.slice(3), capacity.hasRoomFor(A, 1)]).toEqual([['a3', 'a4'], true]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves to the first who comes what is kept free', () => {
    const { capacity, started, claim } = aCapacity(4, { keptFree: 1 });
    for (const name of ['a1', 'a2', 'a3', 'a4']) claim(A, name);
    expect([started, capacity.hasRoomFor(A, 1), capacity.hasRoomFor(B, 1)]).toEqual([['a1', 'a2', 'a3'], false, true]);
    claim(B, 'b1');
    expect(started.at(-1)).toBe('b1');
  });

  it('withdraws all claims', () => {
    const { capacity, claim } = aCapacity(1);
    claim(A, 'a1');
    const waiting = [claim(A, 'a2'), claim(B, 'b1')];
    expect(capacity.withdrawAll()).toEqual(waiting);
    expect(capacity.waiting).toBe(0);
  });

  it('has no free unit while a claim waits, and serves a share within its half before others have two turns', () => {
    const steps = fc.array(fc.record({ share: fc.constantFrom(A, B, C), isClaim: fc.boolean(), pick: fc.nat(100) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), steps, (size, sequence) => {
        const capacity = new SharedCapacity(size);
        const half = Math.ceil(size / 2);
        const taken: Share[] = [];
        const passed = new Map<Share, Share[]>([A, B, C].map((share) => [share, []]));
        const count = (share: Share) => taken.filter((one) => one === share).length;
        const onStart = (share: Share) => {
          taken.push(share);
          const others = [A, B, C].filter((other) => other !== share && capacity.waitingOf(other) > 0);
          if (others.length > 0) expect(count(share)).toBeLessThanOrEqual(half);
          passed.set(share, []);
          for (const other of others)
            if (count(other) < half) {
              const turns = [...passed.get(other)!, share];
              expect(new Set(turns).size).toBe(turns.length);
              passed.set(other, turns);
            } else passed.set(other, []);
        };
        for (const { share, isClaim, pick } of sequence) {
          if (isClaim) capacity.claim({ share, amount: 1, start: () => onStart(share) });
          else if (taken.length > 0) {
            const [released] = taken.splice(pick % taken.length, 1);
            capacity.release(released!, 1);
          }
          expect(capacity.free).toBe(size - taken.length);
          if (capacity.waiting > 0) expect(capacity.free).toBe(0);
        }
      }),
    );
  });
});

describe('takeInTurn', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const take = (capacity: SharedCapacity, maxWaitMs: number) =>
    takeInTurn(capacity, { share: A, amount: 1, maxWaitMs });

  it('takes what is free, and does not wait for what is not where it may not', async () => {
    const capacity = new SharedCapacity(1);
    expect([await take(capacity, 0), await take(capacity, 0), capacity.waiting]).toEqual([true, false, 0]);
  });

  it('waits for its turn as long as it may', async () => {
    const capacity = new SharedCapacity(1);
    await take(capacity, 0);
    const [inTime, late] = [take(capacity, 1_000), take(capacity, 1_000)];
    capacity.release(A, 1);
    expect(await inTime).toBe(true);
    jest.advanceTimersByTime(1_000);
    expect([await late, capacity.waiting]).toEqual([false, 0]);
  });
});

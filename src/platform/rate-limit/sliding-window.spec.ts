import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { takeFromWindow, WINDOW_MS, type WindowEntry } from './sliding-window.js';

/** Admission of each of the requests at `times`. */
function admitAll(times: readonly number[], limit: number): boolean[] {
  let entries: readonly WindowEntry[] = [];
  return times.map((now) => {
    const taken = takeFromWindow(entries, limit, now);
    entries = taken.entries;
    return taken.decision.isAdmitted;
  });
}

describe('takeFromWindow', () => {
  it('lets the limit through, says what is left, and when there is more', () => {
    let entries: readonly WindowEntry[] = [];
    const take = (now: number) => {
      const taken = takeFromWindow(entries, 2, now);
      entries = taken.entries;
      return taken.decision;
    };
    expect(take(10_000)).toEqual({ isAdmitted: true, remaining: 1, resetMs: 60_000 });
    expect(take(30_000)).toEqual({ isAdmitted: true, remaining: 0, resetMs: 40_000 });
    expect(take(30_001)).toEqual({ isAdmitted: false, remaining: 0, resetMs: 39_999 });
    expect(take(69_999)).toMatchObject({ isAdmitted: false, resetMs: 1 });
    expect(take(70_000)).toEqual({ isAdmitted: true, remaining: 0, resetMs: 20_000 });
  });

  it('does not count what it refuses', () => {
    const refused = Array.from({ length: 50 }, (_, index) => 1_000 * index + 1);
    expect(admitAll([0, ...refused, WINDOW_MS], 1)).toEqual([true, ...refused.map(() => false), true]);
  });

  it('never lets more than the limit through in any window, and remembers a bounded number of entries', () => {
    const pauses = fc.array(fc.oneof(fc.nat(50), fc.nat(1_500), fc.nat(70_000)), { maxLength: 300 });
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 20 }), (steps, limit) => {
        let now = 1_700_000_000_000;
        const times = steps.map((step) => (now += step));
        const admitted = times.filter((_, index) => admitAll(times, limit)[index]);
        for (const [index, from] of admitted.entries()) {
          const within = admitted.slice(index).filter((time) => time < from + WINDOW_MS);
          if (within.length > limit) return false;
        }
        return true;
      }),
      { numRuns: propertyRuns(60) },
    );
    let entries: readonly WindowEntry[] = [];
    for (let now = 0; now < 300_000; now += 37) entries = takeFromWindow(entries, 1e9, now).entries;
    expect(entries.length).toBeLessThanOrEqual(62);
  });

  it('lets a steady caller through who stays well below the limit', () => {
    const times = Array.from({ length: 200 }, (_, index) => index * 6_500);
    expect(admitAll(times, 10).every(Boolean)).toBe(true);
  });
});

import fc from 'fast-check';
import { type DetailedScan, expiredScans, type RetentionFacts } from './expired-scans.js';
import { type RetentionSettings } from './retention-settings.js';

const NOW = new Date('2026-11-27T12:00:00Z');
const DAY_MS = 86_400_000;
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

const SETTINGS: RetentionSettings = { changeDetailsDays: 30, branchScans: 2, branchDailyDays: 10 };
const FACTS: RetentionFacts<number> = {
  isBaselineBranch: (branch) => branch === 'main' || branch === 'release',
  pinned: new Set(),
  now: NOW,
};

type Wish = Partial<DetailedScan<number>> & { readonly age: number };
const aScan = ({ age, ...wish }: Wish, id: number): DetailedScan<number> => ({
  id,
  branch: 'main',
  prNumber: null,
  state: 'completed',
  createdAt: daysAgo(age),
  deadlineAt: daysAgo(age - 1 / 24),
  completedAt: daysAgo(age),
  mayBeBase: true,
  isBranchDeleted: false,
  baseId: null,
  ...wish,
});
/** Ids are 1, 2, 3, ... in their order. */
const expired = (wishes: readonly Wish[], settings = SETTINGS, facts = FACTS) =>
  expiredScans(
    wishes.map((wish, index) => aScan(wish, index + 1)),
    settings,
    facts,
  );

const PR = { branch: 'feature', prNumber: 7 };
const BRANCH = { branch: 'feature' };

describe('expiredScans', () => {
  it.each<[string, Wish[], number[]]>([
    ['nothing of nothing', [], []],
    ['of a change nothing just before its time', [{ ...PR, age: 29.999 }], []],
    ['of a change all at its time', [{ ...PR, age: 30 }], [1]],
    [
      'of a change nothing while its last scan is younger',
      [PR, PR, PR].map((pr, at) => ({ ...pr, age: 80 - 30 * at })),
      [],
    ],
    [
      'of a change all by its last scan, be it a failed one',
      [
        { ...PR, age: 90 },
        { ...PR, age: 31, state: 'failed' },
      ],
      [1, 2],
    ],
    [
      'of two changes the older',
      [
        { ...PR, age: 31 },
        { ...PR, prNumber: 8, age: 29 },
      ],
      [1],
    ],
    ['of a baseline branch what is not among the last', [30, 20, 15].map((age) => ({ age })), [1]],
    ['of a baseline branch nothing that is the last of its day', [5.3, 5.2, 4.1, 3.1, 0].map((age) => ({ age })), [1]],
    ['of a baseline branch the last of a day that is too old', [10, 9.9, 1, 0].map((age) => ({ age })), [1]],
    ['of each baseline branch by itself', [{ age: 90 }, { age: 80 }, { branch: 'release', age: 99 }], []],
    [
      'failed scans of a baseline branch as those of a change',
      [
        { age: 31, state: 'failed' },
        { age: 29, state: 'failed' },
      ],
      [1],
    ],
    ['of another branch what is not among the last', [3, 2, 1].map((age) => ({ ...BRANCH, age })), [1]],
    ['of another branch all after its time', [50, 30].map((age) => ({ ...BRANCH, age })), [1, 2]],
    [
      'of a branch all once it is deleted',
      [
        { ...BRANCH, age: 2 },
        { ...BRANCH, age: 1, isBranchDeleted: true },
      ],
      [1, 2],
    ],
    [
      'of a branch nothing that was scanned again since it was deleted',
      [
        { ...BRANCH, age: 2, isBranchDeleted: true },
        { ...BRANCH, age: 1 },
      ],
      [],
    ],
    ['of a change nothing because its branch is deleted', [{ ...PR, age: 1, isBranchDeleted: true }], []],
    ['of a baseline branch nothing because it is deleted', [{ age: 1, isBranchDeleted: true }], []],
    [
      'nothing pending before its deadline',
      [{ ...PR, age: 40, state: 'pending', deadlineAt: new Date(NOW.getTime() + 1) }],
      [],
    ],
    ['what is pending after its deadline', [{ ...PR, age: 40, state: 'pending', deadlineAt: NOW }], [1]],
    ['not the base of a change that stays', [{ age: 90 }, { age: 80 }, { age: 70 }, { ...PR, age: 1, baseId: 1 }], []],
    ['the base of a change that goes', [{ age: 90 }, { age: 80 }, { age: 70 }, { ...PR, age: 40, baseId: 1 }], [1, 4]],
    ['the base of a scan of a baseline branch', [{ age: 90 }, { age: 80 }, { age: 70, baseId: 1 }], [1]],
    [
      'not the newest that may be a base',
      [{ age: 90 }, { age: 80, mayBeBase: false }, { age: 70, mayBeBase: false }],
      [],
    ],
  ])('lets go %s', (_, wishes, ids) => {
    expect(expired(wishes)).toEqual(ids);
  });

  it('keeps what is pinned', () => {
    const wishes = [90, 80, 70, 60].map((age) => ({ age }));
    expect(expired(wishes)).toEqual([1, 2]);
    expect(expired(wishes, SETTINGS, { ...FACTS, pinned: new Set([1]) })).toEqual([2]);
  });

  it('keeps the newest completed scan of a baseline branch whatever the settings', () => {
    const none = { changeDetailsDays: 0, branchScans: 0, branchDailyDays: 0 };
    expect(expired([{ age: 3 }, { age: 2 }, { age: 1, state: 'failed' }], none)).toEqual([1, 3]);
  });
});

describe('of any scans', () => {
  const scan = fc.record({
    branch: fc.constantFrom('main', 'release', 'feature', 'fix'),
    prNumber: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
    state: fc.constantFrom('pending' as const, 'completed' as const, 'failed' as const),
    mayBeBase: fc.boolean(),
    isBranchDeleted: fc.boolean(),
    hours: fc.integer({ min: 0, max: 24 * 60 }),
    base: fc.option(fc.nat(), { nil: null }),
    isOverdue: fc.boolean(),
  });
  const scans = fc.array(scan, { maxLength: 40 }).map((all) =>
    [...all]
      .sort((one, other) => other.hours - one.hours)
      .map(({ hours, base, isOverdue, ...traits }, index): DetailedScan<number> => {
        const createdAt = daysAgo(hours / 24);
        return {
          ...traits,
          id: index + 1,
          createdAt,
          deadlineAt: isOverdue ? createdAt : new Date(NOW.getTime() + 1),
          completedAt: traits.state === 'completed' ? createdAt : null,
          baseId: base === null || index === 0 ? null : (base % index) + 1,
        };
      }),
  );
  const settings = fc.record({
    changeDetailsDays: fc.double({ min: 0, max: 60, noNaN: true }),
    branchScans: fc.integer({ min: 0, max: 10 }),
    branchDailyDays: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  const pinned = fc.uniqueArray(fc.integer({ min: 1, max: 40 })).map((ids) => new Set(ids));

  it('never lets go the newest completed scan of a baseline branch, what is pinned, or a scan under way', () => {
    fc.assert(
      fc.property(scans, settings, pinned, (all, wanted, pins) => {
        const gone = new Set(expiredScans(all, wanted, { ...FACTS, pinned: pins }));
        for (const branch of ['main', 'release'])
          for (const isFit of [() => true, ({ mayBeBase }: DetailedScan<number>) => mayBeBase]) {
            const newest = all.findLast(
              (one) => one.branch === branch && one.prNumber === null && one.state === 'completed' && isFit(one),
            );
            if (newest) expect(gone.has(newest.id)).toBe(false);
          }
        for (const id of pins) expect(gone.has(id)).toBe(false);
        for (const { id, state, deadlineAt } of all)
          if (state === 'pending' && deadlineAt > NOW) expect(gone.has(id)).toBe(false);
      }),
    );
  });

  it('keeps the base of each change that stays by itself', () => {
    fc.assert(
      fc.property(scans, settings, (all, wanted) => {
        const gone = new Set(expiredScans(all, wanted, FACTS));
        for (const { prNumber, createdAt, baseId } of all) {
          const isYoung = NOW.getTime() - createdAt.getTime() < wanted.changeDetailsDays * DAY_MS;
          if (prNumber !== null && isYoung && baseId !== null) expect(gone.has(baseId)).toBe(false);
        }
      }),
    );
  });

  it('lets go no more under larger settings', () => {
    fc.assert(
      fc.property(scans, settings, settings, (all, one, other) => {
        const larger = {
          changeDetailsDays: Math.max(one.changeDetailsDays, other.changeDetailsDays),
          branchScans: Math.max(one.branchScans, other.branchScans),
          branchDailyDays: Math.max(one.branchDailyDays, other.branchDailyDays),
        };
        const gone = new Set(expiredScans(all, one, FACTS));
        for (const id of expiredScans(all, larger, FACTS)) expect(gone.has(id)).toBe(true);
      }),
    );
  });

  it('comes to the same in any order', () => {
    fc.assert(
      fc.property(scans, settings, fc.integer(), (all, wanted, seed) => {
        const shuffled = [...all].sort((one, other) => ((one.id * 7919 + seed) % 97) - ((other.id * 7919 + seed) % 97));
        expect(expiredScans(shuffled, wanted, FACTS)).toEqual(expiredScans(all, wanted, FACTS));
      }),
    );
  });
});

import fc from 'fast-check';
import { PROBLEM_TYPES, type ProblemType, SEVERITIES, type Severity } from '../findings/finding.js';
import {
  compositeRating,
  isRatedByFindings,
  isRating,
  isWorse,
  rateCoverage,
  RATED_TYPES,
  rateDuplication,
  rateFindings,
  rateScan,
  type Rating,
  RATINGS,
} from './ratings.js';
import { countFindings } from './scan-counters.js';

const aLetter = fc.constantFrom(...RATINGS);

const countersOf = (type: ProblemType, severity: Severity, count = 1) =>
  countFindings(
    Array.from({ length: count }, () => ({
      type,
      severity,
      debtKind: 'other' as const,
      isNew: false,
      isFalsePositive: false,
      isSuppressed: false,
    })),
  ).all;

describe('rateFindings', () => {
  it.each<[critical: number, high: number, Rating]>([
    [0, 0, 'A'],
    [0, 1, 'B'],
    [0, 2, 'B'],
    [0, 3, 'C'],
    [0, 9, 'C'],
    [0, 10, 'C'],
    [0, 11, 'D'],
    [0, 100_000, 'D'],
    [1, 0, 'D'],
    [2, 0, 'D'],
    [2, 100_000, 'D'],
    [3, 0, 'E'],
    [4, 11, 'E'],
  ])('%i critical and %i high rate %s', (critical, high, rating) => {
    expect(rateFindings({ critical, high })).toBe(rating);
  });

  it('never gets better with more findings', () => {
    const counts = fc.record({ critical: fc.nat(6), high: fc.nat(15) });
    fc.assert(
      fc.property(counts, counts, (some, more) => {
        const both = { critical: some.critical + more.critical, high: some.high + more.high };
        expect(isWorse(rateFindings(some), rateFindings(both))).toBe(false);
      }),
    );
  });
});

describe('rateCoverage', () => {
  it.each<[covered: number, total: number, Rating | null]>([
    [0, 0, null],
    [10_000, 10_000, 'A'],
    [9_001, 10_000, 'A'],
    [9_000, 10_000, 'A'],
    [8_999, 10_000, 'B'],
    [8_001, 10_000, 'B'],
    [8_000, 10_000, 'B'],
    [7_999, 10_000, 'C'],
    [6_001, 10_000, 'C'],
    [6_000, 10_000, 'C'],
    [5_999, 10_000, 'D'],
    [4_001, 10_000, 'D'],
    [4_000, 10_000, 'D'],
    [3_999, 10_000, 'E'],
    [0, 1, 'E'],
  ])('%i of %i lines rate %s', (covered, total, rating) => {
    expect(rateCoverage(covered, total)).toBe(rating);
  });

  it('is not fooled by a percentage that only rounds to the band', () => {
    expect(rateCoverage(899_999_999, 1_000_000_000)).toBe('B');
  });
});

describe('rateDuplication', () => {
  it.each<[pct: number | null, Rating | null]>([
    [null, null],
    [0, 'A'],
    [0.99, 'A'],
    [1, 'B'],
    [1.01, 'B'],
    [2.99, 'B'],
    [3, 'C'],
    [3.01, 'C'],
    [4.99, 'C'],
    [5, 'D'],
    [5.01, 'D'],
    [9.99, 'D'],
    [10, 'E'],
    [10.01, 'E'],
    [100, 'E'],
  ])('%p percent rate %s', (pct, rating) => {
    expect(rateDuplication(pct)).toBe(rating);
  });
});

describe('compositeRating', () => {
  it.each<[ratings: (Rating | null)[], Rating | null]>([
    [[], null],
    [[null, null, null, null], null],
    [['A', null, null, null], 'A'],
    [[null, 'C', null, 'B'], 'C'],
    [['A', 'A', 'A', 'E'], 'E'],
  ])('of %j is %s', (ratings, composite) => {
    expect(compositeRating(ratings)).toBe(composite);
  });

  it('is the worst letter, whatever the order and whatever is missing', () => {
    const ratings = fc.array(fc.option(aLetter), { maxLength: 6 });
    fc.assert(
      fc.property(ratings, (four) => {
        const known = four.filter((rating) => rating !== null).toSorted();
        expect(compositeRating(four)).toBe(known.at(-1) ?? null);
      }),
    );
  });
});

describe('rateScan', () => {
  const nothing = { findings: null, coverage: null, duplicationPct: null };

  it('rates nothing where nothing came', () => {
    expect(rateScan(nothing)).toEqual({
      quality: null,
      maintainability: null,
      reliability: null,
      coverage: null,
      duplication: null,
    });
  });

  it('rates a findings report without findings A', () => {
    const ratings = rateScan({ ...nothing, findings: countFindings([]).all });
    expect(ratings).toMatchObject({ quality: 'A', maintainability: 'A', reliability: 'A', coverage: null });
  });

  it('rates no reliability by tools that find duplicates alone', () => {
    const ratings = rateScan({ ...nothing, findings: countFindings([]).all, isDuplicationOnly: true });
    expect(ratings).toMatchObject({ quality: 'A', maintainability: 'A', reliability: null });
  });

  it('takes the worst of the four', () => {
    const ratings = rateScan({
      findings: countersOf('security', 'high', 2),
      coverage: { linesCovered: 5, linesTotal: 10 },
      duplicationPct: 0.5,
    });
    expect(ratings).toEqual({
      quality: 'D',
      maintainability: 'A',
      reliability: 'B',
      coverage: 'D',
      duplication: 'A',
    });
  });

  it.each(PROBLEM_TYPES)('lets %s weigh on the ratings that read it, and on no other', (type) => {
    const ratings = rateScan({ ...nothing, findings: countersOf(type, 'critical', 3) });
    const reads = (types: readonly ProblemType[]) => (types.includes(type) ? 'E' : 'A');
    expect(ratings.reliability).toBe(reads(RATED_TYPES.reliability));
    expect(ratings.maintainability).toBe(reads(RATED_TYPES.maintainability));
  });

  it.each(SEVERITIES)('weighs %s as the bands say', (severity) => {
    const { reliability } = rateScan({ ...nothing, findings: countersOf('bug', severity, 11) });
    expect(reliability).toBe({ critical: 'E', high: 'D', medium: 'A', low: 'A', info: 'A' }[severity]);
  });
});

describe('letters', () => {
  it('are recognized among other values', () => {
    expect(['A', 'E', 'F', 'a', '', 1, null].filter(isRating)).toEqual(['A', 'E']);
  });

  it('are ordered strictly', () => {
    fc.assert(fc.property(aLetter, aLetter, (one, other) => isWorse(one, other) === one > other));
  });
});

describe('isRatedByFindings', () => {
  const none = { maintainability: null, reliability: null, coverage: null, duplication: null };
  it.each([
    [{ ...none, reliability: 'D', coverage: 'B' } as const, true],
    [{ ...none, maintainability: 'D', duplication: 'D' } as const, true],
    [{ ...none, reliability: 'B', coverage: 'E' } as const, false],
    [{ ...none, coverage: 'E' } as const, false],
    [none, false],
  ])('%j: %s', (ratings, isOfFindings) => {
    expect(isRatedByFindings(ratings)).toBe(isOfFindings);
  });
});

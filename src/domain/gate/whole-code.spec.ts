import fc from 'fast-check';
import { compositeRating, rateCoverage, rateDuplication, rateFindings } from '../ratings/ratings.js';
import { countFindings } from '../ratings/scan-counters.js';
import { type WholeCode } from './scan-facts.js';
import { duplicationGrew, ratedFindingsOf, ratingGrew, uncoveredGrew, withNewRules } from './whole-code.js';

const code = (known: Partial<WholeCode>): WholeCode => ({
  duplicationPct: null,
  duplicatedLines: null,
  rating: null,
  allLines: null,
  ratedFindings: null,
  ...known,
});
const duplicated = (duplicatedLines: number | null) => code({ duplicatedLines });
const lines = (covered: number, total: number) => ({ linesCovered: covered, linesTotal: total });
const findings = (critical: number, high: number) => ({
  reliability: { critical, high },
  maintainability: { critical: 0, high: 0 },
});

describe('growth of what a rule counts', () => {
  it.each([
    [30, 29, false],
    [30, 30, false],
    [30, 31, true],
    [null, 30, null],
    [30, null, null],
  ])('duplicated lines, %j to %j: %j', (from, to, expected) => {
    expect(duplicationGrew(duplicated(to), duplicated(from))).toBe(expected);
  });

  it.each([
    ['a covered line is removed', lines(8, 10), lines(7, 9), false],
    ['an uncovered line is removed', lines(8, 10), lines(8, 9), false],
    ['an uncovered line is added among many covered ones', lines(8, 10), lines(100, 103), true],
    ['a test is removed', lines(8, 10), lines(7, 10), true],
    ['nothing is known of the base', null, lines(7, 10), null],
  ])('uncovered lines: %s', (_, from, to, expected) => {
    expect(uncoveredGrew(code({ allLines: to }), code({ allLines: from }))).toBe(expected);
  });

  it.each([
    ['high findings, more', { rating: 'D', ratedFindings: findings(0, 12) }, true],
    ['high findings, as many', { rating: 'D', ratedFindings: findings(0, 11) }, false],
    ['a critical in place of high ones', { rating: 'D', ratedFindings: findings(1, 0) }, true],
    [
      'coverage, beside more high findings',
      { rating: 'E', allLines: lines(3, 12), ratedFindings: findings(0, 12) },
      false,
    ],
    ['coverage, more uncovered lines', { rating: 'E', allLines: lines(3, 13), ratedFindings: findings(0, 11) }, true],
    ['duplication, not counted on the base', { rating: 'E', duplicationPct: 12, duplicatedLines: 3 }, null],
    ['nothing that is known', { rating: 'E' }, null],
  ] as const)('of a letter made by %s', (_, known, expected) => {
    const base = code({ allLines: lines(8, 17), ratedFindings: findings(0, 11) });
    expect(ratingGrew(code(known), base)).toBe(expected);
  });

  it('is false for a letter that no part of it grew to', () => {
    const measured = fc.record({
      allLines: fc.tuple(fc.nat(20), fc.nat(20)).map(([covered, missed]) => lines(covered, covered + missed + 1)),
      duplicatedLines: fc.nat(20),
      critical: fc.nat(4),
      high: fc.nat(12),
    });
    const rated = ({
      allLines,
      duplicatedLines,
      critical,
      high,
    }: typeof measured extends fc.Arbitrary<infer T> ? T : never) =>
      code({
        allLines,
        duplicatedLines,
        duplicationPct: duplicatedLines,
        ratedFindings: findings(critical, high),
        rating: compositeRating([
          rateFindings({ critical, high }),
          rateCoverage(allLines.linesCovered, allLines.linesTotal),
          rateDuplication(duplicatedLines),
        ]),
      });
    fc.assert(
      fc.property(measured, measured, (before, after) => {
        const isMore =
          after.critical > before.critical ||
          after.high > before.high ||
          after.duplicatedLines > before.duplicatedLines ||
          uncoveredGrew(code(after), code(before));
        if (!isMore) expect(ratingGrew(rated(after), rated(before))).toBe(false);
      }),
    );
  });

  it.each([
    ['a worse letter', 'B', findings(0, 9), 'D'],
    ['a letter that something else makes', 'E', findings(0, 9), 'E'],
  ] as const)('reads the base with the rules that are new to it: %s', (_, rating, ratedFindings, expected) => {
    const bug = {
      type: 'bug',
      severity: 'high',
      debtKind: 'other',
      isFalsePositive: false,
      isSuppressed: false,
    } as const;
    const { newRules } = countFindings([{ ...bug, isNew: false, isOfNewRule: true, count: 2 }]);
    const base = { ...code({ rating, ratedFindings }), hasTests: false };
    expect(withNewRules(base, newRules)).toEqual({ ...base, rating: expected, ratedFindings: findings(0, 11) });
    expect(withNewRules(base, undefined)).toBe(base);
    const unknown = { ...base, ratedFindings: null };
    expect(withNewRules(unknown, newRules)).toBe(unknown);
  });

  it('counts the findings of each rating by the types that it reads', () => {
    const traits = { debtKind: 'other', isNew: false, isFalsePositive: false, isSuppressed: false } as const;
    const counters = countFindings([
      { ...traits, type: 'bug', severity: 'high' },
      { ...traits, type: 'code_smell', severity: 'critical' },
      { ...traits, type: 'complexity', severity: 'critical' },
      { ...traits, type: 'complexity', severity: 'medium' },
    ]);
    expect(ratedFindingsOf(counters.all)).toEqual({
      reliability: { critical: 1, high: 1 },
      maintainability: { critical: 2, high: 0 },
    });
  });
});

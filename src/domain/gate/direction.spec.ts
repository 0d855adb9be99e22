import { type ScanId } from '../ids.js';
import { countFindings } from '../ratings/scan-counters.js';
import { type DirectionMeasures, directionOf } from './direction.js';
import { summarizeFailure, summarizeScan } from './scan-summary.js';

const finding = (severity: 'high' | 'info', count: number, isNew = false) => ({
  type: 'bug' as const,
  severity,
  debtKind: 'other' as const,
  isNew,
  isFalsePositive: false,
  isSuppressed: false,
  count,
});
const debtOf = (totalMinutes: number) => ({ totalMinutes, totalHours: 0, totalEngineerDays: 0 });

const RATINGS: DirectionMeasures['ratings'] = {
  quality: 'C',
  maintainability: 'B',
  reliability: 'C',
  coverage: 'B',
  duplication: 'A',
  debt: debtOf(100),
  findingsByType: null,
};
const BEFORE: DirectionMeasures = {
  ratings: RATINGS,
  counters: countFindings([finding('high', 10), finding('info', 5)]),
  hasFindingsReport: true,
  linesTotal: 1000,
  linesCovered: 800,
};
const rated = (ratings: Partial<DirectionMeasures['ratings']>): Partial<DirectionMeasures> => ({
  ratings: { ...RATINGS, ...ratings },
});
const found = (...findings: ReturnType<typeof finding>[]): Partial<DirectionMeasures> => ({
  counters: countFindings(findings),
});
const UNMEASURED: DirectionMeasures = {
  ratings: {
    quality: null,
    maintainability: null,
    reliability: null,
    coverage: null,
    duplication: null,
    debt: null,
    findingsByType: null,
  },
  counters: countFindings([]),
  hasFindingsReport: false,
  linesTotal: 0,
  linesCovered: 0,
};

describe('directionOf', () => {
  it.each<[string, Partial<DirectionMeasures>, ReturnType<typeof directionOf>]>([
    ['nothing changed', {}, 'steady'],
    ['any rating is worse', rated({ duplication: 'B' }), 'degrading'],
    ['any rating is better', rated({ maintainability: 'A' }), 'improving'],
    ['one rating is worse and another better', rated({ duplication: 'B', maintainability: 'A' }), 'degrading'],
    ['coverage is down by half a point', { linesCovered: 795 }, 'steady'],
    ['coverage is down by more', { linesCovered: 794 }, 'degrading'],
    ['coverage is up by half a point', { linesCovered: 805 }, 'steady'],
    ['coverage is up by more', { linesCovered: 806 }, 'improving'],
    ['coverage of more lines is down by a bit more', { linesTotal: 2000, linesCovered: 1589 }, 'degrading'],
    ['there is one finding more', found(finding('high', 11)), 'degrading'],
    ['there is one finding less', found(finding('high', 9)), 'improving'],
    ['there are more of info alone', found(finding('high', 10), finding('info', 50)), 'steady'],
    ['there is more debt', rated({ debt: debtOf(101) }), 'degrading'],
    ['there is less debt', rated({ debt: debtOf(99) }), 'improving'],
    ['a rating came', rated({ duplication: null }), 'steady'],
    ['no tool reported any more', { ...found(), hasFindingsReport: false }, 'steady'],
    ['coverage is gone', { linesTotal: 0, linesCovered: 0 }, 'steady'],
  ])('where %s', (_, now, expected) => {
    expect(directionOf(BEFORE, { ...BEFORE, ...now })).toBe(expected);
  });

  it('is null without an earlier scan, and where nothing was measured in both', () => {
    expect(directionOf(null, BEFORE)).toBeNull();
    expect(directionOf(UNMEASURED, BEFORE)).toBeNull();
    expect(directionOf(BEFORE, UNMEASURED)).toBeNull();
  });
});

describe('the summary of a scan', () => {
  const verdict = { conclusion: 'failure' as const, violations: [{ rule: 'rating_min' }, { rule: 'new_high_max' }] };

  it('has the few numbers that trends show', () => {
    const now = {
      ...BEFORE,
      ...found(finding('high', 3, true), finding('high', 2), finding('info', 4)),
      linesTotal: 3,
      linesCovered: 2,
    };
    const tests = { total: 7, failed: 2 };
    expect(summarizeScan({ ...verdict, tests }, now, { id: 4 as ScanId, measures: BEFORE })).toEqual({
      conclusion: 'failure',
      failingRules: ['rating_min', 'new_high_max'],
      findingsTotal: 9,
      newTotal: 3,
      coveragePct: 200 / 3,
      qualityRating: 'C',
      debtMinutes: 100,
      direction: 'degrading',
      findingsBefore: { scanId: 4, total: 15 },
      testsTotal: 7,
      testsFailed: 2,
    });
  });

  it('has no number of findings where no tool reported, but for coverage gaps', () => {
    const totalOf = (now: DirectionMeasures) => summarizeScan(verdict, now, null).findingsTotal;
    expect(totalOf({ ...UNMEASURED, hasFindingsReport: true })).toBe(0);
    expect(totalOf({ ...UNMEASURED, ...found(finding('high', 2)), hasFindingsReport: false })).toBe(2);
  });

  it('is null where nothing was measured', () => {
    expect(summarizeScan(verdict, UNMEASURED, null)).toMatchObject({
      findingsTotal: null,
      coveragePct: null,
      qualityRating: null,
      debtMinutes: null,
      direction: null,
      testsTotal: null,
      testsFailed: null,
    });
    expect(summarizeFailure({ conclusion: 'neutral', violations: [] })).toMatchObject({
      conclusion: 'neutral',
      failingRules: [],
      findingsTotal: null,
      direction: null,
    });
  });
});

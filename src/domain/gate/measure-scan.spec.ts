import { type FindingType, type Severity } from '../findings/finding.js';
import { countFindings } from '../ratings/scan-counters.js';
import { measureScan, type CoverageBasis, type CoverageFacts, type Measure, type ScanFacts } from './measure-scan.js';

const someFindings = (count: number, isNew: boolean, severity: Severity, type: FindingType = 'bug') =>
  Array.from({ length: count }, () => ({
    type,
    severity,
    debtKind: 'other' as const,
    isNew,
    isFalsePositive: false,
    isSuppressed: false,
  }));

/** New: 1 critical, 2 high, 3 complexity. Inherited as many again, and 4 critical coverage gaps that no rule counts. */
const COUNTERS = countFindings(
  [true, false].flatMap((isNew) => [
    ...someFindings(1, isNew, 'critical', 'security'),
    ...someFindings(2, isNew, 'high'),
    ...someFindings(3, isNew, 'medium', 'complexity'),
    ...someFindings(4, isNew, 'critical', 'coverage_gap'),
  ]),
);

const NO_COVERAGE: CoverageFacts = {
  allLines: null,
  changedLines: null,
  hasUnmatchedChange: false,
  defaultBranchHasCoverage: false,
};

const aScan = (facts: Partial<ScanFacts> = {}): ScanFacts => ({
  isBaselineScan: false,
  hasFindingsReport: true,
  counters: COUNTERS,
  duplicationPct: null,
  rating: null,
  coverage: NO_COVERAGE,
  ...facts,
});

const measured = (actual: unknown) => ({ state: 'measured', actual });
const missing = (reason: string) => ({ state: 'missing', reason });

describe('the counts of findings', () => {
  const counts = (facts: Partial<ScanFacts>, newCodeOnly: boolean): unknown[] => {
    const measures = measureScan(aScan(facts), newCodeOnly);
    return [measures.new_critical_max, measures.new_high_max, measures.complexity_new_max];
  };
  const none = { hasFindingsReport: false, counters: countFindings([]) };

  it.each<[label: string, facts: Partial<ScanFacts>, newCodeOnly: boolean, expected: unknown[]]>([
    ['a change: what is new', {}, true, [1, 2, 3].map(measured)],
    ['a change, all code: everything', {}, false, [2, 4, 6].map(measured)],
    ['the default branch: nothing is new', { isBaselineScan: true }, true, [0, 0, 0].map(measured)],
    ['the default branch, all code: everything', { isBaselineScan: true }, false, [2, 4, 6].map(measured)],
    ['an empty report: zero', { counters: countFindings([]) }, true, [0, 0, 0].map(measured)],
    ['no report: unknown', none, true, Array(3).fill(missing('no_findings_report'))],
    ['no report, all code: unknown', none, false, Array(3).fill(missing('no_findings_report'))],
    [
      'the default branch without a report: nothing is new',
      { ...none, isBaselineScan: true },
      true,
      [0, 0, 0].map(measured),
    ],
    [
      'the default branch without a report, all code: unknown',
      { ...none, isBaselineScan: true },
      false,
      Array(3).fill(missing('no_findings_report')),
    ],
  ])('of %s', (_label, facts, newCodeOnly, expected) => {
    expect(counts(facts, newCodeOnly)).toEqual(expected);
  });

  it('counts complex functions of any severity', () => {
    const counters = countFindings([
      ...someFindings(1, true, 'low', 'complexity'),
      ...someFindings(1, true, 'critical', 'complexity'),
      ...someFindings(1, true, 'info', 'complexity'),
    ]);
    expect(measureScan(aScan({ counters }), true)).toMatchObject({
      complexity_new_max: measured(3),
      new_critical_max: measured(1),
    });
  });
});

describe('duplication and rating', () => {
  it('are taken as they are', () => {
    const measures = measureScan(aScan({ duplicationPct: 0, rating: 'E' }), true);
    expect(measures).toMatchObject({ duplication_pct_max: measured(0), rating_min: measured('E') });
  });

  it('are missing where there is no data', () => {
    expect(measureScan(aScan(), true)).toMatchObject({
      duplication_pct_max: missing('no_duplication_summary'),
      rating_min: missing('no_rating'),
    });
  });
});

describe('coverage', () => {
  const all = { linesCovered: 70, linesTotal: 100 };
  const changed = { linesCovered: 9, linesTotal: 10 };
  const none = { linesCovered: 0, linesTotal: 0 };
  const OWED: Measure = { state: 'owed' };

  it.each<
    [label: string, facts: Partial<CoverageFacts>, newCodeOnly: boolean, measure: unknown, basis: CoverageBasis | null]
  >([
    [
      'of the added lines',
      { allLines: all, changedLines: changed },
      true,
      measured({ part: 9, total: 10 }),
      'changed_lines',
    ],
    [
      'of all lines where the change is unknown',
      { allLines: all },
      true,
      measured({ part: 70, total: 100 }),
      'all_lines',
    ],
    [
      'of all lines by the switch',
      { allLines: all, changedLines: changed },
      false,
      measured({ part: 70, total: 100 }),
      'all_lines',
    ],
    [
      'of a change without executable lines',
      { allLines: all, changedLines: none },
      true,
      missing('no_new_lines'),
      'changed_lines',
    ],
    [
      'of such a change, all code',
      { allLines: all, changedLines: none },
      false,
      measured({ part: 70, total: 100 }),
      'all_lines',
    ],
    ['that never was', {}, true, missing('no_coverage'), null],
    ['that never was, all code', {}, false, missing('no_coverage'), null],
    ['that the default branch has', { defaultBranchHasCoverage: true }, true, OWED, null],
    ['that the default branch has, all code', { defaultBranchHasCoverage: true }, false, OWED, null],
    [
      'that the default branch has, change known',
      { changedLines: none, defaultBranchHasCoverage: true },
      true,
      OWED,
      null,
    ],
    [
      'of a changed file under a path that is no file',
      { allLines: all, changedLines: changed, hasUnmatchedChange: true },
      true,
      OWED,
      'changed_lines',
    ],
    ['of such a file alone', { hasUnmatchedChange: true }, true, OWED, 'changed_lines'],
    [
      'of such a file, all code',
      { allLines: all, changedLines: changed, hasUnmatchedChange: true },
      false,
      measured({ part: 70, total: 100 }),
      'all_lines',
    ],
    ['of an empty report', { allLines: none }, true, missing('no_coverage'), null],
    [
      'of an empty report instead of the real one',
      { allLines: none, changedLines: none, defaultBranchHasCoverage: true },
      true,
      OWED,
      null,
    ],
    [
      'below the default branch is measured all the same',
      { allLines: all, defaultBranchHasCoverage: true },
      true,
      measured({ part: 70, total: 100 }),
      'all_lines',
    ],
  ])('%s', (_label, facts, newCodeOnly, measure, basis) => {
    const measures = measureScan(aScan({ coverage: { ...NO_COVERAGE, ...facts } }), newCodeOnly);
    expect(measures.new_coverage_min).toEqual(measure);
    expect(measures.basis).toBe(basis);
  });
});

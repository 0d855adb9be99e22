import { type ProblemType, type Severity } from '../findings/finding.js';
import { countFindings } from '../ratings/scan-counters.js';
import { measureScan } from './measure-scan.js';
import { type CoverageBasis, type Measure } from './measures.js';
import { RULE_NAMES } from './rules.js';
import { type CoverageFacts, type ScanFacts } from './scan-facts.js';

const someFindings = (count: number, isNew: boolean, severity: Severity, type: ProblemType = 'bug') =>
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

const NOTHING_MEASURED = {
  duplicationPct: null,
  duplicatedLines: null,
  rating: null,
  allLines: null,
  ratedFindings: null,
};

const aScan = (facts: Partial<ScanFacts> = {}): ScanFacts => ({
  isBaselineScan: false,
  hasFindingsReport: true,
  counters: COUNTERS,
  duplicationPct: null,
  duplicatedLines: null,
  rating: null,
  newDuplication: null,
  coverage: NO_COVERAGE,
  tests: null,
  base: null,
  failedTools: [],
  missingTools: [],
  owedReports: [],
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

  it('does not know errors of tools among findings whose levels were not kept', () => {
    const some = someFindings(2, true, 'high');
    const errorsOf = (toolLevel: 'error' | 'unknown') => {
      const counters = countFindings(some.map((each) => ({ ...each, toolLevel })));
      return measureScan(aScan({ counters }), true).new_errors_max;
    };
    expect([errorsOf('error'), errorsOf('unknown')]).toEqual([measured(2), missing('no_levels')]);
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

describe('optional rules', () => {
  it('count new findings that are gated, and those of type security', () => {
    const counters = countFindings([
      ...someFindings(2, true, 'medium'),
      ...someFindings(1, true, 'low'),
      ...someFindings(1, true, 'high', 'security'),
      ...someFindings(1, true, 'low', 'security'),
      ...someFindings(5, true, 'info'),
      ...someFindings(5, true, 'medium', 'coverage_gap'),
      ...someFindings(5, false, 'medium', 'security'),
    ]);
    expect(measureScan(aScan({ counters }), true)).toMatchObject({
      new_medium_max: measured(2),
      new_total_max: measured(5),
      new_security_max: measured(2),
    });
  });

  it('share duplicated lines among the added ones', () => {
    const of = (facts: Partial<ScanFacts>) => measureScan(aScan(facts), true).new_duplication_pct_max;
    expect(of({ newDuplication: { duplicated: 3, added: 20 } })).toEqual(measured({ part: 3, total: 20 }));
    expect(of({ newDuplication: { duplicated: 0, added: 0 } })).toEqual(missing('no_new_lines'));
    expect(of({})).toEqual(missing('no_duplication_summary'));
    expect(of({ isBaselineScan: true })).toEqual(measured(0));
  });

  it('measure all lines whether or not only new code applies', () => {
    const allLines = { linesCovered: 70, linesTotal: 100 };
    const coverage = { ...NO_COVERAGE, allLines, changedLines: { linesCovered: 1, linesTotal: 2 } };
    for (const newCodeOnly of [true, false])
      expect(measureScan(aScan({ coverage }), newCodeOnly).overall_coverage_min).toEqual(
        measured({ part: 70, total: 100 }),
      );
    expect(measureScan(aScan(), true).overall_coverage_min).toEqual(missing('no_coverage'));
  });

  it.each([
    ['lost points', [90, 100], [179, 200], measured({ part: 100n, total: 20_000n })],
    ['a rise', [90, 100], [95, 100], measured({ part: 0n, total: 10_000n })],
    ['a base without coverage', null, [95, 100], missing('no_base')],
    ['no coverage any more', [90, 100], null, missing('no_coverage')],
  ] as const)('measure against the base %s', (_label, base, own, expected) => {
    const totals = (lines: readonly [number, number] | null) =>
      lines && { linesCovered: lines[0], linesTotal: lines[1] };
    const facts = {
      base: { ...NOTHING_MEASURED, allLines: totals(base), hasTests: false },
      coverage: { ...NO_COVERAGE, allLines: totals(own) },
    };
    expect(measureScan(aScan(facts), true).coverage_drop_max).toEqual(expected);
    expect(measureScan(aScan({ ...facts, base: null }), true).coverage_drop_max).toEqual(missing('no_base'));
  });
});

describe('coverage of the added lines', () => {
  const rules = ['new_branch_coverage_min', 'new_uncovered_max', 'untested_files_max'] as const;
  const own: Partial<CoverageFacts> = {
    allLines: { linesCovered: 70, linesTotal: 100 },
    changedLines: { linesCovered: 7, linesTotal: 10 },
    addedBranches: { branchesCovered: 3, branchesTotal: 4 },
    untestedFiles: 2,
  };
  const all = (reason: string) => rules.map(() => missing(reason));
  const owed = rules.map(() => ({ state: 'owed' }));
  const counted = [measured({ part: 3, total: 4 }), measured(3), measured(2)];

  it.each<[string, Partial<CoverageFacts>, isBaselineScan: boolean, unknown[]]>([
    ['that is known', own, false, counted],
    ['of a baseline branch with known lines', own, true, counted],
    [
      'without branches',
      { ...own, addedBranches: { branchesCovered: 0, branchesTotal: 0 } },
      false,
      [missing('no_new_branches'), ...counted.slice(1)],
    ],
    [
      'that an earlier version measured',
      { ...own, addedBranches: null, untestedFiles: null },
      false,
      [missing('no_new_branches'), counted[1], missing('no_changed_lines')],
    ],
    ['of unknown lines', { ...own, changedLines: null }, false, all('no_changed_lines')],
    ['of a baseline branch', { ...own, changedLines: null }, true, all('no_changed_lines')],
    ['of a baseline branch without reports', { defaultBranchHasCoverage: true }, true, all('no_changed_lines')],
    ['that never was', {}, false, all('no_coverage')],
    ['that the default branch has', { defaultBranchHasCoverage: true }, false, owed],
    ['under a path that is no file', { ...own, hasUnmatchedChange: true }, false, owed],
  ])('%s', (_, facts, isBaselineScan, expected) => {
    for (const isNewOnly of [true, false]) {
      const measures = measureScan(aScan({ isBaselineScan, coverage: { ...NO_COVERAGE, ...facts } }), isNewOnly);
      expect(rules.map((rule) => measures[rule])).toEqual(expected);
    }
  });
});

describe('test results', () => {
  const base = (hasTests: boolean): ScanFacts['base'] => ({ ...NOTHING_MEASURED, hasTests });
  const own = { failed: 2, missing: 3, newlySkipped: 3 };
  const owed = { state: 'owed' };

  it.each<[string, Partial<ScanFacts>, failed: unknown, dropped: unknown]>([
    ['here and on the base', { tests: own, base: base(true) }, measured(2), measured(3)],
    ['here alone', { tests: own, base: base(false) }, measured(2), missing('no_base')],
    ['without a base', { tests: own }, measured(2), missing('no_base')],
    ['on the base alone', { base: base(true) }, owed, owed],
    ['nowhere', { base: base(false) }, missing('no_tests'), missing('no_base')],
    ['nowhere, without a base', {}, missing('no_tests'), missing('no_base')],
  ])('%s', (_, facts, failed, dropped) => {
    const { tests_failed_max, tests_total_drop_max, newly_skipped_tests_max } = measureScan(aScan(facts), true);
    expect([tests_failed_max, tests_total_drop_max, newly_skipped_tests_max]).toEqual([failed, dropped, dropped]);
  });
});

describe('directives', () => {
  const rules = ['new_suppressions_max', 'new_unexplained_suppressions_max', 'new_hidden_high_max'] as const;
  const own = { added: 3, unexplained: 2, hiddenHigh: 1 };
  const base = (hasSuppressions: boolean): ScanFacts['base'] => ({
    ...NOTHING_MEASURED,
    hasTests: false,
    hasSuppressions,
  });

  it.each<[string, Partial<ScanFacts>, unknown[]]>([
    ['reported', { suppressions: own }, [measured(3), measured(2), measured(1)]],
    ['reported on the base alone', { base: base(true) }, [{ state: 'owed' }, { state: 'owed' }, { state: 'owed' }]],
    ['reported nowhere', { base: base(false) }, rules.map(() => missing('not_reported'))],
    ['of a scan of the default branch', { isBaselineScan: true }, [measured(0), measured(0), measured(0)]],
  ])('%s', (_, facts, expected) => {
    const measures = measureScan(aScan(facts), true);
    expect(rules.map((rule) => measures[rule])).toEqual(expected);
  });
});

describe('a failed tool', () => {
  const statesWith = (failedTools: readonly string[]) => {
    const facts = aScan({ failedTools, duplicationPct: 1, rating: 'A', newDuplication: { duplicated: 1, added: 2 } });
    const measures = measureScan(facts, true);
    return Object.fromEntries(RULE_NAMES.map((rule) => [rule, measures[rule].state]));
  };

  it('leaves half measured what rests on it, and nothing else', () => {
    const [linter, duplicates] = [statesWith(['eslint']), statesWith(['jscpd'])];
    expect([linter.new_high_max, linter.complexity_new_max, linter.rating_min]).toEqual(Array(3).fill('partial'));
    expect([linter.duplication_pct_max, linter.new_duplication_pct_max]).toEqual(['measured', 'measured']);
    expect([duplicates.duplication_pct_max, duplicates.rating_min]).toEqual(['partial', 'partial']);
    expect([duplicates.complexity_new_max, duplicates.new_security_max]).toEqual(['measured', 'measured']);
  });

  it('is the reason where nothing is known without it', () => {
    const facts = aScan({ failedTools: ['eslint'], hasFindingsReport: false, counters: countFindings([]) });
    expect(measureScan(facts, true)).toMatchObject({
      new_critical_max: missing('tool_failed'),
      duplication_pct_max: missing('no_duplication_summary'),
      new_coverage_min: missing('no_coverage'),
    });
  });
});

describe('a checkout that does not have all reports of CI', () => {
  const owing = {
    coverage: { ...NO_COVERAGE, defaultBranchHasCoverage: true },
    base: { ...NOTHING_MEASURED, hasTests: true },
  };

  it('owes nothing', () => {
    expect(measureScan(aScan(owing), true).tests_failed_max).toEqual({ state: 'owed' });
    expect(measureScan(aScan({ ...owing, absentTools: [] }), true)).toMatchObject({
      new_coverage_min: missing('not_here'),
      tests_failed_max: missing('not_here'),
      new_high_max: measured(2),
    });
  });

  it('leaves half measured what rests on a tool that it lacks', () => {
    expect(measureScan(aScan({ absentTools: ['eslint'] }), true).new_high_max).toEqual({
      ...{ state: 'partial', actual: 2, reason: 'not_here' },
    });
  });

  it('still owes coverage whose paths fit no file', () => {
    const coverage = { ...owing.coverage, hasUnmatchedChange: true };
    expect(measureScan(aScan({ coverage, absentTools: [] }), true)).toMatchObject({
      ...{ new_coverage_min: { state: 'owed' }, new_uncovered_max: { state: 'owed' } },
      ...{ overall_coverage_min: missing('not_here') },
    });
  });
});

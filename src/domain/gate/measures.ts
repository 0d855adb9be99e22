import { type Proportion } from '../exact/fraction.js';
import { rateFindings, type Rating } from '../ratings/ratings.js';
import { countGated, type FindingCounters } from '../ratings/scan-counters.js';
import { type SuppressionFacts } from '../suppressions/suppressions-evidence.js';
import { type Actual } from './exact-value.js';
import { type CoverageFacts, type LineTotals, type ScanFacts } from './scan-facts.js';

/**
 * Reasons for which a rule is not evaluated:
 * - `disabled`: its threshold is null
 * - `no_findings_report`: no analyzer's report came, so nothing is known about new findings
 * - `no_duplication_summary`: no report says how much of the code is duplicated
 * - `no_rating`: none of the four ratings has data
 * - `no_coverage`: neither this scan nor the default branch has coverage
 * - `no_new_lines`: the change adds no executable line, or for duplication no line at all
 * - `no_new_branches`: the lines that the change adds have no branches, as far as reports say
 * - `no_changed_lines`: the lines that the change adds are not known
 * - `no_base`: there is no base with that measure to compare with
 * - `no_tests`: neither this scan nor its base has test results
 * - `no_levels`: some of the findings were stored by a version that did not keep the levels of tools
 * - `not_a_change`: the policy judges changes alone by it, and the scan is of a baseline branch
 * - `not_reported`: neither this scan nor its base has a report of what the rule counts
 * - `tool_failed`: a tool that the rule rests on failed, and what is known beside it breaks nothing
 * - `not_here`: it rests on a report that only CI has; of verdicts that `qgate` gives a checkout
 */
export const SKIP_REASONS = [
  'disabled',
  'no_findings_report',
  'no_duplication_summary',
  'no_rating',
  'no_coverage',
  'no_new_lines',
  'no_new_branches',
  'no_changed_lines',
  'no_base',
  'no_tests',
  'no_levels',
  'not_a_change',
  'not_reported',
  'tool_failed',
  'not_here',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Reasons for not judging a rule; `not_configured`, `scan_error` and `timed_out` apply to all rules at once. */
export type RuleSkipReason = SkipReason | 'not_configured' | 'scan_error' | 'timed_out';

/** Lines that coverage was measured on. */
export type CoverageBasis = 'changed_lines' | 'all_lines';

/** The subject of one rule, as far as it is known. */
export type Measure<A extends Actual = Actual> =
  | { readonly state: 'measured'; readonly actual: A }
  /** Lacks the findings of a tool, for the reason: it can break a rule and not meet it. */
  | { readonly state: 'partial'; readonly actual: A; readonly reason: SkipReason }
  | { readonly state: 'missing'; readonly reason: SkipReason }
  /**
   * The scan should have had it, as the default branch did, or has it under a path that is no file's: leaving it out
   * must not be a way past the gate.
   */
  | { readonly state: 'owed' };

export const measured = <A extends Actual>(actual: A): Measure<A> => ({ state: 'measured', actual });
export const missing = (reason: SkipReason): Measure<never> => ({ state: 'missing', reason });
export const measuredOr = <A extends Actual>(reason: SkipReason, actual: A | null): Measure<A> =>
  actual === null ? missing(reason) : measured(actual);

/** Covered lines as a share; null where there is no line. */
export const shareOf = (totals: LineTotals | null): Proportion | null =>
  totals === null || totals.linesTotal === 0 ? null : { part: totals.linesCovered, total: totals.linesTotal };

/** New findings, or all of them where old code counts as well. */
export function measureFindings(
  facts: ScanFacts,
  appliesToNewCodeOnly: boolean,
  count: (counters: FindingCounters) => number,
): Measure<number> {
  // A scan of the default branch is what "new" is measured against: it has nothing new, whether or not a report came.
  if (appliesToNewCodeOnly && facts.isBaselineScan) return measured(0);
  if (!facts.hasFindingsReport) return missing('no_findings_report');
  return measured(count(appliesToNewCodeOnly ? facts.counters.new : facts.counters.all));
}

/** New findings that their tool calls errors, or all of them where old code counts as well. */
export function measureNewErrors(facts: ScanFacts, appliesToNewCodeOnly: boolean): Measure<number> {
  if (appliesToNewCodeOnly && facts.isBaselineScan) return measured(0);
  if (!facts.hasFindingsReport) return missing('no_findings_report');
  return measuredOr('no_levels', (appliesToNewCodeOnly ? facts.counters.new : facts.counters.all).toolErrors ?? null);
}

/** The rating of the new findings alone, by the bands of the ratings by findings. */
export function measureChangeRating(facts: ScanFacts, appliesToNewCodeOnly: boolean): Measure<Rating> {
  if (appliesToNewCodeOnly && facts.isBaselineScan) return measured('A');
  if (!facts.hasFindingsReport) return missing('no_findings_report');
  return measured(rateFindings(countGated(appliesToNewCodeOnly ? facts.counters.new : facts.counters.all)));
}

/** Coverage of the added lines where they are known and alone count, else of all lines. */
export function measureNewCoverage(
  coverage: CoverageFacts,
  appliesToNewCodeOnly: boolean,
): { readonly measure: Measure<Proportion>; readonly basis: CoverageBasis | null } {
  const { changedLines, hasUnmatchedChange } = coverage;
  if (appliesToNewCodeOnly && hasUnmatchedChange) return { measure: { state: 'owed' }, basis: 'changed_lines' };
  const ofAll = measureAllLines(coverage);
  if (ofAll.state !== 'measured') return { measure: ofAll, basis: null };
  if (!appliesToNewCodeOnly || changedLines === null) return { measure: ofAll, basis: 'all_lines' };
  return { measure: measuredOr('no_new_lines', shareOf(changedLines)), basis: 'changed_lines' };
}

/** A measure of the added lines. Without coverage of them it is owed, as all coverage is. */
const measureAdded =
  (measureKnown: (coverage: CoverageFacts, changedLines: LineTotals) => Measure) =>
  ({ coverage, isBaselineScan }: ScanFacts): Measure => {
    const { changedLines, hasUnmatchedChange } = coverage;
    if (hasUnmatchedChange) return { state: 'owed' };
    if (changedLines === null && isBaselineScan) return missing('no_changed_lines');
    const ofAll = measureAllLines(coverage);
    if (ofAll.state !== 'measured') return ofAll;
    return changedLines === null ? missing('no_changed_lines') : measureKnown(coverage, changedLines);
  };

/** Share of the branches on added lines that tests take. */
export const measureAddedBranches = measureAdded(({ addedBranches }) =>
  addedBranches && addedBranches.branchesTotal > 0
    ? measured({ part: addedBranches.branchesCovered, total: addedBranches.branchesTotal })
    : missing('no_new_branches'),
);

/** Executable added lines that no test runs. */
export const measureUncovered = measureAdded((_, { linesTotal, linesCovered }) => measured(linesTotal - linesCovered));

/** Changed source files that no report contains. */
export const measureUntestedFiles = measureAdded(({ untestedFiles }) =>
  measuredOr('no_changed_lines', untestedFiles ?? null),
);

/** A report without a single line says as little as no report (docs/adr/coverage.md#conditions-for-requiring-coverage). */
export function measureAllLines({ allLines, defaultBranchHasCoverage }: CoverageFacts): Measure<Proportion> {
  const share = shareOf(allLines);
  if (share !== null) return measured(share);
  return defaultBranchHasCoverage ? { state: 'owed' } : missing('no_coverage');
}

/** Duplicated lines among the added ones. A scan of the default branch adds none. */
export function measureNewDuplication({ isBaselineScan, newDuplication }: ScanFacts): Measure {
  if (isBaselineScan) return measured(0);
  if (newDuplication === null) return missing('no_duplication_summary');
  const { duplicated, added } = newDuplication;
  return added === 0 ? missing('no_new_lines') : measured({ part: duplicated, total: added });
}

/** Points of line coverage lost against the base, never below 0; flickering lines aside. */
export function measureCoverageDrop({ base, coverage }: ScanFacts): Measure {
  const from = shareOf(base?.steadyLines ?? base?.allLines ?? null);
  if (from === null) return missing('no_base');
  const own = measureAllLines({ ...coverage, allLines: coverage.steadyLines ?? coverage.allLines });
  return own.state === 'measured' ? measured(pointsLost(from, own.actual)) : own;
}

/** The exact difference of two shares as a share; 0 where nothing is lost. */
export function pointsLost(from: Proportion, to: Proportion): Proportion {
  const lost = BigInt(from.part) * BigInt(to.total) - BigInt(to.part) * BigInt(from.total);
  return { part: lost < 0n ? 0n : lost, total: BigInt(from.total) * BigInt(to.total) };
}

/** Tests that failed in all of their runs. */
export function measureFailedTests({ tests, base }: ScanFacts): Measure<number> {
  if (tests !== null) return measured(tests.failed);
  return base?.hasTests ? { state: 'owed' } : missing('no_tests');
}

/** Tests of the base that are gone and not renamed. */
export function measureMissingTests({ tests, base }: ScanFacts): Measure<number> {
  if (!base?.hasTests) return missing('no_base');
  return tests === null ? { state: 'owed' } : measured(tests.missing);
}

/** Tests that ran on the base and are skipped here. */
export function measureSkippedTests({ tests, base }: ScanFacts): Measure<number> {
  if (!base?.hasTests) return missing('no_base');
  return tests === null ? { state: 'owed' } : measured(tests.newlySkipped ?? 0);
}

/** Settings by which tools look for less. A scan of the default branch loosens none. */
export function measureLoosened({ loosened, base, isBaselineScan }: ScanFacts): Measure<number> {
  if (isBaselineScan) return measured(0);
  if (loosened != null) return measured(loosened);
  return base?.hasSuppressions ? { state: 'owed' } : missing('not_reported');
}

/** A number of directives, or of what they hide. A scan of the default branch adds none. */
export const measureSuppressions =
  (count: (suppressions: SuppressionFacts) => number) =>
  ({ suppressions, base, isBaselineScan }: ScanFacts): Measure<number> => {
    if (isBaselineScan) return measured(0);
    if (suppressions) return measured(count(suppressions));
    return base?.hasSuppressions ? { state: 'owed' } : missing('not_reported');
  };

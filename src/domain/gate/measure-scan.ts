import { countByType, countGated, type ScanCounters } from '../ratings/scan-counters.js';
import { type Rating } from '../ratings/ratings.js';
import { type Actual, type Share } from './exact.js';
import { type RuleName } from './policy.js';

/**
 * Why a rule was not evaluated:
 * - `disabled`: its threshold is null
 * - `no_findings_report`: no analyzer's report came, so nothing is known about new findings
 * - `no_duplication_summary`: no report says how much of the code is duplicated
 * - `no_rating`: none of the four ratings has data
 * - `no_coverage`: neither this scan nor the default branch has coverage
 * - `no_new_lines`: the change adds no executable line
 */
export const SKIP_REASONS = [
  'disabled',
  'no_findings_report',
  'no_duplication_summary',
  'no_rating',
  'no_coverage',
  'no_new_lines',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Why a rule was not judged; `not_configured`, `scan_error` and `timed_out` stand for all rules at once. */
export type RuleSkipReason = SkipReason | 'not_configured' | 'scan_error' | 'timed_out';

/** Which lines coverage was measured on. */
export type CoverageBasis = 'changed_lines' | 'all_lines';

/** What is known of one rule's subject. */
export type Measure<A extends Actual = Actual> =
  | { readonly state: 'measured'; readonly actual: A }
  | { readonly state: 'missing'; readonly reason: SkipReason }
  /** The scan should have brought it, as the default branch did, or brought it under a path that is no file's: leaving it out must not be a way past the gate. */
  | { readonly state: 'owed' };

export interface GateMeasures extends Readonly<Record<RuleName, Measure>> {
  readonly new_critical_max: Measure<number>;
  readonly new_high_max: Measure<number>;
  readonly duplication_pct_max: Measure<number>;
  readonly complexity_new_max: Measure<number>;
  readonly rating_min: Measure<Rating>;
  readonly new_coverage_min: Measure<Share>;
  /** Null when there is no coverage to measure. */
  readonly basis: CoverageBasis | null;
}

export interface LineTotals {
  readonly linesCovered: number;
  readonly linesTotal: number;
}

export interface CoverageFacts {
  /** Of the scan's merged reports; null when none was uploaded. */
  readonly allLines: LineTotals | null;
  /** Of the executable lines that the change adds; null when the scan does not know its changed lines. */
  readonly changedLines: LineTotals | null;
  /** Changed files that no report knows, but for an unmatched path of the same name. */
  readonly hasUnmatchedChange: boolean;
  /** Whether the latest completed scan of the default branch, other than this one, has coverage. */
  readonly defaultBranchHasCoverage: boolean;
}

/** What is stored about a scan and decides its gate. */
export interface ScanFacts {
  readonly isBaselineScan: boolean;
  /** Whether any findings report came, be it one without findings. */
  readonly hasFindingsReport: boolean;
  readonly counters: ScanCounters;
  /** In percent of lines; null where no tool summarized it. */
  readonly duplicationPct: number | null;
  /** The composite rating. */
  readonly rating: Rating | null;
  readonly coverage: CoverageFacts;
}

/**
 * Turns what is stored about a scan into what the rules are held against. `appliesToNewCodeOnly` is the organization's
 * switch: off, all findings and all lines count, on every branch.
 */
export function measureScan(facts: ScanFacts, appliesToNewCodeOnly: boolean): GateMeasures {
  return {
    ...measureFindings(facts, appliesToNewCodeOnly),
    duplication_pct_max: measuredOr('no_duplication_summary', facts.duplicationPct),
    rating_min: measuredOr('no_rating', facts.rating),
    ...measureCoverage(facts.coverage, appliesToNewCodeOnly),
  };
}

type FindingMeasures = Pick<GateMeasures, 'new_critical_max' | 'new_high_max' | 'complexity_new_max'>;

function measureFindings(facts: ScanFacts, appliesToNewCodeOnly: boolean): FindingMeasures {
  // A scan of the default branch is what "new" is measured against: it has nothing new, whether or not a report came.
  if (appliesToNewCodeOnly && facts.isBaselineScan) return countsOf(0, 0, 0);
  if (!facts.hasFindingsReport) {
    const unknown = missing('no_findings_report');
    return { new_critical_max: unknown, new_high_max: unknown, complexity_new_max: unknown };
  }
  const counters = appliesToNewCodeOnly ? facts.counters.new : facts.counters.all;
  const { critical, high } = countGated(counters);
  return countsOf(critical, high, countByType(counters).complexity);
}

function measureCoverage(
  { allLines, changedLines, hasUnmatchedChange, defaultBranchHasCoverage }: CoverageFacts,
  appliesToNewCodeOnly: boolean,
): Pick<GateMeasures, 'new_coverage_min' | 'basis'> {
  if (appliesToNewCodeOnly && hasUnmatchedChange)
    return { new_coverage_min: { state: 'owed' }, basis: 'changed_lines' };
  // A report without a single line says as little as no report (ADR 0012).
  if (allLines === null || allLines.linesTotal === 0) {
    return { new_coverage_min: defaultBranchHasCoverage ? { state: 'owed' } : missing('no_coverage'), basis: null };
  }
  if (!appliesToNewCodeOnly || changedLines === null) {
    return { new_coverage_min: measured(shareOf(allLines)), basis: 'all_lines' };
  }
  return {
    new_coverage_min: changedLines.linesTotal === 0 ? missing('no_new_lines') : measured(shareOf(changedLines)),
    basis: 'changed_lines',
  };
}

const countsOf = (critical: number, high: number, complexity: number): FindingMeasures => ({
  new_critical_max: measured(critical),
  new_high_max: measured(high),
  complexity_new_max: measured(complexity),
});

const measured = <A extends Actual>(actual: A): Measure<A> => ({ state: 'measured', actual });
const missing = (reason: SkipReason): Measure<never> => ({ state: 'missing', reason });
const measuredOr = <A extends Actual>(reason: SkipReason, actual: A | null): Measure<A> =>
  actual === null ? missing(reason) : measured(actual);
const shareOf = ({ linesCovered, linesTotal }: LineTotals): Share => ({ part: linesCovered, total: linesTotal });

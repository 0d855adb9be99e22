import { type BranchCounts } from '../coverage/measure-change.js';
import { PROBLEM_TYPES, SEVERITIES } from '../findings/finding.js';
import { type Rating } from '../ratings/ratings.js';
import { countFindings, type FindingCounters } from '../ratings/scan-counters.js';
import { type SuppressionFacts } from '../suppressions/suppressions-evidence.js';
import { type NamedRules } from './repo-config.js';
import {
  type DuplicatedLines,
  type LineTotals,
  type RatedFindings,
  type ScanFacts,
  type TestFacts,
} from './scan-facts.js';

/** Numbers of findings: for each of `PROBLEM_TYPES` those of each of `SEVERITIES`. */
export type CounterTable = readonly (readonly number[])[];

/** Executable lines as the wire names them. */
export interface WireLines {
  readonly lines_covered: number;
  readonly lines_total: number;
}

/** Branches on added lines as the wire names them. */
export interface WireBranches {
  readonly branches_covered: number;
  readonly branches_total: number;
}

/** Tests in numbers, as the wire names them. */
export interface WireTests {
  readonly failed: number;
  readonly missing: number;
  /** Omitted by earlier versions. */
  readonly newly_skipped?: number;
}

/** Directives in numbers, as the wire names them. */
export interface WireSuppressions {
  readonly added: number;
  readonly unexplained: number;
  readonly hidden_high: number;
}

/**
 * Facts that a scan was judged on, as they are stored with its evaluation and sent to simulators: those of `ScanFacts` under
 * their names on the wire, and the rules that the repository's own policy file names (null without one).
 */
export interface SimulationFacts {
  readonly is_baseline_scan: boolean;
  readonly has_findings_report: boolean;
  /** As `toolErrors` of the counters; omitted by earlier versions. */
  readonly tool_errors?: { readonly all: number | null; readonly new: number | null };
  readonly counters: { readonly all: CounterTable; readonly new: CounterTable };
  readonly duplication_pct: number | null;
  /** Left out by earlier versions, as for the base below. */
  readonly duplicated_lines?: number | null;
  readonly new_duplication: DuplicatedLines | null;
  readonly rating: Rating | null;
  readonly coverage: {
    readonly all_lines: WireLines | null;
    /** Left out by earlier versions, as for the base below. */
    readonly steady_lines?: WireLines | null;
    readonly changed_lines: WireLines | null;
    /** Left out by earlier versions, as are files without coverage. */
    readonly added_branches?: WireBranches | null;
    readonly untested_files?: number | null;
    readonly has_unmatched_change: boolean;
    readonly default_branch_has_coverage: boolean;
  };
  /** Omitted by earlier versions, which did not accept test results. */
  readonly tests?: WireTests | null;
  /** Left out by earlier versions, which took no directives. */
  readonly suppressions?: WireSuppressions | null;
  /** Left out by earlier versions, which compared no configuration. */
  readonly loosened?: number | null;
  readonly base: {
    readonly duplication_pct: number | null;
    readonly rating: Rating | null;
    readonly all_lines: WireLines | null;
    readonly steady_lines?: WireLines | null;
    readonly has_tests?: boolean;
    readonly has_suppressions?: boolean;
    readonly duplicated_lines?: number | null;
    readonly rated_findings?: RatedFindings | null;
  } | null;
  readonly failed_tools: readonly string[];
  readonly missing_tools: readonly string[];
  readonly owed_reports?: readonly string[];
  readonly file_rules: NamedRules | null;
}

export function toSimulationFacts(facts: ScanFacts, fileRules: NamedRules | null): SimulationFacts {
  const { counters, coverage, base } = facts;
  return {
    is_baseline_scan: facts.isBaselineScan,
    has_findings_report: facts.hasFindingsReport,
    tool_errors: { all: counters.all.toolErrors ?? null, new: counters.new.toolErrors ?? null },
    counters: { all: toTable(counters.all), new: toTable(counters.new) },
    duplication_pct: facts.duplicationPct,
    duplicated_lines: facts.duplicatedLines,
    new_duplication: facts.newDuplication,
    rating: facts.rating,
    coverage: {
      all_lines: toWireLines(coverage.allLines),
      steady_lines: toWireLines(coverage.steadyLines ?? null),
      changed_lines: toWireLines(coverage.changedLines),
      added_branches: coverage.addedBranches ? toWireBranches(coverage.addedBranches) : null,
      untested_files: coverage.untestedFiles ?? null,
      has_unmatched_change: coverage.hasUnmatchedChange,
      default_branch_has_coverage: coverage.defaultBranchHasCoverage,
    },
    tests: facts.tests && toWireTests(facts.tests),
    suppressions: facts.suppressions ? toWireSuppressions(facts.suppressions) : null,
    loosened: facts.loosened ?? null,
    base: base && {
      duplication_pct: base.duplicationPct,
      rating: base.rating,
      all_lines: toWireLines(base.allLines),
      steady_lines: toWireLines(base.steadyLines ?? null),
      has_tests: base.hasTests,
      has_suppressions: base.hasSuppressions ?? false,
      duplicated_lines: base.duplicatedLines,
      rated_findings: base.ratedFindings,
    },
    failed_tools: facts.failedTools,
    missing_tools: facts.missingTools,
    owed_reports: facts.owedReports,
    file_rules: fileRules,
  };
}

/** The facts as the rules measure them; numbers by kind of debt, which no rule reads, are 0. */
export function readSimulationFacts(facts: SimulationFacts): ScanFacts {
  const { counters, coverage, base } = facts;
  return {
    isBaselineScan: facts.is_baseline_scan,
    hasFindingsReport: facts.has_findings_report,
    counters: {
      all: { ...readTable(counters.all), toolErrors: facts.tool_errors?.all ?? null },
      new: { ...readTable(counters.new), toolErrors: facts.tool_errors?.new ?? null },
    },
    duplicationPct: facts.duplication_pct,
    duplicatedLines: facts.duplicated_lines ?? null,
    newDuplication: facts.new_duplication,
    rating: facts.rating,
    coverage: {
      allLines: readLines(coverage.all_lines),
      steadyLines: readLines(coverage.steady_lines ?? null),
      changedLines: readLines(coverage.changed_lines),
      addedBranches: coverage.added_branches ? readBranches(coverage.added_branches) : null,
      untestedFiles: coverage.untested_files ?? null,
      hasUnmatchedChange: coverage.has_unmatched_change,
      defaultBranchHasCoverage: coverage.default_branch_has_coverage,
    },
    tests: facts.tests ? readTests(facts.tests) : null,
    suppressions: facts.suppressions ? readSuppressions(facts.suppressions) : null,
    loosened: facts.loosened ?? null,
    base: base && {
      duplicationPct: base.duplication_pct,
      rating: base.rating,
      allLines: readLines(base.all_lines),
      steadyLines: readLines(base.steady_lines ?? null),
      hasTests: base.has_tests ?? false,
      hasSuppressions: base.has_suppressions ?? false,
      duplicatedLines: base.duplicated_lines ?? null,
      ratedFindings: base.rated_findings ?? null,
    },
    failedTools: facts.failed_tools,
    missingTools: facts.missing_tools,
    owedReports: facts.owed_reports ?? [],
  };
}

const NO_DEBT = countFindings([]).all.byDebtKind;

const toTable = ({ byType }: FindingCounters): CounterTable =>
  PROBLEM_TYPES.map((type) => SEVERITIES.map((severity) => byType[type][severity]));

const readTable = (table: CounterTable): FindingCounters => ({
  byType: Object.fromEntries(
    PROBLEM_TYPES.map((type, row) => [
      type,
      Object.fromEntries(SEVERITIES.map((severity, column) => [severity, table[row]?.[column] ?? 0])),
    ]),
  ) as FindingCounters['byType'],
  byDebtKind: NO_DEBT,
});

const toWireTests = ({ failed, missing, newlySkipped = 0 }: TestFacts): WireTests => ({
  ...{ failed, missing },
  newly_skipped: newlySkipped,
});

const readTests = ({ failed, missing, newly_skipped: newlySkipped = 0 }: WireTests): TestFacts => ({
  ...{ failed, missing, newlySkipped },
});

const toWireSuppressions = ({ added, unexplained, hiddenHigh }: SuppressionFacts): WireSuppressions => ({
  ...{ added, unexplained },
  hidden_high: hiddenHigh,
});

const readSuppressions = ({ added, unexplained, hidden_high }: WireSuppressions): SuppressionFacts => ({
  ...{ added, unexplained },
  hiddenHigh: hidden_high,
});

const toWireBranches = ({ branchesCovered, branchesTotal }: BranchCounts): WireBranches => ({
  branches_covered: branchesCovered,
  branches_total: branchesTotal,
});

const readBranches = ({ branches_covered, branches_total }: WireBranches): BranchCounts => ({
  branchesCovered: branches_covered,
  branchesTotal: branches_total,
});

const toWireLines = (lines: LineTotals | null): WireLines | null =>
  lines && { lines_covered: lines.linesCovered, lines_total: lines.linesTotal };

const readLines = (lines: WireLines | null): LineTotals | null =>
  lines && { linesCovered: lines.lines_covered, linesTotal: lines.lines_total };

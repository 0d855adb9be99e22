import { type PassedChange } from '../base/stack.js';
import { type RunState } from '../findings/run-state.js';
import { type ScanId } from '../ids.js';
import { type FallenAssertions } from '../loosened/fallen-assertions.js';
import { type LoosenedSetting } from '../loosened/loosened-setting.js';
import { type SuppressionsEvidence } from '../suppressions/suppressions-evidence.js';
import { type Warning, warningOf } from '../warning.js';

/** The scan that a change is compared with. */
export interface BaseEvidence {
  readonly scanId: ScanId;
  readonly branch: string;
  readonly commitSha: string | null;
  /** True if its commit is the merge base. */
  readonly isExact: boolean;
  /** Number of commits from it to the merge base; 0 when exact, null when the line of commits does not name it. */
  readonly commitsBehind: number | null;
  /** Every tool is known to have the version and configuration that it had there. */
  readonly hasSameTools: boolean;
  /** Tools whose version or configuration is unknown in this scan or in the base. */
  readonly unknownTools: readonly string[];
  /** Tools that did not report there, or with another version or configuration. */
  readonly otherTools: readonly string[];
  /** Percentage of the changed files that are the same there and at the merge base; null where it is unknown. */
  readonly exactFilesPct: number | null;
  /** Open pull requests that the change is on top of, the nearest first. */
  readonly via: readonly PassedChange<ScanId>[];
  /** Base on the final target; null where that has no scan. */
  readonly target: { readonly scanId: ScanId; readonly branch: string; readonly commitSha: string | null } | null;
}

/** `[from, to]`, both inclusive. */
export type LineSpan = readonly [from: number, to: number];

export interface UncoveredFile {
  readonly filePath: string;
  /** The first 100. */
  readonly ranges: readonly LineSpan[];
  /** Number of lines beyond these ranges. */
  readonly moreLines: number;
}

export interface UntestedFile {
  readonly filePath: string;
  /** Executable lines among those that the change adds. */
  readonly lines: number;
}

export interface CoverageEvidence {
  /** Added lines that are not covered; null when either is unknown. */
  readonly uncovered: readonly UncoveredFile[] | null;
  /** Changed source files that no report contains; null when that is unknown. */
  readonly untestedFiles: readonly UntestedFile[] | null;
  /** Comparison with the base, in percent as shown; null without a base. */
  readonly changes: { readonly coveragePct: { readonly from: number; readonly to: number } | null } | null;
  /** Report paths that match no file of the repository, or several; null when there was nothing to match them to. */
  readonly unmatchedPaths: { readonly count: number; readonly firstTen: readonly string[] } | null;
  /** Lines that some runs of the same tests cover and others do not; left out: none. */
  readonly flickeringLines?: number;
}

/** Outcome of a tool's run, or `owed` for a report that was announced and did not come. */
export type ReportState = RunState | 'owed';

/** A findings report with the outcome of its tool, or an announced report that did not come. */
export interface ToolReport {
  readonly tool: string;
  readonly state: ReportState;
}

export interface ReportEvidence {
  /** Reports by tool; null when nothing is known of them. */
  readonly reports: readonly ToolReport[] | null;
  /** Tools that reported on the base but not here; null without a base. */
  readonly missingTools: readonly string[] | null;
}

/** Names of the reports in a state. */
export const reportsInState = (reports: readonly ToolReport[] | null, wanted: ReportState): string[] =>
  (reports ?? []).filter(({ state }) => state === wanted).map(({ tool }) => tool);

/** Numbers of tests by their status; `total` is the sum of the others. */
export interface TestEvidence {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly flaky: number;
  /** Null where the base has none. */
  readonly fromBase: TestsOfBase | null;
}

/** Numbers of tests of the base; optional ones are left out by earlier versions. */
export interface TestsOfBase {
  readonly total: number;
  readonly missing: number;
  /** Those that went with their source. */
  readonly excused?: number;
  /** Those that ran there and are skipped here. */
  readonly newlySkipped?: number;
}

/** Warns of tests that ran on the base and are skipped here. */
export function warnOfSkipped(tests: TestEvidence | null): Warning[] {
  const count = tests?.fromBase?.newlySkipped ?? 0;
  if (count === 0) return [];
  const subject = count === 1 ? 'A test that ran on the base is' : `${count} tests that ran on the base are`;
  return [warningOf('tests_skipped', `${subject} skipped here.`)];
}

/**
 * Facts about a scan that explain its verdict, each from the feature that knows it. Unknown facts are null; an empty
 * list means that there is nothing.
 */
export interface VerdictEvidence {
  readonly base: BaseEvidence | null;
  readonly coverage: CoverageEvidence;
  readonly reports: ReportEvidence;
  /** Null where no test results came. */
  readonly tests: TestEvidence | null;
  /** Directives that silence tools; null outside of changes, and where no report of them came. */
  readonly suppressions: SuppressionsEvidence | null;
  /** Settings by which tools look for less than on the base; null outside of changes, and where they were not compared. */
  readonly loosened: readonly LoosenedSetting[] | null;
  /** Test files with fewer calls of assertions; null as `loosened`. */
  readonly assertions: readonly FallenAssertions[] | null;
  /** Problems of the base that are gone, and that a tool looks for no more; null where that is unknown. */
  readonly noLongerChecked: number | null;
  /** Added lines that the change moved or in which only white space differs; null where that is unknown. */
  readonly movedLines: number | null;
  /** Warnings of all parts, in the order in which people should read them. */
  readonly warnings: readonly Warning[];
}

/** Evidence when nothing is known beside the measures. */
export const NO_EVIDENCE: VerdictEvidence = Object.freeze({
  base: null,
  coverage: Object.freeze({ uncovered: null, untestedFiles: null, changes: null, unmatchedPaths: null }),
  reports: Object.freeze({ reports: null, missingTools: null }),
  tests: null,
  suppressions: null,
  loosened: null,
  assertions: null,
  noLongerChecked: null,
  movedLines: null,
  warnings: Object.freeze([]),
});

import { type RunState } from '../findings/run-state.js';
import { type ScanId } from '../ids.js';
import { type Warning } from '../warning.js';

/** The scan that a change is compared with. */
export interface BaseEvidence {
  readonly scanId: ScanId;
  readonly branch: string;
  readonly commitSha: string | null;
  /** Its commit is the merge base. */
  readonly isExact: boolean;
  /** Number of commits that it lies before the merge base; 0 when exact, null where the line of commits does not name it. */
  readonly commitsBehind: number | null;
  /** Every tool has the version and configuration that it had there, as far as both are known. */
  readonly hasSameTools: boolean;
}

/** `[from, to]`, both inclusive. */
export type LineSpan = readonly [from: number, to: number];

export interface UncoveredFile {
  readonly filePath: string;
  readonly ranges: readonly LineSpan[];
}

export interface UntestedFile {
  readonly filePath: string;
  /** Executable lines among those that the change adds. */
  readonly lines: number;
}

export interface CoverageEvidence {
  /** Added lines that are not covered; null where either is not known. */
  readonly uncovered: readonly UncoveredFile[] | null;
  /** Changed source files that no report knows; null where that cannot be known. */
  readonly untestedFiles: readonly UntestedFile[] | null;
  /** Against the base, in percent as shown; null without a base. */
  readonly changes: { readonly coveragePct: { readonly from: number; readonly to: number } | null } | null;
  /** Paths of reports that fit no file of the repository, or several; null where there was nothing to fit them to. */
  readonly unmatchedPaths: { readonly count: number; readonly firstTen: readonly string[] } | null;
}

/** A findings report with what became of its tool. */
export interface ToolReport {
  readonly tool: string;
  readonly state: RunState;
}

export interface ReportEvidence {
  /** By tool; null where nothing is known of them. */
  readonly reports: readonly ToolReport[] | null;
  /** Tools that reported on the base and not here; null without a base. */
  readonly missingTools: readonly string[] | null;
}

/**
 * Facts about a scan that explain its verdict, each from the feature that knows it. Absent knowledge is null, an empty
 * list says that there is nothing.
 */
export interface VerdictEvidence {
  readonly base: BaseEvidence | null;
  readonly coverage: CoverageEvidence;
  readonly reports: ReportEvidence;
  /** Warnings of all parts, in the order in which people should read them. */
  readonly warnings: readonly Warning[];
}

/** Nothing is known beside the measures. */
export const NO_EVIDENCE: VerdictEvidence = Object.freeze({
  base: null,
  coverage: Object.freeze({ uncovered: null, untestedFiles: null, changes: null, unmatchedPaths: null }),
  reports: Object.freeze({ reports: null, missingTools: null }),
  warnings: Object.freeze([]),
});

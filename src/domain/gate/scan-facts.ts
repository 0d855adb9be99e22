import { type BranchCounts } from '../coverage/measure-change.js';
import { type RATED_TYPES, type Rating } from '../ratings/ratings.js';
import { type ScanCounters } from '../ratings/scan-counters.js';
import { type SuppressionFacts } from '../suppressions/suppressions-evidence.js';

export interface LineTotals {
  readonly linesCovered: number;
  readonly linesTotal: number;
}

export interface CoverageFacts {
  /** Lines of the scan's merged reports; null when none was uploaded. */
  readonly allLines: LineTotals | null;
  /** Those of them that do not flicker; omitted by earlier versions. */
  readonly steadyLines?: LineTotals | null;
  /** Executable lines that the change adds; null when the scan does not know its changed lines. */
  readonly changedLines: LineTotals | null;
  /** Branches on the lines that the change adds; null, or left out by earlier versions, where they are unknown. */
  readonly addedBranches?: BranchCounts | null;
  /** Changed source files that no report contains; null, or left out by earlier versions, where they are unknown. */
  readonly untestedFiles?: number | null;
  /** Changed files that no report knows, but for an unmatched path of the same name. */
  readonly hasUnmatchedChange: boolean;
  /** The latest completed scan of the default branch, other than this one, has coverage. */
  readonly defaultBranchHasCoverage: boolean;
}

/** Lines among those that a change adds. */
export interface DuplicatedLines {
  readonly duplicated: number;
  readonly added: number;
}

/** Findings that weigh on a rating. */
export interface WeighingFindings {
  readonly critical: number;
  readonly high: number;
}

/** Findings that each rating by findings reads. */
export type RatedFindings = Readonly<Record<keyof typeof RATED_TYPES, WeighingFindings>>;

/** Measures of the whole code, of a scan or of its base. */
export interface WholeCode {
  /** In percent of lines; null where no tool summarized it. */
  readonly duplicationPct: number | null;
  /** Null where no tool counted them. */
  readonly duplicatedLines: number | null;
  /** The composite rating. */
  readonly rating: Rating | null;
  /** Lines of the merged coverage reports; null when none was uploaded. */
  readonly allLines: LineTotals | null;
  /** Null if they were not counted. */
  readonly ratedFindings: RatedFindings | null;
}

/** The stored measures of the scan that a change is compared with; its waivers do not matter. */
export interface BaseMeasures extends WholeCode {
  readonly hasTests: boolean;
  /** Those of `allLines` that do not flicker; omitted by earlier versions. */
  readonly steadyLines?: LineTotals | null;
  /** A directive report came; left out: none did. */
  readonly hasSuppressions?: boolean;
}

/** Test results in numbers. */
export interface TestFacts {
  readonly failed: number;
  /** Tests of the base that are gone; 0 without results of the base. */
  readonly missing: number;
  /** Tests that ran on the base and are skipped here; omitted by earlier versions. */
  readonly newlySkipped?: number;
}

/** The stored facts of a scan that decide its gate. */
export interface ScanFacts {
  readonly isBaselineScan: boolean;
  /** True once any findings report came, be it one without findings. */
  readonly hasFindingsReport: boolean;
  readonly counters: ScanCounters;
  /** In percent of lines; null where no tool summarized it. */
  readonly duplicationPct: number | null;
  /** Null where no tool counted them. */
  readonly duplicatedLines: number | null;
  /** Null where duplicates or added lines are not known. */
  readonly newDuplication: DuplicatedLines | null;
  /** The composite rating. */
  readonly rating: Rating | null;
  readonly coverage: CoverageFacts;
  /** Null where no test results came. */
  readonly tests: TestFacts | null;
  /** Directives that the change adds; null, or left out, where no report of them came. */
  readonly suppressions?: SuppressionFacts | null;
  /** Settings by which tools look for less than on the base; null, or left out, where configuration was not compared. */
  readonly loosened?: number | null;
  /** Null without a base. */
  readonly base: BaseMeasures | null;
  /** Tools whose reports say that they failed: what they would have found is unknown. */
  readonly failedTools: readonly string[];
  /** Tools that reported on the base but not here. */
  readonly missingTools: readonly string[];
  /** Those of them that only CI has: set for a checkout that does not have all reports of CI, be the list empty. */
  readonly absentTools?: readonly string[];
  /** Announced reports that did not come. */
  readonly owedReports: readonly string[];
}

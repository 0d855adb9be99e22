import type { NamedTool } from '../../../domain/base/same-tool.js';
import type { StackedChoice } from '../../../domain/base/stack.js';
import type { CoverageDetail } from '../../../domain/coverage/coverage-detail.js';
import type { FileRanges } from '../../../domain/coverage/measure-change.js';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { ScanSummary } from '../../../domain/gate/scan-summary.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { ScanCounters } from '../../../domain/ratings/scan-counters.js';
import type { ScanTrust } from '../../../platform/tenancy/scan-trust.js';

/** Newness was decided without source text. */
export type TrackingConfidence = 'low_confidence';

export type ScanState = 'pending' | 'completed' | 'failed';

/** Measures that the scanner states at completion; null where it stated none. */
export interface ScanMetrics {
  readonly duplicationPct: number | null;
  readonly duplicatedLines: number | null;
  readonly filesParsed: number | null;
  readonly filesSkipped: number | null;
  readonly linesOfCode: number | null;
  readonly toolVersions: Readonly<Record<string, string>>;
}

/** Coverage of a scan: executable lines, over all files and over the lines that the change adds. */
export interface ScanCoverage {
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
  /** Null while the scan's changed lines are not known. */
  readonly changedLinesTotal: number | null;
  readonly changedLinesCovered: number | null;
  /** Null without reports, and of scans that were completed before it was measured. */
  readonly detail: CoverageDetail | null;
}

/** Base of a scan, with the way to its final target. */
export type ScanBase = StackedChoice<ScanId>;

/** Changes after which the base of a judged scan is to be chosen again. */
export type BaseOutdatedBy = 'retargeted' | 'stack_changed';

/** Numbers of problems that one of two scans has and the other has not. */
export interface ProblemChange {
  readonly appeared: number;
  readonly disappeared: number;
}

/** One run of CI over one commit of one branch: what other features may know of it. */
export interface Scan {
  readonly orgId: OrgId;
  readonly id: ScanId;
  readonly repoId: RepoId;
  readonly branch: string;
  readonly commitSha: string | null;
  /** Commits besides it that forges show the verdict on, such as a merge commit. */
  readonly extraShas: readonly string[];
  readonly prNumber: number | null;
  readonly baseBranch: string | null;
  /** The merge base, in hex digits; null where CI did not name it. */
  readonly baseSha: string | null;
  /** Tree that the analyzers read, and digest of what they were; null where CI did not say it. */
  readonly treeSha: string | null;
  readonly runDigest: string | null;
  /** Pull requests of the merge group that it is of; null for other scans. */
  readonly groupMembers: readonly number[] | null;
  /** Scan of an equal tree whose reports it takes; null where they are its own. */
  readonly reusedScanId: ScanId | null;
  readonly defaultBranch: string;
  /**
   * A scan of the default branch or another baseline branch: its findings are not new. Those of the default branch become
   * the baseline when it completes.
   */
  readonly isBaselineScan: boolean;
  /** Its branch is a baseline branch, and its key may not write the baseline: it counts as a change. */
  readonly isKeptFromBaseline: boolean;
  /** True if a fork's pipeline created it. It does not become a baseline, and its own policy file is ignored. */
  readonly isUntrusted: boolean;
  /** Only scans that are trusted as far stand in for it, or are fed by others (`trustOf`). */
  readonly trust: ScanTrust;
  readonly baselineGeneration: number;
  /** Of a baseline scan the base that the answer to its creation named; null where there was none. */
  readonly namedBaseId: ScanId | null;
  /** Completion has chosen what the scan is compared with. */
  readonly isBaseChosen: boolean;
  /** Base that it was compared with (`BaseReader`); null where there was none, and until it is chosen. */
  readonly base: ScanBase | null;
  /** Null where nothing that decides the base has changed since it was chosen. */
  readonly baseOutdatedBy: BaseOutdatedBy | null;
  readonly state: ScanState;
  readonly failureReason: string | null;
  readonly expectedUploads: number | null;
  /** Names of announced reports. */
  readonly expectedReports: readonly string[];
  /** Those of them that had not come at its completion; none until then. */
  readonly owedReports: readonly string[];
  readonly uploadsReceived: number;
  /** Time of the last report that counted; null before the first, and of scans from before it was recorded. */
  readonly lastUploadAt: Date | null;
  readonly completionRequestedAt: Date | null;
  readonly createdBy: string;
  /** Commit and ref of the pipeline's run that started it (`runKey`); null where no trusted publisher did. */
  readonly publisherRun: string | null;
  /** Those of its commits that it does not speak for, as the token of the run does not name them (`unprovenCommits`). */
  readonly unprovenCommits: readonly string[];
  readonly createdAt: Date;
  readonly deadlineAt: Date;
  readonly completedAt: Date | null;
  readonly metrics: ScanMetrics;
  /** Tools as CI names them at completion. */
  readonly namedTools: readonly NamedTool[];
  readonly policyFile: string | null;
  /** Findings as its last evaluation counted them; null until completion. */
  readonly counters: ScanCounters | null;
  /** True when any analyzer reported, be it without findings; coverage gaps are no report. */
  readonly hasFindingsReport: boolean;
  readonly fixedCount: number | null;
  /** Problems of the base that are gone, and that a tool looks for no more; null until completion. */
  readonly noLongerChecked: number | null;
  /**
   * Against the completed scan before it, of the same branch or pull request. Null where there is none, where its findings are
   * gone, and of scans that were completed before this was counted.
   */
  readonly problemChange: ProblemChange | null;
  readonly tracking: TrackingConfidence | null;
  readonly hasChanges: boolean;
  readonly coverage: ScanCoverage;
  /** Number of the scan's last evaluation, 0 while there is none. */
  readonly evaluation: number;
  /** Status of the last evaluation; null while there is none. */
  readonly gateStatus: GateStatus | null;
  /** Numbers of the last evaluation for lists and trends; null while there is none. */
  readonly summary: ScanSummary | null;
  readonly marksChangedAt: Date | null;
  /** Time from which on its findings and line coverage are gone; null while they are stored. */
  readonly detailsExpiredAt: Date | null;
}

/** CI's statements with a request for completion. */
export type CompletionRequest = Pick<Scan, 'completionRequestedAt' | 'metrics' | 'namedTools' | 'policyFile'>;

/** All that completion decides of a scan, with the request that led to it. */
export type ScanOutcome = CompletionRequest &
  Pick<
    Scan,
    | 'state'
    | 'completedAt'
    | 'owedReports'
    | 'isBaseChosen'
    | 'base'
    | 'coverage'
    | 'counters'
    | 'hasFindingsReport'
    | 'fixedCount'
    | 'noLongerChecked'
    | 'problemChange'
    | 'tracking'
    | 'evaluation'
    | 'gateStatus'
    | 'summary'
  > & {
    /** Added lines that did not run, by path; null where the added lines or coverage are unknown. Not read with a scan. */
    readonly uncoveredAdded: readonly FileRanges[] | null;
    /** Owners of the files that the change of a pull request touches. Not read with a scan. */
    readonly owners: readonly string[];
  };

import type { ForgeId, ForgeReportId, OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { ForgeError } from '../../../domain/reporting/judge-answer.js';
import type { Surface } from '../../../domain/reporting/report-facts.js';
import type { WorkItem } from '../../../platform/work/work-queue.js';
import type { ForgeEntity } from './entities/forge.entity.js';
import type { RepoForgeEntity } from './entities/repo-forge.entity.js';

/** States of a row; a row that shows a newer scan is `superseded` for the older ones. */
export const STORED_STATES = ['waiting', 'shown', 'skipped', 'failed'] as const;
export type StoredState = (typeof STORED_STATES)[number];
export const FORGE_REPORT_STATES = ['waiting', 'shown', 'superseded', 'skipped', 'failed'] as const;
export type ForgeReportState = (typeof FORGE_REPORT_STATES)[number];

/** Evaluations of a scan that `wanted` has place for. */
const EVALUATIONS = 2 ** 20;
/** Evaluation in a number of what is to be shown: scan x 2^20 + evaluation. */
export const evaluationOf = (wanted: number): number => wanted % EVALUATIONS;
export const scanOf = (wanted: number): ScanId => Math.floor(wanted / EVALUATIONS) as ScanId;

/** Kind of work: places of forges that are to show something. The lane is the connection, the key the report's id. */
export const FORGE_REPORTS = 'forge-reports';

/** Longest time of all requests of a report. */
export const REPORT_MS = 90_000;
/** Lease of a claimed report, and the pause after which it is renewed while the report is under way. */
export const REPORT_LEASE_SECONDS = 30;
export const RENEWED_AFTER_MS = 10_000;

/**
 * Times after the last write of a commit at which its state is read back where the answer to a write is unknown: the forge
 * may apply that one late, over a newer state.
 */
const LOOKS_MS = [10_000, 60_000];

/** Time of the next look; null where there is none. */
export const nextLookAt = (lastWriteAt: Date | null, now: Date): Date | null => {
  const looks = lastWriteAt === null ? [] : LOOKS_MS.map((ms) => new Date(lastWriteAt.getTime() + ms));
  return looks.find((look) => look > now) ?? null;
};

/** True where the state of the commit is to be read back now. */
export const isLookDue = (lastWriteAt: Date | null, now: Date): boolean =>
  lastWriteAt !== null && now.getTime() >= lastWriteAt.getTime() + LOOKS_MS[0]!;

/** A commit that was pushed, and that no scan has yet. */
export interface AwaitedScan {
  readonly commitSha: string;
  /** A scan of before. */
  readonly behind: ScanId;
  readonly until: Date;
}

/** A report that this instance may send until the lease of its item ends. */
export interface ReportClaim {
  readonly id: ForgeReportId;
  readonly item: WorkItem;
}

/** The state of a surface, as it is stored. */
export interface StoredReport {
  readonly id: ForgeReportId;
  readonly surface: Surface;
  readonly commitSha: string | null;
  /** Of a comment, and of a commit that is to be proven first. */
  readonly prNumber: number | null;
  /** See `evaluationOf`. */
  readonly wanted: number;
  readonly shown: number | null;
  readonly state: StoredState;
  readonly attempts: number;
  readonly error: ForgeError | null;
  readonly url: string | null;
  /** End of a pushed commit's wait for a scan; null where `wanted` is a scan of the commit. */
  readonly awaitsScanUntil: Date | null;
}

/** A stored report with the time of its next attempt; null where none follows. */
export interface ListedReport extends StoredReport {
  readonly dueAt: Date | null;
}

/** A claimed report with all that is known of its place. */
export interface ClaimedReport extends ReportClaim, StoredReport {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly forgeId: ForgeId;
  readonly shownDigest: Buffer | null;
  readonly remoteId: string | null;
  readonly pipelineId: string | null;
  readonly failingSince: Date | null;
  /** The last request may have had its effect. */
  readonly isUnclear: boolean;
  /** Last write of a commit, since the answer to one was unknown; null: none was, or its state was read back. */
  readonly lastWriteAt: Date | null;
  readonly forge: Pick<
    ForgeEntity,
    'kind' | 'name' | 'baseUrl' | 'credentials' | 'credentialsType' | 'context' | 'report' | 'hookReceivedAt' | 'state'
  >;
  /** Null where the repository is not linked to this connection any more. */
  readonly link: Pick<RepoForgeEntity, 'project' | 'projectId' | 'context' | 'report'> | null;
}

/** Result of a claimed report, as it is stored. */
export interface ReportSettlement extends ReportClaim {
  readonly forgeId: ForgeId;
  readonly wanted: number;
  readonly state: StoredState;
  readonly shown: number | null;
  readonly shownDigest: Buffer | null;
  readonly remoteId: string | null;
  readonly pipelineId: string | null;
  readonly url: string | null;
  /** Time of the next attempt; null: none follows. */
  readonly nextAt: Date | null;
  readonly attempts: number;
  readonly error: ForgeError | null;
  readonly failingSince: Date | null;
  readonly isUnclear: boolean;
  readonly lastWriteAt: Date | null;
}

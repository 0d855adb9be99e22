import type { RepoId, ScanId } from '../../../domain/ids.js';
import type { WorkItem } from '../../../platform/work/work-queue.js';
import type { BaseOutdatedBy } from './scan.js';

/** Changes after which pull requests are judged again. */
export type ReevaluationTrigger = 'policy_changed' | 'waiver_changed' | 'mark_changed' | BaseOutdatedBy;

/** A change, and who made it. */
export interface ReevaluationCause {
  readonly trigger: ReevaluationTrigger;
  /** `describeActor` of the caller. */
  readonly requestedBy: string;
  readonly at: Date;
}

/** Repository and pull request that a change reaches; null: all of them. */
export interface ReachOfChange {
  readonly repoId: RepoId | null;
  readonly prNumber: number | null;
}

/** Kind of work: judging a pull request again. */
export const REEVALUATIONS = 'reevaluations';

/** Scan that this instance has claimed to judge again: the newest completed one of a pull request, or that of a merge group. */
export type Reevaluation = WorkItem<{
  readonly prNumber: number | null;
  /** Of a merge group; left out: of a pull request. */
  readonly scanId?: ScanId;
  readonly trigger: ReevaluationTrigger;
  readonly requestedBy: string;
}>;

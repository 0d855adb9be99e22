import type { OrgId, RepoId } from '../../domain/ids.js';

/** Changes after which pull requests are judged again. */
export type ReevaluationTrigger = 'policy_changed' | 'waiver_changed' | 'mark_changed';

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

/** A pull request that this instance has claimed, to judge its newest completed scan again. */
export interface ClaimedReevaluation {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly prNumber: number;
  /** Another one with each change. */
  readonly request: string;
  readonly trigger: ReevaluationTrigger;
  readonly requestedBy: string;
  /** Claims since the last change, this one included. */
  readonly attempts: number;
}

/** Longest time of a judgement; after a kill the pull request waits for as long. */
export const LEASE_SECONDS = 60;

import type { RepoId } from '../../domain/ids.js';

/** Statements of CI on a pull request; null: none. */
export interface PullRequestTraits {
  readonly title: string | null;
  readonly author: string | null;
  readonly url: string | null;
}

/** A pull request that is over. */
export interface ClosedPullRequest {
  readonly repoId: RepoId;
  readonly number: number;
  readonly closedAt: Date;
  readonly isMerged: boolean;
}

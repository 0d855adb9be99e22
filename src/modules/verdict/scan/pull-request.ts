import type { RepoId } from '../../../domain/ids.js';

/** Days without a scan after which a pull request counts as closed. */
const OPEN_DAYS = 30;

/** SQL condition that a pull request is open. */
export const isOpen = (now: string, pull = 'pr'): string =>
  `${pull}.closed_at IS NULL AND ${pull}.last_scanned_at > ${now} - interval '${OPEN_DAYS} days'`;

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

/** A pull request as it was before a scan of it. */
export interface FormerPullRequest {
  /** Null where it is not known. */
  readonly target: string | null;
  readonly isOpen: boolean;
}

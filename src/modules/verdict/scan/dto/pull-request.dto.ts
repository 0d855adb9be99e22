import { IsBoolean } from 'class-validator';
import { MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import type { ClosedPullRequest } from '../pull-request.js';

/** End of a pull request. */
export class ClosePullRequestDto {
  /** True if its change was merged. Default: false. */
  @MayBeLeftOut()
  @IsBoolean()
  merged?: boolean = false;
}

/** A pull request that was closed. */
export class ClosedPullRequestDto {
  repo_id!: number;
  pr_number!: number;
  state!: 'closed';
  merged!: boolean;
  /** Time at which it was first closed since its last scan. */
  closed_at!: string;
}

export const toClosedPullRequestDto = (closed: ClosedPullRequest): ClosedPullRequestDto => ({
  repo_id: closed.repoId,
  pr_number: closed.number,
  state: 'closed',
  merged: closed.isMerged,
  closed_at: closed.closedAt.toISOString(),
});

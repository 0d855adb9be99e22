import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { StatusReason } from '../../../../domain/gate/decide-status.js';
import type { Direction } from '../../../../domain/gate/direction.js';
import type { RepoId } from '../../../../domain/ids.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryBoolean,
  QueryChoice,
  QueryId,
  QueryInstant,
  QueryText,
} from '../../../../platform/validation/query-fields.js';
import type { RepoDto } from '../../../people/organization/repo.reader.js';
import type { NewInPrDto } from '../../../verdict/quality-gate/status.reader.js';
import {
  PULL_REQUEST_STATES,
  PULL_REQUEST_STATUSES,
  type PullRequestState,
  type PullRequestStatus,
} from '../pull-request-state.js';
import { MeasuresDto } from './scan-summary.dto.js';

/** Filter and page of pull requests. */
export class ListPullRequestsDto extends PageQueryDto {
  /** Open pull requests were scanned within 30 days and not closed since. */
  @IsOptional()
  @QueryChoice(PULL_REQUEST_STATES)
  state: PullRequestState = 'open';

  /** Pull requests whose last scan has this gate status; `failed` includes scans that timed out. */
  @IsOptional()
  @QueryChoice(PULL_REQUEST_STATUSES)
  status?: PullRequestStatus;
}

/** The newest scan of a pull request. */
export class PullRequestScanDto extends MeasuresDto {
  scan_id!: number;
  commit_sha!: string | null;
  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;
  completed_at!: string | null;
  status!: PullRequestStatus;
  /** Reason for a status that the rules did not decide; null if they did. */
  reason!: StatusReason | null;
  /** Change in quality since the previous completed scan, regardless of the status; null if nothing can be compared. */
  direction!: Direction | null;
  /** Rules that are violated. */
  failing_rules!: string[];
  tech_debt_minutes!: number | null;
}

/** A pull request that was scanned. */
export class PullRequestDto {
  pr_number!: number;
  title!: string | null;
  author!: string | null;
  url!: string | null;
  branch!: string;
  base_branch!: string | null;
  state!: 'open' | 'closed';
  /** Null unless it was closed. */
  merged!: boolean | null;
  /** Null unless it was closed. A pull request without scans for 30 days also counts as closed. */
  closed_at!: string | null;
  /** Status of its last scan. */
  status!: PullRequestStatus;
  /** True if the policy, waivers or marks have changed since the last scan was judged. */
  stale!: boolean;
  last_scan!: PullRequestScanDto;
  /** Null until the last scan is complete. */
  new_in_pr!: NewInPrDto | null;
  /** Problems on the base that are gone; null until the last scan is complete. */
  fixed!: number | null;
  /** The scan that the last scan was compared with; null until it is complete, or if there was none. */
  base_scan_id!: number | null;
  /** Coverage of the executable lines that the change adds, in percent; null if these lines or coverage are unknown. */
  patch_coverage_pct!: number | null;
  /** Number of its scans. */
  scan_count!: number;
}

/** Pull requests of a repository, those that were scanned last first. */
export class PullRequestListDto {
  repo!: RepoDto;
  pull_requests!: PullRequestDto[];
  next_cursor!: string | null;
}

/** Verdicts of pull requests as lists of all repositories are filtered by them. */
export const PULL_REQUEST_VERDICTS = ['passed', 'failed', 'pending', 'not_judged'] as const;
export type PullRequestVerdict = (typeof PULL_REQUEST_VERDICTS)[number];

/** Filter and page of pull requests of all repositories. */
export class ListAllPullRequestsDto extends PageQueryDto {
  /** Open pull requests were scanned within 30 days and not closed since. */
  @IsOptional()
  @QueryChoice(PULL_REQUEST_STATES)
  state: PullRequestState = 'open';

  /** Pull requests of this repository. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Pull requests of this author, ignoring case. */
  @IsOptional()
  @QueryText(100)
  author?: string;

  /** Pull requests that change files of this owner, as named in CODEOWNERS. */
  @IsOptional()
  @QueryText(200)
  owner?: string;

  /**
   * Pull requests whose last scan has this verdict. `failed` includes scans that timed out; `not_judged`: the
   * organization has no policy.
   */
  @IsOptional()
  @QueryChoice(PULL_REQUEST_VERDICTS)
  verdict?: PullRequestVerdict;

  /** Pull requests whose last scan violates this rule. */
  @IsOptional()
  @QueryText(100)
  rule?: string;

  /** True: only pull requests whose author has one of the caller's verified addresses. API keys have no address. */
  @IsOptional()
  @QueryBoolean()
  mine?: boolean;

  /** Pull requests scanned at or after this time; a date means its start in UTC. */
  @IsOptional()
  @QueryInstant()
  since?: Date;
}

/** The repository of a pull request. */
export class PullRequestRepoDto {
  id!: number;
  name!: string;
}

/** A pull request in a list of all repositories. */
export class AnyPullRequestDto extends PullRequestDto {
  repo!: PullRequestRepoDto;
  /** Owners, according to CODEOWNERS, of the files that it changes; empty until a scan is complete. @example ["@acme/web"] */
  owners!: string[];
}

/** Pull requests of all repositories, those that were scanned last first. */
export class AnyPullRequestListDto {
  pull_requests!: AnyPullRequestDto[];
  next_cursor!: string | null;
}

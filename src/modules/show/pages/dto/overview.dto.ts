import { IsOptional } from 'class-validator';
import type { GateStatus } from '../../../../domain/gate/decide-status.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice, QueryChoices, QueryText } from '../../../../platform/validation/query-fields.js';
import { REPO_ORDERS, REPO_VERDICTS, type RepoOrder, type RepoVerdict } from '../repo-verdict.js';
import type { PreviousScanDto } from './page-parts.dto.js';
import { LastScanDto, PendingScanDto } from './scan-summary.dto.js';

/** Filter, order and page of the overview. */
export class OverviewQueryDto extends PageQueryDto {
  /** Repositories whose name or alias contains this text, ignoring case. */
  @IsOptional()
  @QueryText(200)
  q?: string;

  /** Repositories with any of these verdicts. Repeat the parameter, or separate values with commas. */
  @IsOptional()
  @QueryChoices(REPO_VERDICTS)
  verdict?: RepoVerdict[];

  /**
   * `worst`: by verdict, then by name; `recent`: by the last scan, newest first; `rating`, `findings` and `coverage`:
   * by the value of the last scan, worst first and missing values last. The caller's favourites come first in every
   * order.
   */
  @IsOptional()
  @QueryChoice(REPO_ORDERS)
  sort: RepoOrder = 'worst';
}

/** Numbers of repositories by verdict; they add up to `repos`. */
export class RepoCountsDto implements Readonly<Record<RepoVerdict | 'repos', number>> {
  repos!: number;
  failed!: number;
  /** Number of scans that passed but are worse than before. */
  degrading!: number;
  /** Passed. */
  clear!: number;
  /** Repositories that were scanned without a policy. */
  not_judged!: number;
  /** Repositories whose first scan is still pending. */
  pending!: number;
  never_scanned!: number;
}

/** A completed scan in the trend of a repository. */
export class OverviewPointDto {
  scan_id!: number;
  completed_at!: string;
  status!: GateStatus;
  findings_total!: number | null;
  coverage_pct!: number | null;
}

/** Open pull requests: scanned within 30 days, and not closed since. */
export class OpenPullRequestsDto {
  open!: number;
  /** Pull requests whose last scan failed. */
  failed!: number;
}

/** Waivers that reach a repository, those of the organization among them. */
export class WaiversInForceDto {
  in_force!: number;
  /** Waivers in `in_force` that end within 14 days. */
  ending_soon!: number;
}

/** A repository in the overview. */
export class OverviewRepoDto {
  id!: number;
  name!: string;
  url!: string | null;
  default_branch!: string;
  /** True for a favourite of the caller; keys have no favourites. */
  favourite!: boolean;
  /** The newest scan of the default branch that completed, failed or timed out. */
  last_scan!: LastScanDto | null;
  /** The newest scan of the default branch, while it is pending. */
  pending_scan!: PendingScanDto | null;
  /**
   * Time of the newest completed scan of the default branch, or of the repository's creation if there is none, if that
   * is longer ago than the organization's `stale_after_days`; otherwise null.
   */
  scan_missing_since!: string | null;
  /** The completed scan before `last_scan`. */
  previous!: PreviousScanDto | null;
  /** The last 12 completed scans of the default branch, oldest first. */
  trend!: OverviewPointDto[];
  pull_requests!: OpenPullRequestsDto;
  waivers!: WaiversInForceDto;
}

/** Repositories of the organization with the state of their default branches. */
export class OverviewDto {
  org_id!: number;
  /** Counts for all repositories that match `q`, regardless of `verdict`. */
  counts!: RepoCountsDto;
  repos!: OverviewRepoDto[];
  /** False until the organization chooses a policy. */
  policy_chosen!: boolean;
  next_cursor!: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import type { ScanId } from '../../../../domain/ids.js';
import type { RightsDto } from '../../../../platform/tenancy/rights.dto.js';
import { QueryId, QueryInteger, QueryText } from '../../../../platform/validation/query-fields.js';
import type { RepoDto } from '../../../people/organization/repo.reader.js';
import { MAX_WAIT_SECONDS } from '../../../verdict/quality-gate/newer-scan.reader.js';
import type { GateStatusDto } from '../../../verdict/quality-gate/status.reader.js';
import type { RatingsDto, TechDebtDto } from '../../../verdict/ratings/ratings.reader.js';
import type { ScanDto } from '../../../verdict/scan/scan.reader.js';
import type { WaiverUsageDto } from '../../../verdict/waiver/waiver.reader.js';
import type { PageCoverageDto, PreviousScanDto, ScanChangesDto, ScanCountersDto } from './page-parts.dto.js';
import type { PullRequestDto } from './pull-request.dto.js';
import { PendingScanDto, TrendPointDto } from './scan-summary.dto.js';

const MAX_POINTS = 200;

/** Branch and trend of a repository's page. */
export class RepositoryPageQueryDto {
  /** Default: the default branch. */
  @IsOptional()
  @QueryText(500)
  branch?: string;

  /** Maximum number of points of the trend. */
  @IsOptional()
  @QueryInteger(2, MAX_POINTS)
  points = 30;

  /** Seconds to wait until a scan newer than `after` has ended. The response is sent as soon as that happens. */
  @IsOptional()
  @QueryInteger(0, MAX_WAIT_SECONDS)
  wait = 0;

  /** The last scan that the caller knows. Without it, `wait` waits for the first scan. */
  @IsOptional()
  @QueryId()
  after?: ScanId;
}

/** A waiver in force that reaches the repository. */
export class WaiverInForceDto {
  id!: number;
  rule!: RuleName;
  reason!: string;
  /** Null: the whole organization. */
  repo_id!: number | null;
  /** Null if it is not limited to one pull request. */
  pr_number!: number | null;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true })
  max_actual!: Threshold | null;
  created_by_user_id!: number | null;
  /** Name of that user; null if the user no longer exists. @example "Grace Hopper" */
  created_by_name!: string | null;
  usage!: WaiverUsageDto;
  created_at!: string;
  expires_at!: string | null;
  /** True during the last 14 days before its end. */
  ending_soon!: boolean;
}

/** Stored problems of a tool. */
export class BaselineToolDto {
  /** @example eslint */
  tool!: string;
  problems!: number;
  scan_id!: number;
  updated_at!: string;
}

/** Problems that the default branch is known to have. */
export class BaselineSummaryDto {
  problems!: number;
  /** The newest scan that it is based on. */
  scan_id!: number;
  updated_at!: string;
  tools!: BaselineToolDto[];
}

/** A repository with the last scan of a branch, and what a page shows beside it. */
export class RepositoryPageDto {
  repo!: RepoDto;
  branch!: string;
  /** The newest scan of the branch that completed, failed or timed out. The next six fields describe it. */
  scan!: ScanDto | null;
  verdict!: GateStatusDto | null;
  ratings!: RatingsDto | null;
  tech_debt!: TechDebtDto | null;
  coverage!: PageCoverageDto | null;
  /** Null if the scan is not complete. */
  counters!: ScanCountersDto | null;
  /** The completed scan before it. */
  previous!: PreviousScanDto | null;
  /** Null if there is no previous scan, or if the scan is not complete. */
  changes!: ScanChangesDto | null;
  /** The newest scan of the branch, while it is pending. */
  pending_scan!: PendingScanDto | null;
  /** Completed scans of the branch, oldest first. */
  trend!: TrendPointDto[];
  /** The ten most recently scanned open pull requests, newest first. */
  pull_requests!: PullRequestDto[];
  /** Those that end soonest come first; at most 100. */
  waivers_in_force!: WaiverInForceDto[];
  /** Null until a scan of the default branch has one. */
  baseline!: BaselineSummaryDto | null;
  /** Rights of the caller on the repository. */
  can!: RightsDto;
}

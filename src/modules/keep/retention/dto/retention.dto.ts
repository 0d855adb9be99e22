import { IsOptional } from 'class-validator';
import type { RetentionSettings } from '../../../../domain/retention/retention-settings.js';
import { QueryInteger, QueryNumber } from '../../../../platform/validation/query-fields.js';
import { type RetentionPendingDto, toRetentionPendingDto } from '../../../people/organization/organization.reader.js';
import type { RetentionForecast } from '../retention.service.js';

const MAX_DAYS = 36_500;

/** A draft of the settings: what would be deleted under it. Omitted ones are those in force. */
export class RetentionQueryDto {
  @IsOptional()
  @QueryNumber(0, MAX_DAYS)
  change_details_days?: number;

  @IsOptional()
  @QueryInteger(0, 1_000_000)
  branch_scans?: number;

  @IsOptional()
  @QueryNumber(0, MAX_DAYS)
  branch_daily_days?: number;
}

/** Periods for which details of scans are stored. */
export class RetentionPeriodsDto {
  change_details_days!: number;
  branch_scans!: number;
  branch_daily_days!: number;
}

/** A repository with details that would be deleted. */
export class RetentionRepoDto {
  repo_id!: number;
  name!: string;
  /** Scans whose findings and line coverage are stored. */
  scans_with_details!: number;
  /** Number of these scans whose details would be deleted. */
  scans_to_expire!: number;
}

/** Forecast of retention. */
export class RetentionForecastDto {
  /** The settings in force or the draft, within the limits. */
  retention!: RetentionPeriodsDto;
  /** The longest periods that this service allows. */
  limits!: RetentionPeriodsDto;
  /** Null if nothing is pending. */
  retention_pending!: RetentionPendingDto | null;
  /** Hours after which shorter periods take effect. */
  delay_hours!: number;
  /** Time of the next run. */
  next_run_at!: string;
  scans_with_details!: number;
  scans_to_expire!: number;
  /** Number of repositories that lose details. */
  repos_to_expire!: number;
  /** Time of the oldest scan that loses details; null if there is none. */
  oldest!: string | null;
  /** Repositories that lose details, largest loss first; at most 100. */
  repos!: RetentionRepoDto[];
}

const MAX_REPOS = 100;

const toPeriodsDto = (settings: RetentionSettings): RetentionPeriodsDto => ({
  change_details_days: settings.changeDetailsDays,
  branch_scans: settings.branchScans,
  branch_daily_days: settings.branchDailyDays,
});

export function toRetentionForecastDto({
  settings,
  limits,
  organization,
  delayMs,
  repos,
  expiring,
}: RetentionForecast): RetentionForecastDto {
  const losing = repos.filter(({ expiredCount }) => expiredCount > 0);
  const worstFirst = losing.sort((one, other) => other.expiredCount - one.expiredCount || one.repo.id - other.repo.id);
  return {
    retention: toPeriodsDto(settings),
    limits: toPeriodsDto(limits),
    retention_pending: toRetentionPendingDto(organization),
    delay_hours: delayMs / 3_600_000,
    next_run_at: organization.retentionDueAt.toISOString(),
    scans_with_details: repos.reduce((sum, { detailedCount }) => sum + detailedCount, 0),
    scans_to_expire: expiring.scans,
    repos_to_expire: expiring.repositories,
    oldest: expiring.oldest,
    repos: worstFirst.slice(0, MAX_REPOS).map(({ repo, detailedCount, expiredCount }) => ({
      repo_id: repo.id,
      name: repo.name,
      scans_with_details: detailedCount,
      scans_to_expire: expiredCount,
    })),
  };
}

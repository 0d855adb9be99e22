import { ApiProperty } from '@nestjs/swagger';
import type { GateStatus, StatusReason } from '../../../../domain/gate/decide-status.js';
import type { Direction } from '../../../../domain/gate/direction.js';
import type { Rating } from '../../../../domain/ratings/ratings.js';

/** Measures of a scan; null where nothing measured them. */
export class MeasuresDto {
  quality_rating!: Rating | null;
  /** Findings that are neither false positives nor suppressed. */
  findings_total!: number | null;
  /** Percentage of the executable lines. */
  coverage_pct!: number | null;
  duplication_pct!: number | null;
}

/** A scan that is completed, failed or timed out. */
export class LastScanDto extends MeasuresDto {
  scan_id!: number;
  commit_sha!: string | null;
  /** Null for a scan that timed out. */
  completed_at!: string | null;
  status!: GateStatus;
  /** Reason for a status that the rules did not decide; null if they did. */
  reason!: StatusReason | null;
  /** Change in quality since the previous completed scan, regardless of the status; null if nothing can be compared. */
  direction!: Direction | null;
  /** Rules that are violated. */
  failing_rules!: string[];
  tech_debt_minutes!: number | null;
  /** True if policy, switches, waivers or false positives have changed since. */
  stale!: boolean;
}

/** A scan that has no verdict yet. */
export class PendingScanDto {
  scan_id!: number;
  /** Time at which it started. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  started_at!: string;
}

/** Tests of a scan. */
export class TrendTestsDto {
  total!: number;
  /** Failed tests, not including flaky ones. */
  failed!: number;
}

/** A completed scan in a trend. */
export class TrendPointDto extends MeasuresDto {
  scan_id!: number;
  commit_sha!: string | null;
  completed_at!: string;
  status!: GateStatus;
  direction!: Direction | null;
  /** Rules that were violated. */
  failing_rules!: string[];
  /** New findings as the gate counts them. */
  new_total!: number | null;
  tech_debt_minutes!: number | null;
  /** Null without test results. */
  tests!: TrendTestsDto | null;
}

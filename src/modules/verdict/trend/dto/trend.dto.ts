import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import {
  MAX_POINTS,
  TREND_GROUPS,
  TREND_MEASURES,
  type TrendGroup,
  type TrendMeasure,
} from '../../../../domain/trend/trend-series.js';
import { QueryChoice, QueryInstant, QueryLastInstant } from '../../../../platform/validation/query-fields.js';
import type { Trend, TrendRequest } from '../trend.service.js';

/** Choice of a trend. */
export class RepositoryTrendQueryDto {
  /**
   * Number of findings, in total or of one severity, the percentage of covered lines, or the number of uncovered lines.
   */
  @IsOptional()
  @QueryChoice(TREND_MEASURES)
  measure: TrendMeasure = 'findings';

  /** Returns one series for each group. Coverage cannot be grouped by rule. */
  @IsOptional()
  @QueryChoice(TREND_GROUPS)
  group_by: TrendGroup = 'none';

  /** Scans completed at or after this time. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Scans completed at or before this time. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;
}

/** A completed scan. */
export class RepositoryTrendPointDto {
  /** @example 17 */
  scan_id!: number;
  /** Time of its completion. */
  at!: string;
}

/** Values of a rule, a folder or an owner. */
export class RepositoryTrendSeriesDto {
  /**
   * A rule, the first two folders of a path, or an owner as named in CODEOWNERS. `(all)`: the whole scan; `(other)`:
   * all groups without their own series; `(root)`: files outside folders; `(none)`: files without an owner.
   *
   * @example 'src/api'
   */
  key!: string;
  /** One value for each of `points`; null if unknown. */
  @ApiProperty({ type: 'array', items: { type: 'number', format: 'double', nullable: true }, maxItems: MAX_POINTS })
  values!: (number | null)[];
}

/** Values of the scans of the default branch. */
export class RepositoryTrendDto {
  @ApiProperty({ enum: TREND_MEASURES })
  measure!: TrendMeasure;
  @ApiProperty({ enum: TREND_GROUPS })
  group_by!: TrendGroup;
  /** Scans, oldest first: all of them, or an evenly spread selection. */
  @ApiProperty({ type: [RepositoryTrendPointDto], maxItems: MAX_POINTS })
  points!: RepositoryTrendPointDto[];
  /** Sorted by last value, highest first, with `(other)` at the end. */
  series!: RepositoryTrendSeriesDto[];
}

export const toRepositoryTrendDto = (
  { measure, group }: TrendRequest,
  { points, series }: Trend,
): RepositoryTrendDto => ({
  measure,
  group_by: group,
  points: points.map(({ id, at }) => ({ scan_id: id, at: at.toISOString() })),
  series: series.map(({ key, values }) => ({ key, values: [...values] })),
});

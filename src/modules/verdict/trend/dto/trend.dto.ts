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
  /** Findings of all severities or of one, the percentage of covered lines, or lines that did not run. */
  @IsOptional()
  @QueryChoice(TREND_MEASURES)
  measure: TrendMeasure = 'findings';

  /** Groups that have a series each; coverage has none by rule. */
  @IsOptional()
  @QueryChoice(TREND_GROUPS)
  group_by: TrendGroup = 'none';

  /** Scans that were completed at this time or later. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Scans that were completed at this time or earlier. */
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
   * A rule, the first two folders of a path, or an owner as CODEOWNERS names it. `(all)`: the scan; `(other)`: all that have no series of their own;
   * `(root)`: files in no folder; `(none)`: files without an owner.
   *
   * @example 'src/api'
   */
  key!: string;
  /** One for each of `points`; null where it is not known. */
  @ApiProperty({ type: 'array', items: { type: 'number', format: 'double', nullable: true }, maxItems: MAX_POINTS })
  values!: (number | null)[];
}

/** Values of the scans of the default branch. */
export class RepositoryTrendDto {
  @ApiProperty({ enum: TREND_MEASURES })
  measure!: TrendMeasure;
  @ApiProperty({ enum: TREND_GROUPS })
  group_by!: TrendGroup;
  /** Scans, the oldest first: all of them, or as many of them, evenly spread. */
  @ApiProperty({ type: [RepositoryTrendPointDto], maxItems: MAX_POINTS })
  points!: RepositoryTrendPointDto[];
  /** Those with the highest last value first, `(other)` last. */
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

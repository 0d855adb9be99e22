import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryInstant, QueryLastInstant, QueryText } from '../../../../platform/validation/query-fields.js';
import { PullRequestRepoDto, PullRequestScanDto } from './pull-request.dto.js';

/** Branch, range and page of a history. */
export class HistoryQueryDto extends PageQueryDto {
  /** Default: the default branch, outside of pull requests. */
  @IsOptional()
  @QueryText(500)
  branch?: string;

  /** Scans that started at or after this time; a date means its start in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Scans that started at or before this time; a date means its end in UTC. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;
}

/** Change against the scan below, the one before it on the branch; null where one of both was not measured. */
export class HistoryChangeDto {
  /**
   * Increase in the number of findings, both scans counted under the marks that this one was judged by; negative for a
   * decrease.
   */
  findings!: number | null;
  /**
   * Findings that the scan below counts and these marks leave out: false positives and accepted ones. Negative where marks
   * were withdrawn.
   */
  marked!: number;
  /** Percentage points of coverage, rounded from the exact difference. @example -0.25 */
  @ApiProperty({ format: 'double' })
  delta_pts!: number | null;
}

/** A scan of a branch. */
export class HistoryScanDto extends PullRequestScanDto {
  branch!: string;
  pr_number!: number | null;
  /**
   * Known pull request that the commit merged: its title names the number, as in `Add a cart (#7)`, or the commit was scanned for
   * the pull request. Null if none is known.
   */
  merged_pr_number!: number | null;
  /** First line of the commit's message. */
  commit_title!: string | null;
  /** Name of the commit's author. */
  commit_author!: string | null;
  /** New findings as the gate counts them. */
  new_total!: number | null;
  change!: HistoryChangeDto;
}

/** Scans of a branch, newest first. */
export class HistoryDto {
  repo!: PullRequestRepoDto;
  branch!: string;
  /** The default branch, then the branches of the newest 500 scans, sorted by name. */
  branches!: string[];
  scans!: HistoryScanDto[];
  next_cursor!: string | null;
}

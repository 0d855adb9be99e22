import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { CoverageChange } from '../../../../domain/coverage/compare-coverage.js';
import { displayPct } from '../../../../domain/exact/rounding.js';
import type { DuplicationChange } from '../../../../domain/findings/clones/duplicated-lines.js';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import { COVERAGE_SCANS, type CoverageScans } from '../../../../domain/gate/policy.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice } from '../../../../platform/validation/query-fields.js';
import type { FindingDto } from '../../findings/listing/compared-findings.reader.js';
import type { Scan } from '../../scan/scan.reader.js';

/** Kinds of differences, in the order in which they are listed. */
export const DIFFERENCE_KINDS = ['new', 'fixed', 'worsened', 'moved', 'coverage', 'duplication'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Kind and page of the differences. */
export class CompareScansDto extends PageQueryDto {
  /** Only differences of this kind. Default: all, grouped by kind. */
  @IsOptional()
  @QueryChoice(DIFFERENCE_KINDS)
  kind?: DifferenceKind;
}

/** A file of which another share of lines ran. */
export class CoverageChangeDto {
  file_path!: string;
  /** Line coverage in the other scan, in percent; null if the file has no executable line there. @example 81.25 */
  @ApiProperty({ format: 'double' })
  from!: number | null;
  /** Line coverage in this scan, in percent; null if the file has no executable line here. @example 78.5 */
  @ApiProperty({ format: 'double' })
  to!: number | null;
}

/** A file of which another number of lines is duplicated. */
export class DuplicationChangeDto {
  file_path!: string;
  /** Number of duplicated lines in the other scan. */
  from!: number;
  /** Number of duplicated lines in this scan. */
  to!: number;
}

const POLICY_VALUES = [...THRESHOLD_SCHEMAS, { type: 'string', enum: [...COVERAGE_SCANS] }];

/** A rule of the policy that has another threshold than in the other scan's last verdict. */
export class PolicyChangeDto {
  /** A rule, or `new_coverage_on`. @example duplication_pct_max */
  rule!: string;
  /** Null if the rule was off. */
  @ApiProperty({ oneOf: POLICY_VALUES, nullable: true })
  from!: Threshold | CoverageScans | null;
  /** Null if the rule is off. */
  @ApiProperty({ oneOf: POLICY_VALUES, nullable: true })
  to!: Threshold | CoverageScans | null;
}

/** Numbers of all differences. */
export class DifferenceCountsDto {
  new!: number;
  fixed!: number;
  worsened!: number;
  moved!: number;
  coverage!: number;
  duplication!: number;
}

/** The repository of both scans. */
export class ComparedRepoDto {
  id!: number;
  name!: string;
}

/** One of the scans that are compared. */
export class ComparedScanDto {
  branch!: string;
  commit_sha!: string | null;
  pr_number!: number | null;
  @ApiProperty({ type: 'string', format: 'date-time' })
  completed_at!: string | null;
}

/** A page of what differs in a scan from another one of the same repository. */
export class ComparisonDto {
  scan_id!: number;
  other_scan_id!: number;
  repo!: ComparedRepoDto;
  scan!: ComparedScanDto;
  other_scan!: ComparedScanDto;
  counts!: DifferenceCountsDto;
  /** Problems that are not in the other scan, most severe first. */
  new!: FindingDto[];
  /** Problems of the other scan that are not in this one, most severe first. */
  fixed!: FindingDto[];
  /** Problems that are more severe than in the other scan, most severe first; `was` is their state there. */
  worsened!: FindingDto[];
  /**
   * Problems whose path or line differs from that in the other scan, most severe first; `moved_from` is their location there.
   */
  moved!: FindingDto[];
  /** Sorted by path. */
  coverage!: CoverageChangeDto[];
  /** Sorted by path. */
  duplication!: DuplicationChangeDto[];
  /** Rules whose thresholds differ between the last verdicts of the two scans; repeated on each page. */
  policy!: PolicyChangeDto[];
  /** Value of `cursor` for the next page; null on the last page. */
  next_cursor!: string | null;
}

export const toComparedScanDto = ({ branch, commitSha, prNumber, completedAt }: Scan): ComparedScanDto => ({
  branch,
  commit_sha: commitSha,
  pr_number: prNumber,
  completed_at: completedAt?.toISOString() ?? null,
});

export const toCoverageChangeDto = ({ filePath, from, to }: CoverageChange): CoverageChangeDto => ({
  file_path: filePath,
  from: from && displayPct(from.linesCovered, from.linesTotal),
  to: to && displayPct(to.linesCovered, to.linesTotal),
});

export const toDuplicationChangeDto = ({ filePath, from, to }: DuplicationChange): DuplicationChangeDto => ({
  file_path: filePath,
  from,
  to,
});

import { ApiProperty } from '@nestjs/swagger';
import { displayPct } from '../../../../domain/exact/rounding.js';
import { SEVERITIES } from '../../../../domain/findings/finding.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import type { RuleAnswer } from '../../../../domain/gate/rule-answers.js';
import { RATED_TYPES, type Rating } from '../../../../domain/ratings/ratings.js';
import {
  addSeverities,
  countByType,
  countGated,
  type FindingCounters,
  noFindings,
  type ScanCounters,
  severityCountsOf,
} from '../../../../domain/ratings/scan-counters.js';
import { NewInPrDto } from '../../../verdict/quality-gate/status.reader.js';
import { FindingsByTypeDto } from '../../../verdict/ratings/ratings.reader.js';
import type { Scan } from '../../../verdict/scan/scan.reader.js';

/** Coverage of the lines that a change adds. */
export class ChangedLinesCoverageDto {
  /** Number of executable lines among them. */
  total!: number;
  covered!: number;
}

/** Coverage of a scan. */
export class PageCoverageDto {
  file_count!: number;
  lines_total!: number;
  lines_covered!: number;
  /** Null if there is no executable line. @example 91.92 */
  @ApiProperty({ format: 'double' })
  coverage_pct!: number | null;
  /** Null if the added lines or coverage are unknown. */
  changed!: ChangedLinesCoverageDto | null;
}

/** Findings by severity and type, without false positives and suppressed ones. */
export class FindingCountsDto {
  critical!: number;
  high!: number;
  medium!: number;
  low!: number;
  info!: number;
  /** Total of the five severities. */
  total!: number;
  by_type!: FindingsByTypeDto;
  /** Findings that rules count: without `info` and without `coverage_gap`. */
  judged!: NewInPrDto;
  /** Critical and high findings of the types that the reliability rating reads. */
  reliability!: number;
}

/** Findings of a scan as its last evaluation counted them. */
export class ScanCountersDto {
  all!: FindingCountsDto;
  /** Findings that are not in the baseline. */
  new!: FindingCountsDto;
  /** Findings that are currently accepted. They are not included in the other two counts. */
  accepted!: FindingCountsDto;
}

/** The completed scan before a scan, of the same branch or pull request. */
export class PreviousScanDto {
  scan_id!: number;
  findings_total!: number | null;
  /**
   * Change in the number of findings from this scan to the last one, both counted under the marks that the last one was
   * judged by: a mark is no change. Null where one of them was not measured.
   */
  findings_delta!: number | null;
  /** @example 89.12 */
  @ApiProperty({ format: 'double' })
  coverage_pct!: number | null;
  /**
   * Change in coverage from this scan to the last one, in percentage points of the exact values; null if either has no coverage.
   */
  @ApiProperty({ format: 'double' })
  coverage_delta_pts!: number | null;
  /** @example 2.55 */
  @ApiProperty({ format: 'double' })
  duplication_pct!: number | null;
  quality_rating!: Rating | null;
}

/** A number in the scan before and in the scan; null where it was not measured. */
export class NumberChangeDto {
  @ApiProperty({ format: 'double' })
  from!: number | null;
  @ApiProperty({ format: 'double' })
  to!: number | null;
  /** Percentage points between the exact values, which may differ from those between the rounded ones. */
  @ApiProperty({ format: 'double' })
  delta_pts!: number | null;
}

/** A rating in the scan before and in the scan; null where it was not rated. */
export class RatingChangeDto {
  from!: Rating | null;
  to!: Rating | null;
}

/** A rule that answers otherwise than in the scan before; null where it was not in that verdict. */
export class RuleChangeDto {
  rule!: RuleName;
  from!: RuleAnswer | null;
  to!: RuleAnswer | null;
}

/** Changes against the scan before. */
export class ScanChangesDto {
  previous_scan_id!: number;
  /** Problems that are not in the previous scan; null if the scans were not compared. */
  new_findings!: number | null;
  /** Problems of the previous scan that are gone; null if the scans were not compared. */
  fixed!: number | null;
  /**
   * Findings that the previous scan counts and the marks of this verdict leave out: false positives and accepted ones.
   * Negative where marks were withdrawn.
   */
  marked!: number;
  coverage_pct!: NumberChangeDto;
  duplication_pct!: NumberChangeDto;
  quality_rating!: RatingChangeDto;
  rules!: RuleChangeDto[];
  /** True if the thresholds of the rules changed. */
  policy_changed!: boolean;
}

export function toPageCoverageDto({ coverage }: Pick<Scan, 'coverage'>): PageCoverageDto {
  const { fileCount, linesTotal, linesCovered, changedLinesTotal: total, changedLinesCovered: covered } = coverage;
  return {
    file_count: fileCount,
    lines_total: linesTotal,
    lines_covered: linesCovered,
    coverage_pct: displayPct(linesCovered, linesTotal),
    changed: total === null || covered === null ? null : { total, covered },
  };
}

export const toScanCountersDto = (counters: ScanCounters): ScanCountersDto => ({
  all: toFindingCountsDto(counters.all),
  new: toFindingCountsDto(counters.new),
  accepted: toFindingCountsDto(counters.accepted ?? noFindings()),
});

function toFindingCountsDto(counters: FindingCounters): FindingCountsDto {
  const bySeverity = addSeverities(Object.values(counters.byType));
  const total = SEVERITIES.reduce((sum, severity) => sum + bySeverity[severity], 0);
  const rated = severityCountsOf(counters, RATED_TYPES.reliability);
  return {
    ...bySeverity,
    total,
    by_type: countByType(counters),
    judged: countGated(counters),
    reliability: rated.critical + rated.high,
  };
}

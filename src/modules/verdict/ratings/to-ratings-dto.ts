import { displayPct } from '../../../domain/exact/rounding.js';
import type { RatedBy } from '../../../domain/ratings/rated-by.js';
import type { ScanMetrics } from '../scan/scan.reader.js';
import type { ExplainedRatingsDto, RatedByDto, RatingHolderDto, RatingsDto } from './dto/ratings.dto.js';
import type { TechDebtDto } from './dto/tech-debt.dto.js';
import type { Holder } from './rating-holders.reader.js';
import type { ExplainedScan, RatedScan } from './ratings.service.js';

/** Decimals of `parse_coverage_pct`. */
const PARSE_COVERAGE_DIGITS = 1;

export const toRatingsDto = ({ scan, ratings }: RatedScan): RatingsDto => ({
  scan_id: scan.id,
  quality_rating: ratings?.quality ?? null,
  maintainability_rating: ratings?.maintainability ?? null,
  reliability_rating: ratings?.reliability ?? null,
  coverage_rating: ratings?.coverage ?? null,
  duplication_rating: ratings?.duplication ?? null,
  tech_debt_minutes: ratings?.debt?.totalMinutes ?? null,
  parse_coverage_pct: parseCoveragePct(scan.metrics),
  files_parsed: scan.metrics.filesParsed,
  files_skipped: scan.metrics.filesSkipped,
  rated_by: ratings?.ratedBy ? toRatedByDto(ratings.ratedBy) : null,
  tool_versions: scan.metrics.toolVersions,
});

export const toExplainedRatingsDto = ({ holders, ...rated }: ExplainedScan): ExplainedRatingsDto => ({
  ...toRatingsDto(rated),
  held_down_by: holders && {
    reliability: toHolderDto(holders.reliability),
    maintainability: toHolderDto(holders.maintainability),
    coverage: toHolderDto(holders.coverage),
    duplication: toHolderDto(holders.duplication),
  },
});

const toHolderDto = (holder: Holder | null): RatingHolderDto | null =>
  holder && {
    text: holder.text,
    issue_id: holder.finding?.issue_id ?? null,
    severity: holder.finding?.severity ?? null,
    rule_id: holder.finding?.rule_id ?? null,
    file_path: holder.finding?.file_path ?? null,
    line: holder.finding?.line ?? null,
  };

const toRatedByDto = ({ reliability, maintainability, coverage, duplication }: RatedBy): RatedByDto => ({
  reliability: [...reliability],
  maintainability: [...maintainability],
  coverage: [...coverage],
  duplication: [...duplication],
});

export const toTechDebtDto = ({ scan, ratings }: RatedScan): TechDebtDto => ({
  scan_id: scan.id,
  total_minutes: ratings?.debt?.totalMinutes ?? null,
  total_hours: ratings?.debt?.totalHours ?? null,
  total_engineer_days: ratings?.debt?.totalEngineerDays ?? null,
  findings_by_type: ratings?.findingsByType ?? null,
});

/** Percentage of the scanner's files that were parsed; null when it stated no numbers, or had no files. */
function parseCoveragePct({ filesParsed, filesSkipped }: ScanMetrics): number | null {
  if (filesParsed === null) return null;
  return displayPct(filesParsed, filesParsed + (filesSkipped ?? 0), PARSE_COVERAGE_DIGITS);
}

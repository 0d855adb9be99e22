import { displayPct } from '../../../domain/exact/rounding.js';
import type { RatedBy } from '../../../domain/ratings/rated-by.js';
import type { ScanMetrics } from '../scan/scan.reader.js';
import type { ExplainedRatingsDto, HeldPartDto, RatedByDto, RatingHolderDto, RatingsDto } from './dto/ratings.dto.js';
import type { TechDebtDto } from './dto/tech-debt.dto.js';
import type { HeldPart, Holder } from './rating-holders.reader.js';
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
    reliability: holders.reliability && toHolderDto(holders.reliability),
    maintainability: holders.maintainability && toHolderDto(holders.maintainability),
    coverage: holders.coverage && toHolderDto(holders.coverage),
    duplication: holders.duplication && toHolderDto(holders.duplication),
  },
});

export const toHeldPartDto = ({ part, ...holder }: HeldPart): HeldPartDto => ({ part, ...toHolderDto(holder) });

const toHolderDto = ({ text, finding }: Holder): RatingHolderDto => ({
  text,
  issue_id: finding?.issue_id ?? null,
  severity: finding?.severity ?? null,
  rule_id: finding?.rule_id ?? null,
  file_path: finding?.file_path ?? null,
  line: finding?.line ?? null,
});

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

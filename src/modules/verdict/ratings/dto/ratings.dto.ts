import { ApiProperty } from '@nestjs/swagger';
import type { Severity } from '../../../../domain/findings/finding.js';
import type { RatedPart } from '../../../../domain/ratings/held-down.js';
import type { Rating } from '../../../../domain/ratings/ratings.js';

/** Names of the tools that each rating rests on. */
export class RatedByDto {
  /** @example ["eslint", "semgrep"] */
  reliability!: string[];
  /** @example ["eslint", "jscpd", "semgrep"] */
  maintainability!: string[];
  /** Formats of the coverage reports, because these name no tool. @example ["lcov"] */
  coverage!: string[];
  /** @example ["jscpd"] */
  duplication!: string[];
}

/** Finding or measure that holds a rating down. */
export class RatingHolderDto {
  /** @example "Reliability D: complexity 92 of parse in lib/parse.js" */
  text!: string;
  /** The worst finding; null for coverage and duplication, like all fields below. @example 98765 */
  issue_id!: number | null;
  severity!: Severity | null;
  rule_id!: string | null;
  file_path!: string | null;
  line!: number | null;
}

/** A part of a rating with the finding or measure that holds it down. */
export class HeldPartDto extends RatingHolderDto {
  part!: RatedPart;
}

/** Reasons of each rating; null for A, and where they are not known any more. */
export class RatingHoldersDto {
  reliability!: RatingHolderDto | null;
  maintainability!: RatingHolderDto | null;
  coverage!: RatingHolderDto | null;
  duplication!: RatingHolderDto | null;
}

/** The ratings of a scan's last evaluation; null where the data is missing. */
export class RatingsDto {
  /** @example 12345 */
  scan_id!: number;
  /**
   * The worst of the four ratings below.
   * @example B
   */
  quality_rating!: Rating | null;
  /** @example B */
  maintainability_rating!: Rating | null;
  /**
   * Null if no tool reported, or only tools that search for duplicates.
   * @example A
   */
  reliability_rating!: Rating | null;
  /** @example C */
  coverage_rating!: Rating | null;
  /** @example A */
  duplication_rating!: Rating | null;
  /** @example 847 */
  tech_debt_minutes!: number | null;
  /**
   * Percentage of files that the scanner could parse, to one decimal.
   * @example 98.2
   */
  parse_coverage_pct!: number | null;
  /** @example 1847 */
  files_parsed!: number | null;
  /** @example 34 */
  files_skipped!: number | null;
  /** Null while pending, or for evaluations made by an earlier version. */
  rated_by!: RatedByDto | null;
  /** Versions of the tools that reported. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { lizard: '1.17.13', semgrep: '1.95.0' },
  })
  tool_versions!: Readonly<Record<string, string>>;
}

/** Ratings with what holds them down. */
export class ExplainedRatingsDto extends RatingsDto {
  /** Null while pending. */
  held_down_by!: RatingHoldersDto | null;
}

import type { ProblemType } from '../../../../domain/findings/finding.js';

/** Findings by type. */
export class FindingsByTypeDto implements Readonly<Record<ProblemType, number>> {
  /** @example 23 */
  complexity!: number;
  /** @example 8 */
  dead_code!: number;
  /** @example 5 */
  duplication!: number;
  /** @example 12 */
  coverage_gap!: number;
  security!: number;
  bug!: number;
  code_smell!: number;
}

/** Estimated effort of fixing all findings, as of the scan's last evaluation; null while unknown. */
export class TechDebtDto {
  /** @example 12345 */
  scan_id!: number;
  /** @example 847 */
  total_minutes!: number | null;
  /**
   * Hours, to two decimals.
   * @example 14.12
   */
  total_hours!: number | null;
  /**
   * Days of eight hours, to two decimals.
   * @example 1.76
   */
  total_engineer_days!: number | null;
  /** Findings of each type that are not false positives. */
  findings_by_type!: FindingsByTypeDto | null;
}

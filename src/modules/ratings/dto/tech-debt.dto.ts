import { ApiProperty } from '@nestjs/swagger';
import { FINDING_TYPES, type FindingType } from '../../../domain/findings/finding.js';

/** What mending all findings would take, at the scan's last evaluation; null while that is not known. */
export class TechDebtDto {
  /** @example 12345 */
  scan_id!: number;
  /** @example 847 */
  total_minutes!: number | null;
  /**
   * To two decimals.
   * @example 14.12
   */
  total_hours!: number | null;
  /**
   * Days of eight hours, to two decimals.
   * @example 1.76
   */
  total_engineer_days!: number | null;
  /** Findings that are not false positives, of each type. */
  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: Object.fromEntries(FINDING_TYPES.map((type) => [type, { type: 'integer', minimum: 0 }])),
    required: [...FINDING_TYPES],
    example: {
      complexity: 23,
      dead_code: 8,
      duplication: 5,
      coverage_gap: 12,
      security: 0,
      bug: 0,
      code_smell: 0,
    },
  })
  findings_by_type!: Readonly<Record<FindingType, number>> | null;
}

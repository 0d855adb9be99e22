import { ApiProperty } from '@nestjs/swagger';
import type { ForgeConclusion, GateStatus } from '../../../domain/gate/decide-status.js';
import type { Threshold } from '../../../domain/gate/exact.js';
import type { CoverageBasis, SkipReason } from '../../../domain/gate/measure-scan.js';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { Severity } from '../../../domain/findings/finding.js';

/** Why there is no verdict on the rules: `no_policy`, `disabled`, `scan_error`, `timed_out`. */
export type StatusReason = 'no_policy' | 'disabled' | 'scan_error' | 'timed_out';

/** Why one rule was not judged; `not_configured`, `scan_error` and `timed_out`: none of them was. */
export type RuleSkipReason = SkipReason | 'not_configured' | 'scan_error' | 'timed_out';

const NUMBER_OR_LETTER = [{ type: 'number' }, { type: 'string', enum: ['A', 'B', 'C', 'D', 'E'] }];

/** A rule that was not met. */
export class ViolationDto {
  /** @example new_coverage_min */
  rule!: RuleName;
  /** What the policy asks: a number, a letter for `rating_min`. */
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 80 })
  threshold!: Threshold;
  /** What the scan has; null where coverage was owed and did not come. */
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, nullable: true, example: 72.4 })
  actual!: Threshold | null;
  /** @example medium */
  severity!: Severity;
}

/** A rule that was not met, and that a waiver lets pass. */
export class WaivedViolationDto extends ViolationDto {
  waived!: true;
  /** The waiver that is credited: the most specific one in force, on one level the newest. */
  waiver_id!: number;
}

/** A rule that was met. */
export class PassedRuleDto {
  rule!: RuleName;
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 3 })
  threshold!: Threshold;
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 1.2 })
  actual!: Threshold;
}

/** A rule that was not judged. */
export class SkippedRuleDto {
  rule!: RuleName;
  reason!: RuleSkipReason;
}

/** New findings that are not false positives, without `info` and without `coverage_gap`. */
export class NewInPrDto {
  /** @example 2 */
  critical!: number;
  /** @example 1 */
  high!: number;
  /** @example 4 */
  medium!: number;
  /** @example 0 */
  low!: number;
  /** @example 7 */
  total!: number;
}

/** What a verdict was judged on beside the policy; when it changes the verdict is stale. */
export class ConsideredDto {
  /** The waivers that were in force for this scan. */
  waiver_ids!: number[];
  /** When the last false-positive mark that it knows of changed; null: none did. */
  marks_changed_at!: string | null;
}

/** One judgement on a scan: every rule stands in exactly one of the four lists. */
export class JudgementDto {
  /** @example 12345 */
  scan_id!: number;
  /** Null while the scan is pending. */
  status!: GateStatus | null;
  /** Why nothing was judged; null where the rules decided. */
  reason!: StatusReason | null;
  /** The verdict in one sentence. */
  summary!: string;
  /** Rules that were not met, in the order of the policy's keys. */
  violations!: ViolationDto[];
  waived_violations!: WaivedViolationDto[];
  skipped_rules!: SkippedRuleDto[];
  passed_rules!: PassedRuleDto[];
  /** @example main */
  default_branch!: string;
  /** @example feature/auth-rework */
  scanned_branch!: string;
  is_baseline_scan!: boolean;
  new_in_pr!: NewInPrDto;
  /** Which lines coverage was judged on; null when on none. */
  basis!: CoverageBasis | null;
  /** What a forge's check says; a failed gate is neutral unless it blocks merges. Null while pending. */
  conclusion!: ForgeConclusion | null;
  /** `low_confidence` where newness was decided without source text. */
  tracking!: string | null;
  /** What of the repository's policy file was not taken over. */
  warnings!: string[];
  /** The revision of the organization's policy; `v0` before the first save, null while pending. */
  policy_version!: string | null;
  /** The one instant at which policy and waivers were judged. */
  evaluated_at!: string | null;
}

/** A stored judgement: ready to send but for what is only known at read. */
export class VerdictDto extends JudgementDto {
  /** 1, 2, ...; null while there is none. */
  evaluation!: number | null;
  considered!: ConsideredDto;
}

/** What GET /quality/gates/status answers. */
export class GateStatusDto extends VerdictDto {
  /** Policy, waivers or marks changed since; recompute to judge again. The stored verdict never changes by itself. */
  stale!: boolean;
}

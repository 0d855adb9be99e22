import { ApiProperty } from '@nestjs/swagger';
import type { ForgeConclusion, GateStatus, StatusReason } from '../../../domain/gate/decide-status.js';
import type { Threshold } from '../../../domain/gate/exact-value.js';
import type { CoverageBasis, RuleSkipReason } from '../../../domain/gate/measures.js';
import type { RuleName } from '../../../domain/gate/policy.js';
import type { RepoPolicy } from '../../../domain/gate/organization-switches.js';
import type { RunState } from '../../../domain/findings/run-state.js';
import type { Severity } from '../../../domain/findings/finding.js';
import { WarningDto } from '../../../platform/openapi/warning.dto.js';
import { PolicyDto } from './gate-config.dto.js';

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

/** An absolute rule that the base broke already, and that the change makes no worse. */
export class ToleratedViolationDto {
  rule!: RuleName;
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 3 })
  threshold!: Threshold;
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 4.2 })
  actual!: Threshold;
  /** The base's. */
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, example: 4.5 })
  base_actual!: Threshold;
}

/** The scan that a change is compared with. */
export class BaseDto {
  scan_id!: number;
  /** @example main */
  branch!: string;
  commit_sha!: string | null;
  /** Its commit is the merge base. */
  exact!: boolean;
  /** Commits between it and the merge base; 0 when exact, null where the line of commits does not name it. */
  commits_behind!: number | null;
  /** Every tool has the version and configuration that it had there, as far as both are known. */
  same_tools!: boolean;
}

/** Added lines of one file that are not covered. */
export class UncoveredFileDto {
  file_path!: string;
  /** `[from, to]`, both inclusive. */
  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
  })
  ranges!: number[][];
}

/** A changed source file that no coverage report knows. */
export class UntestedFileDto {
  file_path!: string;
  /** Executable lines among those that the change adds. */
  lines!: number;
}

/** A percentage on the base and here. */
export class PctChangeDto {
  @ApiProperty({ type: 'number', format: 'double', example: 99.61 })
  from!: number;
  @ApiProperty({ type: 'number', format: 'double', example: 75.29 })
  to!: number;
}

/** What the change did to measures of the whole repository. */
export class ChangesDto {
  /** Line coverage; null where either side has none. */
  coverage_pct!: PctChangeDto | null;
}

/** Paths of coverage reports that fit no file of the repository, or several; they count in no total. */
export class UnmatchedReportPathsDto {
  count!: number;
  /** The first ten. */
  paths!: string[];
}

/** A tool that reported. */
export class ToolReportDto {
  /** @example eslint */
  tool!: string;
  /** `failed`: the tool did not succeed and its findings are unknown; `partial`: it broke off; `not_run`: it scanned nothing. */
  state!: RunState;
}

/** A key of the repository's policy file that does not count. */
export class IgnoredPolicyKeyDto {
  rule!: RuleName;
  /** What the file asks; null: the rule switched off. */
  @ApiProperty({ oneOf: NUMBER_OR_LETTER, nullable: true, example: 999 })
  value!: Threshold | null;
  /** `ignored`: no file counts here. `looser`: only stricter values do. `invalid`: the value fits no such rule. */
  reason!: 'ignored' | 'looser' | 'invalid';
}

/** The part that the repository's own policy file has in the verdict. */
export class PolicyFileDto {
  /** The organization's switch `repo_policy`. */
  mode!: RepoPolicy;
  /** Rules that the file changed. */
  applied!: RuleName[];
  /** Rules that it names in vain. */
  ignored!: IgnoredPolicyKeyDto[];
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
  /** The newest revision of the repository's own policy, a removal counted; 0: none. */
  repo_policy_revision!: number;
  /** How often the organization's switches had changed. */
  switches_revision!: number;
}

/** One judgement on a scan: every rule stands in exactly one of the five lists. */
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
  /** Rules that the base broke already and the change makes no worse: they fail nothing. */
  tolerated_violations!: ToleratedViolationDto[];
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
  /** What changes no status and deserves a look. */
  warnings!: WarningDto[];
  /** Null where the scan brought no policy file. */
  policy_file!: PolicyFileDto | null;
  /** The scan that the change is compared with; null where there is none. */
  base!: BaseDto | null;
  /** Added lines that are not covered, at most 200 files; null where the added lines or coverage are not known. */
  uncovered!: UncoveredFileDto[] | null;
  /** Changed source files that no coverage report knows; null where that cannot be known. */
  untested_files!: UntestedFileDto[] | null;
  /** Against the base; null without one. */
  changes!: ChangesDto | null;
  /** Of all reports of the scan; null while pending and for a failed scan. */
  unmatched_paths!: UnmatchedReportPathsDto | null;
  /** The tools that reported; null while pending. */
  reports!: ToolReportDto[] | null;
  /** Tools that reported on the base and not here; null without a base. */
  missing_tools!: string[] | null;
  /** The revision of the organization's policy; `v0` before the first save, null while pending. */
  policy_version!: string | null;
  /** The revision of the repository's own policy; null where it follows the organization, and while pending. */
  repo_policy_version!: string | null;
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
  /** Policy, switches, waivers or marks changed since; recompute to judge again. The stored verdict never changes by itself. */
  stale!: boolean;
  /** What the rules were held against: defaults, organization and the repository's file in one; null while pending. */
  policy!: PolicyDto | null;
}

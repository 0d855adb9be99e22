import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { GateStatus, StatusReason } from '../../../../domain/gate/decide-status.js';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { OrganizationSwitches } from '../../../../domain/gate/organization-switches.js';
import type { RuleName } from '../../../../domain/gate/rules.js';
import type { NotJudgeable } from '../../../../domain/gate/simulate.js';
import type { RepoId } from '../../../../domain/ids.js';
import type { Rating } from '../../../../domain/ratings/ratings.js';
import { QueryChoice, QueryId, QueryInteger } from '../../../../platform/validation/query-fields.js';
import { SCAN_KINDS, type ScanKind } from '../simulation.read-model.js';
import { type GateConfigRevisionsDto, PolicyDraftDto } from './gate-config.dto.js';

export const DEFAULT_SIMULATED = 100;
export const MAX_SIMULATED = 500;

/** Parts that inputs answer on request. */
const INPUT_PARTS = ['revisions'] as const;

/** Scans to simulate policies on. */
export class SimulationInputsQueryDto {
  /** Default: all repositories. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** `default`: scans of default branches outside pull requests; `pr`: scans of pull requests. */
  @IsOptional()
  @QueryChoice(SCAN_KINDS)
  kind: ScanKind = 'all';

  /** Number of scans to return, starting with the newest. */
  @IsOptional()
  @QueryInteger(1, MAX_SIMULATED)
  limit: number = DEFAULT_SIMULATED;

  /** `revisions`: the response also contains the newest revisions of the organization's configuration. */
  @IsOptional()
  @QueryChoice(INPUT_PARTS)
  include?: (typeof INPUT_PARTS)[number];
}

/** Switches of a policy to simulate. */
export class SimulatedSwitchesDto {
  /** Default: true. False: the gate would be off, so no scan would be judged. */
  enabled?: boolean;
  /** Has no effect on a status. */
  block_merge_on_fail?: boolean;
  /** Default: as stored. */
  applies_to_new_code_only?: boolean;
}

/** A policy to simulate, and the scans to simulate it on. */
export class SimulateDto {
  /** Replaces the organization's whole policy. Default: the stored one. */
  policy?: PolicyDraftDto;
  switches?: SimulatedSwitchesDto;
  /** Repositories, at most 1,000. Default: all. */
  @ApiProperty({ type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 1000, required: false })
  repo_ids?: number[];
  @ApiProperty({ enum: SCAN_KINDS, default: 'all', required: false })
  kind?: ScanKind;
  /** Number of scans to return, starting with the newest. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_SIMULATED, default: DEFAULT_SIMULATED, required: false })
  limit?: number;
}

/** Executable lines. */
export class SimulatedLinesDto {
  lines_covered!: number;
  lines_total!: number;
}

const COUNTER_TABLE = {
  type: 'array',
  items: { type: 'array', items: { type: 'integer', minimum: 0 } },
} as const;

/** Numbers of problems: a row for each type of problem, in the order of the document's enum of types, a column for each severity from critical to info. */
export class SimulatedCountersDto {
  @ApiProperty(COUNTER_TABLE)
  all!: number[][];
  @ApiProperty(COUNTER_TABLE)
  new!: number[][];
}

/** Findings that their own tool calls errors; null where levels of tools are not known. */
export class SimulatedErrorsDto {
  all!: number | null;
  new!: number | null;
}

/** Duplicated lines among those that a change adds. */
export class SimulatedDuplicationDto {
  duplicated!: number;
  added!: number;
}

/** Branches on the lines that a change adds. */
export class SimulatedBranchesDto {
  branches_covered!: number;
  branches_total!: number;
}

/** Coverage of a scan, as rules measure it. */
export class SimulatedCoverageDto {
  all_lines!: SimulatedLinesDto | null;
  /** Number of lines without flaky coverage; omitted by earlier versions. */
  steady_lines?: SimulatedLinesDto | null;
  changed_lines!: SimulatedLinesDto | null;
  /** Omitted by earlier versions. */
  added_branches?: SimulatedBranchesDto | null;
  /** Changed source files that no report contains; omitted by earlier versions. */
  untested_files?: number | null;
  has_unmatched_change!: boolean;
  default_branch_has_coverage!: boolean;
}

/** Findings that weigh on a rating. */
export class WeighingFindingsDto {
  critical!: number;
  high!: number;
}

/** Findings that each rating by findings reads. */
export class SimulatedRatedFindingsDto {
  reliability!: WeighingFindingsDto;
  maintainability!: WeighingFindingsDto;
}

/** Measures of the scan that a change was compared with. */
export class SimulatedBaseDto {
  @ApiProperty({ format: 'double' })
  duplication_pct!: number | null;
  rating!: Rating | null;
  all_lines!: SimulatedLinesDto | null;
  /** Omitted by earlier versions. */
  steady_lines?: SimulatedLinesDto | null;
  /** Omitted by earlier versions, which did not accept test results. */
  has_tests?: boolean;
  /** Omitted by earlier versions. */
  has_suppressions?: boolean;
  duplicated_lines?: number | null;
  rated_findings?: SimulatedRatedFindingsDto | null;
}

/** Test results, as rules measure them. */
export class SimulatedTestsDto {
  failed!: number;
  /** Tests of the base that are missing. */
  missing!: number;
  /** Tests that ran on the base and are now skipped; omitted by earlier versions. */
  newly_skipped?: number;
}

/** Directives that a change adds, as rules count them. */
export class SimulatedSuppressionsDto {
  added!: number;
  unexplained!: number;
  /** Hidden problems of severity critical or high. */
  hidden_high!: number;
}

/** Facts that a scan was judged on. */
export class SimulationFactsDto {
  is_baseline_scan!: boolean;
  has_findings_report!: boolean;
  /** Omitted by earlier versions. */
  tool_errors?: SimulatedErrorsDto;
  counters!: SimulatedCountersDto;
  @ApiProperty({ format: 'double' })
  duplication_pct!: number | null;
  duplicated_lines?: number | null;
  new_duplication!: SimulatedDuplicationDto | null;
  rating!: Rating | null;
  coverage!: SimulatedCoverageDto;
  /** Null if no test results were uploaded; omitted by earlier versions. */
  tests?: SimulatedTestsDto | null;
  /** Null if no directive report was uploaded; omitted by earlier versions. */
  suppressions?: SimulatedSuppressionsDto | null;
  /** Null if configuration was not compared; omitted by earlier versions. */
  loosened?: number | null;
  base!: SimulatedBaseDto | null;
  failed_tools!: string[];
  missing_tools!: string[];
  /** Announced reports that were not uploaded; omitted by earlier versions. */
  owed_reports?: string[];
  /** Rules in the repository's own policy file; null if it has none. */
  file_rules!: PolicyDraftDto | null;
}

/** A waiver in force that reaches a scan. */
export class SimulatedWaiverDto {
  id!: number;
  rule!: RuleName;
  repo_id!: number | null;
  pr_number!: number | null;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true })
  max_actual!: Threshold | null;
  created_at!: string;
}

/** A scan to judge again. */
export class SimulatedScanDto {
  scan_id!: number;
  repo_id!: number;
  repo!: string;
  branch!: string;
  pr_number!: number | null;
  /** Status of its stored verdict; null if there is none. */
  stored_status!: GateStatus | null;
  /** Rules that the stored verdict names as violated. */
  failing_rules!: string[];
  /** Null if the scan cannot be judged again. */
  facts!: SimulationFactsDto | null;
  /** Reason why the scan cannot be judged again; otherwise null. */
  not_judgeable!: NotJudgeable | null;
  /** Waivers in force now. */
  waivers!: SimulatedWaiverDto[];
}

/** The own configuration of a repository, which lies over that of the organization. */
export class SimulatedRepositoryDto {
  repo_id!: number;
  rules!: PolicyDraftDto;
  /** Null: follows the organization, as for the switches below. */
  enabled!: boolean | null;
  block_merge_on_fail!: boolean | null;
  applies_to_new_code_only!: boolean | null;
}

/** Switches of the organization that verdicts depend on. */
export class SimulationSwitchesDto {
  repo_policy!: OrganizationSwitches['repoPolicy'];
  tolerate_inherited!: boolean;
  on_tool_failure!: OrganizationSwitches['onToolFailure'];
  on_missing_tool!: OrganizationSwitches['onMissingTool'];
}

/** All that policies are simulated on, for an evaluator elsewhere; scans newest first. */
export class SimulationInputsDto {
  scans!: SimulatedScanDto[];
  /** Repositories of these scans that have their own configuration. */
  repositories!: SimulatedRepositoryDto[];
  switches!: SimulationSwitchesDto;
  /** With `include=revisions`: the first page of `GET /quality/gates/config/revisions`. */
  revisions?: GateConfigRevisionsDto;
}

/** A scan that the policy would judge otherwise. */
export class FlipDto {
  scan_id!: number;
  repo!: string;
  pr_number!: number | null;
  /** Rules that it would violate; for a scan that would pass, those that its stored verdict names as violated. */
  because!: string[];
  /** Reason other than the rules, for a scan that would fail. */
  reason!: StatusReason | null;
}

/** A scan that is not judged again. */
export class NotJudgeableDto {
  scan_id!: number;
  repo!: string;
  pr_number!: number | null;
  /**
   * `pending`: not complete; `timed_out`: its deadline passed; `scan_failed`: its scanner failed; `facts_unknown`: the
   * facts that it was judged on are not stored; `disabled`: its gate would be off.
   */
  reason!: NotJudgeable;
}

/** Effect of a policy: `scans` is the sum of all others. */
export class SimulationDto {
  /** @example 100 */
  scans!: number;
  /** Scans whose status would be that of their stored verdict. @example 91 */
  unchanged!: number;
  to_failed!: FlipDto[];
  to_passed!: FlipDto[];
  not_judgeable!: NotJudgeableDto[];
}

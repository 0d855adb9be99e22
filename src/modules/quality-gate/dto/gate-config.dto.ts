import { ApiProperty } from '@nestjs/swagger';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { Rating } from '../../../domain/ratings/ratings.js';

/** Values that the rules compare with; null switches a rule off. */
export class PolicyDto implements GatePolicy {
  /** Most new critical findings allowed. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 0 })
  new_critical_max!: number | null;
  /** Most new high findings allowed. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 2 })
  new_high_max!: number | null;
  /** Most overall duplication allowed, in percent of lines. */
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, nullable: true, example: 3 })
  duplication_pct_max!: number | null;
  /** Most new findings of type complexity allowed. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 15 })
  complexity_new_max!: number | null;
  /** Worst composite rating allowed. */
  @ApiProperty({ type: 'string', enum: ['A', 'B', 'C', 'D', 'E'], nullable: true, example: 'C' })
  rating_min!: Rating | null;
  /** Least line coverage required, in percent. */
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, nullable: true, example: 80 })
  new_coverage_min!: number | null;
  /** Most new medium findings allowed. Absent unless it is set. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 20 })
  new_medium_max?: number;
  /** Most new findings allowed, those of severity info aside. Absent unless it is set. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 40 })
  new_total_max?: number;
  /** Most new findings of type security allowed. Absent unless it is set. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 0 })
  new_security_max?: number;
  /** Most duplication allowed among the added lines, in percent. Absent unless it is set. */
  @ApiProperty({ type: 'number', format: 'double', minimum: 0, maximum: 100, required: false, example: 10 })
  new_duplication_pct_max?: number;
  /** Least line coverage of all code required, in percent. Absent unless it is set. */
  @ApiProperty({ type: 'number', format: 'double', minimum: 0, maximum: 100, required: false, example: 70 })
  overall_coverage_min?: number;
  /** Most points of line coverage that a change may lose against its base. Absent unless it is set. */
  @ApiProperty({ type: 'number', format: 'double', minimum: 0, maximum: 100, required: false, example: 0.5 })
  coverage_drop_max?: number;
}

/** A policy in a request: a key left out takes its default, null switches its rule off, unknown keys are dropped. */
export class PolicyDraftDto {
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 0 })
  new_critical_max?: number | null;
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 0 })
  new_high_max?: number | null;
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, nullable: true, required: false, example: 3 })
  duplication_pct_max?: number | null;
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 15 })
  complexity_new_max?: number | null;
  @ApiProperty({ type: 'string', enum: ['A', 'B', 'C', 'D', 'E'], nullable: true, required: false, example: 'B' })
  rating_min?: Rating | null;
  @ApiProperty({ type: 'number', minimum: 0, maximum: 100, nullable: true, required: false, example: 85 })
  new_coverage_min?: number | null;
  /** Most new medium findings allowed. Null or left out: not set. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 20 })
  new_medium_max?: number | null;
  /** Most new findings allowed, those of severity info aside. Null or left out: not set. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 40 })
  new_total_max?: number | null;
  /** Most new findings of type security allowed. Null or left out: not set. */
  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, required: false, example: 0 })
  new_security_max?: number | null;
  /** Most duplication allowed among the added lines, in percent. Null or left out: not set. */
  @ApiProperty({
    type: 'number',
    format: 'double',
    minimum: 0,
    maximum: 100,
    nullable: true,
    required: false,
    example: 10,
  })
  new_duplication_pct_max?: number | null;
  /** Least line coverage of all code required, in percent. Null or left out: not set. */
  @ApiProperty({
    type: 'number',
    format: 'double',
    minimum: 0,
    maximum: 100,
    nullable: true,
    required: false,
    example: 70,
  })
  overall_coverage_min?: number | null;
  /** Most points of line coverage that a change may lose against its base. Null or left out: not set. */
  @ApiProperty({
    type: 'number',
    format: 'double',
    minimum: 0,
    maximum: 100,
    nullable: true,
    required: false,
    example: 0.5,
  })
  coverage_drop_max?: number | null;
}

/** A gate configuration in a request. Switches that are left out keep their stored values. */
export class GateConfigDraftDto {
  /** Replaces the whole policy. Default: the stored one stays. */
  policy?: PolicyDraftDto;
  /** False: scans run and their status is `not_configured`. True at the first save. */
  enabled?: boolean;
  /** False: a failed gate is reported to the forge as neutral. */
  block_merge_on_fail?: boolean;
  /** False: inherited findings and unchanged lines count as well. True at the first save. */
  applies_to_new_code_only?: boolean;
}

/**
 * The gate configuration of an organization, or the effective one of a repository; before the first save the defaults,
 * switched off.
 */
export class GateConfigDto {
  /** @example 42 */
  org_id!: number;
  /** Present when the configuration of one repository was requested. */
  repo_id?: number;
  /** @example true */
  enabled!: boolean;
  /** @example false */
  block_merge_on_fail!: boolean;
  /** @example true */
  applies_to_new_code_only!: boolean;
  policy!: PolicyDto;
  /** `v` and the revision, of the organization or of the repository; `v0` before the first save. */
  policy_version!: string;
  /** For a repository: the rules that it sets itself. The others are its organization's. */
  overrides?: PolicyDraftDto;
  /** @example true */
  configured!: boolean;
}

/** A configuration that was saved. */
export class GateConfigSavedDto extends GateConfigDto {
  saved!: true;
  /** Keys of the policy that name no rule, and keys beside it that name no switch. They were dropped. */
  ignored_keys!: string[];
}

/** One revision of the configuration. */
export class GateConfigRevisionDto {
  policy_version!: string;
  enabled!: boolean;
  block_merge_on_fail!: boolean;
  applies_to_new_code_only!: boolean;
  policy!: PolicyDto;
  /**
   * For a repository: the rules that the revision sets; null when it made the repository follow its organization again.
   */
  overrides?: PolicyDraftDto | null;
  /** `user:12`, `api_key:7`, or `system` for the first start. */
  saved_by!: string;
  saved_at!: string;
}

/** Revisions, newest first. */
export class GateConfigRevisionsDto {
  revisions!: GateConfigRevisionDto[];
  next_cursor!: string | null;
}

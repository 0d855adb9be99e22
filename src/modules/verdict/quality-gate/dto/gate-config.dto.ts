import { ApiProperty } from '@nestjs/swagger';
import type { Threshold } from '../../../../domain/gate/exact-value.js';
import { THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import { COVERAGE_SCANS, type CoverageScans, type GatePolicy, type RuleName } from '../../../../domain/gate/policy.js';
import { POLICY_CHOICES, type PolicyChoice, PRESET_NAMES, type PresetName } from '../../../../domain/gate/presets.js';
import type { NamedRules } from '../../../../domain/gate/repo-config.js';
import { RuleProperties } from './rule-properties.decorator.js';

/** Classes that have the members of a type, described by a decorator and not by fields. */
const PolicyShape = class {} as new () => GatePolicy;
const PolicyDraftShape = class {} as new () => NamedRules;

/** Values that the rules compare with; null switches a rule off. */
@RuleProperties(({ byDefault, meaning }) =>
  byDefault === undefined
    ? { required: false, description: `${meaning}. Absent unless set.` }
    : { nullable: true, description: `${meaning}.` },
)
export class PolicyDto extends PolicyShape {
  /** Scans that `new_coverage_min` applies to: those of changes, or all; absent: all. */
  @ApiProperty({ enum: COVERAGE_SCANS, required: false })
  declare new_coverage_on?: CoverageScans;
}

/** A policy in a request: a key left out takes its default, null switches its rule off, unknown keys are dropped. */
@RuleProperties(({ byDefault, meaning }) => ({
  required: false,
  nullable: true,
  description: `${meaning}. ${byDefault === undefined ? 'Null or omitted: not set.' : 'Null: switched off.'}`,
}))
export class PolicyDraftDto extends PolicyDraftShape {
  /** Scans that `new_coverage_min` applies to; null or omitted: all. */
  @ApiProperty({ enum: COVERAGE_SCANS, required: false, nullable: true })
  declare new_coverage_on?: CoverageScans | null;
}

/** A gate configuration in a request. Switches that are left out keep their stored values. */
export class GateConfigDraftDto {
  /** Replaces the whole policy. Default: keeps the stored one. */
  policy?: PolicyDraftDto;
  /** Copies the policy of a preset, instead of `policy`. */
  @ApiProperty({ enum: PRESET_NAMES, required: false })
  preset?: PresetName;
  /** False: scans run, and their status is `not_configured`. The initial value is true. */
  enabled?: boolean;
  /** False: a failed gate is reported to the forge as neutral. */
  block_merge_on_fail?: boolean;
  /** False: inherited findings and unchanged lines count as well. The initial value is true. */
  applies_to_new_code_only?: boolean;
}

/** Policy and switches of one revision. */
class GateRevisionDto {
  /** @example true */
  enabled!: boolean;
  /** @example false */
  block_merge_on_fail!: boolean;
  /** @example true */
  applies_to_new_code_only!: boolean;
  policy!: PolicyDto;
  /** `v` and the revision, of the organization or of the repository; `v0` before the first save. */
  policy_version!: string;
}

/**
 * The gate configuration of an organization, or the effective one of a repository; before the first save the defaults,
 * switched off.
 */
export class GateConfigDto extends GateRevisionDto {
  /** @example 42 */
  org_id!: number;
  /** Present when the configuration of one repository was requested. */
  repo_id?: number;
  /** For a repository: the rules that it sets itself. All others come from its organization. */
  overrides?: PolicyDraftDto;
  /** @example true */
  configured!: boolean;
}

/** A configuration that was saved. */
export class GateConfigSavedDto extends GateConfigDto {
  saved!: true;
  /** Keys of the policy that are not rules, and other keys that are not switches. They were dropped. */
  ignored_keys!: string[];
}

/** One revision of the configuration. */
export class GateConfigRevisionDto extends GateRevisionDto {
  /**
   * For a repository: the rules that the revision sets; null when it made the repository follow its organization again.
   */
  overrides?: PolicyDraftDto | null;
  /** `user:12`, `api_key:7`, or `system` for the first start. */
  saved_by!: string;
  /** Name of that user or key; null if it no longer exists, or for `system`. @example "Grace Hopper" */
  saved_by_name!: string | null;
  saved_at!: string;
}

/** Revisions, newest first. */
export class GateConfigRevisionsDto {
  revisions!: GateConfigRevisionDto[];
  next_cursor!: string | null;
}

/** A rule of a preset, explained. */
export class PresetRuleDto {
  rule!: RuleName;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, example: 80 })
  threshold!: Threshold;
  /** @example "Tests run at least 80 % of the lines that a change adds." */
  sentence!: string;
}

/** A policy to choose from. */
export class PresetDto {
  @ApiProperty({ enum: PRESET_NAMES })
  name!: PresetName;
  /** @example "Clean changes" */
  title!: string;
  recommended!: boolean;
  policy!: PolicyDto;
  /** Rules that are on. */
  rules!: PresetRuleDto[];
}

/** The policies to choose from, and the organization's choice. */
export class PresetsDto {
  presets!: PresetDto[];
  /** A preset, or `own` for a custom policy; null before a choice. */
  @ApiProperty({ enum: POLICY_CHOICES, nullable: true })
  chosen!: PolicyChoice | null;
}

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PROBLEM_TYPES, type ProblemType, SEVERITIES, type Severity } from '../../../../domain/findings/finding.js';
import {
  REPO_POLICIES,
  type RepoPolicy,
  TOOL_CONSEQUENCES,
  type ToolConsequence,
  UNTESTED_FILES,
  type UntestedFiles,
} from '../../../../domain/gate/organization-switches.js';
import { nextEffect, settingsAfter } from '../../../../domain/retention/pending-retention.js';
import type { RetentionSettings } from '../../../../domain/retention/retention-settings.js';
import { IsName, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { InPieces } from '../../../../platform/validation/in-pieces.js';
import { SLUG, SLUG_FAULT } from '../../../../platform/validation/slug.js';
import type { OrganizationWithQuotas } from '../organization.js';
import type {
  OrganizationSettings,
  OrganizationSummary,
  SsoGrants,
  StoredRetention,
} from '../organization.repository.js';
import { IsNameInMails } from './name-in-mails.js';
import { HasQuotasAlone, type QuotasDto, UpdateQuotasDto } from './quotas.dto.js';
import { DOMAIN_RULE, GROUP_RULE } from './sso.dto.js';

const MAX_OVERRIDES = 2_000;
const MAX_GRANTS = 1_000;

/** An organization to create. */
export class CreateOrganizationDto {
  @IsNameInMails(100)
  name!: string;

  /** Short name for URLs, unique in the service. */
  @Matches(SLUG, { message: SLUG_FAULT })
  slug!: string;
}

/** Classification of one tool's findings of one rule in this organization. */
export class ClassificationOverrideDto {
  /** Name of the tool, e.g. `eslint`. */
  @IsName(200)
  tool!: string;

  /** The rule's id, as the tool writes it. */
  @IsName(500)
  rule!: string;

  @IsOptional()
  @IsIn(PROBLEM_TYPES)
  type?: ProblemType | null;

  @IsOptional()
  @IsIn(SEVERITIES)
  severity?: Severity | null;
}

/** Changes to the periods for which details of scans are stored; omitted fields keep their values, null is the default. */
export class UpdateRetentionDto {
  /** Number of days to store details of a change after its last scan. Default: 30. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  change_details_days?: number | null;

  /** Number of the newest scans of a branch whose details are stored. Default: 50. */
  @IsOptional()
  @IsInt()
  @Min(0)
  branch_scans?: number | null;

  /** Number of days for which baseline branches also keep details of the last scan of each day. Default: 365. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  branch_daily_days?: number | null;
}

/** Fields of the periods on the wire, with their names in the code. */
export const RETENTION_FIELDS = {
  change_details_days: 'changeDetailsDays',
  branch_scans: 'branchScans',
  branch_daily_days: 'branchDailyDays',
} as const;

/** Changes to the organization; omitted fields keep their values. */
export class UpdateOrganizationDto {
  @MayBeLeftOut()
  @IsNameInMails(100)
  name?: string;

  /** Maximum duration of a waiver, in days; null: unlimited. */
  @ValidateIf((_, value) => value != null)
  @IsInt()
  @Min(1)
  @Max(36_500)
  waiver_max_days?: number | null;

  /** Maximum lifetime of a new API key, in days; null: unlimited. Existing keys do not change. */
  @ValidateIf((_, value) => value != null)
  @IsInt()
  @Min(1)
  @Max(3650)
  max_key_days?: number | null;

  /**
   * Requires a second factor of members. Sessions without one can only enroll one here (403 `second_factor_required`).
   * API keys still work.
   */
  @MayBeLeftOut()
  @IsBoolean()
  require_second_factor?: boolean;

  /** Files with lower line coverage produce a finding of severity medium. */
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(100)
  coverage_gap_medium_pct?: number;

  /** Files with lower line coverage produce a finding of severity high. */
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(100)
  coverage_gap_high_pct?: number;

  /** Replaces the whole list. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MAX_OVERRIDES)
  @IsObject({ each: true })
  @InPieces(() => ClassificationOverrideDto)
  classification_overrides?: ClassificationOverrideDto[];

  /** Effect of a repository's own policy file: none, stricter values only, or full. */
  @MayBeLeftOut()
  @IsIn(REPO_POLICIES)
  repo_policy?: RepoPolicy;

  /**
   * Treatment of changed source files that are missing from all coverage reports: count as uncovered, warn, or ignore.
   */
  @MayBeLeftOut()
  @IsIn(UNTESTED_FILES)
  untested_files?: UntestedFiles;

  /** True: an absolute rule that the base already violates does not fail a change that does not make it worse. */
  @MayBeLeftOut()
  @IsBoolean()
  tolerate_inherited?: boolean;

  /** Effect of a report that says that its tool failed. */
  @MayBeLeftOut()
  @IsIn(TOOL_CONSEQUENCES)
  on_tool_failure?: ToolConsequence;

  /** Effect of a tool that reported on the base but not on the change. */
  @MayBeLeftOut()
  @IsIn(TOOL_CONSEQUENCES)
  on_missing_tool?: ToolConsequence;

  /**
   * True: a new or revoked waiver, a mark, an accepted problem or a saved policy re-evaluates the newest completed scan
   * of each open pull request that it affects. Default: false.
   */
  @MayBeLeftOut()
  @IsBoolean()
  reevaluate_on_change?: boolean;

  /** Days without a completed scan of a default branch after which `scan.missing` is recorded. Default: 7. */
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(3_650)
  stale_after_days?: number;

  /** Periods for which details of scans are stored; null: the defaults. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateRetentionDto)
  retention?: UpdateRetentionDto | null;
}

/** Changes to an organization by the staff of the service; omitted fields keep their values. */
export class AdministerOrganizationDto {
  @MayBeLeftOut()
  @IsObject()
  @HasQuotasAlone()
  @ValidateNested()
  @Type(() => UpdateQuotasDto)
  quotas?: UpdateQuotasDto;

  /** Mail domains of the organization. People with a verified address in them may become members. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MAX_GRANTS)
  @ArrayUnique()
  @Matches(DOMAIN_RULE.pattern, DOMAIN_RULE.options)
  verified_domains?: string[];

  /** Groups at the identity provider that the organization may map. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MAX_GRANTS)
  @ArrayUnique()
  @Matches(GROUP_RULE.pattern, GROUP_RULE.options)
  sso_groups?: string[];
}

/** An organization in the list of all. */
export class OrganizationSummaryDto {
  id!: number;
  name!: string;
  slug!: string;
  created_at!: string;
  /** Time of its deletion, which becomes final 30 days later; null if it was not deleted. */
  deleted_at!: string | null;
}

/** A page of organizations. */
export class OrganizationListDto {
  orgs!: OrganizationSummaryDto[];
  next_cursor!: string | null;
}

/** Periods for which details of scans are stored: their findings and line coverage. */
export class RetentionDto {
  change_details_days!: number;
  branch_scans!: number;
  branch_daily_days!: number;
}

/** Shorter periods that take effect later, and the details that they delete then. */
export class RetentionPendingDto {
  /** The periods after all pending changes take effect. */
  retention!: RetentionDto;
  /** Time at which the first of them takes effect: details are deleted from then on. */
  effective_at!: string;
  /** Scans that would have lost their details at the time of the request. */
  scans!: number;
  /** Repositories of these scans. */
  repositories!: number;
  /** Time of the oldest of these scans; null if there is none. */
  oldest!: string | null;
}

/** The caller's organization with its settings. */
export class OrganizationDto extends OrganizationSummaryDto {
  waiver_max_days!: number | null;
  max_key_days!: number | null;
  require_second_factor!: boolean;
  coverage_gap_medium_pct!: number;
  coverage_gap_high_pct!: number;
  classification_overrides!: ClassificationOverrideDto[];
  repo_policy!: RepoPolicy;
  untested_files!: UntestedFiles;
  tolerate_inherited!: boolean;
  on_tool_failure!: ToolConsequence;
  on_missing_tool!: ToolConsequence;
  reevaluate_on_change!: boolean;
  stale_after_days!: number;
  quotas!: QuotasDto;
  /** The periods in force. */
  retention!: RetentionDto;
  /** Null if nothing is pending. */
  retention_pending!: RetentionPendingDto | null;
  verified_domains!: string[];
  sso_groups!: string[];
}

export const toOrganizationSummaryDto = (org: OrganizationSummary): OrganizationSummaryDto => ({
  id: org.id,
  name: org.name,
  slug: org.slug,
  created_at: org.createdAt.toISOString(),
  deleted_at: org.deletedAt?.toISOString() ?? null,
});

export const toOrganizationDto = ({ quotas, ...org }: OrganizationWithQuotas): OrganizationDto => ({
  ...toOrganizationSummaryDto(org),
  ...toSettingsDto(org),
  ...toGrantsDto(org),
  quotas,
});

export const toGrantsDto = ({ verifiedDomains, ssoGroups }: SsoGrants) => ({
  verified_domains: [...verifiedDomains],
  sso_groups: [...ssoGroups],
});

/** Settings that PATCH changes, as they are sent and received. */
export const toSettingsDto = (org: OrganizationSettings & StoredRetention) => ({
  name: org.name,
  waiver_max_days: org.waiverMaxDays,
  max_key_days: org.maxKeyDays,
  require_second_factor: org.requireSecondFactor,
  coverage_gap_medium_pct: org.coverageGapMediumPct,
  coverage_gap_high_pct: org.coverageGapHighPct,
  classification_overrides: org.classificationOverrides as ClassificationOverrideDto[],
  repo_policy: org.repoPolicy,
  untested_files: org.untestedFiles,
  tolerate_inherited: org.tolerateInherited,
  on_tool_failure: org.onToolFailure,
  on_missing_tool: org.onMissingTool,
  reevaluate_on_change: org.reevaluateOnChange,
  stale_after_days: org.staleAfterDays,
  retention: toRetentionDto(org),
  retention_pending: toRetentionPendingDto(org),
});

export const toRetentionDto = ({
  changeDetailsDays,
  branchScans,
  branchDailyDays,
}: RetentionSettings): RetentionDto => ({
  change_details_days: changeDetailsDays,
  branch_scans: branchScans,
  branch_daily_days: branchDailyDays,
});

export function toRetentionPendingDto({ pendingRetention, ...settings }: StoredRetention): RetentionPendingDto | null {
  if (pendingRetention === null) return null;
  const { periods, scans, repositories, oldest } = pendingRetention;
  return {
    retention: toRetentionDto(settingsAfter({ settings, periods })),
    effective_at: nextEffect(periods)!.toISOString(),
    ...{ scans, repositories, oldest },
  };
}

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
  /** Days for which details of a change are stored after its last scan. Default: 30. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  change_details_days?: number | null;

  /** Number of the newest scans of a branch whose details are stored. Default: 50. */
  @IsOptional()
  @IsInt()
  @Min(0)
  branch_scans?: number | null;

  /** Days for which baseline branches keep details of the last scan of each day besides. Default: 365. */
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

  /** The longest allowed duration of a waiver, in days; null: unlimited. */
  @ValidateIf((_, value) => value != null)
  @IsInt()
  @Min(1)
  @Max(36_500)
  waiver_max_days?: number | null;

  /** The longest time for which a new API key may work, in days; null: unlimited. Keys that there are stay as they are. */
  @ValidateIf((_, value) => value != null)
  @IsInt()
  @Min(1)
  @Max(3650)
  max_key_days?: number | null;

  /**
   * Members need a second factor: sessions without one may do nothing here but enroll one (403 `second_factor_required`). API
   * keys go on.
   */
  @MayBeLeftOut()
  @IsBoolean()
  require_second_factor?: boolean;

  /** Files with a lower line coverage are a finding of severity medium. */
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(100)
  coverage_gap_medium_pct?: number;

  /** Files with a lower line coverage are a finding of severity high. */
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

  /** Authority of a repository's own policy file: none, only where it is stricter, or full. */
  @MayBeLeftOut()
  @IsIn(REPO_POLICIES)
  repo_policy?: RepoPolicy;

  /**
   * Treatment of changed source files that no coverage report contains: counted as uncovered, warned about, or ignored.
   */
  @MayBeLeftOut()
  @IsIn(UNTESTED_FILES)
  untested_files?: UntestedFiles;

  /** When on, an absolute rule that the base breaks already does not fail a change that makes it no worse. */
  @MayBeLeftOut()
  @IsBoolean()
  tolerate_inherited?: boolean;

  /** Consequence of a report saying that its tool failed. */
  @MayBeLeftOut()
  @IsIn(TOOL_CONSEQUENCES)
  on_tool_failure?: ToolConsequence;

  /** Consequence of a tool that reported on the base and not on the change. */
  @MayBeLeftOut()
  @IsIn(TOOL_CONSEQUENCES)
  on_missing_tool?: ToolConsequence;

  /**
   * When on, a new or revoked waiver, a mark, an accepted problem and a saved policy re-evaluate the newest completed scan of
   * each open pull request that they reach. Default: off.
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

  /** Domains of addresses that are the organization's: people with a verified address there may become members. */
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
  /** Time of its deletion, which ends it 30 days later; null for one that was not deleted. */
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
  /** The periods once all that is pending is in force. */
  retention!: RetentionDto;
  /** Time at which the first of them takes effect: details are deleted from then on. */
  effective_at!: string;
  /** Scans that would have lost their details at the time of the request. */
  scans!: number;
  /** Repositories of these scans. */
  repositories!: number;
  /** Time of the oldest of these scans; null without any. */
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
  /** Null where nothing is pending. */
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

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
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
import { FINDING_TYPES, type FindingType, SEVERITIES, type Severity } from '../../../domain/findings/finding.js';
import { IsName, MayBeLeftOut } from '../../../platform/validation/body-fields.js';
import type { Organization } from '../organization.js';
import type { OrganizationSettings, OrganizationSummary } from '../organization.repository.js';

const MAX_OVERRIDES = 2_000;

/** A new organization. */
export class CreateOrganizationDto {
  @IsName(100)
  name!: string;

  /** Its short name in URLs, unique in the service. */
  @Matches(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
    message: 'must be 1 to 63 lower-case letters, digits and inner hyphens',
  })
  slug!: string;
}

/** How findings of one rule of one tool are classified here. */
export class ClassificationOverrideDto {
  /** e.g. `eslint`. */
  @IsName(200)
  tool!: string;

  /** The rule's id, as the tool writes it. */
  @IsName(500)
  rule!: string;

  @IsOptional()
  @IsIn(FINDING_TYPES)
  type?: FindingType | null;

  @IsOptional()
  @IsIn(SEVERITIES)
  severity?: Severity | null;
}

/** What to change of the organization; what is left out stays. */
export class UpdateOrganizationDto {
  @MayBeLeftOut()
  @IsName(100)
  name?: string;

  /** The longest that a waiver may last, in days; null: for ever. */
  @ValidateIf((_, value) => value != null)
  @IsInt()
  @Min(1)
  @Max(36_500)
  waiver_max_days?: number | null;

  /** Files with less of their lines covered are a finding of severity medium. */
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(100)
  coverage_gap_medium_pct?: number;

  /** Files with less of their lines covered are a finding of severity high. */
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(100)
  coverage_gap_high_pct?: number;

  /** Replaces the whole list. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MAX_OVERRIDES)
  // Of a list within the list, only what it holds would be validated.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ClassificationOverrideDto)
  classification_overrides?: ClassificationOverrideDto[];
}

/** An organization in the list of all. */
export class OrganizationSummaryDto {
  id!: number;
  name!: string;
  slug!: string;
  created_at!: string;
}

/** A page of organizations. */
export class OrganizationListDto {
  orgs!: OrganizationSummaryDto[];
  next_cursor!: string | null;
}

/** The caller's organization with its settings. */
export class OrganizationDto extends OrganizationSummaryDto {
  waiver_max_days!: number | null;
  coverage_gap_medium_pct!: number;
  coverage_gap_high_pct!: number;
  classification_overrides!: ClassificationOverrideDto[];
}

export const toOrganizationSummaryDto = (org: OrganizationSummary): OrganizationSummaryDto => ({
  id: org.id,
  name: org.name,
  slug: org.slug,
  created_at: org.createdAt.toISOString(),
});

export const toOrganizationDto = (org: Organization): OrganizationDto => ({
  id: org.id,
  slug: org.slug,
  created_at: org.createdAt.toISOString(),
  ...toSettingsDto(org),
});

/** What PATCH changes, as it stands on the wire. */
export const toSettingsDto = (org: OrganizationSettings) => ({
  name: org.name,
  waiver_max_days: org.waiverMaxDays,
  coverage_gap_medium_pct: org.coverageGapMediumPct,
  coverage_gap_high_pct: org.coverageGapHighPct,
  classification_overrides: org.classificationOverrides as ClassificationOverrideDto[],
});

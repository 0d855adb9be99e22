import { Injectable } from '@nestjs/common';
import type { ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import type { OrgId } from '../../domain/ids.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import { OrganizationRepository } from './organization.repository.js';

/** An organization with its settings. */
export interface Organization {
  readonly id: OrgId;
  readonly name: string;
  readonly slug: string;
  /** How long a waiver may last; null: for ever. */
  readonly waiverMaxDays: number | null;
  /** Files below these percentages of covered lines are findings. */
  readonly coverageGapMediumPct: number;
  readonly coverageGapHighPct: number;
  readonly classificationOverrides: ClassificationOverrides;
  readonly createdAt: Date;
}

/** The organization as other features read it, inside the open tenant transaction. */
@Injectable()
export class OrganizationReader {
  constructor(private readonly organizations: OrganizationRepository) {}

  async settings(orgId: OrgId): Promise<Organization> {
    const organization = await this.organizations.find(orgId);
    if (!organization) throw new NotFoundInOrg('organization');
    return organization;
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { NoSuchOrganization } from '../../../platform/errors/app-error.js';
import type { Organization } from './organization.js';
import { OrganizationRepository } from './organization.repository.js';

export {
  OrganizationSummaryDto,
  RetentionPendingDto,
  toOrganizationSummaryDto,
  toRetentionDto,
  toRetentionPendingDto,
} from './dto/organization.dto.js';
export type { Organization } from './organization.js';

/** The organization as other features read it, inside the open tenant transaction. */
@Injectable()
export class OrganizationReader {
  constructor(private readonly organizations: OrganizationRepository) {}

  async settings(orgId: OrgId): Promise<Organization> {
    const organization = await this.organizations.findOrganization(orgId);
    if (!organization) throw new NoSuchOrganization();
    return organization;
  }
}

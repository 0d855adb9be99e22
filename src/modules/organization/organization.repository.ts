import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { OrganizationEntity } from './entities/organization.entity.js';
import type { Organization } from './organization.reader.js';

@Injectable()
export class OrganizationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  find(orgId: OrgId): Promise<Organization | null> {
    return this.repository(orgId).findOneBy({ id: orgId });
  }

  async update(orgId: OrgId, values: Partial<Omit<Organization, 'id' | 'slug' | 'createdAt'>>): Promise<void> {
    await this.repository(orgId).update({ id: orgId }, values as object);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(OrganizationEntity);
  }
}

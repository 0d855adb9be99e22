import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import type { PreparedStatement } from '../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { OrganizationName } from './identity.repository.js';

const ORGANIZATION_NAME: PreparedStatement = {
  name: 'organization_name',
  text: 'SELECT id, name, slug FROM organizations WHERE id = $1',
};

/** Names of organizations by their ids: reads `organizations`, a table of a feature above this one. */
@Injectable()
export class OrganizationNameReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async findOrganizationName(orgId: OrgId): Promise<OrganizationName | null> {
    const rows = await this.tenant.read<OrganizationName>(orgId, ORGANIZATION_NAME, [String(orgId)]);
    return rows[0] ?? null;
  }
}

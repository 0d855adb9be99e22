import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { OrganizationName } from './identity.repository.js';

/** Names of organizations by their ids: reads `organizations`, a table of a feature above this one. */
@Injectable()
export class OrganizationNameReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  findOrganizationName(orgId: OrgId): Promise<OrganizationName | null> {
    return this.tenant.run(orgId, async () => {
      const rows: OrganizationName[] = await this.tenant
        .manager(orgId)
        .query('SELECT id, name, slug FROM organizations WHERE id = $1', [orgId]);
      return rows[0] ?? null;
    });
  }
}

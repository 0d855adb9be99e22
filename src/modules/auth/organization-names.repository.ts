import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { OrganizationName } from './identity.repository.js';

/** Organizations by their id: whether there is one, and what it is called. */
@Injectable()
export class OrganizationNames {
  constructor(private readonly tenant: TenantDatabase) {}

  find(orgId: OrgId): Promise<OrganizationName | null> {
    return this.tenant.run(orgId, async () => {
      const rows: OrganizationName[] = await this.tenant
        .manager(orgId)
        .query('SELECT id, name, slug FROM organizations WHERE id = $1', [orgId]);
      return rows[0] ?? null;
    });
  }
}

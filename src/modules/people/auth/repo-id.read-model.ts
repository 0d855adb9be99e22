import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Ids of repositories, for keys that are bound to them: reads `repos`, a table of a feature above this one. */
@Injectable()
export class RepoIdReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Keeps the ids of repositories that exist in the organization and lie within the caller's own bound. */
  async findExisting(orgId: OrgId, ids: readonly RepoId[]): Promise<RepoId[]> {
    const rows: { id: RepoId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT id FROM repos WHERE org_id = $1 AND id = ANY ($2)', [orgId, ids]);
    return rows.map(({ id }) => id);
  }
}

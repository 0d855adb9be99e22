import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** The newest scan of each repository of an organization (`scans`), up to which verdicts were imported. */
@Injectable()
export class LastScansReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  list(orgId: OrgId): Promise<{ repoId: RepoId; lastScanId: ScanId }[]> {
    return this.tenant
      .manager(orgId)
      .query('SELECT repo_id AS "repoId", max(id) AS "lastScanId" FROM scans WHERE org_id = $1 GROUP BY repo_id', [
        orgId,
      ]);
  }
}

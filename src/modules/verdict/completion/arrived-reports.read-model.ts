import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Reports that came to a scan, of all kinds: reads `finding_reports`, `coverage_uploads` and `test_uploads`. */
@Injectable()
export class ArrivedReportsReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Names of tools; `coverage` and `tests` where there are such reports, and their upload keys. */
  async listNames(orgId: OrgId, scanId: ScanId): Promise<string[]> {
    const rows: { name: string }[] = await this.tenant.manager(orgId).query(
      `SELECT tool AS name FROM finding_reports WHERE org_id = $1 AND scan_id = $2 AND format <> 'coverage'
       UNION SELECT unnest(ARRAY['coverage', upload_key]) FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2
       UNION SELECT unnest(ARRAY['tests', upload_key]) FROM test_uploads WHERE org_id = $1 AND scan_id = $2`,
      [orgId, scanId],
    );
    return rows.flatMap(({ name }: { name: string | null }) => name ?? []);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Bytes that uploads of an organization take, of which its quota counts each as it comes: `finding_reports`, `coverage_uploads`, `test_uploads`. */
@Injectable()
export class StoredBytesReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async sum(orgId: OrgId): Promise<number> {
    const rows: { bytes: number }[] = await this.tenant.manager(orgId).query(
      `SELECT ((SELECT coalesce(sum(stored_bytes), 0) FROM finding_reports WHERE org_id = $1)
         + (SELECT coalesce(sum(stored_bytes), 0) FROM coverage_uploads WHERE org_id = $1)
         + (SELECT coalesce(sum(octet_length(content)), 0) FROM test_uploads WHERE org_id = $1))::bigint AS bytes`,
      [orgId],
    );
    return rows[0]!.bytes;
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../../domain/ids.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { copyOut, copyQuery } from '../../../../platform/database/bulk-copy.js';
import { SegmentTables } from '../../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { CopyRows } from '../../../../platform/database/tuple-reader.js';

/** Contents of files under their digests, and whole manifests. */
@Injectable()
export class SegmentRepository extends SegmentTables {
  constructor(tenant: TenantDatabase) {
    super(tenant, 'findings', { segments: 'finding_segments', keyframes: 'finding_keyframes' });
  }

  /** Tuples of address and content, for `readSegments`. */
  copySegments(orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<CopyRows> {
    if (addresses.length === 0) return Promise.resolve([]);
    const wanted = `{${addresses.map((address) => `"\\\\x${address}"`).join(',')}}`;
    return copyOut(
      this.tenant.manager(orgId),
      copyQuery`SELECT address, content FROM finding_segments
        WHERE org_id = ${orgId} AND repo_id = ${repoId} AND address = ANY (${wanted}::bytea[])`,
    );
  }
}

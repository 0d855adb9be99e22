import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId, WaiverId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A scan whose evaluation credits waivers. */
interface CreditedScan {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly id: ScanId;
}

/** Counts the uses of waivers, inside the open tenant transaction: their list searches no evaluations. */
@Injectable()
export class WaiverUseWriter {
  constructor(private readonly tenant: TenantDatabase) {}

  /** One more evaluation of the scan credits these waivers. */
  async recordUses({ orgId, repoId, id }: CreditedScan, waiverIds: readonly WaiverId[], at: Date): Promise<void> {
    if (waiverIds.length === 0) return;
    await this.tenant.manager(orgId).query(
      `INSERT INTO waiver_uses AS known (org_id, waiver_id, scan_id, repo_id, uses, last_used_at)
       SELECT $1, waiver_id, $2, $3, 1, $4 FROM unnest($5::bigint[]) AS waiver_id
       ON CONFLICT (org_id, waiver_id, scan_id) DO UPDATE SET uses = known.uses + 1,
         last_used_at = greatest(known.last_used_at, excluded.last_used_at)`,
      [orgId, id, repoId, at, waiverIds],
    );
  }
}

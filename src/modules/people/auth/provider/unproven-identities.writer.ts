import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';
import { SecurityNotices } from '../security-notices.js';
import { findSessionOf } from '../session.service.js';

/** Identities that were bound without proof of the person's address, ended by other features that have a proof. */
@Injectable()
export class UnprovenIdentitiesWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly notices: SecurityNotices,
  ) {}

  /** Unbinds those of the caller but the one that the session began by, in the open tenant transaction; answers how many. */
  async end(orgId: OrgId, caller: CallerIdentity): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.end_unproven_identities($1, $2) AS count', [caller.userId, findSessionOf(caller)]);
    const { count } = rows[0]!;
    if (count > 0) await this.notices.reportWithin(orgId, caller.userId, 'auth.identity_unlinked');
    return count;
  }
}

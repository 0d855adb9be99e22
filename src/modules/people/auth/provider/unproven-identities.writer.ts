import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { SecurityNotices } from '../security-notices.js';
import { findSessionOf } from '../session.service.js';

/** Identities that were bound without proof of the person's address, ended by other features that have a proof. */
@Injectable()
export class UnprovenIdentitiesWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly notices: SecurityNotices,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Unbinds those of the caller but the one that the session began by, in the open tenant transaction: they entered with no
   * invitation.
   */
  async end(orgId: OrgId, caller: CallerIdentity, origin: RequestOrigin): Promise<void> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.end_unproven_identities($1, $2) AS count', [caller.userId, findSessionOf(caller)]);
    const { count } = rows[0]!;
    if (count === 0) return;
    await this.notices.reportWithin(orgId, caller.userId, 'auth.identity_unlinked');
    const actor = { type: 'user' as const, id: caller.userId, name: caller.name };
    const target = { type: 'user', id: caller.userId };
    const unlinked = { identities: count, by: 'invitation' };
    await this.audit.recordAs(orgId, actor, { action: 'auth.identity_unlinked', target, new: unlinked }, origin);
  }
}

import { Injectable } from '@nestjs/common';
import type { UserId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { isAtLeast } from '../../../../platform/tenancy/role.js';
import { type AuditedAction, AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../../record/mail/organization-notices.writer.js';
import type { User } from '../identity.repository.js';
import { MemberEvents } from '../member.events.js';
import { IdentityBindings, type Mapping } from './identity-binding.repository.js';
import type { ProviderIdentity } from './provider-identity.js';

/**
 * Has memberships follow what the identity provider says of a person, at each sign-in
 * (docs/adr/identity.md#invitations-and-mapped-memberships).
 */
@Injectable()
export class MappedMemberships {
  constructor(
    private readonly bindings: IdentityBindings,
    private readonly tenant: TenantDatabase,
    private readonly audit: AuditLogWriter,
    private readonly notices: OrganizationNotices,
    private readonly events: MemberEvents,
  ) {}

  /**
   * The user whom a verified address makes of somebody whose groups or domain an organization takes in; null where none does.
   */
  async admit(identity: ProviderIdentity): Promise<User | null> {
    const { verifiedEmail } = identity;
    if (verifiedEmail === null || (await this.bindings.findMappings(null, identity)).length === 0) return null;
    const name = identity.name ?? verifiedEmail;
    const id = await this.bindings.admit(identity, verifiedEmail, name);
    return id && { id, email: verifiedEmail, name, isSuperAdmin: false };
  }

  /** Makes the user's memberships so. */
  async follow(user: User, identity: ProviderIdentity, origin: RequestOrigin): Promise<void> {
    for (const mapping of await this.bindings.findMappings(user.id, identity)) await this.apply(user, mapping, origin);
  }

  private apply({ id, email }: User, { orgId, role }: Mapping, origin: RequestOrigin): Promise<void> {
    return this.tenant.run(orgId, async () => {
      const rows: { action: string | null }[] = await this.tenant
        .manager(orgId)
        .query('SELECT auth.apply_mapping($1, $2, $3) AS action', [orgId, id satisfies UserId, role]);
      const { action } = rows[0]!;
      if (action === null) return;
      const actor = { type: 'user' as const, id, name: email };
      const values = { email, role, by: 'identity_provider' };
      const record = (audited: AuditedAction) => this.audit.recordAs(orgId, actor, audited, origin);
      await record({ action, target: { type: 'member', id }, new: values });
      const { address } = origin;
      if (role === null || !isAtLeast(role, 'ORG_ADMIN'))
        await this.events.rightsLost({ orgId, userId: id, actor: email, address, record });
      if (role === 'ORG_OWNER')
        await this.notices.report(orgId, { event: 'member.owner_added', about: email, actor: email, address });
    });
  }
}

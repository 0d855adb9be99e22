import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { ClientTraits } from './client-traits.js';
import { PasswordResets } from './password-resets.repository.js';
import { IdentityEvents } from './provider/identity-events.js';
import { SecurityNotices } from './security-notices.js';

/** Reports passwords that were reset by a link: as security events, to the person and to administrators by mail. */
@Injectable()
export class PasswordResetEvents {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
    private readonly identityEvents: IdentityEvents,
    private readonly organizationNotices: OrganizationNotices,
  ) {}

  /** @param ended identities and second factors that ended with the reset */
  async report(
    { orgIds, userId, email, isMailed }: UsedLink,
    ended: { readonly identities: number; readonly factors: number },
    client: ClientTraits,
  ): Promise<void> {
    const actor = { type: 'user', id: userId, name: email } as const;
    const target = { type: 'user', id: userId };
    this.events.report({ action: 'auth.password_changed', actor, target, orgIds }, client);
    await this.notices.report(userId, 'auth.password_changed', client);
    if (!isMailed) await this.reportUse(orgIds[0]!, email, client);
    const { identities, factors } = ended;
    if (identities > 0) {
      const details = { identities, by: 'reset_link' };
      await this.identityEvents.report('auth.identity_unlinked', { id: userId, email }, details, client);
    }
    if (factors > 0) {
      const details = { account: email, factors, by: 'reset_link' };
      this.events.report({ action: 'auth.second_factor_reset', actor, target, orgIds, details }, client);
      await this.notices.report(userId, 'auth.second_factor_reset', client);
    }
  }

  /** Reports to the administrators of an organization that one of its links was used. */
  private reportUse(orgId: OrgId, member: string, { address, userAgent }: ClientTraits): Promise<void> {
    const notice = { event: 'member.reset_link_used', about: member, actor: null, address, userAgent } as const;
    return this.tenant.run(orgId, () => this.organizationNotices.report(orgId, notice));
  }
}

type UsedLink = NonNullable<Awaited<ReturnType<PasswordResets['find']>>>;

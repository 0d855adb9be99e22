import { Injectable } from '@nestjs/common';
import type { UserId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { Member } from './member-directory.js';

/** Records what is done to members: in the audit log, and to owners and administrators by mail. */
@Injectable()
export class MemberLog {
  constructor(
    private readonly audit: AuditLogWriter,
    private readonly events: SecurityEventsWriter,
    private readonly notices: OrganizationNotices,
  ) {}

  async added(caller: Caller, { userId, email, name, role }: Member): Promise<void> {
    await this.audit.record(caller, { action: 'member.added', target: of(userId), new: { email, name, role } });
    if (role === 'ORG_OWNER') await this.reportOwner(caller, email);
  }

  /** Answers whether the role is another one. */
  changedRole(caller: Caller, { userId, role: before }: Member, role: OrgRole): Promise<boolean> {
    const what = { action: 'member.role_changed', target: of(userId) };
    return this.audit.recordChange(caller, what, { role: before }, { role });
  }

  /** Mails that a member is an owner now. */
  async reportOwner(caller: Caller, email: string): Promise<void> {
    await this.notices.reportOf(caller, 'member.owner_added', email);
  }

  async removed(caller: Caller, { userId, email, name, role }: Member): Promise<void> {
    await this.audit.record(caller, { action: 'member.removed', target: of(userId), old: { email, name, role } });
  }

  /** Mails that a member ended their own membership. */
  async reportLeaving(caller: Caller, email: string): Promise<void> {
    await this.notices.reportOf(caller, 'member.left', email);
  }

  async transferred(caller: Caller, { userId, email, role }: Member): Promise<void> {
    await this.audit.record(caller, {
      action: 'org.transferred',
      target: of(userId),
      old: { role },
      new: { role: 'ORG_OWNER' },
    });
    if (role !== 'ORG_OWNER') await this.reportOwner(caller, email);
  }

  async revokedSessions(caller: Caller, { userId, email }: Member, sessions: number): Promise<void> {
    const details = { account: email, sessions };
    await this.events.record(caller, { action: 'session.revoked', target: { type: 'user', id: userId }, details });
  }

  async madeResetLink(caller: Caller, { userId, email }: Member, expiresAt: Date, unbinds: boolean): Promise<void> {
    const details = { email, expires_at: expiresAt, unbind_identities: unbinds };
    await this.audit.record(caller, { action: 'member.reset_link_made', target: of(userId), new: details });
  }

  async resetFactors(caller: Caller, { userId, email }: Member, factors: number): Promise<void> {
    const details = { account: email, factors };
    const target = { type: 'user', id: userId };
    await this.events.record(caller, { action: 'auth.second_factor_reset', target, details });
  }
}

const of = (userId: UserId) => ({ type: 'member', id: userId });

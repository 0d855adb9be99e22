import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { MemberEvents } from '../auth/member.events.js';
import { UserWriter } from '../auth/user.writer.js';
import type { Invitation } from './invitation.repository.js';
import { MemberRepository } from './member.repository.js';
import { OrganizationRepository } from './organization.repository.js';

/** Memberships, changed by other features inside the open tenant transaction. */
@Injectable()
export class MemberWriter {
  constructor(
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserWriter,
    private readonly events: MemberEvents,
    private readonly audit: AuditLogWriter,
    private readonly notices: OrganizationNotices,
  ) {}

  /** Makes the membership that a person accepts by an invitation. */
  async accept(
    orgId: OrgId,
    { userId, name }: { readonly userId: UserId; readonly name: string | null },
    { id, email, role }: Pick<Invitation, 'id' | 'email' | 'role'>,
    origin: RequestOrigin & { readonly at: Date },
  ): Promise<void> {
    const isNewOwner = role === 'ORG_OWNER' && (await this.members.findMember(orgId, userId)) === null;
    const given = await this.members.accept(orgId, { userId, role, name, createdAt: origin.at });
    const actor = { type: 'user' as const, id: userId, name: email };
    const target = { type: 'member', id: userId };
    const added = { email, role: given, invitation_id: id };
    await this.audit.recordAs(orgId, actor, { action: 'member.added', target, new: added }, origin);
    const { address } = origin;
    if (isNewOwner)
      await this.notices.report(orgId, { event: 'member.owner_added', about: email, actor: email, address });
  }

  /** Ends a membership with its sessions and keys. False where there is none. */
  async end(caller: Caller, userId: UserId): Promise<boolean> {
    const { orgId } = caller;
    await this.organizations.lock(orgId);
    const member = await this.members.findMember(orgId, userId);
    if (!member) return false;
    if (member.role === 'ORG_OWNER') await this.refuseWithoutOwner(orgId);
    await this.members.delete(orgId, userId);
    await this.users.endAccess(orgId, userId);
    await this.announceLoss(caller, userId);
    return true;
  }

  /** Announces that a person lost rights by what the caller did. */
  announceLoss(caller: Caller, userId: UserId): Promise<void> {
    const { orgId, name: actor, address } = caller;
    return this.events.rightsLost({ orgId, userId, actor, address, record: (lost) => this.audit.record(caller, lost) });
  }

  /**
   * To be called before an owner goes, while no one else changes members.
   *
   * @throws AppError last_owner
   */
  async refuseWithoutOwner(orgId: OrgId): Promise<void> {
    if ((await this.members.countOwners(orgId)) <= 1)
      throw new AppError('last_owner', 'This is the last owner. Make another member an owner first.');
  }
}

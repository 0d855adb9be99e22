import { Injectable } from '@nestjs/common';
import type { UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { isAtLeast, type OrgRole } from '../../../platform/tenancy/role.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { Grants } from './grants.js';
import { MemberRepository } from './member.repository.js';
import { MemberWriter } from './member.writer.js';
import { type Member, MemberDirectory } from './member-directory.js';
import { MemberLog } from './member-log.js';

/**
 * Manages the members of an organization. Nobody grants above their own role, nobody below an owner acts on an owner,
 * and the last owner stays.
 */
@Injectable()
export class MemberService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly members: MemberRepository,
    private readonly directory: MemberDirectory,
    private readonly writer: MemberWriter,
    private readonly grants: Grants,
    private readonly log: MemberLog,
  ) {}

  async listMembers(caller: Caller, page: { limit: number; afterId: UserId | null }): Promise<Page<Member>> {
    const { orgId } = caller;
    const found = await this.tenant.run(orgId, () => this.directory.list(orgId, { ...page, limit: page.limit + 1 }));
    return toPage(found, page.limit, (member) => [member.userId]);
  }

  async changeRole(caller: Caller, userId: UserId, role: OrgRole): Promise<Member> {
    const { orgId } = caller;
    await this.grants.require(caller, role);
    return this.tenant.run(orgId, async () => {
      const member = await this.directory.lockAlterable(caller, userId);
      if (member.role === 'ORG_OWNER' && role !== 'ORG_OWNER') await this.writer.refuseWithoutOwner(orgId);
      if (await this.log.changedRole(caller, member, role)) {
        await this.members.updateRole(orgId, userId, role);
        if (isAtLeast(member.role, 'ORG_ADMIN') && !isAtLeast(role, 'ORG_ADMIN'))
          await this.writer.announceLoss(caller, userId);
        if (role === 'ORG_OWNER') await this.log.reportOwner(caller, member.email);
      }
      return { ...member, role };
    });
  }

  remove(caller: Caller, userId: UserId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.end(caller, await this.directory.lockAlterable(caller, userId));
    });
  }

  /**
   * Ends the caller's own membership.
   *
   * @throws AppError `not_found` for staff who visit; `owner_required` for the last owner
   */
  async leave(caller: Caller): Promise<void> {
    const { orgId, userId } = caller;
    await this.tenant.run(orgId, async () => {
      const member = await this.directory.lockAlterable(caller, userId);
      if (member.role === 'ORG_OWNER' && (await this.members.countOwners(orgId)) <= 1)
        throw new AppError(
          'owner_required',
          'You are the last owner. Make another member an owner first, or delete the organization.',
        );
      await this.end(caller, member);
      await this.log.reportLeaving(caller, member.email);
    });
  }

  private async end(caller: Caller, member: Member): Promise<void> {
    await this.writer.end(caller, member.userId);
    await this.log.removed(caller, member);
  }

  /** Makes the member an owner, and the caller an administrator where the caller was an owner. */
  transfer(caller: Caller, userId: UserId): Promise<Member> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new ValidationFailed([{ field: 'user_id', message: 'must be the id of another member' }]);
    return this.tenant.run(orgId, async () => {
      const member = await this.directory.lockAlterable(caller, userId);
      const own = await this.members.findMember(orgId, caller.userId);
      // another transfer of theirs may have come first
      if (!caller.isSuperAdmin && own?.role !== 'ORG_OWNER')
        throw new AppError('role_required', 'You are no longer an owner.');
      await this.members.updateRole(orgId, userId, 'ORG_OWNER');
      if (own?.role === 'ORG_OWNER') await this.members.updateRole(orgId, caller.userId, 'ORG_ADMIN');
      await this.log.transferred(caller, member);
      return { ...member, role: 'ORG_OWNER' };
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type MembershipOfUser, UserReader } from '../../people/auth/user.reader.js';
import { UserWriter } from '../../people/auth/user.writer.js';
import { MemberReader } from '../../people/organization/member.reader.js';
import { MemberWriter } from '../../people/organization/member.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';

const lastSuperAdmin = () => new AppError('last_super_admin', 'This is the only SUPER_ADMIN of the service.');

/** Deleting people: history keeps their ids and loses their names. */
@Injectable()
export class UserDeletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly users: UserReader,
    private readonly userWriter: UserWriter,
    private readonly members: MemberReader,
    private readonly memberWriter: MemberWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Ends the user's memberships one after another, then the user. Called again after a crash, it continues with the rest.
   *
   * @throws AppError last_owner, with the names of organizations that would have no owner, or last_super_admin; nothing is
   * changed then
   */
  async delete(caller: Caller, userId: UserId): Promise<void> {
    const memberships = await this.tenant.run(caller.orgId, () => this.membershipsOf(caller.orgId, userId));
    await this.refuseSoleOwner(memberships, userId);
    for (const { id } of memberships) await this.tenant.run(id, () => this.leave({ ...caller, orgId: id }, userId));
    await this.tenant.run(caller.orgId, async () => {
      await this.refuseLastSuperAdmin(caller.orgId, userId);
      if (memberships.every(({ id }) => id !== caller.orgId)) await this.record(caller, userId);
    });
    // another SUPER_ADMIN may have been deleted meanwhile
    if ((await this.userWriter.delete(userId)) === 'last') throw lastSuperAdmin();
  }

  private async membershipsOf(orgId: OrgId, userId: UserId): Promise<MembershipOfUser[]> {
    if (!(await this.users.findAll(orgId, [userId])).has(userId)) throw new NotFoundInOrg('user');
    await this.refuseLastSuperAdmin(orgId, userId);
    return this.users.organizationsOf(orgId, userId);
  }

  private async refuseLastSuperAdmin(orgId: OrgId, userId: UserId): Promise<void> {
    if (await this.users.isLastSuperAdmin(orgId, userId)) throw lastSuperAdmin();
  }

  private async refuseSoleOwner(memberships: readonly MembershipOfUser[], userId: UserId): Promise<void> {
    const sole: string[] = [];
    for (const { id, slug } of memberships)
      if (await this.tenant.run(id, () => this.members.isLastOwner(id, userId))) sole.push(slug);
    if (sole.length > 0)
      throw new AppError('last_owner', `First transfer or delete these organizations: ${sole.join(', ')}.`);
  }

  private async leave(caller: Caller, userId: UserId): Promise<void> {
    if (await this.memberWriter.end(caller, userId)) await this.record(caller, userId);
  }

  private record(caller: Caller, userId: UserId): Promise<void> {
    return this.audit.record(caller, { action: 'user.deleted', target: { type: 'user', id: userId } });
  }
}

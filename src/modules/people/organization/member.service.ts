import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { type Caller, hasRole, isPerson } from '../../../platform/tenancy/caller.js';
import { isAtLeast, type OrgRole } from '../../../platform/tenancy/role.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { MintingKeyReader } from '../auth/minting-key.reader.js';
import { PasswordResetWriter, type ResetToken } from '../auth/password-reset.writer.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';
import { SecondFactorResetWriter } from '../auth/second-factor/second-factor-reset.writer.js';
import { UserReader } from '../auth/user.reader.js';
import { type NewPassword, UserWriter } from '../auth/user.writer.js';
import { MemberRepository, type MembershipRow } from './member.repository.js';
import { MemberWriter } from './member.writer.js';
import { OrganizationRepository } from './organization.repository.js';

/** A user as a member of the organization. */
export interface Member extends Omit<MembershipRow, 'origin' | 'name'> {
  readonly email: string;
  /** As the organization calls them. */
  readonly name: string;
}

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: OrgRole;
  readonly password: string | null;
  /** The password is one to change first of all. */
  readonly isTemporary: boolean;
}

/**
 * Manages the members of an organization. Nobody grants above their own role, nobody below an owner acts on an owner,
 * and the last owner stays.
 */
@Injectable()
export class MemberService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly members: MemberRepository,
    private readonly writer: MemberWriter,
    private readonly organizations: OrganizationRepository,
    private readonly minters: MintingKeyReader,
    private readonly signIns: RecentSignInReader,
    private readonly userReader: UserReader,
    private readonly userWriter: UserWriter,
    private readonly resets: PasswordResetWriter,
    private readonly factorResets: SecondFactorResetWriter,
    private readonly audit: AuditLogWriter,
    private readonly events: SecurityEventsWriter,
    private readonly notices: OrganizationNotices,
  ) {}

  async listMembers(caller: Caller, page: { limit: number; afterId: UserId | null }): Promise<Page<Member>> {
    const { orgId } = caller;
    const found = await this.tenant.run(orgId, async () =>
      this.withUsers(orgId, await this.members.listMembers(orgId, { ...page, limit: page.limit + 1 })),
    );
    return toPage(found, page.limit, (member) => [member.userId]);
  }

  /** Adds a member. One that a key adds gets a temporary password at most, and ends with the key until another one is set. */
  async add(caller: Caller, wanted: NewMember): Promise<Member> {
    const { orgId } = caller;
    const { email, name, role } = wanted;
    refuseGrantAbove(caller, role);
    await this.signIns.requireToGrant(caller, role);
    const password = await this.toNewPassword(wanted, isPerson(caller));
    return this.tenant.run(orgId, async () => {
      const createdAt = this.tenant.now();
      const { mintedBy } = await this.minters.hold(caller, createdAt);
      // only of the platform's staff do other organizations take a password
      const userId = await this.userWriter.ensure(orgId, { email, name, ...(caller.isSuperAdmin && password) });
      if (!(await this.members.insertUnlessKnown(orgId, { userId, role, name, mintedBy, createdAt })))
        throw new AppError('already_exists', 'This user is a member already.');
      if (password !== null) await this.userWriter.setPassword(orgId, userId, password);
      const member = await this.getMember(orgId, userId);
      const added = { email: member.email, name: member.name, role };
      await this.audit.record(caller, { action: 'member.added', target: { type: 'member', id: userId }, new: added });
      if (role === 'ORG_OWNER') await this.notices.reportOf(caller, 'member.owner_added', member.email);
      return member;
    });
  }

  async changeRole(caller: Caller, userId: UserId, role: OrgRole): Promise<Member> {
    const { orgId } = caller;
    refuseGrantAbove(caller, role);
    await this.signIns.requireToGrant(caller, role);
    return this.tenant.run(orgId, async () => {
      const member = await this.lockAlterable(caller, userId);
      if (member.role === 'ORG_OWNER' && role !== 'ORG_OWNER') await this.writer.refuseWithoutOwner(orgId);
      const what = { action: 'member.role_changed', target: { type: 'member', id: userId } };
      if (await this.audit.recordChange(caller, what, { role: member.role }, { role })) {
        await this.members.updateRole(orgId, userId, role);
        if (isAtLeast(member.role, 'ORG_ADMIN') && !isAtLeast(role, 'ORG_ADMIN'))
          await this.writer.announceLoss(caller, userId);
        if (role === 'ORG_OWNER') await this.notices.reportOf(caller, 'member.owner_added', member.email);
      }
      return { ...member, role };
    });
  }

  remove(caller: Caller, userId: UserId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.end(caller, await this.lockAlterable(caller, userId));
    });
  }

  /**
   * Ends the caller's own membership.
   *
   * @throws AppError `forbidden` without a recent sign-in; `not_found` for staff who visit; `owner_required` for the last owner
   */
  async leave(caller: Caller): Promise<void> {
    const { orgId, userId } = caller;
    await this.signIns.require(caller);
    await this.tenant.run(orgId, async () => {
      const member = await this.lockAlterable(caller, userId);
      if (member.role === 'ORG_OWNER' && (await this.members.countOwners(orgId)) <= 1)
        throw new AppError(
          'owner_required',
          'You are the last owner. Make another member an owner first, or delete the organization.',
        );
      await this.end(caller, member);
      await this.notices.reportOf(caller, 'member.left', member.email);
    });
  }

  private async end(caller: Caller, { userId, email, name, role }: Member): Promise<void> {
    await this.writer.end(caller, userId);
    const target = { type: 'member', id: userId };
    await this.audit.record(caller, { action: 'member.removed', target, old: { email, name, role } });
  }

  /** Ends the sessions of a member in this organization, and answers how many there were. */
  revokeSessions(caller: Caller, userId: UserId): Promise<number> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const { email } = await this.lockAlterable(caller, userId);
      const count = await this.userWriter.revokeSessions(orgId, userId);
      const details = { account: email, sessions: count };
      await this.events.record(caller, { action: 'session.revoked', target: { type: 'user', id: userId }, details });
      return count;
    });
  }

  /** Makes the member an owner, and the caller an administrator where the caller was an owner. */
  transfer(caller: Caller, userId: UserId): Promise<Member> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new ValidationFailed([{ field: 'user_id', message: 'must be the id of another member' }]);
    return this.tenant.run(orgId, async () => {
      const member = await this.lockAlterable(caller, userId);
      const own = await this.members.findMember(orgId, caller.userId);
      // another transfer of theirs may have come first
      if (!caller.isSuperAdmin && own?.role !== 'ORG_OWNER')
        throw new AppError('role_required', 'You are no owner any more.');
      await this.members.updateRole(orgId, userId, 'ORG_OWNER');
      if (own?.role === 'ORG_OWNER') await this.members.updateRole(orgId, caller.userId, 'ORG_ADMIN');
      await this.audit.record(caller, {
        action: 'org.transferred',
        target: { type: 'member', id: userId },
        old: { role: member.role },
        new: { role: 'ORG_OWNER' },
      });
      if (member.role !== 'ORG_OWNER') await this.notices.reportOf(caller, 'member.owner_added', member.email);
      return { ...member, role: 'ORG_OWNER' };
    });
  }

  /**
   * Makes a token by which a member sets another password. One that a key makes ends with the key.
   *
   * @param unbinds true: its use ends all identities and passkeys of the member
   * @throws AppError `forbidden` for a member of other organizations, too, and for the caller
   */
  async makeResetToken(caller: Caller, userId: UserId, unbinds: boolean): Promise<ResetToken> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new AppError('forbidden', 'Your own password is changed by the current one (POST /api/auth/password).');
    const refusal = await this.signIns.findRefusalOfPerson(caller);
    return this.tenant.run(orgId, async () => {
      const minter = await this.minters.hold(caller, this.tenant.now());
      const { email, role } = await this.lockAlterable(caller, userId);
      if (role === 'ORG_OWNER' && refusal) throw refusal;
      const made = await this.resets.makeToken(orgId, userId, { unbinds, minter, maker: caller.userId });
      const target = { type: 'member', id: userId };
      const details = { email, expires_at: made.expiresAt, unbind_identities: unbinds };
      await this.audit.record(caller, { action: 'member.reset_link_made', target, new: details });
      return made;
    });
  }

  /**
   * Removes the second factors of a member, whose sessions end.
   *
   * @throws AppError `forbidden` for a member of other organizations, too, and for the caller, who has the factor to prove it
   */
  async resetSecondFactor(caller: Caller, userId: UserId): Promise<void> {
    const { orgId } = caller;
    if (userId === caller.userId)
      throw new AppError('forbidden', 'Your own second factor is removed by its code (DELETE /api/auth/totp).');
    const refusal = await this.signIns.findRefusalOfPerson(caller);
    await this.tenant.run(orgId, async () => {
      const { email, role } = await this.lockAlterable(caller, userId);
      if (role === 'ORG_OWNER' && refusal) throw refusal;
      const count = await this.factorResets.reset(orgId, userId);
      const details = { account: email, factors: count };
      const target = { type: 'user', id: userId };
      await this.events.record(caller, { action: 'auth.second_factor_reset', target, details });
    });
  }

  private async toNewPassword(
    { email, password, isTemporary }: NewMember,
    isByPerson: boolean,
  ): Promise<NewPassword | null> {
    if (password === null) return null;
    this.userWriter.refuseWeakPassword(password, email);
    return { hash: await this.userWriter.hashPassword(password), isTemporary: isTemporary || !isByPerson };
  }

  /** The member, while no one else changes members: two owners cannot demote each other at once. */
  private async lockAlterable(caller: Caller, userId: UserId): Promise<Member> {
    await this.organizations.lock(caller.orgId);
    const member = await this.getMember(caller.orgId, userId);
    if (member.role === 'ORG_OWNER' && !hasRole(caller, 'ORG_OWNER'))
      throw new AppError('forbidden', 'Only an owner may act on an owner.');
    return member;
  }

  private async getMember(orgId: OrgId, userId: UserId): Promise<Member> {
    const membership = await this.members.findMember(orgId, userId);
    const [member] = membership ? await this.withUsers(orgId, [membership]) : [];
    if (!member) throw new NotFoundInOrg('member');
    return member;
  }

  private async withUsers(orgId: OrgId, memberships: readonly MembershipRow[]): Promise<Member[]> {
    const users = await this.userReader.findAll(
      orgId,
      memberships.map(({ userId }) => userId),
    );
    return memberships.flatMap(({ userId, role, name, createdAt }) => {
      const user = users.get(userId);
      return user ? [{ userId, role, createdAt, email: user.email, name: name ?? user.name }] : [];
    });
  }
}

/** @throws AppError `forbidden` for a role above the caller's own */
export function refuseGrantAbove(caller: Caller, role: OrgRole): void {
  if (!hasRole(caller, role)) throw new AppError('forbidden', 'Nobody can grant a role above their own.');
}

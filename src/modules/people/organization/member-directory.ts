import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, hasRole } from '../../../platform/tenancy/caller.js';
import { isAtLeast, type OrgRole } from '../../../platform/tenancy/role.js';
import { UserReader } from '../auth/user.reader.js';
import { MemberRepository, type MembershipRow } from './member.repository.js';
import { OrganizationRepository } from './organization.repository.js';

/** A user as a member of the organization. */
export interface Member extends Omit<MembershipRow, 'origin' | 'name'> {
  readonly email: string;
  /** As the organization calls them. */
  readonly name: string;
}

/** A membership that was accepted. */
export interface AcceptedMembership {
  readonly org: { readonly id: OrgId; readonly name: string; readonly slug: string };
  readonly email: string;
  readonly role: OrgRole;
}

/** Finds the members of organizations with their users, inside the open tenant transaction. */
@Injectable()
export class MemberDirectory {
  constructor(
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserReader,
  ) {}

  /** In the order of the users' ids. */
  async list(orgId: OrgId, page: { limit: number; afterId: UserId | null }): Promise<Member[]> {
    return this.withUsers(orgId, await this.members.listMembers(orgId, page));
  }

  /** True for the address of a user who accepted a membership. */
  async hasAccepted(orgId: OrgId, email: string): Promise<boolean> {
    const user = await this.users.findByEmail(orgId, email);
    return user !== null && (await this.members.findMember(orgId, user.id))?.origin === 'accepted';
  }

  /** True for somebody who may invite members of the role now. */
  async mayInvite(orgId: OrgId, userId: UserId, role: OrgRole): Promise<boolean> {
    const host = await this.members.findMember(orgId, userId);
    if ((await this.users.findAll(orgId, [userId])).get(userId)?.isSuperAdmin) return true;
    return host !== null && isAtLeast(host.role, role) && isAtLeast(host.role, 'ORG_ADMIN');
  }

  /** The name of a member; null for a user whom nobody names. */
  async findName(orgId: OrgId, userId: UserId): Promise<string | null> {
    const ownName = (await this.members.findMember(orgId, userId))?.name;
    return ownName ?? (await this.users.findAll(orgId, [userId])).get(userId)?.name ?? null;
  }

  /** The organization and the role of somebody who has just become a member. */
  async describe(orgId: OrgId, userId: UserId): Promise<Pick<AcceptedMembership, 'org' | 'role'>> {
    const { name, slug } = (await this.organizations.findOrganization(orgId))!;
    return { org: { id: orgId, name, slug }, role: (await this.members.findMember(orgId, userId))!.role };
  }

  /** The member, while no one else changes members: two owners cannot demote each other at once. */
  async lockAlterable(caller: Caller, userId: UserId): Promise<Member> {
    await this.organizations.lock(caller.orgId);
    const member = await this.getMember(caller.orgId, userId);
    if (member.role === 'ORG_OWNER' && !hasRole(caller, 'ORG_OWNER'))
      throw new AppError('forbidden', 'Only an owner may act on an owner.');
    return member;
  }

  /** @throws NotFoundInOrg */
  async getMember(orgId: OrgId, userId: UserId): Promise<Member> {
    const membership = await this.members.findMember(orgId, userId);
    const [member] = membership ? await this.withUsers(orgId, [membership]) : [];
    if (!member) throw new NotFoundInOrg('member');
    return member;
  }

  private async withUsers(orgId: OrgId, memberships: readonly MembershipRow[]): Promise<Member[]> {
    const users = await this.users.findAll(
      orgId,
      memberships.map(({ userId }) => userId),
    );
    return memberships.flatMap(({ userId, role, name, createdAt }) => {
      const user = users.get(userId);
      return user ? [{ userId, role, createdAt, email: user.email, name: name ?? user.name }] : [];
    });
  }
}

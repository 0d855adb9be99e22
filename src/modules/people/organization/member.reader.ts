import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { MemberRepository } from './member.repository.js';

/** Memberships as other features read them, inside the open tenant transaction. */
@Injectable()
export class MemberReader {
  constructor(private readonly members: MemberRepository) {}

  /** True where there are members and none of them is an owner; an organization that nobody has joined lacks none. */
  async lacksOwner(orgId: OrgId): Promise<boolean> {
    if ((await this.members.countOwners(orgId)) > 0) return false;
    return (await this.members.listMembers(orgId, { limit: 1, afterId: null })).length > 0;
  }

  /** True where somebody else may decide what needs a second person. */
  async hasOtherAdmin(orgId: OrgId, userId: UserId): Promise<boolean> {
    return (await this.members.countOtherAdmins(orgId, userId)) > 0;
  }

  /** True for an owner beside whom the organization has none. */
  async isLastOwner(orgId: OrgId, userId: UserId): Promise<boolean> {
    const member = await this.members.findMember(orgId, userId);
    return member?.role === 'ORG_OWNER' && (await this.members.countOwners(orgId)) <= 1;
  }
}

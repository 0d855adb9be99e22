import { Injectable } from '@nestjs/common';
import { In, MoreThan, Not } from 'typeorm';
import type { ApiKeyId, OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { MemberEntity } from './entities/member.entity.js';

export type MembershipRow = Pick<MemberEntity, 'userId' | 'role' | 'origin' | 'name' | 'createdAt'>;

/** A membership to make. */
export type NewMembership = Omit<MembershipRow, 'origin'>;

@Injectable()
export class MemberRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findMember(orgId: OrgId, userId: UserId): Promise<MembershipRow | null> {
    return this.repository(orgId).findOneBy({ orgId, userId });
  }

  /** In the order of the users' ids, those after `afterId`. */
  listMembers(orgId: OrgId, page: { limit: number; afterId: UserId | null }): Promise<MembershipRow[]> {
    return this.repository(orgId).find({
      where: { orgId, ...(page.afterId !== null && { userId: MoreThan(page.afterId) }) },
      order: { userId: 'ASC' },
      take: page.limit,
    });
  }

  countOwners(orgId: OrgId): Promise<number> {
    return this.repository(orgId).countBy({ orgId, role: 'ORG_OWNER' });
  }

  /** Members who may administrate, other than one of them. */
  countOtherAdmins(orgId: OrgId, userId: UserId): Promise<number> {
    return this.repository(orgId).countBy({ orgId, userId: Not(userId), role: In(['ORG_ADMIN', 'ORG_OWNER']) });
  }

  /** False when the user is a member already. */
  async insertUnlessKnown(
    orgId: OrgId,
    member: NewMembership & { readonly mintedBy: ApiKeyId | null },
  ): Promise<boolean> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...member, orgId })
      .orIgnore()
      .returning('user_id')
      .execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** Makes a membership that the person accepted; one that an administrator made becomes accepted and keeps its role. Answers the role. */
  async accept(orgId: OrgId, { userId, role, name, createdAt }: NewMembership): Promise<OrgRole> {
    const rows: { role: OrgRole }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO members AS m (org_id, user_id, role, name, created_at, origin) VALUES ($1, $2, $3, $4, $5, 'accepted')
       ON CONFLICT (org_id, user_id) DO UPDATE SET origin = 'accepted' RETURNING m.role`,
      [orgId, userId, role, name, createdAt],
    );
    return rows[0]!.role;
  }

  async updateRole(orgId: OrgId, userId: UserId, role: OrgRole): Promise<void> {
    await this.repository(orgId).update({ orgId, userId }, { role });
  }

  async delete(orgId: OrgId, userId: UserId): Promise<void> {
    await this.repository(orgId).delete({ orgId, userId });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(MemberEntity);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import type { User } from './identity.repository.js';

/** An organization of a user, and the role there. */
export interface MembershipOfUser {
  readonly id: OrgId;
  readonly slug: string;
  readonly role: OrgRole;
}

/** Users as other features read them, inside the open tenant transaction. */
@Injectable()
export class UserReader {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Organizations in which the user is a member, but deleted ones. */
  organizationsOf(orgId: OrgId, id: UserId): Promise<MembershipOfUser[]> {
    return this.tenant
      .manager(orgId)
      .query('SELECT org_id AS id, slug, role FROM auth.memberships_of($1) WHERE auth.is_open_to(org_id, NULL)', [id]);
  }

  /** True for the only SUPER_ADMIN; none is deleted then before the transaction ends. */
  async isLastSuperAdmin(orgId: OrgId, id: UserId): Promise<boolean> {
    const rows: { last: boolean }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.is_last_super_admin($1) AS last', [id]);
    return rows[0]!.last;
  }

  /** By id; ids without a user are left out. */
  async findAll(orgId: OrgId, ids: readonly UserId[]): Promise<Map<UserId, User>> {
    const rows: User[] = await this.tenant
      .manager(orgId)
      .query('SELECT id, email, name, is_super_admin AS "isSuperAdmin" FROM auth.find_users($1)', [ids]);
    return new Map(rows.map((user) => [user.id, user]));
  }

  /** The case of letters is open; null for an address that nobody has. */
  async findByEmail(orgId: OrgId, email: string): Promise<User | null> {
    const rows: User[] = await this.tenant
      .manager(orgId)
      .query('SELECT id, email, name, is_super_admin AS "isSuperAdmin" FROM auth.find_person_by_email($1)', [email]);
    return rows[0] ?? null;
  }
}

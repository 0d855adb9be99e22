import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';

/** A group at the identity provider, as an organization maps it. */
export interface MappedGroup {
  readonly group: string;
  /** Null where it gives no role of its own. */
  readonly role: OrgRole | null;
  /** Its people become members by themselves. */
  readonly joins: boolean;
}

/** An organization's settings of sign-ins at the identity provider. */
export interface SsoSettings {
  readonly groups: readonly MappedGroup[];
  /** Domains whose people become members; of these, verified ones count. */
  readonly domains: readonly string[];
  readonly isRequired: boolean;
}

@Injectable()
export class SsoRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async read(orgId: OrgId): Promise<SsoSettings> {
    const rows: SsoSettings[] = await this.tenant.manager(orgId).query(
      `SELECT o.auto_join_domains AS domains, o.sso_required AS "isRequired", (
         SELECT coalesce(json_agg(json_build_object('group', g.group_name, 'role', g.role, 'joins', g.joins)
           ORDER BY g.group_name COLLATE "C"), '[]')
         FROM mapped_groups g WHERE g.org_id = $1
       ) AS groups
       FROM organizations o WHERE o.id = $1`,
      [orgId],
    );
    return rows[0]!;
  }

  /** Replaces the settings; answers the groups that are another organization's already, where nothing was written. */
  async replace(orgId: OrgId, { groups, domains, isRequired }: SsoSettings): Promise<string[]> {
    const manager = this.tenant.manager(orgId);
    await manager.query('DELETE FROM mapped_groups WHERE org_id = $1', [orgId]);
    const written: { group: string }[] = await manager.query(
      `INSERT INTO mapped_groups (org_id, group_name, role, joins)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::boolean[])
       ON CONFLICT DO NOTHING RETURNING group_name AS "group"`,
      [orgId, groups.map(({ group }) => group), groups.map(({ role }) => role), groups.map(({ joins }) => joins)],
    );
    await manager.query('UPDATE organizations SET auto_join_domains = $2, sso_required = $3 WHERE id = $1', [
      orgId,
      domains,
      isRequired,
    ]);
    const mapped = new Set(written.map(({ group }) => group));
    return groups.map(({ group }) => group).filter((group) => !mapped.has(group));
  }
}

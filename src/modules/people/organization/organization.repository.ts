import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { RetentionSettings } from '../../../domain/retention/retention-settings.js';
import { AuthDatabase } from '../../../platform/database/auth-database.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { OrganizationEntity } from './entities/organization.entity.js';
import type { Organization } from './organization.js';

/** An organization in the list of all. */
export type OrganizationSummary = Pick<Organization, 'id' | 'name' | 'slug' | 'createdAt' | 'deletedAt'>;
/** Periods of retention as they are stored. */
export type StoredRetention = Pick<Organization, keyof RetentionSettings | 'pendingRetention'>;
/** Grants of the service to an organization, for sign-ins at the identity provider. */
export type SsoGrants = Pick<Organization, 'verifiedDomains' | 'ssoGroups'>;
/** Fields that its administrators may change. */
export type OrganizationSettings = Omit<
  Organization,
  | 'id'
  | 'slug'
  | 'createdAt'
  | 'deletedAt'
  | 'switchesRevision'
  | 'retentionDueAt'
  | keyof StoredRetention
  | keyof SsoGrants
>;

@Injectable()
export class OrganizationRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly identities: AuthDatabase,
  ) {}

  findOrganization(orgId: OrgId): Promise<Organization | null> {
    return this.repository(orgId).findOneBy({ id: orgId });
  }

  async update(orgId: OrgId, settings: OrganizationSettings & { switchesRevision: number }): Promise<void> {
    await this.repository(orgId).update({ id: orgId }, settings);
  }

  async grant(orgId: OrgId, { verifiedDomains, ssoGroups }: SsoGrants): Promise<void> {
    await this.repository(orgId).update(
      { id: orgId },
      { verifiedDomains: [...verifiedDomains], ssoGroups: [...ssoGroups] },
    );
  }

  /** Has details of scans looked through after the given milliseconds, a tenth more or less: not all organizations at once. */
  async scheduleRetention(orgId: OrgId, afterMs: number): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE organizations SET retention_due_at = now() + make_interval(secs => $2 * (0.9 + 0.2 * random()))
       WHERE id = $1`,
      [orgId, afterMs / 1000],
    );
  }

  /** Has details of scans looked through within the given milliseconds. */
  async advanceRetention(orgId: OrgId, withinMs: number): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(
        'UPDATE organizations SET retention_due_at = least(retention_due_at, now() + make_interval(secs => $2)) WHERE id = $1',
        [orgId, withinMs / 1000],
      );
  }

  async updateRetention(orgId: OrgId, retention: StoredRetention): Promise<void> {
    const { changeDetailsDays, branchScans, branchDailyDays, pendingRetention } = retention;
    await this.repository(orgId).update(
      { id: orgId },
      { changeDetailsDays, branchScans, branchDailyDays, pendingRetention },
    );
  }

  /** Holds off other changes of members and settings until the transaction ends. */
  async lock(orgId: OrgId): Promise<void> {
    await this.tenant.manager(orgId).query('SELECT FROM organizations WHERE id = $1 FOR NO KEY UPDATE', [orgId]);
  }

  /** All organizations, in the order of their ids, those after `afterId`; `orgId` is the one of the transaction. */
  listOrganizations(orgId: OrgId, page: { limit: number; afterId: number | null }): Promise<OrganizationSummary[]> {
    return this.tenant.manager(orgId).query(
      `SELECT id, name, slug, created_at AS "createdAt", auth.organization_deleted_at(id) AS "deletedAt"
         FROM auth.list_organizations($1, $2)`,
      [page.afterId ?? 0, page.limit],
    );
  }

  /** Closes the organization to all but staff, or opens it again (null). */
  async setDeleted(orgId: OrgId, at: Date | null): Promise<void> {
    await this.repository(orgId).update({ id: orgId }, { deletedAt: at });
  }

  /** Deletes people who belong to this organization alone; answers how many. Nobody unless it is deleted. */
  async deleteLoneMembers(orgId: OrgId, atMost: number): Promise<number> {
    const [row] = await this.identities.queryIn<{ count: number }>(
      orgId,
      'SELECT auth.delete_lone_members($1, $2) AS count',
      [orgId, atMost],
    );
    return row!.count;
  }

  /**
   * Deletes rows of the organization from a table; answers how many. None unless the organization is deleted.
   *
   * @param table one of the tables of tenants; of `public.organizations` all that is left ends with the row
   */
  async deleteRows(orgId: OrgId, table: string, atMost: number): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.delete_rows($1, $2::regclass, $3) AS count', [orgId, table, atMost]);
    return rows[0]!.count;
  }

  /** Null when the slug is taken; `orgId` is the organization of the transaction. */
  async insert(orgId: OrgId, wanted: { name: string; slug: string }): Promise<OrganizationSummary | null> {
    const [made]: { id: OrgId | null }[] = await this.tenant
      .manager(orgId)
      .query('SELECT auth.create_organization($1, $2) AS id', [wanted.name, wanted.slug]);
    if (made?.id == null) return null;
    const [organization] = await this.listOrganizations(orgId, { afterId: made.id - 1, limit: 1 });
    return organization ?? null;
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(OrganizationEntity);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Invitations that were made lately, also those that were accepted or withdrawn since. */
@Injectable()
export class MadeInvitationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Lets one transaction at a time, of those of an organization that call it, go on to its end. */
  async lock(orgId: OrgId): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(`SELECT pg_advisory_xact_lock(hashtextextended('made_invitations:' || $1, 0))`, [String(orgId)]);
  }

  /** Number of those made after `since`. */
  async count(orgId: OrgId, since: Date): Promise<number> {
    const rows: { count: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT count(*) AS count FROM made_invitations WHERE org_id = $1 AND made_at > $2', [orgId, since]);
    return rows[0]!.count;
  }

  /**
   * Time of the newest but `at - 1` of those made after `since`; null where there are fewer.
   *
   * @param digest of an address, whose invitations alone count; null: all count
   */
  async findNewest(
    orgId: OrgId,
    { since, at, digest }: { readonly since: Date; readonly at: number; readonly digest: Buffer | null },
  ): Promise<Date | null> {
    const rows: { madeAt: Date }[] = await this.tenant.manager(orgId).query(
      `SELECT made_at AS "madeAt" FROM made_invitations
       WHERE org_id = $1 AND made_at > $2 AND ($3::bytea IS NULL OR address_digest = $3)
       ORDER BY made_at DESC OFFSET $4 - 1 LIMIT 1`,
      [orgId, since, digest, at],
    );
    return rows[0]?.madeAt ?? null;
  }

  async insert(orgId: OrgId, digest: Buffer, at: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('INSERT INTO made_invitations (org_id, address_digest, made_at) VALUES ($1, $2, $3)', [orgId, digest, at]);
  }

  async deleteUntil(orgId: OrgId, until: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM made_invitations WHERE org_id = $1 AND made_at <= $2', [orgId, until]);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import type { Quota } from '../../../domain/quota.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A limit that was set for an organization. */
export interface SetLimit {
  readonly quota: Quota;
  readonly limit: number;
}

/** A quota whose amount is counted as it is used. */
export interface CountedQuota {
  readonly quota: Quota;
  /** The day in UTC, as `2026-01-31`; null where it is the amount of no day. */
  readonly day: string | null;
}

/** The amount after an addition. */
export interface Usage {
  /** The limit that was set; null: the default. */
  readonly limit: number | null;
  /** The amount, without additions of transactions that are still open. */
  readonly used: number;
}

const LIMITS: PreparedStatement = {
  name: 'quota_limits',
  text: 'SELECT quota, max_amount AS "limit" FROM organization_quotas WHERE org_id = $1',
};

/** A row that is added to: a day's amount begins with the day. */
const ADDED = 'amount = CASE WHEN u.day < $3::date THEN 0 ELSE u.amount END + $4, day = greatest(u.day, $3::date)';

/**
 * Adds to one of the amount's rows that no other transaction is adding to, else to a new one, named by the process that
 * serves this connection; so nobody waits. Then sums the rows up.
 *
 * $1 organization, $2 quota, $3 day, $4 addition
 */
const ADD_AND_SUM = `
  WITH free AS (
    SELECT slot FROM organization_usage WHERE org_id = $1 AND quota = $2 ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED
  ), changed AS (
    UPDATE organization_usage u SET ${ADDED} FROM free
    WHERE u.org_id = $1 AND u.quota = $2 AND u.slot = free.slot RETURNING u.slot, u.amount
  ), made AS (
    INSERT INTO organization_usage AS u (org_id, quota, slot, day, amount)
    SELECT $1, $2, pg_backend_pid(), $3::date, $4 WHERE NOT EXISTS (SELECT FROM free)
    ON CONFLICT (org_id, quota, slot) DO UPDATE SET ${ADDED} RETURNING u.slot, u.amount
  ), own AS (SELECT * FROM changed UNION ALL SELECT * FROM made)
  SELECT (SELECT max_amount FROM organization_quotas WHERE org_id = $1 AND quota = $2) AS "limit",
    (own.amount + coalesce((SELECT sum(amount) FROM organization_usage
      WHERE org_id = $1 AND quota = $2 AND day IS NOT DISTINCT FROM $3::date AND slot <> own.slot), 0))::bigint AS used
  FROM own`;

@Injectable()
export class QuotaRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The limits that were set; also without an open transaction. */
  listLimits(orgId: OrgId): Promise<SetLimit[]> {
    return this.tenant.read(orgId, LIMITS, [String(orgId)]);
  }

  async saveLimit(orgId: OrgId, { quota, limit }: SetLimit): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO organization_quotas (org_id, quota, max_amount) VALUES ($1, $2, $3)
       ON CONFLICT (org_id, quota) DO UPDATE SET max_amount = excluded.max_amount`,
      [orgId, quota, limit],
    );
  }

  /** From now on the default counts. */
  async removeLimit(orgId: OrgId, quota: Quota): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM organization_quotas WHERE org_id = $1 AND quota = $2', [orgId, quota]);
  }

  /** Lets one transaction at a time, of those that call it, go on to its end. */
  async lock(orgId: OrgId): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(`SELECT pg_advisory_xact_lock(hashtextextended('organization_quotas:' || $1, 0))`, [String(orgId)]);
  }

  /** Adds to a counted amount, or takes from it where `amount` is negative. */
  async add(orgId: OrgId, { quota, day }: CountedQuota, amount: number): Promise<Usage> {
    const rows: Usage[] = await this.tenant.manager(orgId).query(ADD_AND_SUM, [orgId, quota, day, amount]);
    return rows[0]!;
  }

  /** The counted amount. */
  async countUsed(orgId: OrgId, { quota, day }: CountedQuota): Promise<number> {
    const rows: { used: number }[] = await this.tenant.manager(orgId).query(
      `SELECT coalesce(sum(amount), 0)::bigint AS used FROM organization_usage
       WHERE org_id = $1 AND quota = $2 AND day IS NOT DISTINCT FROM $3::date`,
      [orgId, quota, day],
    );
    return rows[0]!.used;
  }
}

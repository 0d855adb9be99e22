import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { ClaimedHookDelivery, HookClaim } from './hook-delivery.js';
import type { HookNews } from './hook-news.js';

/** Longest pauses before a delivery that failed is followed again, in seconds; after the last it is given up. */
const RETRY_SECONDS = [1, 5, 15, 60];

/** Deliveries of hooks: those that are to be followed, and for a while those that were. */
@Injectable()
export class HookDeliveryRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Stores a delivery, which is due at once; nothing where its id is there already. */
  async insert(orgId: OrgId, forgeId: ForgeId, deliveryId: string | null, news: HookNews, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `WITH added AS (
         INSERT INTO hook_deliveries (org_id, forge_id, delivery_id, news, received_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING RETURNING 1)
       SELECT pg_notify('quality_gate_changes', 'work:forge-hooks') FROM added`,
      [orgId, forgeId, deliveryId, JSON.stringify(news), at],
    );
  }

  /** Deletes deliveries of a connection that were followed and came before that time. */
  async deleteOld(orgId: OrgId, forgeId: ForgeId, before: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(
        'DELETE FROM hook_deliveries WHERE org_id = $1 AND forge_id = $2 AND received_at < $3 AND due_at IS NULL',
        [orgId, forgeId, before],
      );
  }

  /** The delivery, locked to the end of the transaction; null where the lease is not ours any more. */
  async lockClaimed({ orgId, id, lease }: HookClaim): Promise<ClaimedHookDelivery | null> {
    const rows: Pick<ClaimedHookDelivery, 'forgeId' | 'news'>[] = await this.tenant.manager(orgId).query(
      `SELECT forge_id AS "forgeId", news FROM hook_deliveries
       WHERE org_id = $1 AND id = $2 AND lease = $3 FOR NO KEY UPDATE`,
      [orgId, id, lease],
    );
    return rows[0] ? { orgId, id, lease, ...rows[0] } : null;
  }

  /** Nothing more is to be done for it. */
  async finish({ orgId, id, lease }: HookClaim): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE hook_deliveries SET due_at = NULL, lease = NULL WHERE org_id = $1 AND id = $2 AND lease = $3', [
        orgId,
        id,
        lease,
      ]);
  }

  /** Follows it again after a pause, or gives it up after the last one. */
  async postpone({ orgId, id, lease }: HookClaim, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE hook_deliveries SET lease = NULL, attempts = attempts + 1,
         due_at = $4::timestamptz + make_interval(secs => ($5::integer[])[attempts + 1])
       WHERE org_id = $1 AND id = $2 AND lease = $3`,
      [orgId, id, lease, at, RETRY_SECONDS],
    );
  }

  /** Gives up the leases of deliveries that were not followed: they are due at once. */
  async release(orgId: OrgId, claims: readonly HookClaim[], at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE hook_deliveries h SET lease = NULL, due_at = $4 FROM unnest($2::bigint[], $3::uuid[]) AS c (id, lease)
       WHERE h.org_id = $1 AND h.id = c.id AND h.lease = c.lease`,
      [orgId, claims.map(({ id }) => id), claims.map(({ lease }) => lease), at],
    );
  }
}

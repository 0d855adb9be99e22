import { Injectable } from '@nestjs/common';
import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Attempt, DELIVERY_LEASE_SECONDS, type DeliveryClaim, type DeliveryState } from './delivery.js';

/** State of a delivery after an attempt. */
export interface DeliverySettlement extends DeliveryClaim {
  readonly webhookId: WebhookId;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Time of the next attempt, or of the last where none follows. */
  readonly nextAttemptAt: Date;
  readonly attempt: Attempt;
}

/** Deliveries to choose, for sending them again. */
export interface RedeliveryFilter {
  readonly from: Date;
  readonly to: Date | null;
  readonly states: readonly DeliveryState[];
}

/** Attempts of a delivery that are kept. */
const KEPT_ATTEMPTS = 20;

@Injectable()
export class DeliveryRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** A ping that only this instance sends, under a lease. */
  async insertPing(orgId: OrgId, webhookId: WebhookId, eventId: number, at: Date): Promise<DeliveryClaim> {
    const rows: DeliveryClaim[] = await this.tenant.manager(orgId).query(
      `INSERT INTO deliveries (org_id, webhook_id, event_id, is_ping, lease, created_at, next_attempt_at)
       VALUES ($1, $2, $3, true, gen_random_uuid(), $4, $4::timestamptz + make_interval(secs => $5))
       RETURNING org_id AS "orgId", id, lease`,
      [orgId, webhookId, eventId, at, DELIVERY_LEASE_SECONDS],
    );
    return rows[0]!;
  }

  /**
   * Stores attempts and what they led to, where their leases are still ours, and forgets attempts of these deliveries before the
   * last 20; answers the deliveries of those that count.
   */
  async settle(orgId: OrgId, settlements: readonly DeliverySettlement[]): Promise<Set<DeliveryId>> {
    const attempts = settlements.map(({ attempt }) => attempt);
    const ids = settlements.map(({ id }) => id);
    const settling: Promise<{ id: DeliveryId }[]> = this.tenant.manager(orgId).query(
      `WITH settled AS (
         UPDATE deliveries d SET state = s.state, attempts = s.attempts, next_attempt_at = s.next_attempt_at, lease = NULL,
           finished_at = CASE WHEN s.state = 'pending' THEN NULL ELSE s.next_attempt_at END
         FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::integer[], $6::timestamptz[])
           AS s (id, lease, state, attempts, next_attempt_at)
         WHERE d.org_id = $1 AND d.id = ANY ($2) AND d.id = s.id AND d.lease = s.lease AND d.state = 'pending'
         RETURNING d.id
       ), added AS (
         INSERT INTO delivery_attempts (org_id, delivery_id, at, duration_ms, status, error, response_headers, response_body)
         SELECT $1, a.* FROM unnest($2::bigint[], $7::timestamptz[], $8::integer[], $9::integer[], $10::text[], $11::jsonb[],
           $12::bytea[]) AS a (id) WHERE a.id IN (SELECT id FROM settled)
       ) SELECT id FROM settled`,
      [
        orgId,
        ids,
        settlements.map(({ lease }) => lease),
        settlements.map(({ state }) => state),
        settlements.map((one) => one.attempts),
        settlements.map(({ nextAttemptAt }) => nextAttemptAt),
        attempts.map(({ at }) => at),
        attempts.map(({ durationMs }) => durationMs),
        attempts.map(({ status }) => status),
        attempts.map(({ error }) => error),
        attempts.map(({ responseHeaders }) => responseHeaders && JSON.stringify(responseHeaders)),
        attempts.map(({ responseBody }) => responseBody),
      ],
    );
    const forgetting: Promise<unknown> = this.tenant.manager(orgId).query(
      `DELETE FROM delivery_attempts a WHERE a.org_id = $1 AND a.delivery_id = ANY ($2) AND $3 <= (
         SELECT count(*) FROM delivery_attempts n
         WHERE n.org_id = a.org_id AND n.delivery_id = a.delivery_id AND n.id > a.id)`,
      [orgId, ids, KEPT_ATTEMPTS],
    );
    const [rows] = await Promise.all([settling, forgetting]);
    return new Set(rows.map(({ id }) => id));
  }

  /** In the order in which they were made. */
  listAttempts(orgId: OrgId, id: DeliveryId): Promise<Attempt[]> {
    return this.tenant.manager(orgId).query(
      `SELECT at, duration_ms AS "durationMs", status, error, response_headers AS "responseHeaders",
         response_body AS "responseBody"
       FROM delivery_attempts WHERE org_id = $1 AND delivery_id = $2 ORDER BY id`,
      [orgId, id],
    );
  }

  /** Gives up the leases of deliveries that were not attempted. */
  async release(orgId: OrgId, claims: readonly DeliveryClaim[], at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE deliveries d SET lease = NULL, next_attempt_at = $4 FROM unnest($2::bigint[], $3::uuid[]) AS c (id, lease)
       WHERE d.org_id = $1 AND d.id = c.id AND d.lease = c.lease`,
      [orgId, claims.map(({ id }) => id), claims.map(({ lease }) => lease), at],
    );
  }

  /** Ends all that waits for the webhook without sending it. */
  async cancelPending(orgId: OrgId, webhookId: WebhookId, at: Date): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE deliveries SET state = 'cancelled', lease = NULL, finished_at = $3
       WHERE org_id = $1 AND webhook_id = $2 AND state = 'pending'`,
      [orgId, webhookId, at],
    );
  }

  /** Makes a delivery due with a new table of retries; false where the webhook has none of that id. */
  async redeliver(orgId: OrgId, webhookId: WebhookId, id: DeliveryId, at: Date): Promise<boolean> {
    const [, count]: [unknown, number] = await this.tenant.manager(orgId).query(
      `UPDATE deliveries SET state = 'pending', is_ping = false, attempts = 0, lease = NULL, next_attempt_at = $4,
         finished_at = NULL
       WHERE org_id = $1 AND webhook_id = $2 AND id = $3`,
      [orgId, webhookId, id, at],
    );
    return count > 0;
  }

  /** As `redeliver`, for the first of those that the filter finds; answers how many. */
  async redeliverMany(
    orgId: OrgId,
    webhookId: WebhookId,
    { from, to, states }: RedeliveryFilter,
    { at, atMost }: { readonly at: Date; readonly atMost: number },
  ): Promise<number> {
    const [, count]: [unknown, number] = await this.tenant.manager(orgId).query(
      `UPDATE deliveries SET state = 'pending', attempts = 0, lease = NULL, next_attempt_at = $6, finished_at = NULL
       WHERE org_id = $1 AND id IN (
         SELECT id FROM deliveries WHERE org_id = $1 AND webhook_id = $2 AND created_at >= $3
           AND ($4::timestamptz IS NULL OR created_at <= $4) AND state = ANY ($5) AND NOT is_ping
         ORDER BY id LIMIT $7)`,
      [orgId, webhookId, from, to, states, at, atMost],
    );
    return count;
  }
}

import { Injectable } from '@nestjs/common';
import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { queueNewest, type WorkItem, WorkQueue } from '../../../platform/work/work-queue.js';
import {
  type Attempt,
  DELIVERIES,
  DELIVERY_LEASE_SECONDS,
  type DeliveryClaim,
  type DeliveryState,
  PINGS,
} from './delivery.js';

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

/** Makes deliveries due, what is under way for them does not end them. $1 organization, $2 webhook, $3 ids, $4 now */
const QUEUE_AGAIN =
  queueNewest(`SELECT d.org_id, '${DELIVERIES}', d.webhook_id, d.id::text, NULL::bigint, $4::timestamptz, $4::timestamptz, '{}'::jsonb
  FROM deliveries d WHERE d.org_id = $1 AND d.webhook_id = $2 AND d.id = ANY ($3)`);

@Injectable()
export class DeliveryRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
  ) {}

  /** A ping that only this instance sends, under a lease. */
  async insertPing(orgId: OrgId, webhookId: WebhookId, eventId: number, at: Date): Promise<WorkItem> {
    const rows: { key: string }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO deliveries (org_id, webhook_id, event_id, is_ping, created_at) VALUES ($1, $2, $3, true, $4)
       RETURNING id::text AS key`,
      [orgId, webhookId, eventId, at],
    );
    const ping = { kind: PINGS, lane: webhookId, key: rows[0]!.key, payload: {}, at };
    return this.queue.addClaimed(orgId, ping, DELIVERY_LEASE_SECONDS);
  }

  /**
   * Stores attempts and what they led to, where their leases are still ours, and forgets attempts of these deliveries before the
   * last 20; answers the deliveries of those that count.
   */
  async settle(orgId: OrgId, all: readonly DeliverySettlement[]): Promise<Set<DeliveryId>> {
    const due = all.map((one) => ({ ...one, nextAt: one.state === 'pending' ? one.nextAttemptAt : null }));
    const settlements = await this.queue.settleManyWithin(orgId, due);
    const attempts = settlements.map(({ attempt }) => attempt);
    const ids = settlements.map(({ id }) => id);
    const settling: Promise<unknown> = this.tenant.manager(orgId).query(
      `WITH settled AS (
         UPDATE deliveries d SET state = s.state, attempts = s.attempts,
           finished_at = CASE WHEN s.state = 'pending' THEN NULL ELSE s.at END
         FROM unnest($2::bigint[], $3::text[], $4::integer[], $5::timestamptz[]) AS s (id, state, attempts, at)
         WHERE d.org_id = $1 AND d.id = ANY ($2) AND d.id = s.id
         RETURNING d.id
       )
       INSERT INTO delivery_attempts (org_id, delivery_id, at, duration_ms, status, error, response_headers, response_body)
       SELECT $1, a.* FROM unnest($2::bigint[], $6::timestamptz[], $7::integer[], $8::integer[], $9::text[], $10::jsonb[],
         $11::bytea[]) AS a (id) WHERE a.id IN (SELECT id FROM settled)`,
      [
        orgId,
        ids,
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
    await Promise.all([settling, forgetting]);
    return new Set(ids);
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

  /** Ends all that waits for the webhook without sending it. */
  async cancelPending(orgId: OrgId, webhookId: WebhookId, at: Date): Promise<void> {
    await this.queue.removeLane(orgId, [DELIVERIES, PINGS], webhookId);
    await this.tenant
      .manager(orgId)
      .query(
        `UPDATE deliveries SET state = 'cancelled', finished_at = $3 WHERE org_id = $1 AND webhook_id = $2 AND state = 'pending'`,
        [orgId, webhookId, at],
      );
  }

  /** Makes a delivery due with a new table of retries; false where the webhook has none of that id. */
  async redeliver(orgId: OrgId, webhookId: WebhookId, id: DeliveryId, at: Date): Promise<boolean> {
    await this.queue.remove(orgId, PINGS, String(id));
    return (await this.beginAgain(orgId, webhookId, [id], at)) > 0;
  }

  /** As `redeliver`, for the first of those that the filter finds; answers how many. */
  async redeliverMany(
    orgId: OrgId,
    webhookId: WebhookId,
    { from, to, states }: RedeliveryFilter,
    { at, atMost }: { readonly at: Date; readonly atMost: number },
  ): Promise<number> {
    const found: { id: DeliveryId }[] = await this.tenant.manager(orgId).query(
      `SELECT id FROM deliveries WHERE org_id = $1 AND webhook_id = $2 AND created_at >= $3
         AND ($4::timestamptz IS NULL OR created_at <= $4) AND state = ANY ($5) AND NOT is_ping
       ORDER BY id LIMIT $6`,
      [orgId, webhookId, from, to, states, atMost],
    );
    const ids = found.map(({ id }) => id);
    return this.beginAgain(orgId, webhookId, ids, at);
  }

  /** First the items, then their deliveries, in the order of a settlement. */
  private async beginAgain(orgId: OrgId, webhookId: WebhookId, ids: readonly DeliveryId[], at: Date): Promise<number> {
    const manager = this.tenant.manager(orgId);
    await manager.query(QUEUE_AGAIN, [orgId, webhookId, ids, at]);
    const [, count]: [unknown, number] = await manager.query(
      `UPDATE deliveries SET state = 'pending', is_ping = false, attempts = 0, finished_at = NULL
       WHERE org_id = $1 AND webhook_id = $2 AND id = ANY ($3)`,
      [orgId, webhookId, ids],
    );
    return count;
  }
}

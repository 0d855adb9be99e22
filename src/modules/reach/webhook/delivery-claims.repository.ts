import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, WebhookId } from '../../../domain/ids.js';
import { inOneTrip } from '../../../platform/database/in-one-trip.js';
import { DELIVERY_LEASE_SECONDS, type DeliveryClaim } from './delivery.js';

/** A webhook after which claims go on. */
interface Lane {
  readonly orgId: OrgId | 0;
  readonly webhookId: WebhookId | 0;
}

interface ClaimedRow extends DeliveryClaim {
  readonly webhookId: WebhookId;
  /** Place of the webhook after the lane. */
  readonly turn: number;
}

/** Events and due deliveries of all organizations, which no request reaches. */
@Injectable()
export class DeliveryClaimsRepository {
  private last: Lane = { orgId: 0, webhookId: 0 };

  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Queues at most `events` new events for the webhooks that want them, then claims at most so many deliveries that are due at
   * `at`, and of each webhook so many that are under way together: first of the webhooks after those of the last claim. Both are
   * transactions of their own in one round trip. Answers also how many events were queued.
   */
  async queueAndClaim(
    events: number,
    { atMost, ofEach, at }: { readonly atMost: number; readonly ofEach: number; readonly at: Date },
  ): Promise<{ queued: number; claims: DeliveryClaim[] }> {
    const { orgId, webhookId } = this.last;
    const [spread, rows] = await inOneTrip(this.source, (query) => [
      query<{ count: number }>('SELECT public.spread_events($1) AS count', [events]),
      query<ClaimedRow>(
        `SELECT org_id AS "orgId", id, lease, webhook_id AS "webhookId", turn
         FROM public.claim_deliveries($1, $2, $3, $4, $5, $6) ORDER BY turn`,
        [atMost, ofEach, DELIVERY_LEASE_SECONDS, at, orgId, webhookId],
      ),
    ]);
    this.last = rows.at(-1) ?? this.last;
    return { queued: spread[0]!.count, claims: rows };
  }

  /** Deletes webhooks without deliveries that are deleted, and ends pings that were interrupted. */
  async tidy(): Promise<void> {
    await this.source.query('SELECT public.tidy_deliveries()');
  }
}

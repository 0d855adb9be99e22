import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Claim, LEASE_SECONDS } from './delivery.js';

/** Events and due deliveries of all organizations, which no request reaches. */
@Injectable()
export class DeliveryClaimsRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Queues some of the new events for the webhooks that want them, and answers how many events that were. */
  async spreadEvents(atMost: number): Promise<number> {
    const rows = await this.source.query<{ count: number }[]>('SELECT public.spread_events($1) AS count', [atMost]);
    return rows[0]!.count;
  }

  /** Claims at most so many deliveries that are due at `at`, and of each webhook so many that are under way together. */
  claim(atMost: number, ofEach: number, at: Date): Promise<Claim[]> {
    return this.source.query('SELECT org_id AS "orgId", id, lease FROM public.claim_deliveries($1, $2, $3, $4)', [
      atMost,
      ofEach,
      LEASE_SECONDS,
      at,
    ]);
  }

  /** Deletes webhooks without deliveries that are deleted, and ends pings that were interrupted. */
  async tidy(): Promise<void> {
    await this.source.query('SELECT public.tidy_deliveries()');
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Events and webhooks of all organizations, which no request reaches. */
@Injectable()
export class DeliverySpreadRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Queues up to the given number of new events for the webhooks that want them; answers the number of events. */
  async spread(atMost: number): Promise<number> {
    const rows: { count: number }[] = await this.source.query('SELECT public.spread_events($1) AS count', [atMost]);
    return rows[0]!.count;
  }

  /** Deletes webhooks without deliveries that are deleted, and ends pings that were interrupted. */
  async tidy(): Promise<void> {
    await this.source.query('SELECT public.tidy_deliveries()');
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { halfOf } from '../../../platform/work/work-loop.js';
import { type WorkItem, WorkQueue } from '../../../platform/work/work-queue.js';
import { type ClaimedDelivery, DELIVERIES, DELIVERY_LEASE_SECONDS } from './delivery.js';
import { DeliveryReadModel } from './delivery.read-model.js';
import { DeliverySpreadRepository } from './delivery-spread.repository.js';

/** Events of one statement. */
const SPREAD = 500;

/** Deliveries that this process may send until their lease ends. */
@Injectable()
export class DeliveryLeases {
  constructor(
    private readonly queue: WorkQueue,
    private readonly events: DeliverySpreadRepository,
    private readonly reader: DeliveryReadModel,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
  ) {}

  /**
   * Queues new events, then claims what is due. Half at most of what is under way or waits for a place is for one endpoint. Ends items whose
   * delivery is gone or has ended.
   */
  async claim(atMost: number, ahead = 0): Promise<ClaimedDelivery[]> {
    const ofEach = halfOf(this.config.outgoing.concurrency + ahead);
    const kind = { name: DELIVERIES, leaseSeconds: DELIVERY_LEASE_SECONDS, ofEach };
    const items: WorkItem[] = [];
    let queued = SPREAD;
    while (queued >= SPREAD && items.length < atMost) {
      queued = await this.events.spread(SPREAD);
      items.push(...(await this.queue.claim(kind, atMost - items.length)));
    }
    const reading = [...groupBy(items, ({ orgId }) => orgId)].map(([orgId, own]) =>
      this.reader.readClaimed(orgId, own),
    );
    const found = (await Promise.all(reading)).flat();
    await this.queue.endGone(items, found);
    return found;
  }

  /** Gives back what was not sent. */
  release(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    return this.queue.release(deliveries.map(({ item }) => item));
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { halfOf } from '../../../platform/work/work-loop.js';
import type { ClaimedDelivery, DeliveryClaim } from './delivery.js';
import { DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryClaimsRepository } from './delivery-claims.repository.js';

/** Events of one statement. */
const SPREAD = 500;

/** Deliveries that this process may send until their lease ends. */
@Injectable()
export class DeliveryLeases {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: DeliveryClaimsRepository,
    private readonly reader: DeliveryReadModel,
    private readonly deliveries: DeliveryRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
  ) {}

  /** Queues new events, then claims what is due. Half at most of what is under way or waits for a place is for one endpoint. */
  async claim(atMost: number, ahead = 0): Promise<ClaimedDelivery[]> {
    const ofEach = halfOf(this.config.outgoing.concurrency + ahead);
    const claims: DeliveryClaim[] = [];
    let queued = Infinity;
    // deliveries of events that were just queued are due later than the claim that travelled with them
    while (queued > 0 && claims.length < atMost) {
      const places = { atMost: atMost - claims.length, ofEach, at: this.tenant.now() };
      const answer = await this.claims.queueAndClaim(SPREAD, places);
      queued = answer.queued;
      claims.push(...answer.claims);
    }
    const found = [...groupBy(claims, ({ orgId }) => orgId)].map(([orgId, own]) => this.reader.readClaimed(orgId, own));
    return (await Promise.all(found)).flat();
  }

  /** Gives back what was not sent. */
  async release(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    for (const [orgId, own] of groupBy(deliveries, ({ orgId }) => orgId))
      await this.tenant.run(orgId, () => this.deliveries.release(orgId, own, this.tenant.now()));
  }
}

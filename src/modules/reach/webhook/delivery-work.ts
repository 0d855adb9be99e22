import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { Work } from '../../../platform/work/work-loop.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { type ClaimedDelivery, DELIVERIES, REQUEST_MS } from './delivery.js';
import { DeliveryLeases } from './delivery-leases.js';
import { type AttemptResult, DeliverySender } from './delivery-sender.js';
import { DeliverySettler } from './delivery-settler.js';

/** Time that a claimed delivery may wait: a request and its storing fit into the rest of its lease. */
const MAY_WAIT_MS = REQUEST_MS;

/** Delivers events of all organizations to their webhooks: queues new events, then sends what is due. */
@Injectable()
export class DeliveryWork implements Work<ClaimedDelivery, AttemptResult> {
  readonly name = DELIVERIES;
  readonly kind = 'delivery';
  readonly isQueued = true;
  readonly mayWaitMs = MAY_WAIT_MS;

  constructor(
    private readonly leases: DeliveryLeases,
    private readonly sender: DeliverySender,
    private readonly settler: DeliverySettler,
    loops: WorkLoops,
  ) {
    loops.register(this);
  }

  claim(atMost: number, ahead?: number): Promise<ClaimedDelivery[]> {
    return this.leases.claim(atMost, ahead);
  }

  laneOf({ orgId, webhook }: ClaimedDelivery): string {
    return `${orgId}/${webhook.id}`;
  }

  perform(delivery: ClaimedDelivery, signal: AbortSignal): Promise<AttemptResult> {
    return this.sender.attempt(delivery, signal);
  }

  outcomeOf({ settlement: { attempt, state } }: AttemptResult): string {
    return attempt.error ?? state;
  }

  async settle(results: readonly AttemptResult[]): Promise<void> {
    for (const [orgId, own] of groupBy(results, ({ settlement }) => settlement.orgId))
      await this.settler.settle(orgId, own);
  }

  release(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    return this.leases.release(deliveries);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { OrgId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { halfOf, type Work } from '../../../platform/work/work-loop.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { type Claim, type ClaimedDelivery, REQUEST_MS } from './delivery.js';
import { DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DeliveryClaimsRepository } from './delivery-claims.repository.js';
import { type AttemptResult, DeliverySender } from './delivery-sender.js';
import { DeliverySettler } from './delivery-settler.js';

/** Time that a claimed delivery may wait: a request and its storing fit into the rest of its lease. */
const MAY_WAIT_MS = REQUEST_MS;

/** Events of one statement. */
const SPREAD = 500;

/** Delivers events of all organizations to their webhooks: queues new events, then sends what is due. */
@Injectable()
export class DeliveryWork implements Work<ClaimedDelivery, AttemptResult> {
  readonly name = 'deliveries';
  readonly kind = 'delivery';
  readonly mayWaitMs = MAY_WAIT_MS;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: DeliveryClaimsRepository,
    private readonly reader: DeliveryReadModel,
    private readonly deliveries: DeliveryRepository,
    private readonly sender: DeliverySender,
    private readonly settler: DeliverySettler,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
    loops: WorkLoops,
  ) {
    loops.register(this);
  }

  /** Half at most of what is under way or waits for a place is for one endpoint. */
  async claim(atMost: number, ahead = 0): Promise<ClaimedDelivery[]> {
    const ofEach = halfOf(this.config.outgoing.concurrency + ahead);
    const claims: Claim[] = [];
    let queued = Infinity;
    // deliveries of events that were just queued are due later than the claim that travelled with them
    while (queued > 0 && claims.length < atMost) {
      const places = { atMost: atMost - claims.length, ofEach, at: this.tenant.now() };
      const answer = await this.claims.queueAndClaim(SPREAD, places);
      queued = answer.queued;
      claims.push(...answer.claims);
    }
    const found = [...groupBy(claims, ofOrg)].map(([orgId, own]) => this.reader.readClaimed(orgId, own));
    return (await Promise.all(found)).flat();
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

  async release(deliveries: readonly ClaimedDelivery[]): Promise<void> {
    for (const [orgId, own] of groupBy(deliveries, ofOrg))
      await this.tenant.run(orgId, () => this.deliveries.release(orgId, own, this.tenant.now()));
  }
}

const ofOrg = ({ orgId }: { readonly orgId: OrgId }): OrgId => orgId;

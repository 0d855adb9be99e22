import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DeliveryId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { ClaimedDelivery } from './delivery.js';
import { DeliveryService, type DetailedDelivery } from './delivery.service.js';
import { DeliverySender } from './delivery-sender.js';
import { DeliverySettler } from './delivery-settler.js';
import { PingMaker } from './ping-maker.js';

/** Pings webhooks. */
@Injectable()
export class PingService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly deliveries: DeliveryService,
    private readonly pings: PingMaker,
    private readonly sender: DeliverySender,
    private readonly settler: DeliverySettler,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Sends a `webhook.ping` once, also to a disabled webhook.
   *
   * @param waitMs time to wait for its end
   * @returns the delivery's id, with the delivery where it has ended in time
   */
  async ping(
    caller: Caller,
    webhookId: WebhookId,
    waitMs: number,
  ): Promise<{ id: DeliveryId; ended: DetailedDelivery | null }> {
    const { orgId } = caller;
    const ping = await this.tenant.run(orgId, () => this.pings.make(orgId, webhookId));
    const sending = this.send(ping).then(
      () => true,
      (err: unknown) => {
        this.logger.warn({ err, orgId, webhookId }, 'A ping could not be sent.');
        return false;
      },
    );
    const hasEnded = waitMs > 0 && (await Promise.race([sending, sleep(waitMs, false, { ref: false })]));
    return { id: ping.id, ended: hasEnded ? await this.deliveries.getDelivery(caller, webhookId, ping.id) : null };
  }

  private async send(ping: ClaimedDelivery): Promise<void> {
    await this.settler.settle(ping.orgId, [await this.sender.attempt(ping)]);
  }
}

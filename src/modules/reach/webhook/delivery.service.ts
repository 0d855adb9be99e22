import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { EventWriter } from '../../record/event/event.writer.js';
import type { Attempt, ClaimedDelivery, Delivery } from './delivery.js';
import { type DeliveryFilter, DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository, type RedeliveryFilter } from './delivery.repository.js';
import { DeliverySender } from './delivery-sender.js';
import { DeliverySettler } from './delivery-settler.js';
import { REDACTED, redactHeaders, toRequest, type WebhookRequest } from './to-request.js';
import type { Webhook } from './webhook.js';
import { WebhookRepository } from './webhook.repository.js';

/** A delivery with its attempts and its request, without secrets. */
export interface DetailedDelivery {
  readonly delivery: Delivery;
  readonly attempts: readonly Attempt[];
  readonly request: WebhookRequest;
}

/** Deliveries of one request that are sent again. */
const MAX_REDELIVERIES = 10_000;

/** Deliveries as administrators look at them and ask for them. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly webhooks: WebhookRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly reader: DeliveryReadModel,
    private readonly events: EventWriter,
    private readonly sender: DeliverySender,
    private readonly settler: DeliverySettler,
    private readonly audit: AuditLogWriter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  listDeliveries(
    { orgId }: Caller,
    webhookId: WebhookId,
    filter: DeliveryFilter,
    page: { readonly limit: number; readonly beforeId: DeliveryId | null },
  ): Promise<Page<Delivery>> {
    return this.tenant.run(orgId, async () => {
      await this.getWebhook(orgId, webhookId);
      const wanted = { ...page, limit: page.limit + 1 };
      return toPage(await this.reader.listDeliveries(orgId, webhookId, filter, wanted), page.limit, ({ id }) => [id]);
    });
  }

  getDelivery({ orgId }: Caller, webhookId: WebhookId, id: DeliveryId): Promise<DetailedDelivery> {
    return this.tenant.run(orgId, () => this.readDelivery(orgId, webhookId, id));
  }

  /** Sends a delivery again, with a new table of retries. */
  redeliver(caller: Caller, webhookId: WebhookId, id: DeliveryId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.getWebhook(orgId, webhookId);
      if (!(await this.deliveries.redeliver(orgId, webhookId, id, this.tenant.now())))
        throw new NotFoundInOrg('delivery');
      await this.recordRedelivery(caller, webhookId, { delivery_id: id });
    });
  }

  /** As `redeliver`, for at most 10,000 deliveries; answers how many. */
  redeliverMany(caller: Caller, webhookId: WebhookId, filter: RedeliveryFilter): Promise<number> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.getWebhook(orgId, webhookId);
      const bounds = { at: this.tenant.now(), atMost: MAX_REDELIVERIES };
      const queued = await this.deliveries.redeliverMany(orgId, webhookId, filter, bounds);
      if (queued > 0) await this.recordRedelivery(caller, webhookId, { queued });
      return queued;
    });
  }

  /**
   * Sends a `webhook.ping` once, also to a disabled webhook.
   *
   * @param waitMs time to wait for its end
   * @returns the delivery's id, with the delivery where it has ended in time
   */
  async ping(
    { orgId }: Caller,
    webhookId: WebhookId,
    waitMs: number,
  ): Promise<{ id: DeliveryId; ended: DetailedDelivery | null }> {
    const ping = await this.tenant.run(orgId, () => this.makePing(orgId, webhookId));
    const sending = this.send(ping).then(
      () => true,
      (err: unknown) => {
        this.logger.warn({ err, orgId, webhookId }, 'A ping could not be sent.');
        return false;
      },
    );
    const hasEnded = waitMs > 0 && (await Promise.race([sending, sleep(waitMs, false, { ref: false })]));
    const read = () => this.readDelivery(orgId, webhookId, ping.id);
    return { id: ping.id, ended: hasEnded ? await this.tenant.run(orgId, read) : null };
  }

  private async makePing(orgId: OrgId, webhookId: WebhookId): Promise<ClaimedDelivery> {
    const { description } = await this.getWebhook(orgId, webhookId);
    const data = { webhook: { id: webhookId, description } };
    const sequence = await this.events.recordDelivered(orgId, {
      type: 'webhook.ping',
      repoId: null,
      scanId: null,
      data,
    });
    const claim = await this.deliveries.insertPing(orgId, webhookId, sequence, this.tenant.now());
    const [claimed] = await this.reader.readClaimed(orgId, [claim]);
    return claimed!;
  }

  private async send(ping: ClaimedDelivery): Promise<void> {
    await this.settler.settle(ping.orgId, [await this.sender.attempt(ping)]);
  }

  private async readDelivery(orgId: OrgId, webhookId: WebhookId, id: DeliveryId): Promise<DetailedDelivery> {
    const { format, headerNames } = await this.getWebhook(orgId, webhookId);
    const found = await this.reader.findDelivery(orgId, webhookId, id);
    if (!found) throw new NotFoundInOrg('delivery');
    const { delivery, event } = found;
    const attempts = await this.deliveries.listAttempts(orgId, id);
    const { headers, body } = toRequest(format, event, [], attempts.at(-1)?.at ?? delivery.createdAt);
    const own = Object.fromEntries(headerNames.map((name) => [name, REDACTED]));
    return { delivery, attempts, request: { headers: { ...own, ...redactHeaders(headers) }, body } };
  }

  private async getWebhook(orgId: OrgId, id: WebhookId): Promise<Webhook> {
    const webhook = await this.webhooks.findWebhook(orgId, id);
    if (!webhook) throw new NotFoundInOrg('webhook');
    return webhook;
  }

  private recordRedelivery(caller: Caller, id: WebhookId, values: object): Promise<void> {
    return this.audit.record(caller, { action: 'webhook.redelivered', target: { type: 'webhook', id }, new: values });
  }
}

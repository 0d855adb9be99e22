import { Injectable } from '@nestjs/common';
import type { DeliveryId, OrgId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import type { Attempt, Delivery } from './delivery.js';
import { type DeliveryFilter, DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository, type RedeliveryFilter } from './delivery.repository.js';
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
    private readonly audit: AuditLogWriter,
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

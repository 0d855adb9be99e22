import { Injectable } from '@nestjs/common';
import type { OrgId, WebhookId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { EventWriter } from '../../record/event/event.writer.js';
import type { ClaimedDelivery } from './delivery.js';
import { DeliveryReadModel } from './delivery.read-model.js';
import { DeliveryRepository } from './delivery.repository.js';
import { WebhookRepository } from './webhook.repository.js';

/** Makes pings of webhooks, inside the open tenant transaction. */
@Injectable()
export class PingMaker {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly webhooks: WebhookRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly reader: DeliveryReadModel,
    private readonly events: EventWriter,
  ) {}

  /** A `webhook.ping` that is claimed already: nobody else sends it. */
  async make(orgId: OrgId, webhookId: WebhookId): Promise<ClaimedDelivery> {
    const webhook = await this.webhooks.findWebhook(orgId, webhookId);
    if (!webhook) throw new NotFoundInOrg('webhook');
    const data = { webhook: { id: webhookId, description: webhook.description } };
    const sequence = await this.events.recordDelivered(orgId, {
      type: 'webhook.ping',
      repoId: null,
      scanId: null,
      data,
    });
    const item = await this.deliveries.insertPing(orgId, webhookId, sequence, this.tenant.now());
    const [claimed] = await this.reader.readClaimed(orgId, [item]);
    return claimed!;
  }
}

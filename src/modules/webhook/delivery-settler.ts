import { Injectable } from '@nestjs/common';
import type { OrgId, WebhookId } from '../../domain/ids.js';
import { type EndpointHealth, healthAfter } from '../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { DeliveryRepository } from './delivery.repository.js';
import type { AttemptResult } from './delivery-sender.js';
import type { WebhookEntity } from './entities/webhook.entity.js';
import { WebhookRepository } from './webhook.repository.js';

/** Stores results of attempts, with what they mean for their endpoints. */
@Injectable()
export class DeliverySettler {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly deliveries: DeliveryRepository,
    private readonly webhooks: WebhookRepository,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Results of one organization; those whose lease has ended count for nothing. */
  settle(orgId: OrgId, results: readonly AttemptResult[]): Promise<void> {
    return this.tenant.run(orgId, async () => {
      const settled = await this.deliveries.settle(
        orgId,
        results.map(({ settlement }) => settlement),
      );
      const counted = results.filter(({ settlement }) => settled.has(settlement.id));
      if (counted.length === 0) return;
      await this.deliveries.addAttempts(
        orgId,
        counted.map(({ settlement }) => settlement),
      );
      const ids = [...new Set(counted.map(({ settlement }) => settlement.webhookId))].sort((one, other) => one - other);
      for (const id of ids) await this.follow(orgId, id, counted);
    });
  }

  /** Rows are locked in the order of their ids. A healthy endpoint that succeeds is not touched. */
  private async follow(orgId: OrgId, id: WebhookId, results: readonly AttemptResult[]): Promise<void> {
    const own = results.filter(({ settlement }) => settlement.webhookId === id);
    const before = await this.webhooks.lock(orgId, id);
    if (before === null) return;
    const after = own.reduce<EndpointHealth>(
      (health, { endpoint, settlement: { attempt } }) =>
        healthAfter(health, endpoint, new Date(attempt.at.getTime() + attempt.durationMs)),
      toHealth(before),
    );
    if (isSame(toHealth(before), after)) return;
    await this.webhooks.update(orgId, id, { ...after });
    if (before.disabledReason === null && after.disabledReason !== null) await this.recordEnd(orgId, before, after);
  }

  private async recordEnd(orgId: OrgId, webhook: WebhookEntity, after: EndpointHealth): Promise<void> {
    const { disabledReason: reason, failingSince } = after;
    const failing_since = failingSince?.toISOString() ?? null;
    await this.audit.recordOwn(orgId, {
      action: 'webhook.disabled',
      target: { type: 'webhook', id: webhook.id },
      new: { reason, failing_since },
      eventData: {
        webhook: { id: webhook.id, site: new URL(webhook.url).origin, description: webhook.description },
        reason,
        failing_since,
      },
    });
  }
}

const toHealth = ({ failures, failingSince, pausedUntil, disabledReason }: WebhookEntity): EndpointHealth => ({
  failures,
  failingSince,
  pausedUntil,
  disabledReason,
});

const isSame = (one: EndpointHealth, other: EndpointHealth): boolean => JSON.stringify(one) === JSON.stringify(other);

import { Injectable } from '@nestjs/common';
import type { OrgId, WebhookId } from '../../../domain/ids.js';
import { type EndpointHealth, healthAfter } from '../../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { DeliveryRepository } from './delivery.repository.js';
import type { AttemptResult } from './delivery-sender.js';
import type { WebhookEntity } from './entities/webhook.entity.js';
import { disabledAction } from './webhook.js';
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
    const ids = [...new Set(results.map(({ settlement }) => settlement.webhookId))].sort((one, other) => one - other);
    return this.tenant.run(orgId, async () => {
      const [settled, found] = await Promise.all([
        this.deliveries.settle(
          orgId,
          results.map(({ settlement }) => settlement),
        ),
        this.webhooks.findHealth(orgId, ids),
      ]);
      const counted = results.filter(({ settlement }) => settled.has(settlement.id));
      for (const { id, ...health } of found) {
        const own = counted.filter(({ settlement }) => settlement.webhookId === id);
        // most endpoints are healthy and stay so: their rows are neither locked nor written
        if (!isSame(health, healthOf(health, own))) await this.follow(orgId, id, own);
      }
    });
  }

  private async follow(orgId: OrgId, id: WebhookId, results: readonly AttemptResult[]): Promise<void> {
    const before = await this.webhooks.lock(orgId, id);
    if (before === null) return;
    const after = healthOf(toHealth(before), results);
    if (isSame(toHealth(before), after)) return;
    await this.webhooks.update(orgId, id, { ...after });
    const { disabledReason: reason, failingSince } = after;
    if (before.disabledReason === null && reason !== null)
      await this.audit.recordOwn(orgId, disabledAction(before, { reason, failingSince }));
  }
}

const healthOf = (before: EndpointHealth, results: readonly AttemptResult[]): EndpointHealth =>
  results.reduce<EndpointHealth>(
    (health, { endpoint, settlement: { attempt } }) =>
      healthAfter(health, endpoint, new Date(attempt.at.getTime() + attempt.durationMs)),
    before,
  );

const toHealth = ({ failures, failingSince, pausedUntil, disabledReason }: WebhookEntity): EndpointHealth => ({
  failures,
  failingSince,
  pausedUntil,
  disabledReason,
});

const isSame = (one: EndpointHealth, other: EndpointHealth): boolean => JSON.stringify(one) === JSON.stringify(other);

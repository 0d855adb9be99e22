import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import type { OrgId, UserId, WebhookId } from '../../../domain/ids.js';
import type { EndpointHealth } from '../../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { WebhookEntity } from './entities/webhook.entity.js';
import type { Webhook } from './webhook.js';

export type NewWebhook = Pick<
  WebhookEntity,
  | 'url'
  | 'description'
  | 'format'
  | 'events'
  | 'repoIds'
  | 'headerNames'
  | 'disabledReason'
  | 'createdBy'
  | 'createdAt'
  | 'changedByUserId'
>;

/** Sealed values of a webhook, and all else that changes. */
export type ChangedWebhook = Partial<Omit<WebhookEntity, 'orgId' | 'id' | 'createdBy' | 'createdAt'>>;

export interface WebhookHealth extends EndpointHealth {
  readonly id: WebhookId;
}

@Injectable()
export class WebhookRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, webhook: NewWebhook): Promise<WebhookId> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...webhook, orgId })
      .returning('id')
      .execute();
    return (result.raw as { id: WebhookId }[])[0]!.id;
  }

  async update(orgId: OrgId, id: WebhookId, changes: ChangedWebhook): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, changes);
  }

  /** Disables the webhooks that a person or a key of theirs changed last, and answers those; one that a rotation would enable, too. */
  async disableOfPerson(orgId: OrgId, userId: UserId): Promise<Pick<Webhook, 'id' | 'url' | 'description'>[]> {
    const [disabled]: [Pick<Webhook, 'id' | 'url' | 'description'>[], number] = await this.tenant.manager(orgId).query(
      `UPDATE webhooks SET disabled_reason = 'rights_lost', paused_until = NULL
       WHERE org_id = $1 AND changed_by_user_id = $2 AND deleted_at IS NULL
         AND coalesce(disabled_reason, 'secret_unreadable') = 'secret_unreadable'
       RETURNING id, url, description`,
      [orgId, userId],
    );
    return disabled;
  }

  /** Null for a deleted one, too. */
  findWebhook(orgId: OrgId, id: WebhookId): Promise<Webhook | null> {
    return this.repository(orgId).findOneBy({ orgId, id, deletedAt: IsNull() }) as Promise<Webhook | null>;
  }

  /** With its sealed values, locked to the end of the transaction. */
  lock(orgId: OrgId, id: WebhookId): Promise<WebhookEntity | null> {
    return this.repository(orgId).findOne({
      where: { orgId, id, deletedAt: IsNull() },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** In the order of their ids, in which they are locked; deleted ones are left out. */
  findHealth(orgId: OrgId, ids: readonly WebhookId[]): Promise<WebhookHealth[]> {
    return this.tenant.manager(orgId).query(
      `SELECT id, failures, failing_since AS "failingSince", paused_until AS "pausedUntil", disabled_reason AS "disabledReason"
       FROM webhooks WHERE org_id = $1 AND id = ANY ($2) AND deleted_at IS NULL ORDER BY id`,
      [orgId, ids],
    );
  }

  /** Newest first, those before `beforeId`. */
  listWebhooks(orgId: OrgId, page: { limit: number; beforeId: WebhookId | null }): Promise<Webhook[]> {
    const before = page.beforeId === null ? {} : { id: LessThan(page.beforeId) };
    return this.repository(orgId).find({
      where: { orgId, deletedAt: IsNull(), ...before },
      order: { id: 'DESC' },
      take: page.limit,
    }) as Promise<Webhook[]>;
  }

  countWebhooks(orgId: OrgId): Promise<number> {
    return this.repository(orgId).countBy({ orgId, deletedAt: IsNull() });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(WebhookEntity);
  }
}

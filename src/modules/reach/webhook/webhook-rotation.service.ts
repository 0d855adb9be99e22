import { Injectable } from '@nestjs/common';
import type { WebhookId } from '../../../domain/ids.js';
import { HEALTHY } from '../../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { UnreadableSecret } from '../../../platform/secrets/sealed-text.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import type { WebhookEntity } from './entities/webhook.entity.js';
import { makeWebhookSecret } from './sign-webhook.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** A secret that is shown once. */
export interface ShownSecret {
  readonly secret: string;
  /** Until then, requests are also signed with the previous secret; null if they are not. */
  readonly previousUntil: Date | null;
}

const HOUR_MS = 3_600_000;

/** Replaces the secrets of webhooks. */
@Injectable()
export class WebhookRotationService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly webhooks: WebhookRepository,
    private readonly secrets: WebhookSecrets,
    private readonly notices: OrganizationNotices,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * A new secret; both sign requests for the given hours.
   *
   * @throws AppError secret_overlap while two are in use
   */
  rotateSecret(caller: Caller, id: WebhookId, overlapHours: number): Promise<ShownSecret> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const webhook = await this.webhooks.lock(orgId, id);
      if (!webhook) throw new NotFoundInOrg('webhook');
      const at = this.tenant.now();
      if (webhook.previousUntil !== null && webhook.previousUntil > at)
        throw new AppError('secret_overlap', 'The previous secret is still in use. Wait until it expires.');
      const secret = makeWebhookSecret();
      const previous = overlapHours > 0 ? this.openOrNull(webhook) : null;
      const previousUntil = previous === null ? null : new Date(at.getTime() + overlapHours * HOUR_MS);
      await this.webhooks.update(orgId, id, {
        secret: this.secrets.sealSecret(orgId, id, secret),
        previousSecret: previous === null ? null : this.secrets.sealPreviousSecret(orgId, id, previous),
        previousUntil,
        changedByUserId: caller.userId,
        ...(webhook.disabledReason === 'secret_unreadable' && HEALTHY),
      });
      const target = { type: 'webhook', id };
      const rotated = { previous_expires_at: previousUntil };
      await this.audit.record(caller, { action: 'webhook.secret_rotated', target, new: rotated });
      await this.notices.reportOf(caller, 'webhook.secret_rotated', new URL(webhook.url).origin);
      return { secret, previousUntil };
    });
  }

  /** Null for a secret of a key that is lost: it signs nothing any more. */
  private openOrNull(webhook: WebhookEntity): string | null {
    try {
      return this.secrets.openSecret(webhook);
    } catch (error) {
      if (error instanceof UnreadableSecret) return null;
      throw error;
    }
  }
}

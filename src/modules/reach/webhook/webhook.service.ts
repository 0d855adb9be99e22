import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, WebhookId } from '../../../domain/ids.js';
import { HEALTHY } from '../../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { UnreadableSecret } from '../../../platform/secrets/sealed-text.js';
import { isStoredForElsewhere, SecretRequired } from '../../../platform/secrets/secret-required.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { QuotaReader } from '../../people/quota/quota.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { DeliveryRepository } from './delivery.repository.js';
import type { WebhookEntity } from './entities/webhook.entity.js';
import { makeWebhookSecret } from './sign-webhook.js';
import type { Webhook, WebhookChange, WebhookDraft } from './webhook.js';
import { type ChangedWebhook, WebhookRepository } from './webhook.repository.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** A secret that is shown once. */
export interface ShownSecret {
  readonly secret: string;
  /** Until then, requests are also signed with the previous secret; null if they are not. */
  readonly previousUntil: Date | null;
}

const HOUR_MS = 3_600_000;

/** Making, changing and deleting webhooks. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly webhooks: WebhookRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly secrets: WebhookSecrets,
    private readonly repos: RepoReader,
    private readonly client: OutgoingClient,
    private readonly quotas: QuotaWriter,
    private readonly notices: OrganizationNotices,
    private readonly audit: AuditLogWriter,
    quotaReader: QuotaReader,
  ) {
    quotaReader.countBy('webhooks', (orgId) => webhooks.countWebhooks(orgId));
  }

  /** @throws AppError address_not_allowed, quota_exceeded; ValidationFailed; NotFoundInOrg for a repository */
  async create(caller: Caller, draft: WebhookDraft): Promise<{ webhook: Webhook; secret: string }> {
    const { orgId } = caller;
    this.judgeUrl(draft.url);
    const secret = makeWebhookSecret();
    return this.tenant.run(orgId, async () => {
      await this.requireRepos(orgId, draft.repoIds);
      const { headers, enabled, ...fields } = draft;
      const id = await this.webhooks.insert(orgId, {
        ...fields,
        events: [...fields.events],
        repoIds: fields.repoIds && [...fields.repoIds],
        headerNames: Object.keys(headers),
        disabledReason: enabled ? null : 'person',
        createdBy: describeActor(caller),
        createdAt: this.tenant.now(),
        changedByUserId: caller.userId,
      });
      await this.webhooks.update(orgId, id, {
        secret: this.secrets.sealSecret(orgId, id, secret),
        headers: this.secrets.sealHeaders(orgId, id, headers),
      });
      await this.quotas.enforce(orgId, 'webhooks');
      const webhook = await this.getWebhook(orgId, id);
      await this.record(caller, 'webhook.created', id, { new: toAudited(webhook) });
      return { webhook, secret };
    });
  }

  listWebhooks({ orgId }: Caller, page: { limit: number; beforeId: WebhookId | null }): Promise<Page<Webhook>> {
    return this.tenant.run(orgId, async () => {
      const rows = await this.webhooks.listWebhooks(orgId, { ...page, limit: page.limit + 1 });
      return toPage(rows, page.limit, ({ id }) => [id]);
    });
  }

  findWebhook({ orgId }: Caller, id: WebhookId): Promise<Webhook> {
    return this.tenant.run(orgId, () => this.getWebhook(orgId, id));
  }

  /**
   * Changes what is given; `enabled: true` also clears the health. Throws as `create`.
   *
   * @throws SecretRequired where the URL moves to another origin and stored headers would go along
   */
  async update(caller: Caller, id: WebhookId, wanted: WebhookChange): Promise<Webhook> {
    const { orgId } = caller;
    if (wanted.url !== undefined) this.judgeUrl(wanted.url);
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      if (wanted.repoIds !== undefined) await this.requireRepos(orgId, wanted.repoIds);
      const changes = this.toChanges(before, wanted);
      if (Object.keys(changes).length > 0)
        await this.webhooks.update(orgId, id, { ...changes, changedByUserId: caller.userId });
      const webhook = await this.getWebhook(orgId, id);
      const what = { action: 'webhook.updated', target: { type: 'webhook', id } };
      await this.audit.recordChange(caller, what, toAudited(before as Webhook), toAudited(webhook));
      return webhook;
    });
  }

  delete(caller: Caller, id: WebhookId): Promise<void> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      const end = { deletedAt: this.tenant.now(), secret: null, previousSecret: null, headers: null };
      await this.webhooks.update(orgId, id, end);
      await this.deliveries.cancelPending(orgId, id, end.deletedAt);
      await this.record(caller, 'webhook.deleted', id, { old: toAudited(before as Webhook) });
    });
  }

  /**
   * A new secret; requests are signed by both for so many hours.
   *
   * @throws AppError secret_overlap while two are in use
   */
  rotateSecret(caller: Caller, id: WebhookId, overlapHours: number): Promise<ShownSecret> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const webhook = await this.lock(orgId, id);
      const at = this.tenant.now();
      if (webhook.previousUntil !== null && webhook.previousUntil > at)
        throw new AppError('secret_overlap', 'The previous secret is still in use; wait for its end.');
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
      await this.record(caller, 'webhook.secret_rotated', id, { new: { previous_expires_at: previousUntil } });
      await this.notices.reportOf(caller, 'webhook.secret_rotated', new URL(webhook.url).origin);
      return { secret, previousUntil };
    });
  }

  private toChanges(before: WebhookEntity, wanted: WebhookChange): ChangedWebhook {
    const { enabled, events, repoIds, dropsSecrets, headers: given, ...fields } = wanted;
    const url = fields.url ?? before.url;
    const isLeftBehind = given === undefined && isStoredForElsewhere(before.headers, before.url, url);
    if (isLeftBehind && !dropsSecrets) throw new SecretRequired('headers');
    const headers = isLeftBehind ? {} : given;
    return {
      ...fields,
      ...(events !== undefined && { events: [...events] }),
      ...(repoIds !== undefined && { repoIds: repoIds && [...repoIds] }),
      ...(headers !== undefined && {
        headers: this.secrets.sealHeaders(before.orgId, before.id, headers),
        headerNames: Object.keys(headers),
      }),
      ...(enabled === true && HEALTHY),
      ...(enabled === false && before.disabledReason === null && { disabledReason: 'person' }),
    };
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

  private judgeUrl(url: string): void {
    const fault = this.client.judgeUrl(url);
    if (fault === null) return;
    const errors = [{ field: 'url', message: fault.message }];
    if (fault.code === 'invalid_url') throw new ValidationFailed(errors);
    throw new AppError('address_not_allowed', 'The address is not one that webhooks may be sent to.', { errors });
  }

  private async requireRepos(orgId: OrgId, ids: readonly RepoId[] | null): Promise<void> {
    for (const id of new Set(ids)) await this.repos.getRepo(orgId, id);
  }

  private async getWebhook(orgId: OrgId, id: WebhookId): Promise<Webhook> {
    const webhook = await this.webhooks.findWebhook(orgId, id);
    if (!webhook) throw new NotFoundInOrg('webhook');
    return webhook;
  }

  private async lock(orgId: OrgId, id: WebhookId): Promise<WebhookEntity> {
    const webhook = await this.webhooks.lock(orgId, id);
    if (!webhook) throw new NotFoundInOrg('webhook');
    return webhook;
  }

  private record(caller: Caller, action: string, id: WebhookId, values: { old?: object; new?: object }): Promise<void> {
    return this.audit.record(caller, { action, target: { type: 'webhook', id }, ...values });
  }
}

/** Fields of a webhook in the audit log. Of its URL, which may contain a secret, the site and a digest that tells changes. */
const toAudited = ({ url, description, format, events, repoIds, headerNames, disabledReason }: Webhook) => ({
  url: new URL(url).origin,
  url_digest: createHash('sha256').update(url).digest('hex').slice(0, 8),
  description,
  format,
  events,
  repo_ids: repoIds,
  header_names: headerNames,
  enabled: disabledReason === null,
});

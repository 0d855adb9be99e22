import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId, WebhookId } from '../../../domain/ids.js';
import { HEALTHY } from '../../../domain/reporting/endpoint-health.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { isStoredForElsewhere, SecretRequired } from '../../../platform/secrets/secret-required.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { DeliveryRepository } from './delivery.repository.js';
import type { WebhookEntity } from './entities/webhook.entity.js';
import { makeWebhookSecret } from './sign-webhook.js';
import type { Webhook, WebhookChange, WebhookDraft } from './webhook.js';
import { type ChangedWebhook, WebhookRepository } from './webhook.repository.js';
import { WebhookRules } from './webhook-rules.js';
import { WebhookSecrets } from './webhook-secrets.js';

/** Making, changing and deleting webhooks. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly webhooks: WebhookRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly secrets: WebhookSecrets,
    private readonly rules: WebhookRules,
    private readonly audit: AuditLogWriter,
  ) {}

  /** @throws AppError address_not_allowed, quota_exceeded; ValidationFailed; NotFoundInOrg for a repository */
  async create(caller: Caller, draft: WebhookDraft): Promise<{ webhook: Webhook; secret: string }> {
    const { orgId } = caller;
    this.rules.judgeUrl(draft.url);
    const secret = makeWebhookSecret();
    return this.tenant.run(orgId, async () => {
      await this.rules.requireRepos(orgId, draft.repoIds);
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
      await this.rules.refuseTooMany(orgId);
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
    if (wanted.url !== undefined) this.rules.judgeUrl(wanted.url);
    return this.tenant.run(orgId, async () => {
      const before = await this.lock(orgId, id);
      if (wanted.repoIds !== undefined) await this.rules.requireRepos(orgId, wanted.repoIds);
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

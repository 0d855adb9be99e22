import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { QuotaReader } from '../../people/quota/quota.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { WebhookRepository } from './webhook.repository.js';

/** Says which webhooks an organization may have. */
@Injectable()
export class WebhookRules {
  constructor(
    webhooks: WebhookRepository,
    private readonly client: OutgoingClient,
    private readonly repos: RepoReader,
    private readonly quotas: QuotaWriter,
    quotaReader: QuotaReader,
  ) {
    quotaReader.countBy('webhooks', (orgId) => webhooks.countWebhooks(orgId));
  }

  /** @throws QuotaExceeded where the organization has more than it may */
  async refuseTooMany(orgId: OrgId): Promise<void> {
    await this.quotas.enforce(orgId, 'webhooks');
  }

  /** @throws AppError address_not_allowed; ValidationFailed */
  judgeUrl(url: string): void {
    const fault = this.client.judgeUrl(url);
    if (fault === null) return;
    const errors = [{ field: 'url', message: fault.message }];
    if (fault.code === 'invalid_url') throw new ValidationFailed(errors);
    throw new AppError('address_not_allowed', 'Webhooks to this address are not allowed.', { errors });
  }

  /** @throws NotFoundInOrg for a repository that the caller does not see */
  async requireRepos(orgId: OrgId, ids: readonly RepoId[] | null): Promise<void> {
    for (const id of new Set(ids)) await this.repos.getRepo(orgId, id);
  }
}

import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { MintingKeyReader } from '../auth/minting-key.reader.js';
import { OrganizationWriter } from '../organization/organization.writer.js';
import { RepoReader } from '../organization/repo.reader.js';
import type { PublisherDraft } from './trusted-publisher.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Of one organization: as many as the look-up of a token may have to read. */
export const MAX_PUBLISHERS = 500;

/** Completes drafts of trusted publishers, inside the open tenant transaction. */
@Injectable()
export class PublisherDrafts {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly client: OutgoingClient,
    private readonly minters: MintingKeyReader,
    private readonly organizations: OrganizationWriter,
    private readonly publishers: TrustedPublisherRepository,
  ) {}

  /**
   * The row of a publisher.
   *
   * @throws AppError quota_exceeded; NotFoundInOrg for the repository
   */
  async complete(caller: Caller, draft: PublisherDraft) {
    const { orgId, userId } = caller;
    if (draft.repoId !== null) await this.repos.getRepo(orgId, draft.repoId);
    await this.refuseTooMany(caller);
    const createdAt = this.tenant.now();
    const minter = await this.minters.hold(caller, createdAt);
    const made = { createdByUserId: userId, createdBy: describeActor(caller), createdAt, ...minter };
    return { ...draft, ...made, scopes: [...draft.scopes] };
  }

  private async refuseTooMany({ orgId }: Caller): Promise<void> {
    await this.organizations.lock(orgId);
    if ((await this.publishers.count(orgId)) >= MAX_PUBLISHERS)
      throw new AppError(
        'quota_exceeded',
        `The organization already has ${MAX_PUBLISHERS} trusted publishers, the maximum. Delete those that no pipeline uses.`,
      );
  }

  /** @throws AppError address_not_allowed; ValidationFailed */
  judgeIssuer(issuer: string): void {
    const fault = this.client.judgeUrl(issuer);
    if (fault === null) return;
    const errors = [{ field: 'issuer', message: fault.message }];
    if (fault.code === 'invalid_url') throw new ValidationFailed(errors);
    throw new AppError('address_not_allowed', 'Fetching keys from this address is not allowed.', { errors });
  }
}

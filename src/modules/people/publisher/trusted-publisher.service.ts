import { Injectable } from '@nestjs/common';
import type { TrustedPublisherId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, hasScope } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { NamedPublishers } from './named-publishers.js';
import { PublisherDrafts } from './publisher-drafts.js';
import { PublisherLog } from './publisher-log.js';
import { PublisherProofs } from './publisher-proofs.js';
import type { NamedPublisher, PublisherDraft } from './trusted-publisher.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Pipelines that an organization trusts. */
@Injectable()
export class TrustedPublisherService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly publishers: TrustedPublisherRepository,
    private readonly named: NamedPublishers,
    private readonly drafts: PublisherDrafts,
    private readonly proofs: PublisherProofs,
    private readonly log: PublisherLog,
  ) {}

  /** @throws AppError forbidden, address_not_allowed, quota_exceeded; ValidationFailed; NotFoundInOrg for the repository */
  async create(caller: Caller, draft: PublisherDraft): Promise<NamedPublisher> {
    const { orgId } = caller;
    refuseMoreRights(caller, draft);
    this.drafts.judgeIssuer(draft.issuer);
    return this.tenant.run(orgId, async () => {
      const row = await this.drafts.complete(caller, draft);
      const id = await this.publishers.insert(orgId, row);
      await this.proofs.claim(orgId, id, row.createdAt);
      const created = await this.named.getPublisher(caller, id);
      await this.log.created(caller, created);
      return created;
    });
  }

  listPublishers(
    { orgId }: Caller,
    page: { limit: number; beforeId: TrustedPublisherId | null },
  ): Promise<Page<NamedPublisher>> {
    return this.tenant.run(orgId, async () => {
      const rows = await this.publishers.listPublishers(orgId, { ...page, limit: page.limit + 1 });
      return toPage(await this.named.nameMakers(orgId, rows), page.limit, ({ id }) => [id]);
    });
  }

  /**
   * Has a publisher count, or not; its access tokens end with the next request then.
   *
   * @throws AppError forbidden; NotFoundInOrg
   */
  async setEnabled(caller: Caller, id: TrustedPublisherId, isEnabled: boolean): Promise<NamedPublisher> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const before = await this.named.getPublisher(caller, id);
      if (before.isDisabled === !isEnabled) return before;
      if (isEnabled) refuseMoreRights(caller, before);
      await this.publishers.setDisabled(orgId, id, !isEnabled);
      if (isEnabled) await this.proofs.claim(orgId, id, this.tenant.now());
      await this.log.switched(caller, before, isEnabled);
      return this.named.getPublisher(caller, id);
    });
  }

  /** Ends a publisher, and its access tokens with the next request. */
  delete(caller: Caller, id: TrustedPublisherId): Promise<void> {
    return this.tenant.run(caller.orgId, async () => {
      const publisher = await this.named.getPublisher(caller, id);
      await this.publishers.delete(caller.orgId, id);
      await this.log.deleted(caller, publisher);
    });
  }
}

/** Scans of a publisher become baselines: a maker that may write none makes and enables only publishers that read. */
function refuseMoreRights(caller: Caller, { scopes }: Pick<PublisherDraft, 'scopes'>): void {
  if (!caller.mayWriteBaseline && scopes.includes('write:scans'))
    throw new AppError(
      'forbidden',
      'A key that may not write the baseline cannot create a trusted publisher with write:scans, because its scans become baselines.',
    );
  if (!scopes.every((scope) => hasScope(caller, scope)))
    throw new AppError('forbidden', 'A trusted publisher cannot have more rights than its creator.');
}

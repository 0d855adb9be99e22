import { Injectable } from '@nestjs/common';
import type { TrustedPublisherId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../platform/errors/app-error.js';
import { OutgoingClient } from '../../platform/outgoing/outgoing-client.js';
import { type Caller, describeActor, hasScope } from '../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../platform/validation/cursor.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { MintingKeyReader } from '../auth/minting-key.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import type { PublisherDraft, TrustedPublisher } from './trusted-publisher.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Pipelines that an organization trusts. */
@Injectable()
export class TrustedPublisherService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly publishers: TrustedPublisherRepository,
    private readonly repos: RepoReader,
    private readonly minters: MintingKeyReader,
    private readonly client: OutgoingClient,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError forbidden, address_not_allowed; ValidationFailed; NotFoundInOrg for the repository */
  create(caller: Caller, draft: PublisherDraft): Promise<TrustedPublisher> {
    const { orgId, userId } = caller;
    if (!draft.scopes.every((scope) => hasScope(caller, scope)))
      throw new AppError('forbidden', 'A trusted publisher cannot have more rights than its maker.');
    this.judgeIssuer(draft.issuer);
    return this.tenant.run(orgId, async () => {
      if (draft.repoId !== null) await this.repos.getRepo(orgId, draft.repoId);
      const createdAt = this.clock.now();
      const minter = await this.minters.hold(caller, createdAt);
      const made = { createdByUserId: userId, createdBy: describeActor(caller), createdAt, ...minter };
      const id = await this.publishers.insert(orgId, { ...draft, ...made, scopes: [...draft.scopes] });
      const publisher = await this.getPublisher(caller, id);
      await this.record(caller, 'trusted_publisher.created', publisher, { new: toAudited(publisher) });
      return publisher;
    });
  }

  listPublishers(
    { orgId }: Caller,
    page: { limit: number; beforeId: TrustedPublisherId | null },
  ): Promise<Page<TrustedPublisher>> {
    return this.tenant.run(orgId, async () => {
      const rows = await this.publishers.listPublishers(orgId, { ...page, limit: page.limit + 1 });
      return toPage(rows, page.limit, ({ id }) => [id]);
    });
  }

  /** Ends a publisher, and its access tokens with the next request. */
  delete(caller: Caller, id: TrustedPublisherId): Promise<void> {
    return this.tenant.run(caller.orgId, async () => {
      const publisher = await this.getPublisher(caller, id);
      await this.publishers.delete(caller.orgId, id);
      await this.record(caller, 'trusted_publisher.deleted', publisher, { old: toAudited(publisher) });
    });
  }

  private judgeIssuer(issuer: string): void {
    const fault = this.client.judgeUrl(issuer);
    if (fault === null) return;
    const errors = [{ field: 'issuer', message: fault.message }];
    if (fault.code === 'invalid_url') throw new ValidationFailed(errors);
    throw new AppError('address_not_allowed', 'The address is not one that keys may be fetched from.', { errors });
  }

  private async getPublisher({ orgId }: Caller, id: TrustedPublisherId): Promise<TrustedPublisher> {
    const publisher = await this.publishers.findPublisher(orgId, id);
    if (!publisher) throw new NotFoundInOrg('trusted publisher');
    return publisher;
  }

  private record(
    caller: Caller,
    action: string,
    { id, repoId }: TrustedPublisher,
    values: { old?: object; new?: object },
  ): Promise<void> {
    return this.audit.record(caller, { action, target: { type: 'trusted_publisher', id }, repoId, ...values });
  }
}

const toAudited = ({ kind, issuer, claims, repoId, scopes, mintedBy }: TrustedPublisher) => ({
  kind,
  issuer,
  claims,
  repo_id: repoId,
  scopes,
  ...(mintedBy !== null && { minted_by: mintedBy }),
});

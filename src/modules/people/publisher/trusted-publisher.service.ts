import { Inject, Injectable } from '@nestjs/common';
import type { OrgId, TrustedPublisherId } from '../../../domain/ids.js';
import { audienceFor } from '../../../domain/publishing/audience.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { type Caller, describeActor, hasScope } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { OrganizationNotices } from '../../record/mail/organization-notices.writer.js';
import { ActorReader } from '../auth/actor.reader.js';
import { MintingKeyReader } from '../auth/minting-key.reader.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { OrganizationWriter } from '../organization/organization.writer.js';
import { RepoReader } from '../organization/repo.reader.js';
import { PublisherProofs } from './publisher-proofs.js';
import type { NamedPublisher, PublisherDraft, TrustedPublisher } from './trusted-publisher.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Of one organization: as many as the look-up of a token may have to read. */
export const MAX_PUBLISHERS = 500;

/** Pipelines that an organization trusts. */
@Injectable()
export class TrustedPublisherService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly publishers: TrustedPublisherRepository,
    private readonly repos: RepoReader,
    private readonly minters: MintingKeyReader,
    private readonly actors: ActorReader,
    private readonly organizations: OrganizationReader,
    private readonly organizationWriter: OrganizationWriter,
    private readonly proofs: PublisherProofs,
    private readonly notices: OrganizationNotices,
    private readonly client: OutgoingClient,
    private readonly audit: AuditLogWriter,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** @throws AppError forbidden, address_not_allowed, quota_exceeded; ValidationFailed; NotFoundInOrg for the repository */
  async create(caller: Caller, draft: PublisherDraft): Promise<NamedPublisher> {
    const { orgId, userId } = caller;
    refuseMoreRights(caller, draft);
    this.judgeIssuer(draft.issuer);
    const { publisher, contested } = await this.tenant.run(orgId, async () => {
      if (draft.repoId !== null) await this.repos.getRepo(orgId, draft.repoId);
      await this.refuseTooMany(caller);
      const createdAt = this.tenant.now();
      const minter = await this.minters.hold(caller, createdAt);
      const made = { createdByUserId: userId, createdBy: describeActor(caller), createdAt, ...minter };
      const id = await this.publishers.insert(orgId, { ...draft, ...made, scopes: [...draft.scopes] });
      const others = await this.publishers.claim(orgId, id, createdAt);
      const created = await this.getPublisher(caller, id);
      await this.record(caller, 'trusted_publisher.created', created, { new: toAudited(created) });
      const about = [created.kind, ...Object.entries(created.claims).map((claim) => claim.join('='))].join(' ');
      await this.notices.reportOf(caller, 'trusted_publisher.created', about);
      return { publisher: created, contested: others };
    });
    this.proofs.reportContested(contested);
    return publisher;
  }

  listPublishers(
    { orgId }: Caller,
    page: { limit: number; beforeId: TrustedPublisherId | null },
  ): Promise<Page<NamedPublisher>> {
    return this.tenant.run(orgId, async () => {
      const rows = await this.publishers.listPublishers(orgId, { ...page, limit: page.limit + 1 });
      return toPage(await this.nameMakers(orgId, rows), page.limit, ({ id }) => [id]);
    });
  }

  /** Audience of the tokens for the organization; null without `PUBLIC_URL`. */
  async findAudience({ orgId }: Caller): Promise<string | null> {
    const { publicUrl } = this.config.server;
    if (publicUrl === null) return null;
    const { slug } = await this.tenant.run(orgId, () => this.organizations.settings(orgId));
    return audienceFor(publicUrl, slug);
  }

  /**
   * Has a publisher count, or not; its access tokens end with the next request then.
   *
   * @throws AppError forbidden; NotFoundInOrg
   */
  async setEnabled(caller: Caller, id: TrustedPublisherId, isEnabled: boolean): Promise<NamedPublisher> {
    const { orgId } = caller;
    const { publisher, contested } = await this.tenant.run(orgId, async () => {
      const before = await this.getPublisher(caller, id);
      if (before.isDisabled === !isEnabled) return { publisher: before, contested: [] };
      if (isEnabled) refuseMoreRights(caller, before);
      await this.publishers.setDisabled(orgId, id, !isEnabled);
      const others = isEnabled ? await this.publishers.claim(orgId, id, this.tenant.now()) : [];
      await this.record(caller, `trusted_publisher.${isEnabled ? 'enabled' : 'disabled'}`, before, {});
      return { publisher: await this.getPublisher(caller, id), contested: others };
    });
    this.proofs.reportContested(contested);
    return publisher;
  }

  /** Ends a publisher, and its access tokens with the next request. */
  delete(caller: Caller, id: TrustedPublisherId): Promise<void> {
    return this.tenant.run(caller.orgId, async () => {
      const publisher = await this.getPublisher(caller, id);
      await this.publishers.delete(caller.orgId, id);
      await this.record(caller, 'trusted_publisher.deleted', publisher, { old: toAudited(publisher) });
    });
  }

  private async refuseTooMany({ orgId }: Caller): Promise<void> {
    await this.organizationWriter.lock(orgId);
    if ((await this.publishers.count(orgId)) >= MAX_PUBLISHERS)
      throw new AppError(
        'quota_exceeded',
        `The organization has ${MAX_PUBLISHERS} trusted publishers, and may have no more: delete those that no pipeline uses.`,
      );
  }

  private judgeIssuer(issuer: string): void {
    const fault = this.client.judgeUrl(issuer);
    if (fault === null) return;
    const errors = [{ field: 'issuer', message: fault.message }];
    if (fault.code === 'invalid_url') throw new ValidationFailed(errors);
    throw new AppError('address_not_allowed', 'The address is not one that keys may be fetched from.', { errors });
  }

  private async getPublisher({ orgId }: Caller, id: TrustedPublisherId): Promise<NamedPublisher> {
    const publisher = await this.publishers.findPublisher(orgId, id);
    if (!publisher) throw new NotFoundInOrg('trusted publisher');
    return (await this.nameMakers(orgId, [publisher]))[0]!;
  }

  private async nameMakers(orgId: OrgId, publishers: readonly TrustedPublisher[]): Promise<NamedPublisher[]> {
    const names = await this.actors.namesOf(orgId, publishers.map(makerOf));
    return publishers.map((one) => ({ ...one, createdByName: names.get(makerOf(one)) ?? null }));
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

/** An import has other ids of people. */
const makerOf = ({ createdBy, createdByUserId }: TrustedPublisher): string =>
  createdBy.startsWith('user:') ? `user:${createdByUserId}` : createdBy;

/** Scans of a publisher become baselines: a maker that may write none makes and enables only publishers that read. */
function refuseMoreRights(caller: Caller, { scopes }: Pick<PublisherDraft, 'scopes'>): void {
  if (!caller.mayWriteBaseline && scopes.includes('write:scans'))
    throw new AppError(
      'forbidden',
      'A key that may not write the baseline makes no trusted publisher with write:scans, whose scans become baselines.',
    );
  if (!scopes.every((scope) => hasScope(caller, scope)))
    throw new AppError('forbidden', 'A trusted publisher cannot have more rights than its maker.');
}

const toAudited = ({ kind, issuer, claims, repoId, scopes, mintedBy }: TrustedPublisher) => ({
  kind,
  issuer,
  claims,
  repo_id: repoId,
  scopes,
  ...(mintedBy !== null && { minted_by: mintedBy }),
});

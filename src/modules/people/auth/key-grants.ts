import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { type MintingKey, MintingKeyReader } from './minting-key.reader.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';
import { RepoIdReadModel } from './repo-id.read-model.js';

const DAY_MS = 24 * 60 * 60_000;

/** Decides what a key gets, inside the open tenant transaction. */
@Injectable()
export class KeyGrants {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly minters: MintingKeyReader,
    private readonly repoIds: RepoIdReadModel,
    private readonly organizations: OrganizationNameReadModel,
  ) {}

  /**
   * The maker of a key or of its secret, whose membership and key stay until the transaction ends.
   *
   * @throws AppError forbidden where one of them has ended
   */
  async holdMaker(caller: Caller, at: Date): Promise<MintingKey> {
    await this.holdMembership(caller);
    return this.minters.hold(caller, at);
  }

  /** @throws NotFoundInOrg for a repository that the caller does not see */
  async requireRepos(orgId: OrgId, ids: readonly RepoId[] | null): Promise<void> {
    if (ids && (await this.repoIds.findExisting(orgId, ids)).length < ids.length) throw new NotFoundInOrg('repository');
  }

  /** Secrets end with the membership of their person: one that is made beside its end would work again with the next membership. */
  private async holdMembership(caller: Caller): Promise<void> {
    const isMember = await this.keys.lockMembership(caller.orgId, caller.userId);
    if (!isMember && isPerson(caller) && !caller.isSuperAdmin)
      throw new AppError('forbidden', "The creator's membership has ended.");
  }

  /** The time at which a new key expires by itself, null for one without end: as requested, but no later than its organization allows. */
  async wantedEnd({ orgId }: Caller, createdAt: Date, wantedDays: number | null): Promise<Date | null> {
    const maxKeyDays = (await this.organizations.findCurrent(orgId))?.maxKeyDays ?? null;
    if (maxKeyDays !== null && wantedDays !== null && wantedDays > maxKeyDays)
      throw new ValidationFailed([
        { field: 'expires_in_days', message: `must not be above ${maxKeyDays}, the limit of the organization` },
      ]);
    const days = wantedDays ?? maxKeyDays;
    return days === null ? null : new Date(createdAt.getTime() + days * DAY_MS);
  }
}

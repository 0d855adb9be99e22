import { Injectable } from '@nestjs/common';
import { configOfRepo } from '../../../domain/gate/repo-config.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ActorReader } from '../../people/auth/actor.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import { type Named, nameSavers } from './name-savers.js';
import { RepoGateConfigRepository, type RepoGateConfigRevision } from './repo-gate-config.repository.js';
import type { EffectiveRepoConfig } from './to-gate-config-dto.js';

/** Shows policies and switches of repositories, and their revisions. */
@Injectable()
export class EffectiveConfigService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: GateConfigRepository,
    private readonly configs: RepoGateConfigRepository,
    private readonly repos: RepoReader,
    private readonly actors: ActorReader,
  ) {}

  findRepoGateConfig(caller: Caller, repoId: RepoId): Promise<EffectiveRepoConfig> {
    return this.tenant.run(caller.orgId, async () => {
      await this.repos.getRepo(caller.orgId, repoId);
      return this.effective(caller, repoId, await this.configs.findNewest(caller.orgId, repoId));
    });
  }

  listRevisions(
    caller: Caller,
    repoId: RepoId,
    page: { limit: number; beforeRevision: number | null },
  ): Promise<{ revisions: Named<RepoGateConfigRevision>[]; current: EffectiveRepoConfig }> {
    return this.tenant.run(caller.orgId, async () => {
      await this.repos.getRepo(caller.orgId, repoId);
      const newest = await this.configs.findNewest(caller.orgId, repoId);
      const revisions = await this.configs.listRepoGateConfigs(caller.orgId, repoId, page);
      const named = await nameSavers(this.actors, caller.orgId, revisions);
      return { revisions: named, current: await this.effective(caller, repoId, newest) };
    });
  }

  /**
   * The newest revision, while no one else saves one; null where there is none.
   *
   * @throws NotFoundInOrg for a repository that the caller does not see
   */
  async lockNewest(orgId: OrgId, repoId: RepoId): Promise<RepoGateConfigRevision | null> {
    await this.repos.getRepo(orgId, repoId);
    await this.organizations.lock(orgId);
    return this.configs.findNewest(orgId, repoId);
  }

  /** The effect of a revision together with the configuration of the organization, inside the open tenant transaction. */
  async effective(caller: Caller, repoId: RepoId, newest: RepoGateConfigRevision | null): Promise<EffectiveRepoConfig> {
    const own = inForce(newest);
    const config = configOfRepo(await this.organizations.findGateConfig(caller.orgId), own);
    return { repoId, revision: newest?.revision ?? 0, rules: own?.rules ?? {}, isSet: own !== null, config };
  }
}

/** The configuration of a repository; null where it follows its organization. */
export const inForce = (newest: RepoGateConfigRevision | null): RepoGateConfigRevision | null =>
  newest === null || newest.isRemoved ? null : newest;

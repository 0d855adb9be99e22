import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { RepoGateConfig } from '../../../domain/gate/repo-config.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { RepoGateConfigRevisionEntity } from './entities/repo-gate-config-revision.entity.js';

/** One revision of a repository's configuration. A removed one lets the repository follow its organization again. */
export interface RepoGateConfigRevision extends RepoGateConfig {
  readonly revision: number;
  readonly isRemoved: boolean;
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** Revisions of repositories' configurations, saved under the organization's lock (`GateConfigRepository.lock`). */
@Injectable()
export class RepoGateConfigRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The newest revision, be it a removal; null before the first save. */
  async findNewest(orgId: OrgId, repoId: RepoId): Promise<RepoGateConfigRevision | null> {
    const [newest] = await this.listRepoGateConfigs(orgId, repoId, { limit: 1, beforeRevision: null });
    return newest ?? null;
  }

  /** The configurations in force of all repositories that have one, by repository. */
  async listInForce(orgId: OrgId): Promise<Map<RepoId, RepoGateConfigRevision>> {
    const newest = await this.tenant
      .manager(orgId)
      .createQueryBuilder(RepoGateConfigRevisionEntity, 'revision')
      .distinctOn(['revision.repoId'])
      .where('revision.orgId = :orgId', { orgId })
      .orderBy('revision.repoId')
      .addOrderBy('revision.revision', 'DESC')
      .getMany();
    return new Map(newest.filter(({ isRemoved }) => !isRemoved).map((row) => [row.repoId, row]));
  }

  async insert(orgId: OrgId, repoId: RepoId, revision: RepoGateConfigRevision): Promise<void> {
    await this.tenant.manager(orgId).insert(RepoGateConfigRevisionEntity, { ...revision, orgId, repoId });
  }

  /** Newest first, those before `beforeRevision`. */
  listRepoGateConfigs(
    orgId: OrgId,
    repoId: RepoId,
    page: { limit: number; beforeRevision: number | null },
  ): Promise<RepoGateConfigRevision[]> {
    return this.tenant.manager(orgId).find(RepoGateConfigRevisionEntity, {
      where: { orgId, repoId, ...(page.beforeRevision !== null && { revision: LessThan(page.beforeRevision) }) },
      order: { revision: 'DESC' },
      take: page.limit,
    });
  }
}

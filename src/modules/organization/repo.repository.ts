import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { OrgId, RepoId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { RepoEntity } from './entities/repo.entity.js';
import type { Repo } from './repo.js';

/** Fields of a new repository. */
export type NewRepo = Pick<RepoEntity, 'name' | 'defaultBranch' | 'url'>;

/** Fields of a repository that can be changed. */
export type ChangedRepo = NewRepo & Pick<RepoEntity, 'baselineBranches'>;

@Injectable()
export class RepoRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findRepo(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  findByName(orgId: OrgId, name: string): Promise<Repo | null> {
    return this.repository(orgId).findOneBy({ orgId, name });
  }

  /** In the order of their ids, those after `afterId`. */
  listRepos(orgId: OrgId, page: { limit: number; afterId: RepoId | null }): Promise<Repo[]> {
    return this.repository(orgId).find({
      where: { orgId, ...(page.afterId !== null && { id: MoreThan(page.afterId) }) },
      order: { id: 'ASC' },
      take: page.limit,
    });
  }

  /**
   * Locked until the transaction ends. Not its key: rows that refer to the repository may still be written, whose
   * transactions would wait for this one, and this one for theirs.
   */
  lock(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repository(orgId).findOne({ where: { orgId, id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Null when the organization has a repository of that name. */
  async insertUnlessKnown(orgId: OrgId, repo: NewRepo): Promise<RepoId | null> {
    const result = await this.repository(orgId)
      .createQueryBuilder()
      .insert()
      .values({ ...repo, orgId })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as { id: RepoId }[])[0]?.id ?? null;
  }

  async update(orgId: OrgId, id: RepoId, values: Partial<Omit<RepoEntity, 'orgId' | 'id'>>): Promise<void> {
    await this.repository(orgId).update({ orgId, id }, values);
  }

  async findTrackingSecret(orgId: OrgId, id: RepoId): Promise<Uint8Array | null> {
    const rows: { secret: Buffer }[] = await this.tenant
      .manager(orgId)
      .query('SELECT tracking_secret AS secret FROM repos WHERE org_id = $1 AND id = $2', [orgId, id]);
    return rows[0]?.secret ?? null;
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(RepoEntity);
  }
}

import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { ForgeId, OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { RepoForgeEntity } from '../../record/forge-report/entities/repo-forge.entity.js';
import { GUESS_LINK, type GuessedRepo, toGuessValues } from '../../record/forge-report/guess-link.js';

/** A repository's place at a forge. */
export type RepoForge = RepoForgeEntity;

/** Repositories at their forges. */
@Injectable()
export class RepoForgeRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findLink(orgId: OrgId, repoId: RepoId): Promise<RepoForge | null> {
    return this.repository(orgId).findOneBy({ orgId, repoId });
  }

  /** Links a repository that has no link to the connection that its address or name fits, if one does. */
  async guess(orgId: OrgId, repo: GuessedRepo): Promise<void> {
    await this.tenant.manager(orgId).query(GUESS_LINK, toGuessValues(orgId, repo));
  }

  async save(link: RepoForge): Promise<void> {
    await this.repository(link.orgId).upsert({ ...link }, ['orgId', 'repoId']);
  }

  /** Links of a connection whose report differs from its own. */
  async listOwnReports(orgId: OrgId, forgeId: ForgeId): Promise<RepoForge[]> {
    const links = await this.repository(orgId).findBy({ orgId, forgeId });
    return links.filter(({ report }) => Object.keys(report).length > 0);
  }

  /** Links of a connection to a project: by its id, or by its name where no id is stored. */
  async listOfProject(
    orgId: OrgId,
    forgeId: ForgeId,
    { id, name }: { readonly id: string | null; readonly name: string },
  ): Promise<RepoForge[]> {
    const links = this.repository(orgId).createQueryBuilder('l');
    return links
      .where('l.orgId = :orgId AND l.forgeId = :forgeId', { orgId, forgeId })
      .andWhere(
        `CASE WHEN l.projectId IS NULL OR CAST(:id AS text) IS NULL THEN lower(l.project) = lower(:name)
           ELSE l.projectId = :id END`,
        { id, name },
      )
      .orderBy('l.repoId')
      .getMany();
  }

  /** Links of a connection, those of the newest repositories first, before `beforeId`. */
  listLinks(
    orgId: OrgId,
    forgeId: ForgeId,
    page: { readonly limit: number; readonly beforeId: RepoId | null },
  ): Promise<RepoForge[]> {
    return this.repository(orgId).find({
      where: { orgId, forgeId, ...(page.beforeId !== null && { repoId: LessThan(page.beforeId) }) },
      order: { repoId: 'DESC' },
      take: page.limit,
    });
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(RepoForgeEntity);
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import type { OrgId, RepoId, UserId } from '../../../domain/ids.js';
import { SEE_DELETED } from '../../../platform/database/enter-tenant.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { RepoEntity } from './entities/repo.entity.js';
import type { Repo } from './repo.js';

/** Fields of a new repository. */
export type NewRepo = Pick<RepoEntity, 'name' | 'defaultBranch' | 'url'>;

/** Fields of a repository that can be changed. */
export type ChangedRepo = NewRepo &
  Pick<
    RepoEntity,
    'aliases' | 'baselineBranches' | 'forgeKind' | 'forgeWebUrl' | 'sourceExcerpts' | 'suppressionReasons'
  >;

@Injectable()
export class RepoRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  findRepo(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repository(orgId).findOneBy({ orgId, id });
  }

  /** As `findRepo`, unchanged until the open transaction ends. */
  findUnchanging(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repository(orgId).findOne({ where: { orgId, id }, lock: { mode: 'pessimistic_read' } });
  }

  /** By its name or an alias. */
  findByName(orgId: OrgId, name: string): Promise<Repo | null> {
    return this.repository(orgId)
      .createQueryBuilder('repo')
      .where('repo.orgId = :orgId', { orgId })
      .andWhere('repo.id = (SELECT n.repo_id FROM repo_names n WHERE n.org_id = :orgId AND n.name = :name)', { name })
      .getOne();
  }

  /** All of the organization but those that are being deleted, also those that a bound key does not see. */
  async countRepos(orgId: OrgId): Promise<number> {
    const counting: Promise<{ count: number }[]> = this.tenant
      .manager(orgId)
      .query('SELECT auth.count_repos($1) AS count', [orgId]);
    const [rows, deleted] = await Promise.all([counting, this.listDeleted(orgId)]);
    return rows[0]!.count - deleted.length;
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

  /** From now on row security hides the repository and its scans; its names are free. */
  async hideDeleted(orgId: OrgId, id: RepoId, at: Date): Promise<void> {
    const manager = this.tenant.manager(orgId);
    // No other repository can have the name.
    const name = `deleted repository ${id} ${randomUUID()}`;
    await manager.query(`UPDATE repos SET name = $3, aliases = '{}' WHERE org_id = $1 AND id = $2`, [orgId, id, name]);
    await manager.query('INSERT INTO deleted_repos (org_id, repo_id, deleted_at) VALUES ($1, $2, $3)', [orgId, id, at]);
  }

  /** Repositories that are being deleted. */
  async listDeleted(orgId: OrgId): Promise<RepoId[]> {
    const rows: { id: RepoId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT repo_id AS id FROM deleted_repos WHERE org_id = $1', [orgId]);
    return rows.map(({ id }) => id);
  }

  /** Shows hidden repositories and their scans to the rest of the open transaction. */
  async seeDeleted(orgId: OrgId): Promise<void> {
    await this.tenant.manager(orgId).query(SEE_DELETED, ['on']);
  }

  /** Deletes the repository with all that refers to it. */
  async delete(orgId: OrgId, id: RepoId): Promise<void> {
    await this.repository(orgId).delete({ orgId, id });
  }

  async addFavourite(orgId: OrgId, id: RepoId, userId: UserId): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('INSERT INTO favourites (org_id, user_id, repo_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        ...[orgId, userId, id],
      ]);
  }

  async removeFavourite(orgId: OrgId, id: RepoId, userId: UserId): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM favourites WHERE org_id = $1 AND user_id = $2 AND repo_id = $3', [orgId, userId, id]);
  }

  /** The state of looks for its scans, locked as `lock` does; null where no look is due. */
  async lockScanLook(orgId: OrgId, id: RepoId, at: Date): Promise<{ readonly missingSince: Date | null } | null> {
    const rows: { missingSince: Date | null }[] = await this.tenant.manager(orgId).query(
      `SELECT scan_missing_since AS "missingSince" FROM repos
       WHERE org_id = $1 AND id = $2 AND scan_look_at <= $3 FOR NO KEY UPDATE`,
      [orgId, id, at],
    );
    return rows[0] ?? null;
  }

  /** Stores the result of a look for its scans, and the time of the next one. */
  async saveScanLook(
    orgId: OrgId,
    id: RepoId,
    { lookAt, missingSince }: { readonly lookAt: Date; readonly missingSince: Date | null },
  ): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE repos SET scan_look_at = $3, scan_missing_since = $4 WHERE org_id = $1 AND id = $2', [
        ...[orgId, id, lookAt, missingSince],
      ]);
  }

  /** Has scans of all repositories looked for soon. */
  async lookForScans(orgId: OrgId): Promise<void> {
    await this.tenant.manager(orgId).query('UPDATE repos SET scan_look_at = now() WHERE org_id = $1', [orgId]);
  }

  async findTrackingSecret(orgId: OrgId, id: RepoId): Promise<Uint8Array | null> {
    const rows: { secret: Buffer }[] = await this.tenant
      .manager(orgId)
      .query('SELECT tracking_secret AS secret FROM repos WHERE org_id = $1 AND id = $2', [orgId, id]);
    return rows[0]?.secret ?? null;
  }

  async findBadgeGeneration(orgId: OrgId, id: RepoId): Promise<number | null> {
    const rows: { generation: number }[] = await this.tenant
      .manager(orgId)
      .query('SELECT badge_generation AS generation FROM repos WHERE org_id = $1 AND id = $2', [orgId, id]);
    return rows[0]?.generation ?? null;
  }

  /** Answers the new generation; null where there is no such repository. */
  async raiseBadgeGeneration(orgId: OrgId, id: RepoId): Promise<number | null> {
    const [rows]: [{ generation: number }[], number] = await this.tenant.manager(orgId).query(
      `UPDATE repos SET badge_generation = badge_generation + 1 WHERE org_id = $1 AND id = $2
       RETURNING badge_generation AS generation`,
      [orgId, id],
    );
    return rows[0]?.generation ?? null;
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(RepoEntity);
  }
}

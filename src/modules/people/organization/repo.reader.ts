import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { columnsOf, type JsonRow, rowOfJson } from '../../../platform/database/select-by-key.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { RepoEntity } from './entities/repo.entity.js';
import type { Repo } from './repo.js';
import { RepoRepository } from './repo.repository.js';

export { ForgeLinksDto } from './dto/forge.dto.js';
export { RepoDto, toRepoDto } from './dto/repo.dto.js';
export { isCalled, type Repo } from './repo.js';

/** Columns of repository `r` from which `repoOfJson` makes it. */
export const REPO_COLUMNS = columnsOf(RepoEntity, 'r');
export type RepoJson = JsonRow<RepoEntity>;

/** The repository in a row of `REPO_COLUMNS` that the database wrote into JSON. */
export const repoOfJson = (json: RepoJson): Repo => rowOfJson<RepoEntity>(json, ['createdAt']);

/** Repositories as other features read them, inside the open tenant transaction. */
@Injectable()
export class RepoReader {
  constructor(private readonly repos: RepoRepository) {}

  findRepo(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repos.findRepo(orgId, id);
  }

  /** As `findRepo`, unchanged until the open transaction ends. */
  findUnchanging(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repos.findUnchanging(orgId, id);
  }

  /** By its name or an alias. */
  findByName(orgId: OrgId, name: string): Promise<Repo | null> {
    return this.repos.findByName(orgId, name);
  }

  async getRepo(orgId: OrgId, id: RepoId): Promise<Repo> {
    const repo = await this.repos.findRepo(orgId, id);
    if (!repo) throw new NotFoundInOrg('repository');
    return repo;
  }

  /** In the order of their ids, those after `afterId`. */
  listRepos(orgId: OrgId, page: { limit: number; afterId: RepoId | null }): Promise<Repo[]> {
    return this.repos.listRepos(orgId, page);
  }

  /** All of the organization but those that are being deleted. */
  countRepos(orgId: OrgId): Promise<number> {
    return this.repos.countRepos(orgId);
  }

  /** Repositories that are being deleted. */
  listDeleted(orgId: OrgId): Promise<RepoId[]> {
    return this.repos.listDeleted(orgId);
  }

  /** Number of renewals of its badges. */
  async badgeGeneration(orgId: OrgId, id: RepoId): Promise<number> {
    const generation = await this.repos.findBadgeGeneration(orgId, id);
    if (generation === null) throw new NotFoundInOrg('repository');
    return generation;
  }

  /** Key of the hashes of its source text. */
  async trackingSecret(orgId: OrgId, id: RepoId): Promise<Uint8Array> {
    const secret = await this.repos.findTrackingSecret(orgId, id);
    if (!secret) throw new NotFoundInOrg('repository');
    return secret;
  }
}

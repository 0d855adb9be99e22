import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../domain/ids.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import { RepoRepository } from './repo.repository.js';

/** A repository and what the gate remembers of it. */
export interface Repo {
  readonly orgId: OrgId;
  readonly id: RepoId;
  readonly name: string;
  readonly defaultBranch: string;
  readonly url: string | null;
  /** Rises with each rebuild: a scan that began under an older one does not write the baseline. */
  readonly baselineGeneration: number;
  /** The newest completed default-branch scan that wrote the baseline. */
  readonly baselineScanId: ScanId | null;
  readonly createdAt: Date;
}

/** Repositories as other features read them, inside the open tenant transaction. */
@Injectable()
export class RepoReader {
  constructor(private readonly repos: RepoRepository) {}

  find(orgId: OrgId, id: RepoId): Promise<Repo | null> {
    return this.repos.find(orgId, id);
  }

  async get(orgId: OrgId, id: RepoId): Promise<Repo> {
    const repo = await this.repos.find(orgId, id);
    if (!repo) throw new NotFoundInOrg('repository');
    return repo;
  }

  /** What keys the hashes of its source text. */
  async trackingSecret(orgId: OrgId, id: RepoId): Promise<Uint8Array> {
    const secret = await this.repos.findTrackingSecret(orgId, id);
    if (!secret) throw new NotFoundInOrg('repository');
    return secret;
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { BaselineRepository, type StoredBaseline } from './baseline.repository.js';

export type { StoredBaseline };

/**
 * The problems that a branch is known to have, tool by tool, inside the open tenant transaction. This and
 * `BaselineWriter` are all that others know of how they are stored.
 */
@Injectable()
export class BaselineReader {
  constructor(private readonly baselines: BaselineRepository) {}

  /** The baselines of a branch by tool. */
  findBaselines(orgId: OrgId, repoId: RepoId, branch: string): Promise<ReadonlyMap<string, StoredBaseline>> {
    return this.baselines.findBaselines(orgId, repoId, branch);
  }

  /** Scans that baselines of the repository rest on, and those that an undo of its last rebuild would bring back. */
  listScans(orgId: OrgId, repoId: RepoId): Promise<ScanId[]> {
    return this.baselines.listScans(orgId, repoId);
  }
}

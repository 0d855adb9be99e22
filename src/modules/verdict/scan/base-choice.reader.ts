import { Injectable } from '@nestjs/common';
import { type BaseCandidate, type BaseChoice, chooseBase } from '../../../domain/base/choose-base.js';
import { targetBranch } from '../../../domain/base/target-branch.js';
import type { ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import type { Scan } from './scan.js';
import { ScanRepository } from './scan.repository.js';

/** Chooses the scans that others are compared with, inside the open tenant transaction. */
@Injectable()
export class BaseChoiceReader {
  constructor(
    private readonly scans: ScanRepository,
    private readonly repos: RepoReader,
  ) {}

  /**
   * Chooses among the completed scans of the target branch. A rebuild of a branch's baseline excludes all scans of it
   * until a newer one completes. A baseline scan is compared with the one before it.
   */
  async choose(scan: Scan): Promise<BaseChoice<ScanId> | null> {
    const { orgId, repoId, baseSha } = scan;
    const branch = targetBranch(scan);
    const [repo, baseCommits, candidates] = await together([
      this.repos.getRepo(orgId, repoId),
      baseSha === null ? [] : this.scans.findBaseCommits(orgId, scan.id),
      scan.isBaselineScan ? this.findPredecessors(scan) : this.scans.findBaseCandidates(scan, branch),
    ]);
    return repo.rebuiltBranch === branch ? null : chooseBase(candidates, { baseSha, baseCommits });
  }

  /** The newest scan of the target branch that others may be compared with; null where there is none. */
  async findNewest(scan: Scan): Promise<ScanId | null> {
    const branch = targetBranch(scan);
    const [repo, newest] = await together([
      this.repos.getRepo(scan.orgId, scan.repoId),
      this.scans.findNewestFit(scan, branch),
    ]);
    return repo.rebuiltBranch === branch ? null : newest;
  }

  private async findPredecessors(scan: Scan): Promise<BaseCandidate<ScanId>[]> {
    const predecessor = await this.scans.findPredecessor(scan);
    return predecessor === null ? [] : [predecessor];
  }
}

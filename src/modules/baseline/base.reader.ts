import { Injectable } from '@nestjs/common';
import { type BaseCandidate, type BaseChoice, chooseBase } from '../../domain/base/choose-base.js';
import { targetBranch } from '../../domain/base/target-branch.js';
import type { ScanId } from '../../domain/ids.js';
import { together } from '../../platform/database/together.js';
import { RepoReader } from '../organization/repo.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';

/** Scan that another one is compared with. */
export interface Base {
  readonly scan: Scan;
  /** Its commit is the merge base. */
  readonly isExact: boolean;
  /** Commits between it and the merge base; null where it is not on the line. */
  readonly commitsBehind: number | null;
}

/** The scans that others are compared with, inside the open tenant transaction. */
@Injectable()
export class BaseReader {
  constructor(
    private readonly scans: ScanReader,
    private readonly repos: RepoReader,
  ) {}

  /** The base of a scan: what completion has chosen, for a pending scan what it would choose now. Null: there is none. */
  async findBase(scan: Scan): Promise<Base | null> {
    const choice = await this.findChoice(scan);
    const base = choice && (await this.scans.findScan(scan.orgId, choice.id));
    return base && { scan: base, isExact: choice.isExact, commitsBehind: choice.commitsBehind };
  }

  /**
   * The choice of the base alone, without the scan that was chosen: what completion has stored, for a pending scan what it
   * would choose now. Null: there is no base.
   */
  async findChoice(scan: Scan): Promise<BaseChoice<ScanId> | null> {
    return scan.isBaseChosen || scan.state !== 'pending' ? scan.base : this.choose(scan);
  }

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

  private async findPredecessors(scan: Scan): Promise<BaseCandidate<ScanId>[]> {
    const predecessor = await this.scans.findPredecessor(scan);
    return predecessor === null ? [] : [predecessor];
  }
}

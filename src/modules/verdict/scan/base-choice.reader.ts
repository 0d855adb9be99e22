import { Injectable } from '@nestjs/common';
import { type BaseCandidate, chooseBase } from '../../../domain/base/choose-base.js';
import { chooseStacked, layOutStack, type Stack, unstacked } from '../../../domain/base/stack.js';
import { targetBranch } from '../../../domain/base/target-branch.js';
import type { ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { Clock } from '../../../platform/time/clock.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { PullRequestRepository } from './pull-request.repository.js';
import type { ScanBase } from './scan.js';
import { type ComparedChange, ScanRepository } from './scan.repository.js';

/** Scans beside the base that say something of the problems of a change. */
export interface Lenders {
  /** The newest scan of the target; null where there is none, and where the stored baseline speaks for it. */
  readonly targetId: ScanId | null;
  /** Scans of pull requests below the change that were closed without a merge. */
  readonly abandonedIds: readonly ScanId[];
}

/** Chooses the scans that others are compared with, inside the open tenant transaction. */
@Injectable()
export class BaseChoiceReader {
  constructor(
    private readonly scans: ScanRepository,
    private readonly pullRequests: PullRequestRepository,
    private readonly repos: RepoReader,
    private readonly clock: Clock,
  ) {}

  /**
   * Chooses among the completed scans of the target branch; where that is the branch of a pull request, among those of it and of
   * what is below it. A rebuild of a branch's baseline excludes all scans of it until a newer one completes. A baseline scan is
   * compared with the one before it.
   */
  async choose(scan: ComparedChange): Promise<ScanBase | null> {
    const { orgId, repoId, baseSha } = scan;
    const branch = targetBranch(scan);
    const [repo, baseCommits, candidates, passed] = await together([
      this.repos.getRepo(orgId, repoId),
      scan.baseCommits ?? (baseSha === null ? [] : this.scans.findBaseCommits(orgId, scan.id)),
      scan.isBaselineScan ? this.findPredecessors(scan) : this.scans.findBaseCandidates(scan, branch),
      this.listPassed(scan),
    ]);
    const line = { baseSha, baseCommits };
    const stack = layOutStack(branch, passed, repo, scan.branch);
    const unlessRebuilt = (found: readonly BaseCandidate<ScanId>[]) =>
      repo.rebuiltBranch === stack.finalBranch ? [] : found;
    if (stack.finalBranch === branch) return unstacked(chooseBase(unlessRebuilt(candidates), line));
    const [ofParents, ofTarget] = await together([
      this.scans.listParentCandidates(
        scan,
        stack.parents.map((parent) => parent.branch),
      ),
      this.scans.findBaseCandidates(scan, stack.finalBranch),
    ]);
    return chooseStacked(stack, { ofParents, ofTarget: unlessRebuilt(ofTarget) }, line);
  }

  async findLenders(scan: ComparedChange): Promise<Lenders> {
    if (scan.isBaselineScan || targetBranch(scan) === scan.defaultBranch) return { targetId: null, abandonedIds: [] };
    const { parents, abandonedIds, finalBranch } = await this.readStack(scan);
    const [parent] = parents;
    if (parent !== undefined) {
      const candidates = await this.scans.listParentCandidates(scan, [parent.branch]);
      return { targetId: candidates.get(parent.branch)?.[0]?.id ?? null, abandonedIds };
    }
    return { targetId: await this.findNewest(scan, finalBranch), abandonedIds };
  }

  private async findNewest(scan: ComparedChange, branch: string): Promise<ScanId | null> {
    if (branch === scan.defaultBranch) return null;
    const [repo, newest] = await together([
      this.repos.getRepo(scan.orgId, scan.repoId),
      this.scans.findNewestFit(scan, branch),
    ]);
    return repo.rebuiltBranch === branch ? null : newest;
  }

  private async readStack(scan: ComparedChange): Promise<Stack<ScanId>> {
    const [repo, passed] = await together([this.repos.getRepo(scan.orgId, scan.repoId), this.listPassed(scan)]);
    return layOutStack(targetBranch(scan), passed, repo, scan.branch);
  }

  private listPassed(scan: ComparedChange) {
    const branch = targetBranch(scan);
    if (scan.isBaselineScan || branch === scan.defaultBranch) return [];
    return this.pullRequests.listPassed(scan, branch, this.clock.now());
  }

  private async findPredecessors(scan: ComparedChange): Promise<BaseCandidate<ScanId>[]> {
    const predecessor = await this.scans.findPredecessor(scan);
    return predecessor === null ? [] : [predecessor];
  }
}

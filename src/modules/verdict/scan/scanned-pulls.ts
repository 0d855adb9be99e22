import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { OWN_TRUST } from '../../../platform/tenancy/scan-trust.js';
import type { FormerPullRequest, PullRequestTraits } from './pull-request.js';
import { PullRequestRepository } from './pull-request.repository.js';
import { PullRequestWriter } from './pull-request.writer.js';
import type { Scan } from './scan.js';
import type { NewScan } from './scan.repository.js';

/** Makes pull requests follow the scans that state them, inside the open tenant transaction. */
@Injectable()
export class ScannedPulls {
  constructor(
    private readonly pullRequests: PullRequestRepository,
    private readonly pullWriter: PullRequestWriter,
  ) {}

  /** Follows a target that is another one than before, and a pull request that is open again. */
  async follow(
    orgId: OrgId,
    { repoId, prNumber, baseBranch }: NewScan,
    former: FormerPullRequest | null,
  ): Promise<void> {
    if (former === null) return;
    if (former.target !== null && baseBranch !== null && baseBranch !== former.target)
      await this.pullWriter.followTarget(orgId, repoId, prNumber!, baseBranch);
    else if (!former.isOpen) await this.pullWriter.judgeThoseAboveAgain(orgId, repoId, prNumber!);
  }

  /** Answers what the pull request was before; null where it is new, or keeps what a scan that is trusted further stated. */
  async record(
    orgId: OrgId,
    scan: Parameters<PullRequestRepository['recordScan']>[1] & Pick<Scan, 'trust'>,
    traits: PullRequestTraits,
  ): Promise<FormerPullRequest | null> {
    if (scan.prNumber === null) return null;
    if (scan.trust < OWN_TRUST && (await this.pullRequests.recordOutranked(orgId, scan, traits.author))) return null;
    return this.pullRequests.recordScan(orgId, scan, traits);
  }
}

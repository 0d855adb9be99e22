import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import type { ClosedPullRequest } from './pull-request.js';
import { PullRequestRepository } from './pull-request.repository.js';

/** Pull requests as the forge reports them, inside the open tenant transaction. */
@Injectable()
export class PullRequestWriter {
  constructor(
    private readonly pullRequests: PullRequestRepository,
    private readonly clock: Clock,
  ) {}

  /** Closes a pull request until a new scan of it; null where no scan was of it. */
  close(orgId: OrgId, repoId: RepoId, number: number, isMerged: boolean): Promise<ClosedPullRequest | null> {
    return this.pullRequests.close(orgId, repoId, number, { at: this.clock.now(), isMerged });
  }

  reopen(orgId: OrgId, repoId: RepoId, number: number): Promise<void> {
    return this.pullRequests.reopen(orgId, repoId, number);
  }
}

import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, isAgent } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import type { ClosedPullRequest } from './pull-request.js';
import { PullRequestWriter } from './pull-request.writer.js';

/** Pull requests as the forge reports them. */
@Injectable()
export class PullRequestService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly pullRequests: PullRequestWriter,
    private readonly repos: RepoReader,
  ) {}

  /**
   * Closes a pull request until a new scan of it; a repeated call may only change if it was merged.
   *
   * @throws AppError for a key of an agent, which scans changes and does not end them
   */
  async close(caller: Caller, repoId: RepoId, number: number, isMerged: boolean): Promise<ClosedPullRequest> {
    if (isAgent(caller)) throw new AppError('forbidden', "An agent's key may not close pull requests.");
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, repoId);
      const closed = await this.pullRequests.close(orgId, repoId, number, isMerged);
      if (!closed) throw new NotFoundInOrg('pull request');
      return closed;
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { PullRequestRepository } from './pull-request.repository.js';

/** Pull requests as other features read them, inside the open tenant transaction. */
@Injectable()
export class PullRequestReader {
  constructor(private readonly pullRequests: PullRequestRepository) {}

  /** All whom scans of a pull request have named as its author, in lower case. */
  findAuthors(orgId: OrgId, repoId: RepoId, number: number): Promise<string[]> {
    return this.pullRequests.findAuthors(orgId, repoId, number);
  }

  /** True where a scan of a pull request has an author of these digests (`AuthorDigests`). */
  isWrittenBy(orgId: OrgId, repoId: RepoId, number: number, digests: readonly string[]): Promise<boolean> {
    return this.pullRequests.isWrittenBy(orgId, repoId, number, digests);
  }
}

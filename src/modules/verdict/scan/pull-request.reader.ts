import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { isAuthor } from '../../../domain/owners/owner-names.js';
import { together } from '../../../platform/database/together.js';
import { AuthorDigests } from './author-digests.reader.js';
import { PullRequestRepository } from './pull-request.repository.js';

/** Pull requests as other features read them, inside the open tenant transaction. */
@Injectable()
export class PullRequestReader {
  constructor(
    private readonly pullRequests: PullRequestRepository,
    private readonly digests: AuthorDigests,
  ) {}

  /** True where a scan of a pull request has named the person with this address as its author. */
  async isWrittenBy(orgId: OrgId, repoId: RepoId, number: number, email: string | null): Promise<boolean> {
    const [names, isWriter] = await together([
      this.pullRequests.findAuthors(orgId, repoId, number),
      this.pullRequests.isWrittenBy(orgId, repoId, number, this.digests.ofPerson(orgId, email)),
    ]);
    return isWriter || isAuthor(email, names);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { IssueMarkRepository } from './issues/issue-mark.repository.js';
import { OwnAcceptancesReader } from './issues/own-acceptances.reader.js';

/** Reads marks for tracking outside of the service, inside the open tenant transaction. */
@Injectable()
export class PackedMarksReader {
  constructor(
    private readonly marks: IssueMarkRepository,
    private readonly ownAcceptances: OwnAcceptancesReader,
  ) {}

  /**
   * The marks that count, without acceptances of directives by the author of the change, and the marked problems.
   *
   * @param tools null: all
   */
  async read(orgId: OrgId, repoId: RepoId, tools: readonly string[] | null) {
    const [marks, marked] = await together([
      this.marks.ofRepo(orgId, repoId),
      this.marks.ofTools(orgId, repoId, tools),
    ]);
    const directives = marks.filter(({ directive }) => directive !== null);
    const own = await this.ownAcceptances.listOwn(orgId, directives, null);
    return { marks: marks.filter(({ issueId }) => !own.has(issueId)), marked };
  }
}

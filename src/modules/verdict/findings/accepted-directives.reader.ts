import { Injectable } from '@nestjs/common';
import type { FoundDirective } from '../../../domain/scanned/added-directives.js';
import type { Scan } from '../scan/scan.reader.js';
import { IssueMarkRepository, type ShownMark } from './issues/issue-mark.repository.js';
import { OwnAcceptancesReader } from './issues/own-acceptances.reader.js';

/** Reads which directives are accepted, inside the open tenant transaction. */
@Injectable()
export class AcceptedDirectivesReader {
  constructor(
    private readonly marks: IssueMarkRepository,
    private readonly ownAcceptances: OwnAcceptancesReader,
  ) {}

  /** Acceptances in the scan's repository. */
  async list({ orgId, repoId }: Scan): Promise<ShownMark[]> {
    return (await this.marks.ofRepo(orgId, repoId)).filter(({ kind }) => kind === 'accepted');
  }

  /** The directives as they are accepted: an author's own acceptance does not count. */
  async countOwn(
    { orgId, id }: Scan,
    accepted: readonly ShownMark[],
    found: readonly FoundDirective[],
  ): Promise<FoundDirective[]> {
    const ids = new Set(found.filter(({ isAccepted }) => isAccepted).map(({ issueId }) => issueId));
    const relevant = accepted.filter(({ issueId }) => ids.has(issueId));
    const ownIds = await this.ownAcceptances.listOwn(orgId, relevant, id);
    return found.map((each) => ({ ...each, isAccepted: each.isAccepted && !ownIds.has(each.issueId) }));
  }
}

import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../../domain/group-by.js';
import type { IssueId, OrgId, ScanId, UserId } from '../../../../domain/ids.js';
import { isAuthor } from '../../../../domain/owners/owner-names.js';
import { together } from '../../../../platform/database/together.js';
import { UserReader } from '../../../people/auth/user.reader.js';
import { AuthorDigests } from '../../scan/author-digests.reader.js';
import { IssueReadModel } from './issue.read-model.js';
import type { ShownMark } from './issue-mark.repository.js';

/** Finds acceptances of directives by an author of a change that has them, inside the open tenant transaction. */
@Injectable()
export class OwnAcceptancesReader {
  constructor(
    private readonly issues: IssueReadModel,
    private readonly users: UserReader,
    private readonly authors: AuthorDigests,
  ) {}

  /**
   * Directives whose acceptance does not count: its maker is an author of the change that is judged, or of the one that had the
   * directive first. A scan may name the author after the acceptance.
   *
   * @param scanId the scan that is judged; null for a change without one
   */
  async listOwn(
    orgId: OrgId,
    accepted: readonly Pick<ShownMark, 'issueId' | 'markedBy'>[],
    scanId: ScanId | null,
  ): Promise<Set<IssueId>> {
    const own = new Set<IssueId>();
    if (accepted.length === 0) return own;
    const makers = await this.users.findAll(orgId, accepted.map(makerOf));
    for (const marks of groupBy(accepted, makerOf).values()) {
      const ids = marks.map(({ issueId }) => issueId);
      const email = makers.get(makerOf(marks[0]!))?.email ?? null;
      const isOfChange = scanId !== null && (await this.areWrittenBy(orgId, [scanId], email));
      for (const id of isOfChange ? ids : await this.listFirstIn(orgId, ids, email)) own.add(id);
    }
    return own;
  }

  /** Those of the accepted problems that a pull request of the person had first. */
  private async listFirstIn(orgId: OrgId, ids: readonly IssueId[], email: string | null): Promise<IssueId[]> {
    const found = await this.issues.listFirstAuthors(orgId, ids, this.authors.ofPerson(orgId, email));
    return found.filter(({ authors, isWritten }) => isWritten || isAuthor(email, authors)).map(({ id }) => id);
  }

  /** True where a pull request of these scans has the person as an author. */
  async areWrittenBy(orgId: OrgId, scanIds: readonly ScanId[], email: string | null): Promise<boolean> {
    const [names, isWriter] = await together([
      this.issues.findAuthors(orgId, scanIds),
      this.issues.areWrittenBy(orgId, scanIds, this.authors.ofPerson(orgId, email)),
    ]);
    return isWriter || isAuthor(email, names);
  }
}

/** People alone accept directives. */
const makerOf = ({ markedBy }: Pick<ShownMark, 'markedBy'>): UserId =>
  Number(/^user:(\d+)$/.exec(markedBy)?.[1] ?? 0) as UserId;

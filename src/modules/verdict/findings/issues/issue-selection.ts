import { Injectable } from '@nestjs/common';
import type { FindingFilter } from '../../../../domain/findings/listing/finding-filter.js';
import type { IssueId, RepoId, ScanId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { FindingListService } from '../listing/finding-list.service.js';
import { IssueReadModel } from './issue.read-model.js';
import type { Chosen } from './mark-changes.js';

/** Problems by their ids, or those that a filter finds in a scan, as many as the caller has seen. */
export type Selection =
  | { readonly issueIds: readonly IssueId[] }
  | { readonly scanId: ScanId; readonly filter: FindingFilter; readonly expectedCount: number };

/** Problems of one repository. */
interface OfRepo {
  readonly repoId: RepoId;
  readonly issueIds: readonly IssueId[];
}

/** Finds the problems that a caller has chosen. */
@Injectable()
export class IssueSelection {
  constructor(
    private readonly lists: FindingListService,
    private readonly issues: IssueReadModel,
  ) {}

  /** @throws AppError count_changed */
  async choose(caller: Caller, selection: Selection): Promise<Chosen & { repoId: RepoId | null }> {
    if ('issueIds' in selection) return { issueIds: [...new Set(selection.issueIds)], scanId: null, repoId: null };
    const { scanId, filter, expectedCount } = selection;
    const { issueIds, total, repoId } = await this.lists.chooseIssues(caller, scanId, filter, expectedCount);
    if (total !== expectedCount)
      throw new AppError(
        'count_changed',
        `The filter now matches ${total} findings, not ${expectedCount}. Nothing was marked. Review the findings again.`,
        { count: total },
      );
    return { issueIds, scanId, repoId };
  }

  /** The chosen problems by their repositories, inside the open tenant transaction. */
  async byRepo(
    { orgId }: Caller,
    { issueIds, repoId }: Awaited<ReturnType<IssueSelection['choose']>>,
  ): Promise<OfRepo[]> {
    if (repoId !== null) return [{ repoId, issueIds }];
    return this.issues.locate(orgId, issueIds);
  }
}

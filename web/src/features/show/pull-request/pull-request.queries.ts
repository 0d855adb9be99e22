import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';
import { type HeldPart } from '../../../verdict/rating-reasons';
import { type SinceChanges } from '../../../verdict/scan-figures';
import { type Can } from '../../people/session/session.queries';
import { type ForgeLinks, type PullRequestRow, type RepoOfPage } from '../repository/repository.queries';

type Schemas = components['schemas'];

/** A scan of a pull request; what changed since the one before is null on the first. */
export interface PullRequestScan {
  readonly scan_id: number;
  readonly commit_sha: string | null;
  readonly status: string;
  readonly completed_at?: string | null;
  readonly started_at?: string;
  readonly new: number | null;
  readonly fixed: number | null;
  readonly base_scan_id: number | null;
  readonly appeared: number | null;
  readonly disappeared: number | null;
}

export type AddedFinding = Pick<
  Schemas['Finding'],
  'issue_id' | 'rule_id' | 'severity' | 'file_path' | 'line' | 'message'
>;

/** Lines of a file that a change adds and no test runs. */
export type Uncovered = NonNullable<Schemas['GateStatus']['uncovered']>[number];

export interface PullRequestPage extends PullRequestRow {
  readonly repo: RepoOfPage;
  readonly verdict: Schemas['GateStatus'];
  readonly changes: SinceChanges | null;
  /** From the target upwards; empty where no other one is below or on top of it. */
  readonly stack: readonly Schemas['StackedPullRequest'][];
  /** New findings that count, of the last completed scan; null where they are not known. */
  readonly new_findings: {
    readonly scan_id: number;
    readonly total: number;
    readonly findings: readonly AddedFinding[];
  } | null;
  readonly rating_held_by: readonly HeldPart[];
  readonly scans: readonly PullRequestScan[];
  readonly waivers: readonly {
    readonly id: number;
    readonly rule: string;
    readonly reason: string;
    readonly expires_at: string | null;
  }[];
  readonly links: ForgeLinks | null;
  readonly policy_chosen: boolean;
  readonly can: Can;
}

/** Everything that the page of a pull request shows. */
export const pullRequestQuery = (repoId: number, number: number) =>
  queryOptions({
    queryKey: ['repository', repoId, 'pull-request', number],
    queryFn: ({ signal }) => get<PullRequestPage>(`/repos/${repoId}/pull-requests/${number}`, undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type components } from '../../../api/schema.gen';
import { type Direction } from '../../../gate/verdict-of';
import { type RuleName } from '../../../gate/words';
import { type Counters, type CoverageFigures, type ScanOfPage, type SinceChanges } from '../../../verdict/scan-figures';
import { type Can } from '../../people/session/session.queries';
import { type AllPullsSearch } from './all-pulls-search';

type Schemas = components['schemas'];

export interface TrendScan {
  readonly scan_id: number;
  readonly completed_at: string;
  readonly status: string;
  readonly direction: Direction;
  readonly findings_total: number | null;
  readonly coverage_pct: number | null;
  readonly duplication_pct: number | null;
  /** Null without test results. */
  readonly tests: { readonly total: number; readonly failed: number } | null;
}

/** Templates of links to the forge (RFC 6570). */
export interface ForgeLinks {
  readonly commit: string;
  readonly file: string;
}

export type RepoOfPage = Schemas['Repo'] & { readonly links?: ForgeLinks | null };

export interface PullRequestRow {
  readonly pr_number: number;
  readonly title: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly branch: string;
  readonly base_branch: string | null;
  readonly state: 'open' | 'closed';
  readonly merged: boolean | null;
  /** The verdict of the last scan rests on what has changed since. */
  readonly stale: boolean;
  readonly last_scan: {
    readonly scan_id: number;
    readonly commit_sha: string | null;
    readonly status: string;
    readonly direction: Direction;
    readonly completed_at: string | null;
    readonly started_at: string;
  };
  readonly new_in_pr: { readonly total: number } | null;
  readonly fixed: number | null;
  /** The scan that it counts against; null where there is none. */
  readonly base_scan_id: number | null;
  readonly patch_coverage_pct: number | null;
  readonly scan_count: number;
}

/** A pull request in a list: with its repository where the list has several, and the owners of the files that it touches. */
export interface ListedPullRequest extends PullRequestRow {
  readonly repo?: { readonly id: number; readonly name: string };
  readonly owners?: readonly string[];
}

export interface RepositoryOverview {
  readonly repo: RepoOfPage;
  readonly scan: ScanOfPage | null;
  readonly verdict: Schemas['GateStatus'] | null;
  readonly ratings: Schemas['Ratings'] | null;
  readonly tech_debt: Schemas['TechDebt'] | null;
  readonly coverage: CoverageFigures | null;
  readonly counters: Counters | null;
  readonly pending_scan: { readonly scan_id: number; readonly started_at: string } | null;
  readonly previous: { readonly scan_id: number } | null;
  readonly changes: SinceChanges | null;
  readonly trend: readonly TrendScan[];
  readonly pull_requests: readonly PullRequestRow[];
  readonly waivers_in_force: readonly {
    readonly id: number;
    readonly rule: RuleName;
    readonly expires_at: string | null;
  }[];
  readonly baseline: { readonly problems: number; readonly scan_id: number; readonly updated_at: string } | null;
  readonly can: Can;
}

/** Most scans that the trend shows. */
const POINTS = 30;

export const repositoryKey = (repoId: number) => ['repository', repoId] as const;

/** Everything that the page of a repository shows. */
export const repositoryQuery = (repoId: number, branch?: string) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'overview', branch ?? null],
    queryFn: ({ signal }) => get<RepositoryOverview>(`/repos/${repoId}/overview`, { points: POINTS, branch }, signal),
  });

/** Seconds of a wait for the next scan. */
const WAIT_SECONDS = 25;

/** Waits until a newer scan than the one shown has ended. */
export const newerScanWait = (repoId: number, branch: string | undefined, shown: number | null) => ({
  path: `/repos/${repoId}/overview`,
  query: { points: POINTS, branch, after: shown },
  seconds: WAIT_SECONDS,
  onAnswer: (page: RepositoryOverview, client: QueryClient) =>
    client.setQueryData(repositoryQuery(repoId, branch).queryKey, page),
});

export interface PullRequestFilter {
  readonly state?: 'closed' | 'all';
  readonly status?: 'passed' | 'failed';
}

export interface PullRequestList {
  readonly repo: RepoOfPage;
  readonly pull_requests: readonly PullRequestRow[];
  readonly next_cursor: string | null;
}

/** Pull requests of a repository, the one scanned last first. */
export const pullRequestsQuery = (repoId: number, filter: PullRequestFilter = {}) =>
  queryOptions({
    queryKey: [...repositoryKey(repoId), 'pull-requests', filter],
    queryFn: ({ signal }) => get<PullRequestList>(`/repos/${repoId}/pull-requests`, { ...filter, limit: 100 }, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });

interface AllPullRequests {
  readonly pull_requests: readonly ListedPullRequest[];
  readonly next_cursor: string | null;
}

/** Pull requests of all repositories, the one scanned last first, page by page. */
export const allPullRequestsQuery = (filter: AllPullsSearch) =>
  infiniteQueryOptions({
    queryKey: ['pull-requests', filter],
    queryFn: ({ signal, pageParam: cursor }) =>
      get<AllPullRequests>('/pull-requests', { ...filter, limit: 50, cursor }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Owners of the files of the newest pull requests, by their names. */
export const ownersQuery = () =>
  queryOptions({
    queryKey: ['pull-requests', 'owners'],
    queryFn: async ({ signal }) => {
      const { pull_requests: pulls } = await get<AllPullRequests>(
        '/pull-requests',
        { state: 'all', limit: 200 },
        signal,
      );
      return [...new Set(pulls.flatMap(({ owners = [] }) => owners))].toSorted();
    },
  });

const JOB_AGAIN_MS = 1_000;

/** A job, looked at again until it has ended. */
export const jobQuery = (jobId: number) =>
  queryOptions({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => get<Schemas['Job']>(`/jobs/${jobId}`, undefined, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'done' || data?.state === 'failed' ? false : JOB_AGAIN_MS,
  });

/** Most repositories in one answer. */
const REPOS_PAGE = 200;

/** All repositories of the organization. */
export const reposQuery = () =>
  queryOptions({
    queryKey: ['repos'],
    queryFn: async ({ signal }) => {
      const repos: Schemas['Repo'][] = [];
      let cursor: string | null = null;
      do {
        const page: Schemas['RepoList'] = await get('/repos', { limit: REPOS_PAGE, cursor }, signal);
        repos.push(...page.repos);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return repos;
    },
  });

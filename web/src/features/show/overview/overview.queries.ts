import { infiniteQueryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client';
import { LOOK_AGAIN_MS } from '../../../api/query-client';
import { type Direction } from '../../../gate/verdict-of';
import { type RuleName } from '../../../gate/words';
import { type RatingLetter } from '../../../ui/rating';

export interface LastScan {
  readonly scan_id: number;
  readonly commit_sha: string | null;
  readonly completed_at: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly direction: Direction;
  readonly failing_rules: readonly RuleName[];
  readonly quality_rating: RatingLetter | null;
  readonly findings_total: number | null;
  readonly coverage_pct: number | null;
  readonly duplication_pct: number | null;
  readonly tech_debt_minutes: number | null;
  readonly stale: boolean;
}

export interface RepoInOverview {
  readonly id: number;
  readonly name: string;
  readonly url: string | null;
  readonly default_branch: string;
  readonly favourite: boolean;
  readonly last_scan: LastScan | null;
  readonly pending_scan: { readonly scan_id: number; readonly started_at: string } | null;
  /** Time of the newest completed scan, or of the repository's creation, where the next one is missing. */
  readonly scan_missing_since: string | null;
  readonly previous:
    | (Pick<LastScan, 'scan_id' | 'findings_total' | 'coverage_pct' | 'duplication_pct' | 'quality_rating'> & {
        readonly findings_delta: number | null;
        readonly coverage_delta_pts: number | null;
      })
    | null;
  readonly trend: readonly Pick<LastScan, 'scan_id' | 'completed_at' | 'status' | 'findings_total' | 'coverage_pct'>[];
  readonly pull_requests: { readonly open: number; readonly failed: number };
  readonly waivers: { readonly in_force: number; readonly ending_soon: number };
}

/** Verdicts that the overview counts and filters by. */
export const OVERVIEW_VERDICTS = ['failed', 'degrading', 'clear', 'not_judged', 'pending', 'never_scanned'] as const;
export type OverviewVerdict = (typeof OVERVIEW_VERDICTS)[number];
export type OverviewCounts = Readonly<Record<OverviewVerdict | 'repos', number>>;
export const OVERVIEW_SORTS = ['worst', 'name', 'rating', 'findings', 'coverage', 'recent'] as const;
export type OverviewSort = (typeof OVERVIEW_SORTS)[number];

export interface Overview {
  readonly org_id: number;
  readonly counts: OverviewCounts;
  readonly repos: readonly RepoInOverview[];
  readonly policy_chosen: boolean;
  readonly next_cursor: string | null;
}

export interface OverviewFilter {
  readonly q?: string;
  readonly verdict?: OverviewVerdict;
  readonly sort?: OverviewSort;
}

/** Filter of the list, and the form that is open. */
export interface OverviewSearch extends OverviewFilter {
  readonly form?: 'new';
}

/** Repositories that fit one answer; with more of them the service filters. */
const PAGE = 200;

/** Repositories with their counts, page by page, worst first where the filter says nothing else. */
export const overviewQuery = (filter: OverviewFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['overview', filter],
    queryFn: ({ signal, pageParam: cursor }) => get<Overview>('/overview', { ...filter, limit: PAGE, cursor }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: LOOK_AGAIN_MS,
  });

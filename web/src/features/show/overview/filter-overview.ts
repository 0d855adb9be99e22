import { verdictOf } from '../../../gate/verdict-of';
import {
  type Overview,
  type OverviewCounts,
  type OverviewFilter,
  type OverviewVerdict,
  type RepoInOverview,
} from './overview.queries';

/** Verdict by which the overview counts a repository: that of its last scan; pending only where there is none. */
export function overviewVerdictOf({ last_scan, pending_scan }: RepoInOverview): OverviewVerdict {
  if (last_scan) return verdictOf(last_scan.status, last_scan.direction);
  return pending_scan ? 'pending' : 'never_scanned';
}

/** Applies a filter to an answer that has all repositories, by the service's own rules. */
export function filterOverview({ repos }: Overview, { q, verdict, sort }: OverviewFilter) {
  const matching = repos.filter(({ name }) => name.toLowerCase().includes((q ?? '').toLowerCase()));
  const shown = matching.filter((repo) => verdict === undefined || overviewVerdictOf(repo) === verdict);
  return {
    counts: countVerdicts(matching),
    repos: sort === undefined ? shown : shown.toSorted(favouritesFirst(ORDERS[sort])),
  };
}

type Order = (a: RepoInOverview, b: RepoInOverview) => number;

const byName: Order = (a, b) => a.name.localeCompare(b.name);

/** Largest value first; what has none comes last, and equal ones by their names. */
const byLargest =
  (valueOf: (repo: RepoInOverview) => number | null | undefined): Order =>
  (a, b) =>
    (valueOf(b) ?? -1) - (valueOf(a) ?? -1) || byName(a, b);

/** Worst first where that can be said of a column. */
const ORDERS: Readonly<Record<NonNullable<OverviewFilter['sort']>, Order>> = {
  worst: () => 0,
  name: byName,
  rating: byLargest(({ last_scan }) => last_scan?.quality_rating?.charCodeAt(0)),
  findings: byLargest(({ last_scan }) => last_scan?.findings_total),
  coverage: byLargest(({ last_scan }) => (last_scan?.coverage_pct == null ? null : 100 - last_scan.coverage_pct)),
  recent: (a, b) => timeOf(b).localeCompare(timeOf(a)),
};

const favouritesFirst =
  (order: Order): Order =>
  (a, b) =>
    Number(b.favourite) - Number(a.favourite) || order(a, b);

const timeOf = ({ last_scan, pending_scan }: RepoInOverview): string =>
  last_scan?.completed_at ?? pending_scan?.started_at ?? '';

function countVerdicts(repos: readonly RepoInOverview[]): OverviewCounts {
  const counts = {
    repos: repos.length,
    failed: 0,
    degrading: 0,
    clear: 0,
    not_judged: 0,
    pending: 0,
    never_scanned: 0,
  };
  for (const repo of repos) counts[overviewVerdictOf(repo)] += 1;
  return counts;
}

import { verdictOf } from '../../gate/verdict-of';
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
  return { counts: countVerdicts(matching), repos: sort === undefined ? shown : shown.toSorted(ORDERS[sort]) };
}

const ORDERS: Readonly<Record<NonNullable<OverviewFilter['sort']>, (a: RepoInOverview, b: RepoInOverview) => number>> =
  {
    worst: () => 0,
    name: (a, b) => a.name.localeCompare(b.name),
    recent: (a, b) => timeOf(b).localeCompare(timeOf(a)),
  };

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

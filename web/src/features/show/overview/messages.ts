import { countOf, formatCount } from '../../../ui/format';
import { type OverviewCounts, type OverviewSort, type OverviewVerdict } from './overview.queries';

export const VERDICT_LABELS: Readonly<Record<OverviewVerdict, string>> = {
  failed: 'Failed',
  degrading: 'Degrading',
  clear: 'Clear',
  not_judged: 'Not judged',
  pending: 'Pending',
  never_scanned: 'Never scanned',
};

export const SORT_WORDS: Readonly<Record<OverviewSort, string>> = {
  worst: 'Worst first',
  name: 'By name',
  rating: 'Worst rating',
  findings: 'Most findings',
  coverage: 'Least coverage',
  recent: 'Scanned last',
};

/** State of all repositories in one sentence. */
export function overviewSentence({ repos, failed, clear, never_scanned }: OverviewCounts): string {
  if (repos === 0) return 'No repositories yet';
  if (failed > 0)
    return `${formatCount(failed)} of ${countOf(repos, 'repository', 'repositories')} ${failed === 1 ? 'fails its' : 'fail their'} gate`;
  if (clear === repos)
    return repos === 1 ? 'The repository is clear' : `All ${formatCount(repos)} repositories are clear`;
  return never_scanned === repos
    ? `${countOf(repos, 'repository', 'repositories')}, never scanned`
    : `None of ${countOf(repos, 'repository', 'repositories')} fails its gate`;
}

/** The other verdicts, those of no repository left out. */
export const overviewRest = (counts: OverviewCounts): readonly OverviewVerdict[] =>
  (['degrading', 'clear', 'not_judged', 'pending', 'never_scanned'] as const).filter((verdict) => counts[verdict] > 0);

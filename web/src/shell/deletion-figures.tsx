import { useQuery } from '@tanstack/react-query';
import { failureWords } from '../api/problem';
import { countOf, formatBytes, formatDay, formatList } from '../ui/format';
import { type DeletionForecast, deletionQuery } from './deletion.queries';

interface DeletionQuestion {
  /** Not yet counted, so that nothing is confirmed unseen. */
  readonly isPending: boolean;
  /** Reason why it could not be counted. */
  readonly failure: string | null;
  /** Sentences with the figures. */
  readonly figures: string;
}

/**
 * Figures for the question before a deletion.
 *
 * @param path of what would be deleted, such as `/repos/8`
 */
export function useDeletionFigures(path: string): DeletionQuestion {
  const { data, error } = useQuery(deletionQuery(path));
  return {
    isPending: data === undefined,
    failure: failureWords(error),
    figures: data === undefined ? 'Counting what will be deleted.' : figuresOf(data, path),
  };
}

function figuresOf(forecast: DeletionForecast, path: string): string {
  const { repositories, scans, findings, coverage_uploads: uploads, bytes, oldest, marks, waivers } = forecast;
  const stored = formatList([
    ...(path === '/org' ? [countOf(repositories, 'repository', 'repositories')] : []),
    ...(path.startsWith('/scans/') ? [] : [countOf(scans, 'scan')]),
    countOf(findings, 'finding'),
    countOf(uploads, 'coverage upload'),
  ]);
  const decided = [marks > 0 && countOf(marks, 'mark'), waivers > 0 && countOf(waivers, 'waiver')].filter(
    (part) => part !== false,
  );
  return [
    `${stored} (${formatBytes(bytes)}) are deleted.`,
    scans > 1 && oldest !== null && `The oldest scan is from ${formatDay(oldest)}.`,
    decided.length > 0 &&
      `${formatList(decided)} ${marks + waivers === 1 ? 'is' : 'are'} deleted, ended ones included.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}

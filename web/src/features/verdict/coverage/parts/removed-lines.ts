import { useQueries } from '@tanstack/react-query';
import { type CodeRow, groupPlaces, type Range } from '../../../../verdict/code/code-rows';
import { MOST_LINES, sourceQuery } from '../../../../verdict/code/source.queries';
import { type FileCoverage } from '../coverage.queries';

/** Requests for the text of removed lines: each has at most 500 lines. */
const MOST_REQUESTS = 5;

/** Lines that a change removes, by the line of the file after which they stood. */
export type RemovedRows = ReadonlyMap<number, readonly CodeRow[]>;

/** Lines that a change removes, and whether the text of some is known not to be stored. */
export interface RemovedLines {
  readonly rows: RemovedRows;
  readonly lacksText: boolean;
}

/**
 * Lines that the change removes from a file whose repository stores source: with their text as far as the scan of the merge base has
 * it, else as ranges.
 */
export function useRemovedLines({ removed, old }: Pick<FileCoverage, 'removed' | 'old'>): RemovedLines {
  const groups = old === null ? [] : groupPlaces(removed.map(({ from, to }): Range => [from, to]));
  return useQueries({
    queries: groups.slice(0, MOST_REQUESTS).map((places) => {
      const [from, to] = [places[0]![0], places.at(-1)![1]];
      return sourceQuery(old!.scan_id, old!.path, from, Math.min(to, from + MOST_LINES - 1));
    }),
    combine: (answers) => {
      const lines = answers.flatMap(({ data }) => data?.lines ?? []);
      const rows = removedRows(removed, new Map(lines.map(({ n, text }) => [n, text])));
      const isRead = answers.every(({ isPending }) => !isPending);
      return { rows, lacksText: isRead && [...rows.values()].flat().some(({ text }) => text === null) };
    },
  });
}

/** Rows of removed lines: one for each line with a text, one for each range without. */
export function removedRows(removed: FileCoverage['removed'], texts: ReadonlyMap<number, string>): RemovedRows {
  const rows = new Map<number, CodeRow[]>();
  for (const { after, from, to } of removed) {
    const place: CodeRow[] = [];
    for (let n = from; n <= to; n += 1) {
      const text = texts.get(n) ?? null;
      const last = place.at(-1);
      if (text === null && last?.text === null) place[place.length - 1] = { ...last, to: n };
      else place.push({ n, to: n, text });
    }
    rows.set(after, place);
  }
  return rows;
}

import { isWithin } from '../../../verdict/code/code-rows';
import { countedHits } from '../../../verdict/code/coverage-facts';
import { type FileCoverage } from './coverage.queries';

/** Lines from one number to another. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
  readonly isAdded: boolean;
}

type Missed = Pick<FileCoverage, 'missed' | 'uncovered_added' | 'uncounted_added' | 'lines'>;

/**
 * Lines that never ran, neighbours joined; those that the change adds come first, as the verdict counts them. Added lines that
 * it does not count are left out.
 */
export function missedRanges({
  missed,
  uncovered_added: added,
  uncounted_added: uncounted,
  lines,
}: Missed): LineRange[] {
  const isElsewhere = isWithin([...added, ...uncounted]);
  const order = new Map(lines.map(([line], at) => [line, at]));
  const ranges: { from: number; to: number; isAdded: false }[] = [];
  for (const line of missed) {
    if (isElsewhere(line)) continue;
    const last = ranges.at(-1);
    // Lines that cannot run, such as blank ones, part no range.
    const isNext = last !== undefined && order.get(line) === (order.get(last.to) ?? Number.NaN) + 1;
    if (isNext) last.to = line;
    else ranges.push({ from: line, to: line, isAdded: false });
  }
  return [...added.map(([from, to]) => ({ from, to, isAdded: true })), ...ranges];
}

/** `12`, or `12–14`. */
export const rangeWords = ({ from, to }: LineRange): string => (from === to ? String(from) : `${from}–${to}`);

/** A line of the strip: hits are null where it cannot run, or does not count. */
export interface StripLine {
  readonly line: number;
  readonly hits: number | null;
  readonly isAdded: boolean;
}

/** All lines of a file up to the last that can run, in rows of equal length. */
export function stripRows(
  file: Pick<FileCoverage, 'lines' | 'added' | 'uncounted_added'>,
  length: number,
): StripLine[][] {
  const { lines } = file;
  const hits = countedHits(file);
  const isAdded = isWithin(file.added);
  const count = lines.at(-1)?.[0] ?? 0;
  return Array.from({ length: Math.ceil(count / length) }, (_, row) =>
    Array.from({ length: Math.min(length, count - row * length) }, (_, at) => {
      const line = row * length + at + 1;
      return { line, hits: hits.get(line) ?? null, isAdded: isAdded(line) };
    }),
  );
}

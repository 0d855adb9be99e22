import { isWithin } from '../../../verdict/code/code-rows';
import { type FileCoverage } from './coverage.queries';

/** Lines from one number to another. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
  readonly isAdded: boolean;
}

/** Lines that never ran, neighbours joined; those that the change adds come first, in ranges of their own. */
export function missedRanges({ missed, added, lines }: Pick<FileCoverage, 'missed' | 'added' | 'lines'>): LineRange[] {
  const isAdded = isWithin(added);
  const order = new Map(lines.map(([line], at) => [line, at]));
  const ranges: { from: number; to: number; isAdded: boolean }[] = [];
  for (const line of missed) {
    const last = ranges.at(-1);
    // Lines that cannot run, such as blank ones, part no range.
    const isNext = last !== undefined && order.get(line) === (order.get(last.to) ?? Number.NaN) + 1;
    if (isNext && last.isAdded === isAdded(line)) last.to = line;
    else ranges.push({ from: line, to: line, isAdded: isAdded(line) });
  }
  return ranges.sort((a, b) => Number(b.isAdded) - Number(a.isAdded) || a.from - b.from);
}

/** `12`, or `12–14`. */
export const rangeWords = ({ from, to }: LineRange): string => (from === to ? String(from) : `${from}–${to}`);

/** A line of the strip: hits are null where it cannot run. */
export interface StripLine {
  readonly line: number;
  readonly hits: number | null;
  readonly isAdded: boolean;
}

/** All lines of a file up to the last that can run, in rows of equal length. */
export function stripRows({ lines, added }: Pick<FileCoverage, 'lines' | 'added'>, length: number): StripLine[][] {
  const hits = new Map(lines.map(([line, count]) => [line, count]));
  const isAdded = isWithin(added);
  const count = lines.at(-1)?.[0] ?? 0;
  return Array.from({ length: Math.ceil(count / length) }, (_, row) =>
    Array.from({ length: Math.min(length, count - row * length) }, (_, at) => {
      const line = row * length + at + 1;
      return { line, hits: hits.get(line) ?? null, isAdded: isAdded(line) };
    }),
  );
}

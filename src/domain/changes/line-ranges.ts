import { type ChangedFile, type ChangedLines, type LineRange } from './changed-lines.js';

/** Ascending ranges over the same lines, overlapping and adjacent ones merged. */
export function mergeRanges(ranges: readonly LineRange[]): LineRange[] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The lines that are in both lists of ascending ranges, as ascending ranges. */
export function intersectRanges(ranges: readonly LineRange[], others: readonly LineRange[]): LineRange[] {
  const common: LineRange[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    while (at < others.length && others[at]![1] < from) at += 1;
    for (let index = at; index < others.length && others[index]![0] <= to; index += 1) {
      common.push([Math.max(from, others[index]![0]), Math.min(to, others[index]![1])]);
    }
  }
  return common;
}

/** The lines of ascending ranges that are in none of the others, as ascending ranges. */
export function withoutRanges(ranges: readonly LineRange[], others: readonly LineRange[]): LineRange[] {
  const left: LineRange[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    let next = from;
    while (at < others.length && others[at]![1] < from) at += 1;
    for (let index = at; index < others.length && others[index]![0] <= to; index += 1) {
      if (others[index]![0] > next) left.push([next, others[index]![0] - 1]);
      next = Math.max(next, others[index]![1] + 1);
    }
    if (next <= to) left.push([next, to]);
  }
  return left;
}

/** True where the change adds (or rewrites) this line of the new version. */
export const isLineAdded = (file: Pick<ChangedFile, 'added'>, line: number): boolean =>
  isAnyLineAdded(file, [line, line]);

/** True where the change adds any line of the range. */
export function isAnyLineAdded({ added }: Pick<ChangedFile, 'added'>, [first, last]: LineRange): boolean {
  let low = 0;
  let high = added.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = added[middle]!;
    if (last < from) high = middle - 1;
    else if (first > to) low = middle + 1;
    else return true;
  }
  return false;
}

/** Total number of lines in the ranges. */
export const countLines = (ranges: readonly LineRange[]): number =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);

export const countAddedLines = ({ files }: ChangedLines): number =>
  files.reduce((total, { added }) => total + countLines(added), 0);

export const countRenames = ({ files }: ChangedLines): number => files.filter(({ oldPath }) => oldPath !== null).length;

/** The files in path order, by code unit, which is the same on every machine. */
export const inPathOrder = (files: readonly ChangedFile[]): ChangedFile[] =>
  files.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));

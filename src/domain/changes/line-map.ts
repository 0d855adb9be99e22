import { type Hunk, type LineRange } from './changed-lines.js';
import { mergeRanges } from './line-ranges.js';

/**
 * The hunks in ascending order, where together they map every kept line of the old version to one of the new: without
 * overlaps, and with as many kept lines before each hunk on both sides. Null where they do not, as in a diff that was
 * edited by hand; lines must not be paired by such hunks.
 */
export function toLineMap(hunks: readonly Hunk[]): readonly Hunk[] | null {
  const sorted = hunks.toSorted((one, other) => firstLine(one[2], one[3]) - firstLine(other[2], other[3]));
  let [nextOld, nextNew] = [1, 1];
  for (const [oldStart, oldLines, newStart, newLines] of sorted) {
    const [oldFirst, newFirst] = [firstLine(oldStart, oldLines), firstLine(newStart, newLines)];
    const kept = oldFirst - nextOld;
    if (kept < 0 || kept !== newFirst - nextNew) return null;
    [nextOld, nextNew] = [oldFirst + oldLines, newFirst + newLines];
  }
  return sorted;
}

/** The old lines that the hunks remove. */
export const removedBy = (hunks: readonly Hunk[]): LineRange[] =>
  mergeRanges(hunks.flatMap(([start, lines]): LineRange[] => (lines === 0 ? [] : [[start, start + lines - 1]])));

/** The first line of a side; without lines, that behind the line by which the side is named. */
const firstLine = (start: number, lines: number): number => (lines === 0 ? start + 1 : start);

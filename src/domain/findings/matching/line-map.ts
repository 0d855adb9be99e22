import type { Hunk } from '../../changes/changed-lines.js';

/** Line that a change removed. */
export const REMOVED = 0;

/** Lines of either side up to which a hunk is small: in a larger one a rule's only line may be about anything. */
const SMALL_HUNK = 4;

/** Maps lines of a file from old to new, by the hunks of its diff: every line outside of them was kept. */
export class LineMap {
  /** @param hunks ascending, without context */
  constructor(private readonly hunks: readonly Hunk[]) {}

  /** The number in the new version of a line of the old one; `REMOVED` where the change removed or replaced it. */
  newLineOf(oldLine: number): number {
    const hunk = this.hunks[this.lastAt(oldLine, 0)];
    if (hunk === undefined) return oldLine;
    const [oldStart, oldLines, newStart, newLines] = hunk;
    if (oldLines > 0 && oldLine < oldStart + oldLines) return REMOVED;
    return oldLine + endOf(newStart, newLines) - endOf(oldStart, oldLines);
  }

  /**
   * The number of the line that took the place of a line of the old version, where a hunk replaces lines by as many others;
   * `REMOVED` for every other line.
   */
  editedLineOf(oldLine: number): number {
    const hunk = this.hunks[this.hunkOfOld(oldLine)];
    if (hunk === undefined) return REMOVED;
    const [oldStart, oldLines, newStart, newLines] = hunk;
    return oldLines === newLines ? oldLine + newStart - oldStart : REMOVED;
  }

  /** True where a hunk replaces a few lines by a few, and not by as many. */
  isSmallAndUneven(hunk: number): boolean {
    const [, oldLines, , newLines] = this.hunks[hunk]!;
    return oldLines !== newLines && Math.max(oldLines, newLines) <= SMALL_HUNK;
  }

  /** The place of the hunk that holds a line of the old version; -1 where the line was kept. */
  hunkOfOld(oldLine: number): number {
    return this.hunkAt(oldLine, 0);
  }

  /** The place of the hunk that holds a line of the new version; -1 where the line was kept. */
  hunkOfNew(newLine: number): number {
    return this.hunkAt(newLine, 2);
  }

  private hunkAt(line: number, side: 0 | 2): number {
    const at = this.lastAt(line, side);
    const hunk = this.hunks[at];
    return hunk !== undefined && line < hunk[side] + hunk[side === 0 ? 1 : 3] ? at : -1;
  }

  /** The place of the last hunk that begins before a line or at it, on one side; -1 where none does. */
  private lastAt(line: number, side: 0 | 2): number {
    let low = -1;
    let high = this.hunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const hunk = this.hunks[middle]!;
      // With 0 lines the start is the line before.
      const first = hunk[side] + (hunk[side === 0 ? 1 : 3] === 0 ? 1 : 0);
      if (first <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The first line after a hunk's. */
const endOf = (start: number, lines: number): number => (lines === 0 ? start + 1 : start + lines);

/** The map of a file that the change left alone. */
export const SAME_LINES = new LineMap([]);

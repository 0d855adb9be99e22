import { type ChangedFile, type ChangedLines, type LineRange } from '../changes/changed-lines.js';
import { coverableLines } from '../changes/counted-lines.js';
import { type FileCoverage, type LineCounts } from './coverage-report.js';

/** Lines of a file that are not covered, or not wholly, in order. */
export interface UncoveredLines {
  /** Never ran. */
  readonly missed: readonly number[];
  /** Ran, but not all of their branches were taken. */
  readonly partial: readonly number[];
}

/**
 * Line coverage of a change: the number of executable lines among those that it wrote, and of those that ran. Lines that no
 * report contains (blank ones, comments, files without coverage) do not count.
 *
 * @param linesOf the coverage of a file by its path; null when there is none.
 */
export function coverageOfChange(changed: ChangedLines, linesOf: (path: string) => FileCoverage | null): LineCounts {
  let linesTotal = 0;
  let linesCovered = 0;
  for (const change of changed.files) {
    const lines = coverableLines(change);
    const file = lines.length === 0 ? null : linesOf(change.path);
    if (file === null) continue;
    for (const index of indicesWithin(file.lines, lines)) {
      linesTotal++;
      if (file.hits[index]! > 0) linesCovered++;
    }
  }
  return { linesTotal, linesCovered };
}

/** The added lines of a file that count and that did not run, ascending. */
export const uncoveredAdded = (change: ChangedFile, { lines, hits }: FileCoverage): number[] =>
  Array.from(indicesWithin(lines, coverableLines(change)))
    .filter((index) => hits[index] === 0)
    .map((index) => lines[index]!);

/** The executable lines of a file that are missed or partial; all others are covered. */
export function uncoveredLines(file: FileCoverage): UncoveredLines {
  const { lines, hits, branchLines, branchesCovered, branchesTotal } = file;
  const missed: number[] = [];
  const partial: number[] = [];
  let branch = 0;
  for (const [index, line] of lines.entries()) {
    while (branch < branchLines.length && branchLines[branch]! < line) branch++;
    if (hits[index] === 0) missed.push(line);
    else if (branchLines[branch] === line && branchesCovered[branch]! < branchesTotal[branch]!) partial.push(line);
  }
  return { missed, partial };
}

/** Indices of the lines within one of the ranges; lines and ranges both ascend. */
export function* indicesWithin(lines: Uint32Array, ranges: readonly LineRange[]): Generator<number> {
  let index = 0;
  for (const [from, to] of ranges) {
    while (index < lines.length && lines[index]! < from) index++;
    for (; index < lines.length && lines[index]! <= to; index++) yield index;
  }
}

import { type ChangedLines, type LineRange } from '../changes/changed-lines.js';
import { type CoverageCounts, type FileCoverage } from './coverage-report.js';

export type LineState = 'covered' | 'partial' | 'missed';

/** One executable line, as a reader of the file wants to see it. */
export interface LineView {
  readonly line: number;
  readonly hits: number;
  readonly branchesCovered: number;
  readonly branchesTotal: number;
  /** `partial`: the line ran, but not all of its branches were taken. */
  readonly state: LineState;
  /** Whether the change adds the line. */
  readonly isAdded: boolean;
}

/**
 * Line coverage of a change: how many of the lines that it adds are executable, and how many of those ran. Lines that no
 * report knows (blank ones, comments, files without coverage) do not count.
 *
 * @param linesOf the coverage of a file by its path; null where there is none.
 */
export function coverageOfChange(
  changed: ChangedLines,
  linesOf: (path: string) => FileCoverage | null,
): Pick<CoverageCounts, 'linesTotal' | 'linesCovered'> {
  let linesTotal = 0;
  let linesCovered = 0;
  for (const { path, added } of changed.files) {
    const file = added.length === 0 ? null : linesOf(path);
    if (file === null) continue;
    for (const index of indicesWithin(file.lines, added)) {
      linesTotal++;
      if (file.hits[index]! > 0) linesCovered++;
    }
  }
  return { linesTotal, linesCovered };
}

/** The executable lines of a file in order, with their branches, marked where the change adds them. */
export function viewLines(file: FileCoverage, added: readonly LineRange[]): LineView[] {
  const addedIndices = new Set(indicesWithin(file.lines, added));
  const branchIndex = new Map(Array.from(file.branchLines, (line, index) => [line, index]));
  return Array.from(file.lines, (line, index) => {
    const branch = branchIndex.get(line);
    const branchesCovered = branch === undefined ? 0 : file.branchesCovered[branch]!;
    const branchesTotal = branch === undefined ? 0 : file.branchesTotal[branch]!;
    const hits = file.hits[index]!;
    const state = stateOf(hits, branchesCovered, branchesTotal);
    return { line, hits, branchesCovered, branchesTotal, state, isAdded: addedIndices.has(index) };
  });
}

function stateOf(hits: number, branchesCovered: number, branchesTotal: number): LineState {
  if (hits === 0) return 'missed';
  return branchesCovered < branchesTotal ? 'partial' : 'covered';
}

/** Indices of the lines that stand in one of the ranges; lines and ranges both ascend. */
function* indicesWithin(lines: Uint32Array, ranges: readonly LineRange[]): Generator<number> {
  let index = 0;
  for (const [from, to] of ranges) {
    while (index < lines.length && lines[index]! < from) index++;
    for (; index < lines.length && lines[index]! <= to; index++) yield index;
  }
}

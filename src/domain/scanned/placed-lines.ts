import { type ChangeCoverage, type FileRanges, toRanges } from '../coverage/measure-change.js';
import type { ActionFacts, PlacedLines } from '../gate/actions/action-facts.js';

/** Executable lines of a file, in ascending order, with the runs of each. */
export interface CountedLines {
  readonly lines: ArrayLike<number>;
  readonly hits: ArrayLike<number>;
}

const toPlaces = ({ filePath, ranges }: FileRanges): PlacedLines[] =>
  ranges.map((range) => ({ filePath, range, lines: range[1] - range[0] + 1 }));

/** Lines of a file that no test runs. */
export const missedLines = (filePath: string, { lines, hits }: CountedLines): PlacedLines[] =>
  toPlaces({ filePath, ranges: toRanges(Array.from(lines).filter((_, at) => hits[at] === 0)) });

/** Places among added lines that lack coverage. */
export type AddedPlaces = Pick<ActionFacts, 'uncoveredAdded' | 'untakenBranches' | 'untestedFiles'>;

/** @param countsUntested uncovered lines of files without any coverage count */
export const addedPlaces = (
  { uncovered, untested, untaken }: ChangeCoverage,
  countsUntested: boolean,
): AddedPlaces => ({
  uncoveredAdded: [...uncovered, ...(countsUntested ? (untested ?? []) : [])].flatMap(toPlaces),
  untakenBranches: untaken.map(({ filePath, line, count }) => ({ filePath, range: [line, line], lines: count })),
  untestedFiles: (untested ?? []).map(({ filePath, ranges }) => ({ filePath, range: ranges[0]!, lines: 1 })),
});

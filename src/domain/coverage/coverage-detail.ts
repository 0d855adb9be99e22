import { countLines } from '../changes/line-ranges.js';
import { type UnmatchedPaths } from '../paths/unmatched-paths.js';
import { type BranchCounts, type ChangeCoverage, type FileRanges } from './measure-change.js';

/** Number of files in one verdict, more than anybody reads. */
const MAX_FILES = 200;

/** Number of ranges of one file, more than anybody reads. */
const MAX_RANGES = 100;

/** Lines of one file: the first 100 ranges of them. */
export interface FileLines extends FileRanges {
  /** Number of lines in all ranges, listed or not. */
  readonly lines: number;
}

/** Coverage facts of a scan's verdict beside the totals, as they are stored. */
export interface CoverageDetail {
  /**
   * Added lines that did not run, of the first 200 files; null when the added lines, or coverage, are unknown. Earlier versions
   * stored all ranges and no number.
   */
  readonly uncovered: readonly (FileRanges & Partial<FileLines>)[] | null;
  /** Added lines that no report contains, of the first 200 files; null when that is unknown. */
  readonly untested: readonly FileLines[] | null;
  /** Total over all files. */
  readonly untestedLines: number;
  /** Number of files of `untested`, listed or not; omitted by earlier versions. */
  readonly untestedFiles?: number;
  /** Branches on added lines; null as `uncovered` is, left out by earlier versions. */
  readonly branches?: BranchCounts | null;
  /** Changed files that no report contains, but for an unmatched path of the same name; the first 200. */
  readonly unmatchedNames: readonly string[];
  readonly unmatchedPaths: UnmatchedPaths;
}

/**
 * Returns the coverage facts of a scan to store beside its totals.
 *
 * @param change null when the scan does not know its changed lines
 * @param hasFiles false when no file has a place: then nothing is known of lines
 */
export function detailOf(
  change: ChangeCoverage | null,
  hasFiles: boolean,
  unmatchedPaths: UnmatchedPaths,
): CoverageDetail {
  const known = hasFiles ? change : null;
  const untested = known?.untested?.map(toFileLines) ?? null;
  return {
    uncovered: known?.uncovered.slice(0, MAX_FILES).map(toFileLines) ?? null,
    untested: untested?.slice(0, MAX_FILES) ?? null,
    untestedLines: (untested ?? []).reduce((sum, { lines }) => sum + lines, 0),
    untestedFiles: untested?.length ?? 0,
    branches: known && { branchesTotal: known.branchesTotal, branchesCovered: known.branchesCovered },
    unmatchedNames: change?.unmatchedNames.slice(0, MAX_FILES) ?? [],
    unmatchedPaths,
  };
}

const toFileLines = ({ filePath, ranges }: FileRanges): FileLines => ({
  filePath,
  ranges: ranges.slice(0, MAX_RANGES),
  lines: countLines(ranges),
});

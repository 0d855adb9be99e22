import { type ChangeCoverage, countLines, type FileRanges } from './measure-change.js';

/** Number of files in one verdict, more than anybody reads. */
const MAX_FILES = 200;

/** A file that no report contains: its added executable lines. */
export interface UntestedLines extends FileRanges {
  /** Number of lines in the ranges. */
  readonly lines: number;
}

/** Paths of reports without a place in the repository. */
export interface UnmatchedPaths {
  readonly count: number;
  readonly firstTen: readonly string[];
}

/** Coverage facts of a scan's verdict beside the totals, as they are stored. */
export interface CoverageDetail {
  /** Added lines that did not run, of the first 200 files; null when the added lines, or coverage, are unknown. */
  readonly uncovered: readonly FileRanges[] | null;
  /** Added lines that no report contains, of the first 200 files; null when that is unknown. */
  readonly untested: readonly UntestedLines[] | null;
  /** Total over all files. */
  readonly untestedLines: number;
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
  const untested = known?.untested?.map((file) => ({ ...file, lines: countLines(file.ranges) })) ?? null;
  return {
    uncovered: known?.uncovered.slice(0, MAX_FILES) ?? null,
    untested: untested?.slice(0, MAX_FILES) ?? null,
    untestedLines: (untested ?? []).reduce((sum, { lines }) => sum + lines, 0),
    unmatchedNames: change?.unmatchedNames.slice(0, MAX_FILES) ?? [],
    unmatchedPaths,
  };
}

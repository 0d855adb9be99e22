import { type ChangedFile, type ChangedLines, type LineRange } from '../changes/changed-lines.js';
import { coverableLines, executableLines } from '../changes/counted-lines.js';
import { type FileCoverage, type LineCounts } from './coverage-report.js';
import { indicesWithin, uncoveredAdded } from './patch-coverage.js';

/** Line ranges of one file, ascending. */
export interface FileRanges {
  readonly filePath: string;
  readonly ranges: readonly LineRange[];
}

/** Branches of one line that no test takes. */
export interface UntakenBranches {
  readonly filePath: string;
  readonly line: number;
  readonly count: number;
}

/** Branches on the lines that a change adds. */
export interface BranchCounts {
  readonly branchesTotal: number;
  readonly branchesCovered: number;
}

/** Coverage of a change, with the lines that lack it. */
export interface ChangeCoverage extends LineCounts, BranchCounts {
  /** In the order of the change, lines ascending. */
  readonly untaken: readonly UntakenBranches[];
  /**
   * Added lines that reports contain and that did not run, by file in the order of the change; files without any are
   * left out.
   */
  readonly uncovered: readonly FileRanges[];
  /**
   * Added executable lines of source files that no report contains, by file in the order of the change; null when
   * nothing states which of the changed files are source.
   */
  readonly untested: readonly FileRanges[] | null;
  /** Changed files that no report contains, but for an unmatched path of the same name. */
  readonly unmatchedNames: readonly string[];
}

/** Facts about a scan's coverage besides the files that have a place. */
export interface KnownCoverage {
  /** The coverage of a file by its path; null where there is none. */
  readonly linesOf: (path: string) => FileCoverage | null;
  /** Extensions of covered files, with the dot (`.ts`), lower case. */
  readonly extensions: ReadonlySet<string>;
  /** Last names of paths without a place in the repository. */
  readonly unmatchedNames: ReadonlySet<string>;
}

/**
 * Line coverage of a change: the executable lines among those that it wrote, the number of those that ran, and those that
 * did not.
 *
 * Lines that no report contains (blank ones, comments) do not count. A file that no report contains is untested if it
 * is source of a language whose coverage is measured here, unless an unmatched path may be it: then its coverage is
 * unknown.
 */
export function measureChange(changed: ChangedLines, known: KnownCoverage): ChangeCoverage {
  const uncovered: FileRanges[] = [];
  const untested: FileRanges[] = [];
  const unmatchedNames: string[] = [];
  const untaken: UntakenBranches[] = [];
  let [linesTotal, linesCovered, branchesTotal, branchesCovered] = [0, 0, 0, 0];
  const touched = changed.files.filter(({ added, status }) => added.length > 0 && status !== 'deleted');
  for (const file of touched) {
    const { path } = file;
    const executable = executableLines(file) ?? [];
    const coverage = known.linesOf(path);
    if (coverage !== null) {
      const missed = uncoveredAdded(file, coverage);
      const counted = coverableLines(file);
      for (const index of indicesWithin(coverage.branchLines, counted)) {
        const [total, covered] = [coverage.branchesTotal[index]!, coverage.branchesCovered[index]!];
        branchesTotal += total;
        branchesCovered += covered;
        if (covered < total)
          untaken.push({ filePath: path, line: coverage.branchLines[index]!, count: total - covered });
      }
      for (const index of indicesWithin(coverage.lines, counted)) {
        linesTotal++;
        if (coverage.hits[index]! > 0) linesCovered++;
      }
      if (missed.length > 0) uncovered.push({ filePath: path, ranges: toRanges(missed) });
    } else if (known.unmatchedNames.has(fileNameOf(path)) && (file.kind ?? 'source') === 'source')
      unmatchedNames.push(path);
    else if (executable.length > 0 && isCovered(file, known.extensions))
      untested.push({ filePath: path, ranges: executable });
  }
  const areKindsKnown = touched.length === 0 || touched.some(({ kind }) => kind !== null);
  return {
    ...{ linesTotal, linesCovered, branchesTotal, branchesCovered, untaken, uncovered },
    ...{ untested: areKindsKnown ? untested : null, unmatchedNames },
  };
}

/** Extension of a path with its dot, lower case; '' where its name has none. */
export function extensionOf(path: string): string {
  const name = fileNameOf(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** True for source of a language whose coverage is measured here. */
const isCovered = ({ path, kind }: ChangedFile, extensions: ReadonlySet<string>): boolean =>
  kind === 'source' && extensions.has(extensionOf(path));

/** Ascending lines as ranges. */
export function toRanges(lines: readonly number[]): LineRange[] {
  const ranges: [from: number, to: number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

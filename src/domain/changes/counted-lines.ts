import { type Warning, warningOf } from '../warning.js';
import { type ChangedFile, type LineRange } from './changed-lines.js';
import { countLines, intersectRanges, mergeRanges, withoutRanges } from './line-ranges.js';

const SHOWN_NAMES = 3;

type MovedFile = Pick<ChangedFile, 'moved' | 'unchangedButSpace'>;

/** The added lines that the change moved, or in which only white space differs. */
export const movedLines = ({ moved, unchangedButSpace }: MovedFile): LineRange[] =>
  mergeRanges([...(moved ?? []), ...(unchangedButSpace ?? [])]);

/**
 * The added lines that the change wrote: they were neither moved, nor do they differ in white space alone, nor does the target
 * branch have them by now, as after a squash of the first half of a branch that continues.
 */
export const writtenLines = (file: Pick<ChangedFile, 'added' | 'onTarget'> & MovedFile): LineRange[] =>
  withoutRanges(file.added, mergeRanges([...movedLines(file), ...(file.onTarget ?? [])]));

/**
 * The written lines on which coverage is measured: those that can run, as far as that is known. Where closing punctuation is
 * known, a report decides on all other lines, since tools and grammars differ in the lines that they name of one statement.
 */
export function coverableLines(file: ChangedFile): LineRange[] {
  const { closingAdded, executableAdded, coverageIgnored } = file;
  const written = withoutRanges(writtenLines(file), coverageIgnored ?? []);
  if (closingAdded !== null) return withoutRanges(written, closingAdded);
  return executableAdded === null ? written : intersectRanges(written, executableAdded);
}

/** The written lines that count for nothing, though a report may contain them: closing punctuation, and what a directive excludes. */
export const uncountedLines = (file: ChangedFile): LineRange[] =>
  withoutRanges(writtenLines(file), coverableLines(file));

/** The written lines that hold executable code; null where that is unknown. */
export const executableLines = (file: ChangedFile): LineRange[] | null =>
  file.executableAdded &&
  intersectRanges(withoutRanges(writtenLines(file), file.coverageIgnored ?? []), file.executableAdded);

/** Number of added lines that were moved or differ in white space alone; null where no file says so of its lines. */
export function countMovedLines(files: readonly MovedFile[]): number | null {
  const known = files.filter(({ moved, unchangedButSpace }) => moved !== null || unchangedButSpace !== null);
  return known.length === 0 ? null : known.reduce((sum, file) => sum + countLines(movedLines(file)), 0);
}

/** Warns of added lines that a directive takes out of coverage. */
export function warnOfIgnored(files: readonly ChangedFile[]): Warning[] {
  const paths = files
    .filter((file) => file.coverageIgnored && intersectRanges(writtenLines(file), file.coverageIgnored).length > 0)
    .map(({ path }) => path);
  if (paths.length === 0) return [];
  const names = `${paths.slice(0, SHOWN_NAMES).join(', ')}${paths.length > SHOWN_NAMES ? ', ...' : ''}`;
  return [warningOf('coverage_ignored_added', `A directive excludes added lines from coverage: ${names}.`)];
}

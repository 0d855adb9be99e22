import type { ChangedLines, LineRange } from '../../changes/changed-lines.js';
import { writtenLines } from '../../changes/counted-lines.js';
import { mergeRanges } from '../../changes/line-ranges.js';
import { groupBy } from '../../group-by.js';
import { type ClonePlace, lengthOf } from './clone.js';

/** Added lines that make a copy one that a change added: the smallest block that the bundled analysis reports. */
export const MIN_CLONE_LINES = 5;

/** The added lines of each changed file, by its path. */
export type AddedLines = ReadonlyMap<string, readonly LineRange[]>;

export const addedLinesOf = ({ files }: ChangedLines): AddedLines =>
  new Map(files.map(({ path, added }) => [path, added]));

/** As `addedLinesOf`, without those that the change moved or in which only white space differs. */
export const writtenLinesOf = ({ files }: ChangedLines): AddedLines =>
  new Map(files.map((file) => [file.path, writtenLines(file)]));

/**
 * The copies that a change added: at least half of their lines are added ones, or as many as the least block has. The
 * copy of the most added lines comes first.
 */
export function findAddedCopies(places: readonly ClonePlace[], added: AddedLines): ClonePlace[] {
  return places
    .map((place) => ({ place, lines: countAdded(place, added) }))
    .filter(({ place, lines }) => lines >= MIN_CLONE_LINES || (lines > 0 && 2 * lines >= lengthOf(place)))
    .sort((one, other) => other.lines - one.lines)
    .map(({ place }) => place);
}

/** Lines of a copy that the change wrote. */
export const countAdded = ({ filePath, startLine, endLine }: ClonePlace, added: AddedLines): number =>
  sumOf((added.get(filePath) ?? []).map((range) => cut(range, startLine, endLine)));

/** Facts on a clone that decide whether a change brought it. */
export interface CloneFacts {
  readonly places: readonly ClonePlace[];
  /** Copies that the text had in the scan which the change is compared with; null where that scan does not have it. */
  readonly knownCopies: number | null;
}

/**
 * True when a change brought a clone: it added a copy, of a text that was none before or that has more copies than
 * before.
 */
export const isNewClone = ({ places, knownCopies }: CloneFacts, added: AddedLines): boolean =>
  (knownCopies === null || places.length > knownCopies) && findAddedCopies(places, added).length > 0;

/** Lines that a change wrote, and how many of them are in some copy of some text. */
export interface NewDuplication {
  readonly duplicated: number;
  readonly added: number;
}

/** @param places the copies of all clones, which may overlap */
export function countNewDuplication(places: readonly ClonePlace[], added: AddedLines): NewDuplication {
  let duplicated = 0;
  let addedTotal = 0;
  const byFile = new Map<string, ClonePlace[]>();
  for (const place of places) {
    const ofFile = byFile.get(place.filePath);
    if (ofFile === undefined) byFile.set(place.filePath, [place]);
    else ofFile.push(place);
  }
  for (const [filePath, ranges] of added) {
    addedTotal += sumOf(ranges.map(([from, to]) => to - from + 1));
    const copies = mergeRanges((byFile.get(filePath) ?? []).map(({ startLine, endLine }) => [startLine, endLine]));
    duplicated += sumOf(copies.flatMap(([from, to]) => ranges.map((range) => cut(range, from, to))));
  }
  return { duplicated, added: addedTotal };
}

/** Copies that overlap or meet in one file as one, by path and line. */
export function joinPlaces(places: readonly ClonePlace[]): ClonePlace[] {
  const byFile = groupBy(places, ({ filePath }) => filePath);
  return [...byFile].flatMap(([filePath, ofFile]) =>
    mergeRanges(ofFile.map(({ startLine, endLine }) => [startLine, endLine])).map(([startLine, endLine]) => ({
      ...{ filePath, startLine, endLine },
    })),
  );
}

/** Counts the lines of a range between two lines, both included. */
const cut = ([from, to]: LineRange, first: number, last: number): number =>
  Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** One copy of a duplicated text: a file and lines of it, both included, from 1. */
export interface ClonePlace {
  readonly filePath: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A text that occurs in several places. */
export interface Clone {
  /** All copies, at least two, in the order of their paths and lines. */
  readonly places: readonly ClonePlace[];
  /** The line of the text by which the clone is recognized (`signatureOf`); null when its text is unknown. */
  readonly signature: string | null;
}

/** Lines of a copy. */
export const lengthOf = ({ startLine, endLine }: ClonePlace): number => endLine - startLine + 1;

/** Lines that two places have in common; 0 where they are of different files. */
export function sharedLines(one: ClonePlace, other: ClonePlace): number {
  if (one.filePath !== other.filePath) return 0;
  return Math.max(0, Math.min(one.endLine, other.endLine) - Math.max(one.startLine, other.startLine) + 1);
}

/** By path, start and end. */
export function comparePlaces(one: ClonePlace, other: ClonePlace): number {
  if (one.filePath !== other.filePath) return one.filePath < other.filePath ? -1 : 1;
  return one.startLine - other.startLine || one.endLine - other.endLine;
}

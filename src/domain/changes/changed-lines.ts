/** Lines `from` to `to`, both included, counted from 1. */
export type LineRange = readonly [from: number, to: number];

/** What a change does to one file: the lines that it adds (numbered in the new version) and where the file was before. */
export interface ChangedFile {
  readonly path: string;
  /** The path before a rename; null when the file kept its path or is new. */
  readonly oldPath: string | null;
  /** Ascending, neither overlapping nor adjacent. */
  readonly added: readonly LineRange[];
}

/** The lines that a change adds and the renames that it makes, in path order. */
export interface ChangedLines {
  readonly files: readonly ChangedFile[];
}

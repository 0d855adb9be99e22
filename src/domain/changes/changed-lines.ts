/** Lines `from` to `to`, both included, counted from 1. */
export type LineRange = readonly [from: number, to: number];

/**
 * One place where two versions of a file differ, as the header of a hunk of `git diff -U0` names it: so many old lines
 * became so many new ones. On a side with 0 lines the start is the line before the place.
 */
export type Hunk = readonly [oldStart: number, oldLines: number, newStart: number, newLines: number];

export const FILE_STATUSES = ['added', 'modified', 'deleted', 'renamed'] as const;
/** Effect of a change on one file. A copy counts as added. */
export type FileStatus = (typeof FILE_STATUSES)[number];

export const FILE_KINDS = ['source', 'test', 'generated', 'declaration', 'other'] as const;
/** Purpose of a file: code that tests can run, a test, a tool's output, declarations without code, or anything else. */
export type FileKind = (typeof FILE_KINDS)[number];

/** Effect of a change on one file. Null stands for what the report of the change leaves out. */
export interface ChangedFile {
  /** The path in the new version; of a deleted file the one that it had. */
  readonly path: string;
  /** The path before a rename; null when the file kept its path or is new. */
  readonly oldPath: string | null;
  /** Added lines, numbered in the new version: ascending, neither overlapping nor adjacent. */
  readonly added: readonly LineRange[];
  /** Removed lines, numbered in the old version, in the same form as `added`. */
  readonly removed: readonly LineRange[] | null;
  /** Hunks without context, ascending on both sides and not overlapping; [] where no line differs. */
  readonly hunks: readonly Hunk[] | null;
  /** Hunks of the comparison that ignores white space (`git diff -w`), in the same form as `hunks`. */
  readonly hunksIgnoringSpace: readonly Hunk[] | null;
  readonly status: FileStatus | null;
  readonly kind: FileKind | null;
  /** The added lines that hold executable code, in the same form as `added`. */
  readonly executableAdded: readonly LineRange[] | null;
  /** Added lines of blocks that stood elsewhere before the change, in the same form as `added`. */
  readonly moved: readonly LineRange[] | null;
  /** Added lines that differ from removed ones in white space alone, in the same form as `added`. */
  readonly unchangedButSpace: readonly LineRange[] | null;
  /** Added lines that the target branch has by now in the same file, in the same form as `added`. */
  readonly onTarget: readonly LineRange[] | null;
  /** Added lines that hold closing punctuation alone, in the same form as `added`. */
  readonly closingAdded: readonly LineRange[] | null;
  /** Lines that a directive takes out of coverage, added or not, in the same form as `added`. */
  readonly coverageIgnored: readonly LineRange[] | null;
  /** Paths of the named scopes that hold an added or removed line (`Cart.total`), as findings name theirs; sorted. */
  readonly editedScopes: readonly string[] | null;
}

/** A changed file of which only the given fields are known; the others are null, and `added` is empty. */
export const changedFile = (known: Pick<ChangedFile, 'path'> & Partial<ChangedFile>): ChangedFile => ({
  oldPath: null,
  added: [],
  removed: null,
  hunks: null,
  hunksIgnoringSpace: null,
  status: null,
  kind: null,
  executableAdded: null,
  moved: null,
  unchangedButSpace: null,
  onTarget: null,
  closingAdded: null,
  coverageIgnored: null,
  editedScopes: null,
  ...known,
});

/** The lines that a change adds and removes, and the renames and deletions that it makes, in path order. */
export interface ChangedLines {
  readonly files: readonly ChangedFile[];
}

/**
 * The repository's files as one text, a JSON array: up to a million of them are read from the database and cross to
 * another thread in one piece, and become a list only when they are used.
 */
export type PackedFileList = string & { readonly __packed: 'file list' };

export const packFileList = (paths: readonly string[]): PackedFileList => JSON.stringify(paths) as PackedFileList;

/** The paths; null where none were listed. */
export const unpackFileList = (packed: PackedFileList | null): readonly string[] | null =>
  packed === null ? null : (JSON.parse(packed) as string[]);

/** Some thousands of files. */
const SHORT_LENGTH = 256 * 1024;

/** True when unpacking the list takes less time than handing it to another thread would. */
export const isSoonUnpacked = (packed: PackedFileList | null): boolean => (packed?.length ?? 0) <= SHORT_LENGTH;

import type { ChangedLines, LineRange } from '../../changes/changed-lines.js';
import type { FeatureTable } from './features.js';
import { type Hash64, hexOf, KeyedHasher } from './keyed-hash.js';

/** A file that changed its path, by the hashes of both. */
export interface HashedRename {
  readonly from: Hash64;
  readonly to: Hash64;
}

/** What a change says of itself, with paths hashed as the features' are. */
export interface KnownChanges {
  readonly renames: readonly HashedRename[];
  /** The lines that it adds, by the hash of the file's path; a file that is not there was left alone. Null: not known. */
  readonly added: ReadonlyMap<string, readonly LineRange[]> | null;
}

export const NOTHING_KNOWN: KnownChanges = { renames: [], added: null };

/** @param secret the one that the features were extracted with */
export function hashChanges({ files }: ChangedLines, secret: Uint8Array): KnownChanges {
  const hasher = new KeyedHasher(secret);
  const renames = files.flatMap(({ path, oldPath }) => (oldPath === null ? [] : [{ from: oldPath, to: path }]));
  return {
    renames: hashRenames(renames, secret),
    added: new Map(files.map(({ path, added }) => [hexOf(hasher.hash('path', path)), added])),
  };
}

/** @param secret the one that the features were extracted with */
export function hashRenames(
  renames: readonly { readonly from: string; readonly to: string }[],
  secret: Uint8Array,
): HashedRename[] {
  const hasher = new KeyedHasher(secret);
  return renames.map(({ from, to }) => ({ from: hasher.hash('path', from), to: hasher.hash('path', to) }));
}

/**
 * Which rows of a table lie wholly on lines that the change left alone; false for all when its lines are not known, and
 * for a finding without a line.
 */
export function findUntouched(table: FeatureTable, { added }: KnownChanges): (row: number) => boolean {
  if (added === null) return () => false;
  const isUntouched = new Uint8Array(table.count);
  let ranges: readonly LineRange[] = [];
  for (let row = 0; row < table.count; row += 1) {
    const isOfSameFile = row > 0 && table.isEqual(row, table, row - 1, 'path');
    if (!isOfSameFile) ranges = added.get(hexOf(table.hash(row, 'path'))) ?? [];
    const start = table.int(row, 'startLine');
    const end = start + table.int(row, 'extent');
    if (start > 0 && !ranges.some(([from, to]) => from <= end && start <= to)) isUntouched[row] = 1;
  }
  return (row) => isUntouched[row] === 1;
}

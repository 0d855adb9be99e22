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
  /** The same by the hash of the path's last element; empty where the findings' paths are known to be the repository's. */
  readonly addedByName: ReadonlyMap<string, readonly LineRange[]>;
}

export const NOTHING_KNOWN: KnownChanges = { renames: [], added: null, addedByName: new Map() };

/**
 * @param secret the one that the features were extracted with
 * @param arePathsPlaced whether the findings' paths are those of the repository, however their tool writes them
 */
export function hashChanges({ files }: ChangedLines, secret: Uint8Array, arePathsPlaced = true): KnownChanges {
  const hasher = new KeyedHasher(secret);
  const renames = files.flatMap(({ path, oldPath }) => (oldPath === null ? [] : [{ from: oldPath, to: path }]));
  return {
    renames: hashRenames(renames, secret),
    added: new Map(files.map(({ path, added }) => [hexOf(hasher.hash('path', path)), added])),
    addedByName: arePathsPlaced ? new Map() : groupByName(files, (name) => hexOf(hasher.hash('path', name))),
  };
}

function groupByName(files: ChangedLines['files'], keyOf: (name: string) => string): Map<string, LineRange[]> {
  const byName = new Map<string, LineRange[]>();
  for (const { path, added } of files) {
    const key = keyOf(path.slice(path.lastIndexOf('/') + 1));
    const ranges = byName.get(key) ?? [];
    byName.set(key, ranges);
    for (const range of added) ranges.push(range);
  }
  return byName;
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
 *
 * Where the repository's files are not known, a tool may write its paths otherwise than the change does: from the root of
 * the machine, or from a folder of the repository. So where none of its findings is in a file that the change names, lines
 * are asked of all changed files of that name.
 */
export function findUntouched(table: FeatureTable, { added, addedByName }: KnownChanges): (row: number) => boolean {
  if (added === null) return () => false;
  const isUntouched = new Uint8Array(table.count);
  const byPath = rangesOf(table, 'path', added);
  const ranges = byPath.some((found) => found !== undefined) ? byPath : rangesOf(table, 'baseName', addedByName);
  for (let row = 0; row < table.count; row += 1) {
    const start = table.int(row, 'startLine');
    const end = start + table.int(row, 'extent');
    const isAdded = ranges[row]?.some(([from, to]) => from <= end && start <= to) ?? false;
    if (start > 0 && !isAdded) isUntouched[row] = 1;
  }
  return (row) => isUntouched[row] === 1;
}

/** For each row what is kept under the hash of its field; it is looked up once for rows of one file that follow another. */
function rangesOf(
  table: FeatureTable,
  field: 'path' | 'baseName',
  kept: ReadonlyMap<string, readonly LineRange[]>,
): (readonly LineRange[] | undefined)[] {
  const ranges = new Array<readonly LineRange[] | undefined>(table.count);
  for (let row = 0; row < table.count; row += 1) {
    const isAsBefore = row > 0 && table.isEqual(row, table, row - 1, field);
    ranges[row] = isAsBefore ? ranges[row - 1] : kept.get(hexOf(table.hash(row, field)));
  }
  return ranges;
}

import type { ChangedFile, ChangedLines, Hunk, LineRange } from '../../changes/changed-lines.js';
import { movedLines } from '../../changes/counted-lines.js';
import { groupBy } from '../../group-by.js';
import type { FeatureTable } from '../features/feature-table.js';
import { type Hash64, hexOf, KeyedHasher, NO_HASH } from '../features/keyed-hash.js';
import { lastScopeElement } from '../features/scope-name.js';

/** A file that changed its path, by the hashes of both. */
export interface HashedRename {
  readonly from: Hash64;
  readonly to: Hash64;
}

/** Effect of a change on the lines of one file; null for facts that the change does not state. */
export interface KnownFile {
  /** Lines of the new version that the change added, not by their white space alone. */
  readonly added: readonly LineRange[];
  /** Hunks of the comparison that ignores white space where that is known, else of the plain one. */
  readonly hunks: readonly Hunk[] | null;
  /** Lines of `added` that stood elsewhere before the change, or differ from removed ones in white space alone. */
  readonly moved: readonly LineRange[];
  /** Those of them that differ from removed ones in white space alone. */
  readonly reindented: readonly LineRange[];
  /** Hashes of the named scopes with an added or removed line. */
  readonly editedScopes: ReadonlySet<string> | null;
  /** Hashes of the names that these declare: the last elements of their paths. */
  readonly editedNames: ReadonlySet<string> | null;
}

/** Description of a change, with paths hashed as the features' are. */
export interface KnownChanges {
  readonly renames: readonly HashedRename[];
  /** Deleted files of which a new one has the path but for the extension: too much was edited to call that a rename. */
  readonly replacements: readonly HashedRename[];
  /** Files by the hash of their path; a file that is not there was left alone. Null: the changed lines are not known. */
  readonly files: ReadonlyMap<string, KnownFile> | null;
  /** Added lines by the hash of the path's last element; empty where the findings' paths are known to be the repository's. */
  readonly addedByName: ReadonlyMap<string, readonly LineRange[]>;
}

export const NOTHING_KNOWN: KnownChanges = { renames: [], replacements: [], files: null, addedByName: new Map() };

/** Some files, by the hashes of their paths as hex digits. */
export type FileFilter = (path: string) => boolean;

export const NO_FILE: FileFilter = () => false;
export const EVERY_FILE: FileFilter = () => true;

/**
 * The files that are the same on the base and where the change starts, under their present paths.
 *
 * @param changed paths that differ between the two
 */
export function hashUnchanged(changed: readonly string[], { files }: ChangedLines, secret: Uint8Array): FileFilter {
  const hasher = new KeyedHasher(secret);
  const hashOf = (path: string): string => hexOf(hasher.hash('path', path));
  const others = new Set(changed);
  const renamed = files.flatMap(({ path, oldPath }) => (oldPath !== null && others.has(oldPath) ? [path] : []));
  // Of a finding without a file nothing is known.
  const hashes = new Set([...[...changed, ...renamed].map(hashOf), hexOf(NO_HASH)]);
  return (path) => !hashes.has(path);
}

/**
 * @param secret the one that the features were extracted with
 * @param arePathsResolved whether the findings' paths are those of the repository, however their tool writes them
 */
export function hashChanges({ files }: ChangedLines, secret: Uint8Array, arePathsResolved = true): KnownChanges {
  const hasher = new KeyedHasher(secret);
  const kept = files.filter(({ status }) => status !== 'deleted');
  const renames = kept.flatMap(({ path, oldPath }) => (oldPath === null ? [] : [{ from: oldPath, to: path }]));
  return {
    renames: hashRenames(renames, secret),
    replacements: hashRenames(findReplacements(files), secret),
    files: new Map(kept.map((file) => [hexOf(hasher.hash('path', file.path)), hashFile(file, hasher)])),
    addedByName: arePathsResolved ? new Map() : groupByName(kept, (name) => hexOf(hasher.hash('path', name))),
  };
}

function findReplacements(files: ChangedLines['files']): { from: string; to: string }[] {
  const stemOf = (path: string): string => path.replace(/\.[^./]+$/, '');
  const deleted = groupBy(
    files.filter(({ status }) => status === 'deleted'),
    ({ path }) => stemOf(path),
  );
  const added = groupBy(
    files.filter(({ status }) => status === 'added'),
    ({ path }) => stemOf(path),
  );
  return [...deleted].flatMap(([stem, [from, ...others]]) => {
    const [to, ...more] = added.get(stem) ?? [];
    return to === undefined || others.length + more.length > 0 ? [] : [{ from: from!.path, to: to.path }];
  });
}

function hashFile(file: ChangedFile, hasher: KeyedHasher): KnownFile {
  const { added, hunks, hunksIgnoringSpace, editedScopes } = file;
  const hashOf = (scope: string): string => hexOf(hasher.hash('scope', scope));
  return {
    added: hunksIgnoringSpace === null ? added : addedBy(hunksIgnoringSpace),
    hunks: hunksIgnoringSpace ?? hunks,
    moved: movedLines(file),
    reindented: file.unchangedButSpace ?? [],
    editedScopes: editedScopes && new Set(editedScopes.map(hashOf)),
    editedNames: editedScopes && new Set(editedScopes.map((scope) => hashOf(lastScopeElement(scope)))),
  };
}

const addedBy = (hunks: readonly Hunk[]): LineRange[] =>
  hunks.flatMap(([, , start, lines]): LineRange[] => (lines === 0 ? [] : [[start, start + lines - 1]]));

function groupByName(files: ChangedLines['files'], keyOf: (name: string) => string): Map<string, LineRange[]> {
  const named = groupBy(files, ({ path }) => keyOf(path.slice(path.lastIndexOf('/') + 1)));
  return new Map([...named].map(([key, alike]) => [key, alike.flatMap(({ added }) => added)]));
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
 * Finds the rows of a table that are wholly on lines that the change did not touch; false for all when its lines are
 * unknown, and for a finding without a line.
 *
 * When the repository's files are unknown, a tool may write its paths otherwise than the change does: from the root of
 * the machine, or from a folder of the repository. So when none of its findings is in a file that the change names,
 * lines are looked up in all changed files of that name.
 */
export function findUntouched(table: FeatureTable, changes: KnownChanges): (row: number) => boolean {
  if (changes.files === null) return () => false;
  const isUntouched = new Uint8Array(table.count);
  const addedTo = findAdded(table, changes);
  for (let row = 0; row < table.count; row += 1) {
    const start = table.int(row, 'startLine');
    const end = start + table.int(row, 'extent');
    const isAdded = addedTo[row]?.some(([from, to]) => from <= end && start <= to) ?? false;
    if (start > 0 && !isAdded) isUntouched[row] = 1;
  }
  return (row) => isUntouched[row] === 1;
}

/** The lines that the change added to the file of each row; undefined where it left the file alone. */
export function findAdded(table: FeatureTable, changes: KnownChanges): (readonly LineRange[] | undefined)[] {
  const files = findFiles(table, changes);
  if (files.some((file) => file !== undefined)) return files.map((file) => file?.added);
  return lookUp(table, 'baseName', changes.addedByName);
}

/** The changed file that each row is in; undefined where the change left it alone, or its lines are not known. */
export const findFiles = (table: FeatureTable, { files }: KnownChanges): (KnownFile | undefined)[] =>
  lookUp(table, 'path', files ?? new Map<string, KnownFile>());

/** For each row the value under the hash of its field; it is looked up once for rows of one file that follow another. */
function lookUp<Value>(
  table: FeatureTable,
  field: 'path' | 'baseName',
  kept: ReadonlyMap<string, Value>,
): (Value | undefined)[] {
  const values = new Array<Value | undefined>(table.count);
  for (let row = 0; row < table.count; row += 1) {
    const isAsBefore = row > 0 && table.isEqual(row, table, row - 1, field);
    values[row] = isAsBefore ? values[row - 1] : kept.get(hexOf(table.hash(row, field)));
  }
  return values;
}

import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { packageVersion } from '../package-root.js';
import { writePrivateFile } from '../private-file.js';
import { readRegularFile } from '../regular-file.js';

/** Results of one analyzer for files, by their content. */
export interface KeptResults<Value> {
  /** Undefined where the file was not analyzed with this content, or is not known. */
  find(file: string): Value | undefined;
  keep(file: string, value: Value): void;
  save(): Promise<void>;
}

/** Results of analyzers that depend on the content of one file alone, so that an unchanged file is analyzed once. */
export interface ResultCache {
  /**
   * @param analyzer its name
   * @param options its version, and all that its results depend on beside the file
   */
  open<Value>(analyzer: string, options: object): Promise<KeptResults<Value>>;
}

const NOTHING_KEPT: KeptResults<never> = {
  find: () => undefined,
  keep: () => undefined,
  save: () => Promise.resolve(),
};

/** Keeps nothing: a pipeline begins with a fresh checkout. */
export const NO_CACHE: ResultCache = { open: () => Promise.resolve(NOTHING_KEPT) };

/** Bytes that the folder takes at most. */
export const MOST_BYTES = 200 * 1024 * 1024;

/** Files with their results that one analyzer keeps at most; the latest are kept. */
const MOST_RESULTS = 50_000;

/**
 * The results that are kept in a folder. One that cannot be read or written costs time alone.
 *
 * @param ids of the content of files; those without an id are analyzed each time
 */
export const openResultCache = (folder: string, ids: ReadonlyMap<string, string>): ResultCache => ({
  open: (analyzer, options) => openKept(folder, ids, { analyzer, options }),
});

async function openKept<Value>(
  folder: string,
  ids: ReadonlyMap<string, string>,
  { analyzer, options }: { readonly analyzer: string; readonly options: object },
): Promise<KeptResults<Value>> {
  const version = digestOf(JSON.stringify([packageVersion(), options])).slice(0, 16);
  const file = path.join(folder, `results-${analyzer}-${version}.json`);
  const results = await readResults<Value>(file);
  let isChanged = false;
  // Analyzers choose the language by the extension.
  const keyOf = (name: string): string | undefined => {
    const id = ids.get(name);
    return id && `${id}${path.posix.extname(name)}`;
  };
  return {
    find: (name) => results.get(keyOf(name) ?? ''),
    keep: (name, value) => {
      const key = keyOf(name);
      if (key === undefined) return;
      results.set(key, value);
      isChanged = true;
    },
    save: async () => {
      if (!isChanged) return;
      await writeResults(file, [...results].slice(-MOST_RESULTS)).catch(() => undefined);
      await dropOldest(folder, MOST_BYTES).catch(() => undefined);
    },
  };
}

/** Empty where there is none, or where its digest is not that of its text. */
async function readResults<Value>(file: string): Promise<Map<string, Value>> {
  const text = await readRegularFile(file, MOST_BYTES).then(String, () => '');
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(0, end) !== digestOf(text.slice(end + 1))) return new Map();
  return new Map(JSON.parse(text.slice(end + 1)) as [string, Value][]);
}

function writeResults(file: string, results: readonly unknown[]): Promise<void> {
  const text = JSON.stringify(results);
  return writePrivateFile(file, `${digestOf(text)}\n${text}`);
}

/** Deletes the oldest files of the folder until the rest takes no more than `most` bytes. */
export async function dropOldest(folder: string, most: number): Promise<void> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const files = await Promise.all(
    names.map(async ({ name }) => {
      const { size, mtimeMs } = await stat(path.join(folder, name));
      return { name, size, mtimeMs };
    }),
  );
  let sum = 0;
  for (const { name, size } of files.sort((one, other) => other.mtimeMs - one.mtimeMs)) {
    sum += size;
    if (sum > most) await rm(path.join(folder, name), { force: true });
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

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

/** One result of an analyzer for the whole checkout. */
export interface KeptState<Value> {
  /** Null where nothing was kept. */
  readonly value: Value | null;
  keep(value: Value): Promise<void>;
}

/** Results of analyzers from before: most depend on the content of one file alone, so that an unchanged file is analyzed once. */
export interface ResultCache {
  /** The key of a file's results: its content and extension; undefined where they are not kept. */
  keyOf(file: string): string | undefined;
  /**
   * @param analyzer its name
   * @param options its version, and all that its results depend on beside the file
   */
  open<Value>(analyzer: string, options: object): Promise<KeptResults<Value>>;
  /** @param options as of `open` */
  openState<Value>(analyzer: string, options: object): Promise<KeptState<Value>>;
}

const NOTHING_KEPT: KeptResults<never> = {
  find: () => undefined,
  keep: () => undefined,
  save: () => Promise.resolve(),
};

/** Keeps nothing: a pipeline begins with a fresh checkout. */
export const NO_CACHE: ResultCache = {
  keyOf: () => undefined,
  open: () => Promise.resolve(NOTHING_KEPT),
  openState: () => Promise.resolve({ value: null, keep: () => Promise.resolve() }),
};

/** Bytes that the folder takes at most. */
export const MOST_BYTES = 200 * 1024 * 1024;

/** Files with their results that one analyzer keeps at most; the latest are kept. */
const MOST_RESULTS = 50_000;

/**
 * The results that are kept in a folder. One that cannot be read or written costs time alone.
 *
 * @param ids of the content of files; those without an id are analyzed each time
 */
export function openResultCache(folder: string, ids: ReadonlyMap<string, string>): ResultCache {
  // Analyzers choose the language by the extension.
  const keyOf = (file: string): string | undefined => {
    const id = ids.get(file);
    return id && `${id}${path.posix.extname(file)}`;
  };
  const fileOf = (kind: string, analyzer: string, options: object): string => {
    const version = digestOf(JSON.stringify([packageVersion(), options])).slice(0, 16);
    return path.join(folder, `${kind}-${analyzer}-${version}.json`);
  };
  return {
    keyOf,
    open: (analyzer, options) => openKept(fileOf('results', analyzer, options), keyOf),
    openState: (analyzer, options) => openState(fileOf('state', analyzer, options)),
  };
}

async function openKept<Value>(file: string, keyOf: (name: string) => string | undefined): Promise<KeptResults<Value>> {
  const results = new Map((await readKept<[string, Value][]>(file)) ?? []);
  let isChanged = false;
  return {
    find: (name) => results.get(keyOf(name) ?? ''),
    keep: (name, value) => {
      const key = keyOf(name);
      if (key === undefined) return;
      results.set(key, value);
      isChanged = true;
    },
    save: async () => {
      if (isChanged) await writeKept(file, [...results].slice(-MOST_RESULTS));
    },
  };
}

async function openState<Value>(file: string): Promise<KeptState<Value>> {
  return { value: await readKept<Value>(file), keep: (value) => writeKept(file, value) };
}

/** Null where there is none, or where its digest is not that of its text. */
async function readKept<Value>(file: string): Promise<Value | null> {
  const text = await readRegularFile(file, MOST_BYTES).then(String, () => '');
  const end = text.indexOf('\n');
  if (end < 0 || text.slice(0, end) !== digestOf(text.slice(end + 1))) return null;
  return JSON.parse(text.slice(end + 1)) as Value;
}

async function writeKept(file: string, kept: unknown): Promise<void> {
  const text = JSON.stringify(kept);
  await writePrivateFile(file, `${digestOf(text)}\n${text}`).catch(() => undefined);
  await dropOldest(path.dirname(file), MOST_BYTES).catch(() => undefined);
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

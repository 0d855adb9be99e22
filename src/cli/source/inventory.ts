import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { NO_CACHE, type ResultCache } from '../cache/result-cache.js';
import { FileTooLarge, readRegularFile } from '../regular-file.js';
import { isMarkedGenerated } from './generated-mark.js';

/** The tracked source files of a checkout: what the bundled analyzers read. */
export interface Inventory {
  readonly root: string;
  /** Files that git tracks and nobody excluded, sources or not. */
  readonly tracked: readonly string[];
  /** Relative to the root, with forward slashes, in path order. */
  readonly sources: readonly string[];
  /** Source files that no analyzer reads, with the reasons. */
  readonly unread: readonly UnreadSource[];
  /** Lines of the sources that are not blank. */
  readonly linesOfCode: number;
}

export interface UnreadSource {
  readonly path: string;
  readonly reason: 'too_large' | 'not_utf8' | 'unreadable';
}

/** Larger files are data or bundles, whatever their name says; jscpd has the same limit. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

const SOURCE_EXTENSIONS: ReadonlySet<string> = new Set(
  [
    'js jsx mjs cjs ts tsx mts cts vue svelte astro coffee',
    'py pyi rb php java kt kts groovy scala clj cljs go rs zig nim d',
    'c h cc cpp cxx hpp hh hxx m mm cs fs vb swift dart',
    'sh bash zsh ps1 pl pm lua r jl ex exs erl hrl hs ml mli elm sol sql',
    'css scss sass less html htm hbs pug',
  ]
    .join(' ')
    .split(' '),
);

/** Built or vendored, by the usual names; .gitattributes names the rest. */
const NOT_WRITTEN_BY_HAND =
  /(^|\/)(node_modules|vendor|third_party|bower_components|dist)\/|[.-]min\.(js|css|mjs)$|\.d\.ts$|\.pb\.go$|_pb2\.pyi?$/;

/** True when a file is, by its name, a source that a person wrote. */
export const isSource = (file: string): boolean =>
  SOURCE_EXTENSIONS.has(path.posix.extname(file).slice(1).toLowerCase()) && !NOT_WRITTEN_BY_HAND.test(file);

const JAVASCRIPT = /\.([cm]?[jt]s|[jt]sx)$/;

/** True when a file is JavaScript or TypeScript, with or without JSX. */
export const isJavaScript = (file: string): boolean => JAVASCRIPT.test(file);

/**
 * Takes stock of the tracked files: which are sources that a person wrote (no generator's mark in them), and how long they are.
 *
 * @param excluded files that the user or .gitattributes leaves out
 * @param cache has the stock of files by their content
 */
export async function takeInventory(
  root: string,
  tracked: readonly string[],
  excluded: ReadonlySet<string>,
  cache: ResultCache = NO_CACHE,
): Promise<Inventory> {
  const sources: string[] = [];
  const unread: UnreadSource[] = [];
  let linesOfCode = 0;
  const kept = tracked.filter((file) => !excluded.has(file)).sort();
  const taken = await cache.open<SourceStock>('inventory', {});
  for (const file of kept.filter(isSource)) {
    let stock = taken.find(file);
    if (stock === undefined) {
      stock = await takeStock(path.join(root, file));
      if (stock !== 'unreadable') taken.keep(file, stock);
    }
    if (typeof stock === 'string') unread.push({ path: file, reason: stock });
    else if (stock !== null) {
      sources.push(file);
      linesOfCode += stock;
    }
  }
  await taken.save();
  return { root, tracked: kept, sources, unread, linesOfCode };
}

/** Lines of code of a source; null for generated ones. */
type SourceStock = number | null | UnreadSource['reason'];

async function takeStock(file: string): Promise<SourceStock> {
  const content = await readSource(file);
  if (typeof content === 'string') return content;
  return isMarkedGenerated(content.toString()) ? null : countCodeLines(content);
}

async function readSource(file: string): Promise<Buffer | UnreadSource['reason']> {
  try {
    const content = await readRegularFile(file, MAX_SOURCE_BYTES);
    return isUtf8(content) ? content : 'not_utf8';
  } catch (error) {
    return error instanceof FileTooLarge ? 'too_large' : 'unreadable';
  }
}

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Lines with at least one character that is not white space. */
function countCodeLines(content: Buffer): number {
  let lines = 0;
  let hasText = false;
  for (const byte of content) {
    if (byte === NEWLINE) {
      if (hasText) lines += 1;
      hasText = false;
    } else if (byte > SPACE) hasText = true;
  }
  return hasText ? lines + 1 : lines;
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KeptResults, type KeptState } from '../../cache/result-cache.js';
import { readRegularFile } from '../../regular-file.js';
import { isJavaScript, MAX_SOURCE_BYTES } from '../../source/inventory.js';
import { type AnalyzerTask } from '../analyzer.js';
import { findPartners } from './find-partners.js';
import {
  type JscpdReport,
  type JscpdRow,
  type JscpdStatistics,
  type JscpdTotal,
  MEASURE,
  type MeasuredReport,
  readJscpdVersion,
  runJscpd,
} from './run-jscpd.js';
import { readSharedWords, wordsOf } from './script-words.js';

/** Scripts from which it is worth the bookkeeping. */
const FEW_SCRIPTS = 200;
/** Share of changed scripts, and of files that are read again, above which all are. */
const MOST_CHANGED = 0.1;
const MOST_READ = 0.5;

/** Files that may have scripts in them, or be one by another name: their parts are compared with scripts. */
const HAS_SCRIPTS = /\.(vue|svelte|astro|html?|hbs|pug|php|coffee|[cm]?[jt]s|[jt]sx)$/i;
/** A mark by which jscpd leaves out parts of a file. */
const MARK = 'jscpd:';

/** The files of a checkout of which all clones are known. */
interface KnownFiles {
  /** Of the scripts and what has scripts, by path. */
  readonly keys: Readonly<Record<string, string>>;
  /** Those that share a window of tokens with others of them, or have one twice. */
  readonly sharing: readonly string[];
}

/** Kept facts of one script. */
interface KnownScript {
  /** Null for a file below the measure. */
  readonly row: Omit<JscpdRow, 'path'> | null;
  /** As base64, 16 bits each. */
  readonly words: string;
}

/**
 * Reports the clones of files as one run of jscpd over all of them does, without its date and with no file but those that can take
 * part in a clone read again: a file whose windows of tokens are all its own leaves no trace in the list of clones. These files are known
 * of the scripts that have not changed, and searched for those that have (docs/adr/qgate.md#duplicates-of-changed-files).
 *
 * @param sources paths from the root
 */
export async function measureDuplication(task: AnalyzerTask, sources: readonly string[]): Promise<JscpdReport> {
  const { root } = task.inventory;
  const options = { version: await readJscpdVersion(), MEASURE };
  const run = (files: readonly string[], name: string, measure?: { minLines: number }) =>
    runJscpd(
      task,
      files.map((file) => path.join(root, file)),
      name,
      measure,
    );
  const compared = sources.filter((file) => HAS_SCRIPTS.test(file));
  if (compared.length < FEW_SCRIPTS || compared.some((file) => task.cache.keyOf(file) === undefined))
    return withoutSummary(await run(sources, 'all'));
  const scripts = await task.cache.open<KnownScript>('scripts', options);
  const state = await task.cache.openState<KnownFiles>('clones', options);
  const choice = state.value === null ? 'unknown' : await chooseFiles(task, sources, compared, state.value, scripts);
  if (typeof choice === 'string') {
    const report = await run(sources, 'all');
    if (choice === 'unknown') {
      const pairs = await run(compared, 'pairs', { minLines: 0 });
      await keepAll(task, compared, { report, pairs }, scripts, state);
    }
    return withoutSummary(report);
  }
  const { read, words } = choice;
  const report = await run(read, 'changed');
  await keepScripts(task, words, report, scripts);
  const isRead = new Set(read);
  const rows = sources.filter((file) => !isRead.has(file)).map((file) => scripts.find(file)!.row);
  return { ...withoutSummary(report), statistics: addRows(report.statistics, rows) };
}

const withoutSummary = ({ duplicates, statistics }: MeasuredReport): JscpdReport => ({ duplicates, statistics });

/**
 * Chooses the files that are read again, and gives the words of changed scripts.
 *
 * @returns `unknown` where too little is known of these files, `all` where most have to be read
 */
async function chooseFiles(
  task: AnalyzerTask,
  sources: readonly string[],
  compared: readonly string[],
  { keys, sharing }: KnownFiles,
  scripts: KeptResults<KnownScript>,
): Promise<'unknown' | 'all' | { readonly read: readonly string[]; readonly words: ReadonlyMap<string, string> }> {
  const isKnown = (file: string): boolean => keys[file] === task.cache.keyOf(file);
  const changed = compared.filter((file) => !isKnown(file));
  if (changed.length > compared.length * MOST_CHANGED || changed.some((file) => !isJavaScript(file))) return 'unknown';
  const known = new Map<string, Uint16Array>();
  for (const file of compared.filter(isKnown)) {
    const script = scripts.find(file);
    if (script === undefined) return 'unknown';
    known.set(file, fromBase64(script.words));
  }
  const texts = await readTexts(task.inventory.root, changed);
  if (texts === null) return 'unknown';
  const shared = new Map([...texts].map(([file, text]) => [file, readSharedWords(text)]));
  if (!(await hasComments(task, texts, new Map([...shared].map(([file, { blanked }]) => [file, blanked])))))
    return 'unknown';
  const read = new Set([...changed, ...sharing.filter((file) => known.has(file))]);
  for (const { sequence } of shared.values()) for (const file of findPartners(sequence, known)) read.add(file);
  const chosen = sources.filter((file) => !isJavaScript(file) || read.has(file));
  if (chosen.length > sources.length * MOST_READ) return 'all';
  return { read: chosen, words: new Map([...texts].map(([file, text]) => [file, toBase64(wordsOf(text))])) };
}

/** Null where one cannot be read, or where jscpd leaves parts of it out. */
async function readTexts(root: string, files: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = await readRegularFile(path.join(root, file), MAX_SOURCE_BYTES).then(String, () => MARK);
    if (text.includes(MARK)) return null;
    texts.set(file, text);
  }
  return texts;
}

/** True where jscpd, too, takes the blanked parts of the texts for comments: without them it counts as many tokens and lines. */
async function hasComments(
  task: AnalyzerTask,
  texts: ReadonlyMap<string, string>,
  blanked: ReadonlyMap<string, string>,
): Promise<boolean> {
  if (texts.size === 0) return true;
  const folder = path.join(task.scratch, 'comments');
  await mkdir(folder);
  const write = async (copies: ReadonlyMap<string, string>, name: string): Promise<string[]> => {
    const files = [...copies.keys()].map((file, at) => path.join(folder, `${name}-${at}${path.posix.extname(file)}`));
    await Promise.all([...copies.values()].map((text, at) => writeFile(files[at]!, text)));
    return files;
  };
  const [files, bare] = [await write(texts, 'text'), await write(blanked, 'bare')];
  const { summary } = await runJscpd(task, [...files, ...bare], 'sizes');
  const sizes = new Map(summary.files.map((row) => [path.basename(row.path), `${row.lines} ${row.tokens}`]));
  const sizeOf = (file: string): string | undefined => sizes.get(path.basename(file));
  return files.every((file, at) => sizeOf(file) === sizeOf(bare[at]!));
}

/** Keeps what two runs over all files say of them. */
async function keepAll(
  task: AnalyzerTask,
  compared: readonly string[],
  { report, pairs }: { readonly report: MeasuredReport; readonly pairs: MeasuredReport },
  scripts: KeptResults<KnownScript>,
  state: KeptState<KnownFiles>,
): Promise<void> {
  const { root } = task.inventory;
  const paths = new Set(compared);
  // Otherwise a row would be missed.
  if (!pairs.summary.files.every((row) => paths.has(fromRoot(root, row.path)))) return;
  const words = new Map<string, string>();
  for (const file of compared) {
    const text = await readRegularFile(path.join(root, file), MAX_SOURCE_BYTES).then(String, () => null);
    if (text === null) return;
    words.set(file, toBase64(wordsOf(text)));
  }
  await keepScripts(task, words, report, scripts);
  const sharing = new Set(
    pairs.duplicates.flatMap(({ firstFile, secondFile }) =>
      [firstFile, secondFile].map(({ name }) => fromRoot(root, name)),
    ),
  );
  const keys = Object.fromEntries(compared.map((file) => [file, task.cache.keyOf(file)!]));
  await state.keep({ keys, sharing: [...sharing].sort() });
}

async function keepScripts(
  { inventory: { root } }: AnalyzerTask,
  words: ReadonlyMap<string, string>,
  { summary }: MeasuredReport,
  scripts: KeptResults<KnownScript>,
): Promise<void> {
  const rows = new Map(
    summary.files.map(({ path: file, format, lines, tokens }) => [fromRoot(root, file), { format, lines, tokens }]),
  );
  for (const [file, each] of words) scripts.keep(file, { row: rows.get(file) ?? null, words: each });
  await scripts.save();
}

/** Adds files without a clone to the totals. */
function addRows(statistics: JscpdStatistics, rows: readonly KnownScript['row'][]): JscpdStatistics {
  const added: Record<string, JscpdTotal> = { ...statistics.formats };
  let sum = statistics.total;
  for (const row of rows) {
    if (row === null) continue;
    added[row.format] = addRow(added[row.format] ?? NOTHING, row);
    sum = addRow(sum, row);
  }
  return {
    ...statistics,
    total: share(sum),
    formats: Object.fromEntries(Object.entries(added).map(([name, each]) => [name, share(each)])),
  };
}

const NOTHING = {
  ...{ clones: 0, duplicatedLines: 0, duplicatedTokens: 0, lines: 0, newClones: 0, newDuplicatedLines: 0 },
  ...{ percentage: 0, percentageTokens: 0, sources: 0, tokens: 0 },
};

const addRow = (to: JscpdTotal, { lines, tokens }: NonNullable<KnownScript['row']>): JscpdTotal => ({
  ...to,
  lines: to.lines + lines,
  tokens: to.tokens + tokens,
  sources: to.sources + 1,
});

const share = (total: JscpdTotal): JscpdTotal => ({
  ...total,
  percentage: percentOf(total.duplicatedLines, total.lines),
  percentageTokens: percentOf(total.duplicatedTokens, total.tokens),
});

const percentOf = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100);

const toBase64 = (words: Uint16Array): string => Buffer.from(words.buffer).toString('base64');

function fromBase64(text: string): Uint16Array {
  const bytes = Buffer.from(text, 'base64');
  return new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** @param file absolute */
export const fromRoot = (root: string, file: string): string => path.relative(root, file).split(path.sep).join('/');

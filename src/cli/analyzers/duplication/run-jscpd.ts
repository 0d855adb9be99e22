import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CliError } from '../../exit-code.js';
import { type AnalyzerTask } from '../analyzer.js';
import { brokenAnalyzer } from '../broken-analyzer.js';
import { isExecutable } from '../find-program.js';
import { runProgram } from '../run-program.js';
import { type JscpdClone } from './counted-clones.js';

/** jscpd's own defaults, written down so that a new version cannot move the measure unseen. */
export const MEASURE = { minTokens: 50, minLines: 5, mode: 'mild' } as const;

/** Contents of jscpd's report as far as they are read; the rest goes along untouched. */
export interface JscpdReport {
  readonly duplicates: readonly JscpdClone[];
  readonly statistics: JscpdStatistics;
}

export interface JscpdStatistics {
  readonly total: JscpdTotal;
  readonly formats: Readonly<Record<string, JscpdTotal>>;
}

/** Totals of the files of a format, or of all. */
export interface JscpdTotal {
  readonly lines: number;
  readonly tokens: number;
  readonly sources: number;
  readonly clones: number;
  readonly duplicatedLines: number;
  readonly duplicatedTokens: number;
  /** Of lines, and of tokens. */
  readonly percentage: number;
  readonly percentageTokens: number;
}

/** Size of one file as jscpd counts it. */
export interface JscpdRow {
  readonly path: string;
  readonly format: string;
  readonly lines: number;
  readonly tokens: number;
}

/** A report with the size of each file that counts: those below the measure are left out. */
export interface MeasuredReport extends JscpdReport {
  readonly summary: { readonly files: readonly JscpdRow[] };
}

/**
 * Runs the bundled jscpd over files and answers its report.
 *
 * @param files absolute paths
 * @param name of this run among those of the task
 * @param measure what is another than `MEASURE`
 * @throws {CliError} of kind `analyzer_broke` when it fails or takes too long
 */
export async function runJscpd(
  task: AnalyzerTask,
  files: readonly string[],
  name: string,
  measure: { readonly minLines?: number } = {},
): Promise<MeasuredReport> {
  const config = path.join(task.scratch, `${name}-config.json`);
  const output = path.join(task.scratch, name);
  await writeFile(config, JSON.stringify({ ...configure(files, output), ...measure }));
  const { command, args } = await locate();
  const result = await runProgram({
    command,
    args: [...args, '--config', config, '--summary', '--summary-top', String(Math.max(1, files.length))],
    cwd: task.inventory.root,
    env: { ...task.env, JSCPD_NO_TIPS: '1', NO_COLOR: '1' },
    timeLimitSeconds: task.timeLimitSeconds,
    signal: task.signal,
  });
  if (result.end !== 'exited' || result.code !== 0) throw brokenAnalyzer('jscpd', result, task.timeLimitSeconds);
  try {
    return JSON.parse(await readFile(path.join(output, 'jscpd-report.json'), 'utf8')) as MeasuredReport;
  } catch (error) {
    throw new CliError('analyzer_broke', `jscpd wrote a report that cannot be read: ${(error as Error).message}`);
  }
}

/** The version of the bundled jscpd. */
export async function readJscpdVersion(): Promise<string> {
  return (JSON.parse(await readFile(require.resolve('jscpd/package.json'), 'utf8')) as { version: string }).version;
}

const require = createRequire(import.meta.url);

/** jscpd's program for this machine; where it is not found, the script that says why. */
async function locate(): Promise<{ readonly command: string; readonly args: readonly string[] }> {
  const starter = require.resolve('jscpd/run-jscpd.js');
  try {
    const platforms = require('jscpd/platform-map.js') as PlatformMap;
    const name = platforms.PLATFORM_MAP[platforms.getPlatformKey()!]!.packageName;
    const folder = path.dirname(createRequire(starter).resolve(`${name}/package.json`));
    const command = path.join(folder, 'bin', process.platform === 'win32' ? 'jscpd.exe' : 'jscpd');
    if (await isExecutable(command)) return { command, args: [] };
  } catch {
    // another way of packing it
  }
  return { command: process.execPath, args: [starter] };
}

interface PlatformMap {
  getPlatformKey(): string | undefined;
  readonly PLATFORM_MAP: Readonly<Record<string, { readonly packageName: string }>>;
}

const configure = (files: readonly string[], output: string): object => ({
  ...MEASURE,
  path: files,
  // The list is final: git tracks these files, whatever .gitignore says.
  noGitignore: true,
  // Relative names lose their folders when files are named one by one.
  absolute: true,
  reporters: ['json'],
  output,
  silent: true,
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { countOf } from '../../domain/count-of.js';
import { CliError } from '../exit-code.js';
import { findPackageRoot } from '../package-root.js';
import { isJavaScript } from '../source/inventory.js';
import { alwaysThere, type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { brokenAnalyzer } from './broken-analyzer.js';
import { runProgram } from './run-program.js';

/** One file's entry of an ESLint JSON report. */
interface FileEntry {
  readonly filePath: string;
  readonly messages: readonly object[];
}

/** Output of bin/eslint-complexity.mjs. */
interface ComplexityOutput {
  /** An ESLint JSON report. */
  readonly report: readonly FileEntry[];
  readonly unparsed: readonly string[];
}

/** The entry of a file in ESLint's report, without its path; null where ESLint left the file out. */
interface FileResult {
  readonly entry: Omit<FileEntry, 'filePath'> | null;
  readonly isUnparsed: boolean;
}

/** Functions of JavaScript and TypeScript with a cyclomatic complexity above 10, with the ESLint that is bundled. */
export const eslintComplexity: Analyzer = {
  name: 'eslint',
  family: 'eslint',
  runsRepositoryCode: false,
  isApplicable: ({ sources }) => sources.some(isJavaScript),
  findObstacle: alwaysThere,
  run: findComplexFunctions,
};

async function findComplexFunctions(task: AnalyzerTask): Promise<AnalyzerResult> {
  const [version, parser] = await Promise.all(['eslint', 'typescript-eslint'].map(versionOf));
  const known = await task.cache.open<FileResult>('eslint', { version, parser });
  const files = task.inventory.sources.filter(isJavaScript);
  const results = new Map(files.map((file): [string, FileResult | undefined] => [file, known.find(file)]));
  const open = files.filter((file) => results.get(file) === undefined);
  for (const [file, result] of await lint(open, task)) {
    results.set(file, result);
    known.keep(file, result);
  }
  await known.save();
  const found = [...results].flatMap(([filePath, result]) => (result?.entry ? [{ filePath, ...result.entry }] : []));
  return {
    reports: [
      {
        kind: 'findings',
        format: 'eslint',
        name: 'eslint (complexity)',
        content: Buffer.from(JSON.stringify(found)),
      },
    ],
    outcome: countOf(found.flatMap(({ messages }) => messages).length, 'complex function'),
    tool: { name: 'eslint', version: version! },
    unparsed: files.filter((file) => results.get(file)?.isUnparsed),
  };
}

/** Runs ESLint over the files. */
async function lint(files: readonly string[], task: AnalyzerTask): Promise<Map<string, FileResult>> {
  if (files.length === 0) return new Map();
  const { inventory, timeLimitSeconds } = task;
  const output = path.join(task.scratch, 'eslint-complexity.json');
  const result = await runProgram({
    command: process.execPath,
    args: [path.join(findPackageRoot(import.meta.dirname), 'bin', 'eslint-complexity.mjs')],
    cwd: inventory.root,
    env: { ...task.env, NO_COLOR: '1' },
    input: JSON.stringify({ root: inventory.root, files, output }),
    timeLimitSeconds,
    signal: task.signal,
  });
  if (result.end !== 'exited' || result.code !== 0) throw brokenAnalyzer('eslint', result, timeLimitSeconds);

  const { report, unparsed } = await readOutput(output);
  const entries = new Map(report.map(({ filePath, ...entry }) => [filePath, entry]));
  const failed = new Set(unparsed);
  return new Map(files.map((file) => [file, { entry: entries.get(file) ?? null, isUnparsed: failed.has(file) }]));
}

/** Version of a package that comes with qgate. */
async function versionOf(name: string): Promise<string> {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

async function readOutput(file: string): Promise<ComplexityOutput> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ComplexityOutput;
  } catch (error) {
    throw new CliError('analyzer_broke', `eslint wrote a report that cannot be read: ${(error as Error).message}`);
  }
}

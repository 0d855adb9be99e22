import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countOf } from '../count-of.js';
import { CliError } from '../exit-code.js';
import { findPackageRoot } from '../package-root.js';
import { isJavaScript } from '../source/inventory.js';
import { alwaysThere, type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { brokenAnalyzer } from './broken-analyzer.js';
import { runProgram } from './run-program.js';

/** Output of bin/eslint-complexity.mjs. */
interface ComplexityOutput {
  readonly version: string;
  /** An ESLint JSON report. */
  readonly report: readonly { readonly messages: readonly object[] }[];
  readonly unparsed: readonly string[];
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
  const { inventory, timeLimitSeconds } = task;
  const output = path.join(task.scratch, 'eslint-complexity.json');
  const result = await runProgram({
    command: process.execPath,
    args: [path.join(findPackageRoot(import.meta.dirname), 'bin', 'eslint-complexity.mjs')],
    cwd: inventory.root,
    env: { ...task.env, NO_COLOR: '1' },
    input: JSON.stringify({ root: inventory.root, files: inventory.sources.filter(isJavaScript), output }),
    timeLimitSeconds,
    signal: task.signal,
  });
  if (result.end !== 'exited' || result.code !== 0) throw brokenAnalyzer('eslint', result, timeLimitSeconds);

  const { version, report, unparsed } = await readOutput(output);
  return {
    reports: [
      {
        kind: 'findings',
        format: 'eslint',
        name: 'eslint (complexity)',
        content: Buffer.from(JSON.stringify(report)),
      },
    ],
    outcome: countOf(report.flatMap(({ messages }) => messages).length, 'complex function'),
    tool: { name: 'eslint', version },
    unparsed,
  };
}

async function readOutput(file: string): Promise<ComplexityOutput> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ComplexityOutput;
  } catch (error) {
    throw new CliError('analyzer_broke', `eslint wrote no readable report: ${(error as Error).message}`);
  }
}

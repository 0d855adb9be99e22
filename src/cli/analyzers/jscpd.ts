import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { CliError } from '../exit-code.js';
import { alwaysThere, type Analyzer, type AnalyzerResult, type AnalyzerTask } from './analyzer.js';
import { brokenAnalyzer } from './broken-analyzer.js';
import { countOf } from '../count-of.js';
import { runProgram } from './run-program.js';

/** jscpd's own defaults, written down so that a new version cannot move the measure unseen. */
const MEASURE = { minTokens: 50, minLines: 5, mode: 'mild' } as const;

/** What we read of jscpd's report; the rest goes along untouched. */
interface JscpdReport {
  readonly duplicates: { readonly firstFile: { name: string }; readonly secondFile: { name: string } }[];
  readonly statistics: { readonly total: { readonly percentage: number; readonly sources: number } };
}

/** Duplicated blocks, with the jscpd that is bundled. */
export const jscpd: Analyzer = {
  name: 'jscpd',
  family: 'jscpd',
  runsRepositoryCode: false,
  isApplicable: ({ sources }) => sources.length > 0,
  findObstacle: alwaysThere,
  run: findDuplication,
};

/**
 * Runs jscpd over the tracked sources. A repository's .jscpd.json is not read: it could switch the measure off, and the
 * same percentage would mean something else in every repository (ADR 0062).
 */
async function findDuplication(task: AnalyzerTask): Promise<AnalyzerResult> {
  const packageFile = createRequire(import.meta.url).resolve('jscpd/package.json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const config = path.join(task.scratch, 'jscpd-config.json');
  await writeFile(config, JSON.stringify(configure(task)));

  const result = await runProgram({
    command: process.execPath,
    args: [path.join(path.dirname(packageFile), 'run-jscpd.js'), '--config', config],
    cwd: task.inventory.root,
    env: { ...task.env, JSCPD_NO_TIPS: '1', NO_COLOR: '1' },
    timeLimitSeconds: task.timeLimitSeconds,
    signal: task.signal,
  });
  if (result.end !== 'exited' || result.code !== 0) throw brokenAnalyzer('jscpd', result, task.timeLimitSeconds);

  const report = await readReport(path.join(task.scratch, 'jscpd-report.json'));
  for (const { firstFile, secondFile } of report.duplicates) {
    firstFile.name = fromRoot(task.inventory.root, firstFile.name);
    secondFile.name = fromRoot(task.inventory.root, secondFile.name);
  }
  return {
    reports: [{ kind: 'findings', format: 'jscpd', name: 'jscpd', content: Buffer.from(JSON.stringify(report)) }],
    outcome: countOf(report.duplicates.length, 'duplicated block'),
    tool: { name: 'jscpd', version },
    // Without a file it says 0 percent of nothing.
    duplicationPct: report.statistics.total.sources === 0 ? null : report.statistics.total.percentage,
  };
}

const configure = ({ inventory, scratch }: AnalyzerTask): object => ({
  ...MEASURE,
  path: inventory.sources.map((file) => path.join(inventory.root, file)),
  // The list is final: git tracks these files, whatever .gitignore says.
  noGitignore: true,
  // Relative names lose their folders when files are named one by one.
  absolute: true,
  reporters: ['json'],
  output: scratch,
  silent: true,
});

async function readReport(file: string): Promise<JscpdReport> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JscpdReport;
  } catch (error) {
    throw new CliError('analyzer_broke', `jscpd wrote no readable report: ${(error as Error).message}`);
  }
}

const fromRoot = (root: string, file: string): string => path.relative(root, file).split(path.sep).join('/');

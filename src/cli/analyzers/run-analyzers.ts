import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { CliError } from '../exit-code.js';
import { type AnalyzerChoice } from '../settings/run-settings.js';
import { type Analyzer, type AnalyzerResult } from './analyzer.js';
import { eslintComplexity } from './eslint-complexity.js';
import { type Inventory } from './inventory.js';
import { jscpd } from './jscpd.js';

/** The analyzers that qgate knows; a new one is a new line. */
const ANALYZERS: readonly Analyzer[] = [jscpd, eslintComplexity];

/** An analyzer that takes longer than this has lost its way. */
const TIME_LIMIT_SECONDS = 600;

/**
 * The analyzers that are to run: those named, all that apply, or none.
 *
 * @throws {CliError} of kind `usage` for a name that no analyzer has
 */
export function chooseAnalyzers(choice: AnalyzerChoice, inventory: Inventory): readonly Analyzer[] {
  if (choice === 'none') return [];
  if (choice === 'auto') return ANALYZERS.filter((analyzer) => analyzer.isApplicable(inventory));
  const names = ANALYZERS.map(({ name }) => name);
  const unknown = choice.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new CliError('usage', `Unknown analyzer ${unknown.join(', ')}.`, `Known are ${names.join(', ')}.`);
  }
  return ANALYZERS.filter(({ name }) => choice.includes(name));
}

/** Runs one analyzer in a folder of its own, which is gone afterwards. */
export async function runAnalyzer(
  analyzer: Analyzer,
  inventory: Inventory,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<AnalyzerResult> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'qgate-'));
  try {
    return await analyzer.run({ inventory, scratch, env, timeLimitSeconds: TIME_LIMIT_SECONDS, signal });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { CliError } from '../exit-code.js';
import { type OutputFormat, type OutputTarget } from '../settings/output-target.js';
import { hasColors, type Terminal } from '../terminal.js';
import { renderJson } from './render-json.js';
import { renderTable } from './render-table.js';
import { type RunResult } from './run-result.js';

interface Rendering {
  readonly exitCode: number;
  readonly hasColors: boolean;
}

/** The forms of a result; a new one is a new line. */
const RENDERERS: Readonly<Record<OutputFormat, (result: RunResult, rendering: Rendering) => string>> = {
  table: (result, rendering) => renderTable(result, rendering.hasColors),
  json: (result, { exitCode }) => renderJson(result, exitCode),
};

/**
 * Writes the result in every form that was asked for.
 *
 * @throws {CliError} of kind `usage` when a file cannot be written
 */
export async function writeOutputs(
  targets: readonly OutputTarget[],
  result: RunResult,
  exitCode: number,
  terminal: Terminal,
): Promise<void> {
  for (const { format, path: file } of targets) {
    if (file === null) {
      // A person has read the failure on standard error already; a program reads it here.
      if (format === 'table' && result.failure !== null) continue;
      terminal.stdout.write(
        RENDERERS[format](result, { exitCode, hasColors: hasColors(terminal.stdout, terminal.env) }),
      );
      continue;
    }
    try {
      await writeFile(path.resolve(terminal.cwd, file), RENDERERS[format](result, { exitCode, hasColors: false }));
    } catch (error) {
      throw new CliError('usage', `The ${format} output cannot be written: ${(error as Error).message}`);
    }
  }
}

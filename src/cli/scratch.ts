import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliError } from './exit-code.js';

/** Makes a folder for passing files. @throws {CliError} of kind `usage` where the temporary folder is not writable */
export async function makeScratch(prefix: string, within = tmpdir()): Promise<string> {
  try {
    return await mkdtemp(path.join(within, prefix));
  } catch (error) {
    throw new CliError(
      'usage',
      `The temporary folder ${within} cannot be written to (${(error as NodeJS.ErrnoException).code}).`,
      'Set TMPDIR to a folder that can be written to.',
    );
  }
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { CliError } from '../exit-code.js';
import { SETTINGS_FILE } from './resolve-settings.js';
import { LOCAL_SETTINGS, RUN_SETTINGS } from './run-settings.js';
import { type RawValue } from './setting.js';

/** What the file may hold, whichever command reads it: a command takes what it needs of it. */
const KNOWN_KEYS = Object.values<{ fileKey: string | null }>({ ...RUN_SETTINGS, ...LOCAL_SETTINGS }).flatMap(
  ({ fileKey }) => fileKey ?? [],
);

/**
 * Reads qgate.yml at a repository's root; an absent file is an empty one.
 *
 * @throws {CliError} of kind `usage` for YAML that cannot be read, and for keys that no setting has: a misspelt key that
 *   were ignored would change what is checked without a word
 */
export async function readSettingsFile(root: string): Promise<Readonly<Record<string, RawValue>>> {
  const text = await readTextFile(path.join(root, SETTINGS_FILE));
  if (text === null) return {};
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem !== undefined) throw new CliError('usage', `${SETTINGS_FILE}: ${problem.message}`);
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
  if (!isPlainObject(content)) throw new CliError('usage', `${SETTINGS_FILE} must hold keys and values`);

  const faults = Object.entries(content).flatMap(([key, value]) => {
    if (!KNOWN_KEYS.includes(key))
      return [`${SETTINGS_FILE}: unknown key ${JSON.stringify(key)} (known: ${KNOWN_KEYS.join(', ')})`];
    return isRawValue(value) ? [] : [`${SETTINGS_FILE}: ${key} must be a text, a number, a switch or a list`];
  });
  if (faults.length > 0) throw new CliError('usage', faults.join('\n'));
  return content as Readonly<Record<string, RawValue>>;
}

async function readTextFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CliError('usage', `${SETTINGS_FILE} cannot be read: ${(error as Error).message}`);
  }
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRawValue = (value: unknown): value is RawValue =>
  ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isRawValue));

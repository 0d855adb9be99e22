import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { countOf } from '../count-of.js';
import { CliError } from '../exit-code.js';
import { SETTINGS_FILE } from './resolve-settings.js';
import { LOCAL_SETTINGS, RUN_SETTINGS } from './run-settings.js';
import { type RawValue } from './setting.js';

/** What the file may hold, whichever command reads it: a command takes what it needs of it. */
const KNOWN_KEYS = Object.values<{ fileKey: string | null }>({ ...RUN_SETTINGS, ...LOCAL_SETTINGS }).flatMap(
  ({ fileKey }) => fileKey ?? [],
);

/** What a repository's qgate.yml says. */
export interface SettingsFile {
  readonly values: Readonly<Record<string, RawValue>>;
  /** Lines for the user: what of the file does not count. */
  readonly notes: readonly string[];
}

const NO_SETTINGS: SettingsFile = { values: {}, notes: [] };

/**
 * Reads qgate.yml at a repository's root; an absent file is an empty one. A key that no setting has is reported and left
 * out, so that a file may serve an older qgate too.
 *
 * @throws {CliError} of kind `usage` for YAML that cannot be read, and for a token, which no repository may hold
 */
export async function readSettingsFile(root: string): Promise<SettingsFile> {
  const text = await readTextFile(path.join(root, SETTINGS_FILE));
  if (text === null) return NO_SETTINGS;
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem !== undefined) throw new CliError('usage', `${SETTINGS_FILE}: ${problem.message}`);
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return NO_SETTINGS;
  if (!isPlainObject(content)) throw new CliError('usage', `${SETTINGS_FILE} must hold keys and values`);
  return takeKnownKeys(content);
}

function takeKnownKeys(content: Record<string, unknown>): SettingsFile {
  const entries = Object.entries(content);
  const known = entries.filter(([key]) => KNOWN_KEYS.includes(key));
  const faults = [
    ...(Object.hasOwn(content, 'token') ? [`${SETTINGS_FILE} must not hold a token: set QGATE_TOKEN`] : []),
    ...known
      .filter(([, value]) => !isRawValue(value))
      .map(([key]) => `${SETTINGS_FILE}: ${key} must be a text, a number, a switch or a list`),
  ];
  if (faults.length > 0) throw new CliError('usage', faults.join('\n'));
  const unknown = entries.map(([key]) => key).filter((key) => !KNOWN_KEYS.includes(key));
  return {
    values: Object.fromEntries(known) as Record<string, RawValue>,
    notes: unknown.length === 0 ? [] : [describeUnknown(unknown)],
  };
}

/** A name that can be repeated without harm: the file may hold anything. */
const PLAIN_KEY = /^[a-z0-9_]{1,40}$/;

function describeUnknown(keys: readonly string[]): string {
  const named = keys.filter((key) => PLAIN_KEY.test(key)).map((key) => `"${key}"`);
  const others = keys.length - named.length;
  const all = [...named, ...(others > 0 ? [countOf(others, 'unreadable name')] : [])].join(', ');
  return `${SETTINGS_FILE}: unknown keys do not count: ${all} (known: ${KNOWN_KEYS.join(', ')})`;
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

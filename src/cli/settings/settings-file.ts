import { countOf } from '../../domain/count-of.js';
import { YAML_LIMITS } from '../../domain/scanning/yaml-limits.js';
import { CliError } from '../exit-code.js';
import { type Unread } from '../source/read-tracked-file.js';
import { type ConfigFiles } from './config-files.js';
import { SETTINGS_FILE } from './resolve-settings.js';
import { LOCAL_SETTINGS, RUN_SETTINGS } from './run-settings.js';
import { type RawValue } from './setting.js';

/** Keys that the file may contain for any command: each command takes the keys that it needs. */
const KNOWN_KEYS = Object.values<{ fileKey: string | null }>({ ...RUN_SETTINGS, ...LOCAL_SETTINGS }).flatMap(
  ({ fileKey }) => fileKey ?? [],
);

/**
 * Keys that in CI are the pipeline's to say: where results go, what they are results of, and what a failure ends in. A
 * change could otherwise send the key elsewhere, pass for the default branch, or pass.
 */
const CALLERS_KEYS: readonly string[] = [
  'url',
  'repo',
  'branch',
  'default_branch',
  'commit',
  'pr',
  'base',
  'soft_fail',
  'ignore_infra_errors',
  'require_gate',
];

/** Content of a repository's qgate.yml. */
export interface SettingsFile {
  readonly values: Readonly<Record<string, RawValue>>;
  /** Lines for the user: what of the file does not count. */
  readonly notes: readonly string[];
}

const NO_SETTINGS: SettingsFile = { values: {}, notes: [] };

const UNREAD: Readonly<Record<Unread, string | null>> = {
  missing: null,
  untracked: 'is not tracked by git and is ignored in CI',
  outside: 'is a link or points outside the checkout and is ignored',
  too_large: 'is larger than 64 KB and is ignored',
  no_text: 'is not text and is ignored',
};

/**
 * Reads qgate.yml at a repository's root; an absent file is an empty one. A key that no setting has is reported and left
 * out, so that a file may serve an older qgate too. In CI the keys that say where results go and what they are results of
 * do not count (`CALLERS_KEYS`).
 *
 * @param known what is known without the file, by its keys: one that says the same is not worth a line
 * @throws {CliError} of kind `usage` for YAML that cannot be read, and for a token, which no repository may hold
 */
export async function readSettingsFile(
  config: ConfigFiles,
  isCi: boolean,
  known: Readonly<Record<string, unknown>> = {},
): Promise<SettingsFile> {
  const read = await config.read(SETTINGS_FILE, YAML_LIMITS.bytes);
  if ('unread' in read) {
    const why = UNREAD[read.unread];
    return why === null ? NO_SETTINGS : { values: {}, notes: [`${SETTINGS_FILE} ${why}.`] };
  }
  const content = await parseContent(read.text);
  return content === null ? NO_SETTINGS : takeKnownKeys(content, isCi, known);
}

/**
 * Looks at the qgate.yml that a change brings along, which does not count.
 *
 * @returns a line for the user where it says another thing than the one that counts
 * @throws {CliError} of kind `usage` for a token in it
 */
export async function lookAtOwnSettings(own: ConfigFiles, counted: ConfigFiles, at: string): Promise<string | null> {
  const [said, counts] = await Promise.all([
    own.read(SETTINGS_FILE, YAML_LIMITS.bytes),
    counted.read(SETTINGS_FILE, YAML_LIMITS.bytes),
  ]);
  if (!('text' in said) || ('text' in counts && counts.text === said.text)) return null;
  const content = await parseContent(said.text).catch(() => null);
  if (content !== null) refuseToken(content);
  const named = content === null ? [] : CALLERS_KEYS.filter((key) => Object.hasOwn(content, key));
  const among = named.length === 0 ? '' : ` (${named.join(', ')} would be ignored there as well)`;
  return `${SETTINGS_FILE} of this change is ignored: it is read at the merge base ${at.slice(0, 10)}${among}.`;
}

async function parseContent(text: string): Promise<Record<string, unknown> | null> {
  // Loaded on demand: most runs have no such file, and the library is large.
  const { readYaml } = await import('../../domain/scanning/read-yaml.js');
  const { document, fault } = readYaml(text);
  if (document === null) throw new CliError('usage', `${SETTINGS_FILE} ${fault}.`);
  const problem = document.errors[0];
  if (problem !== undefined) throw new CliError('usage', `${SETTINGS_FILE}: ${problem.message}`);
  const content: unknown = document.toJS();
  if (content === null || content === undefined) return null;
  if (!isPlainObject(content)) throw new CliError('usage', `${SETTINGS_FILE} must contain keys and values`);
  return content;
}

function refuseToken(content: object): void {
  if (Object.hasOwn(content, 'token'))
    throw new CliError('usage', `${SETTINGS_FILE} must not contain a token: set QGATE_TOKEN`);
}

function takeKnownKeys(
  content: Record<string, unknown>,
  isCi: boolean,
  agreed: Readonly<Record<string, unknown>>,
): SettingsFile {
  refuseToken(content);
  const entries = Object.entries(content);
  const callers = isCi ? CALLERS_KEYS.filter((key) => Object.hasOwn(content, key)) : [];
  const known = entries.filter(([key]) => KNOWN_KEYS.includes(key) && !callers.includes(key));
  const faults = known
    .filter(([, value]) => !isRawValue(value))
    .map(([key]) => `${SETTINGS_FILE}: ${key} must be text, a number, true or false, or a list`);
  if (faults.length > 0) throw new CliError('usage', faults.join('\n'));
  const ignored = callers.filter((key) => content[key] !== agreed[key]);
  const unknown = entries.map(([key]) => key).filter((key) => !KNOWN_KEYS.includes(key));
  return {
    values: Object.fromEntries(known) as Record<string, RawValue>,
    notes: [
      ...(ignored.length === 0
        ? []
        : [`${SETTINGS_FILE}: in CI, these only come from flags, variables and the CI system: ${ignored.join(', ')}`]),
      ...(unknown.length === 0 ? [] : [describeUnknown(unknown)]),
    ],
  };
}

/** A name that can be repeated without harm: the file may hold anything. */
const PLAIN_KEY = /^[a-z0-9_]{1,40}$/;

function describeUnknown(keys: readonly string[]): string {
  const named = keys.filter((key) => PLAIN_KEY.test(key)).map((key) => `"${key}"`);
  const others = keys.length - named.length;
  const all = [...named, ...(others > 0 ? [countOf(others, 'unreadable name')] : [])].join(', ');
  return `${SETTINGS_FILE}: unknown keys are ignored: ${all} (known: ${KNOWN_KEYS.join(', ')})`;
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRawValue = (value: unknown): value is RawValue =>
  ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isRawValue));

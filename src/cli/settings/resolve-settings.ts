import { CliError } from '../exit-code.js';
import { InvalidValue, type RawValue, type Setting, type SettingTable, type Traced } from './setting.js';

/** Sources of settings, in order of precedence. */
export interface SettingSources {
  /** Values from the command line by property; absent when not given. */
  readonly flags: Readonly<Record<string, RawValue | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The content of qgate.yml; empty without one. */
  readonly file: Readonly<Record<string, RawValue>>;
}

/** The settings of a command, and for each where it came from. */
export interface ResolvedSettings<T> {
  readonly values: T;
  readonly origins: { readonly [K in keyof T]: string };
}

/** The name of the file with a repository's settings, at its root. */
export const SETTINGS_FILE = 'qgate.yml';

/** True where a setting's value comes from qgate.yml, which the author of a change writes. */
export const isFromFile = (origin: string): boolean => origin.startsWith(`${SETTINGS_FILE} `);

/**
 * Reads every setting of a table: the flag before the variable before qgate.yml before the fallback. An empty variable
 * counts as absent, as CI systems set them so.
 *
 * @throws {CliError} of kind `usage`, naming every value that cannot be read at once
 */
export function resolveSettings<T extends object>(
  table: SettingTable<T>,
  sources: SettingSources,
): ResolvedSettings<T> {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const faults: string[] = [];
  for (const [key, setting] of Object.entries<Setting<unknown>>(table)) {
    const written = findWritten(key, setting, sources);
    try {
      values[key] = written === null ? setting.fallback : setting.read(written.value);
      origins[key] = written?.from ?? 'default';
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      faults.push(`${written?.from ?? key} ${error.message}`);
    }
  }
  if (faults.length > 0) throw new CliError('usage', faults.join('\n'));
  return { values: values as T, origins: origins as ResolvedSettings<T>['origins'] };
}

function findWritten(key: string, setting: Setting<unknown>, sources: SettingSources): Traced<RawValue> | null {
  const flag = sources.flags[key];
  if (flag !== undefined) return { value: flag, from: setting.flags.split(' ')[0] ?? setting.flags };
  const variable = sources.env[setting.variable];
  if (variable !== undefined && variable !== '') return { value: variable, from: setting.variable };
  const entry = setting.fileKey === null ? undefined : sources.file[setting.fileKey];
  if (entry !== undefined) return { value: entry, from: `${SETTINGS_FILE} ${String(setting.fileKey)}` };
  return null;
}

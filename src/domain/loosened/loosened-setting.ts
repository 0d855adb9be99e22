import { MOST_ERRORS, readPath } from '../changes/changed-file-fields.js';
import type { FieldError } from '../exact/field-error.js';
import { blankTokens } from '../findings/secrets/token-shapes.js';
import { replaceControls } from '../scanning/control-characters.js';
import { type Warning, warningOf } from '../warning.js';

/** A key of a tool's configuration by which the tool looks for less than on the base of a change. */
export interface LoosenedSetting {
  readonly path: string;
  /** Family of the tool; `qgate` for its own files, `ci` for workflows and scripts. */
  readonly tool: string;
  /** Key of the file, or its changed lines where no table has its keys. */
  readonly key: string;
  /** Values of a key before and now; null where it had or has none, and for lines. */
  readonly was: string | null;
  readonly is: string | null;
  /** Rules that are looked for no more, with `*` for any text. Empty beside paths: all of them. */
  readonly rules: readonly string[];
  /** Globs of files in which the tool looks no more. Empty beside rules: all files. */
  readonly paths: readonly string[];
}

export const LOOSENED_LIMITS = { settings: 500, tool: 100, key: 200, value: 200, names: 100, name: 1000 } as const;

/** Tool of an entry about what `qgate` itself leaves out: it stands for every tool. */
export const OWN_TOOL = 'qgate';

const FIELD = 'loosened';

/** Reads `[{path, tool, key, was, is, rules, paths}]`; null, and faults among the errors, where it is none. */
export function readLoosened(value: unknown, errors: FieldError[]): LoosenedSetting[] | null {
  if (!Array.isArray(value) || value.length > LOOSENED_LIMITS.settings) {
    errors.push({ field: FIELD, message: `must be a list of at most ${LOOSENED_LIMITS.settings} settings` });
    return null;
  }
  const read: LoosenedSetting[] = [];
  for (const [index, entry] of value.entries()) {
    read.push(readSetting(entry, `${FIELD}[${index}]`, errors));
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? null : read;
}

function readSetting(entry: unknown, field: string, errors: FieldError[]): LoosenedSetting {
  const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const text = (name: string, most: number, isOptional = false): string => {
    const value = fields[name];
    const isText = typeof value === 'string' && value.length <= most && (isOptional || value.trim() !== '');
    if (!isText && !(isOptional && value == null))
      errors.push({ field: `${field}.${name}`, message: `must be text of at most ${most} characters` });
    return isText ? clean(value) : '';
  };
  const optional = (name: string): string | null => {
    const read = text(name, LOOSENED_LIMITS.value, true);
    return fields[name] == null ? null : read;
  };
  const names = (name: string): string[] => {
    const { [name]: list = [] } = fields;
    const { names: most, name: longest } = LOOSENED_LIMITS;
    if (Array.isArray(list) && list.length <= most && list.every((each) => isName(each, longest)))
      return list.map(clean);
    errors.push({
      field: `${field}.${name}`,
      message: `must be a list of at most ${most} strings of at most ${longest} characters`,
    });
    return [];
  };
  return {
    path: readPath(fields.path, `${field}.path`, errors) ?? '',
    tool: text('tool', LOOSENED_LIMITS.tool),
    key: text('key', LOOSENED_LIMITS.key),
    ...{ was: optional('was'), is: optional('is'), rules: names('rules'), paths: names('paths') },
  };
}

const isName = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest;

const clean = (text: string): string => blankTokens(replaceControls(text));

const SHOWN = 3;

/** Warns of settings by which tools look for less. */
export function warnOfLoosened(loosened: readonly LoosenedSetting[] | null): Warning[] {
  if (loosened === null || loosened.length === 0) return [];
  const named = loosened.slice(0, SHOWN).map((each) => `${each.tool} ${each.key} (${each.path})`);
  const rest = loosened.length > SHOWN ? ', ...' : '';
  const subject = loosened.length === 1 ? 'a setting of a tool' : `${loosened.length} tool settings`;
  return [warningOf('tools_loosened', `The change loosens ${subject}: ${named.join(', ')}${rest}.`)];
}

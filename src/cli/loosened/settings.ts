import JSON5 from 'json5';
import { parse as parseToml } from 'smol-toml';
import { isJsonObject } from '../../domain/findings/readers/json-value.js';
import { readYaml } from '../../domain/scanning/read-yaml.js';

/** An expression of a programming language, which is not evaluated. */
export interface Code {
  readonly code: string;
}

/** Value of a setting; the entries of lists are texts, objects among them as JSON. */
export type Value = string | number | boolean | readonly string[] | Code;

/** Settings of one tool by their keys, of which dots separate the levels. */
export type Settings = ReadonlyMap<string, Value>;

/** Keys by which the objects of a list are told apart. */
const NAMES = ['id', 'name', 'module', 'files', 'path'];
const MAX_SETTINGS = 20_000;

/** Reads a table in JSON with comments, YAML, NEON, TOML, INI, properties or lines; null where the text is none. */
export function readTable(path: string, text: string): unknown {
  try {
    if (/\.(?:json[5c]?|babelrc)$|(?:^|\/)\.(?:eslintrc|nycrc|c8rc)$/.test(path)) return readJsonOrYaml(text);
    if (/\.ya?ml$/.test(path)) return readYamlTable(text);
    if (/\.neon(?:\.dist)?$/.test(path)) return readYamlTable(text.replace(/\t/g, '    '));
    if (/\.toml$|(?:^|\/)Pipfile$/.test(path)) return parseToml(text);
    if (path.endsWith('.properties')) return readProperties(text);
    if (path.endsWith('ignore')) return { patterns: readLines(text) };
    return readIni(text);
  } catch {
    return null;
  }
}

function readJsonOrYaml(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    return readYamlTable(text);
  }
}

function readYamlTable(text: string): unknown {
  const { document } = readYaml(text, { schema: 'core', prettyErrors: false, uniqueKeys: false });
  if (document === null || document.errors.length > 0) return null;
  return document.toJS() ?? {};
}

const readLines = (text: string): string[] =>
  text.split(/\r?\n/).flatMap((line) => (/^\s*(?:#|$)/.test(line) ? [] : [line.trim()]));

/** Sections with keys as Python reads them: an indented line continues the value above. */
function readIni(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section = '';
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    const pair = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (head !== undefined) [section, key] = [head.trim(), null];
    else if (/^\s/.test(line) && key !== null) sections[section]![key] = `${sections[section]![key]!}\n${line.trim()}`;
    else if (pair !== null) {
      key = pair[1]!.trim();
      (sections[section] ??= Object.create(null) as Record<string, string>)[key] = pair[2]!.trim();
    }
  }
  return sections;
}

function readProperties(text: string): Record<string, string> {
  const pairs = text
    .replace(/\\\r?\n\s*/g, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const pair = /^\s*([^#!\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
      return pair === null ? [] : [[pair[1]!, pair[2]!.trim()] as const];
    });
  return Object.fromEntries(pairs);
}

/** The part of a table below a path of keys; undefined where it has none. */
export function partOf(table: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) => (isJsonObject(part) && Object.hasOwn(part, key) ? part[key] : undefined),
    table,
  );
}

/** All values of a table by their keys. */
export function flatten(table: unknown): Map<string, Value> {
  const settings = new Map<string, Value>();
  const add = (value: unknown, key: string, depth: number): void => {
    if (settings.size >= MAX_SETTINGS || depth > 20 || value == null) return;
    if (Array.isArray(value)) {
      settings.set(key, value.map(asText));
      if (value.every(isJsonObject)) value.forEach((each, at) => add(each, `${key}[${nameOf(each) ?? at}]`, depth + 1));
    } else if (isJsonObject(value))
      for (const [name, each] of Object.entries(value)) add(each, key === '' ? name : `${key}.${name}`, depth + 1);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      settings.set(key, value);
  };
  add(table, '', 0);
  return settings;
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function nameOf(object: Readonly<Record<string, unknown>>): string | undefined {
  const name = NAMES.map((key) => object[key]).find((value) => value !== undefined);
  return name === undefined ? undefined : Array.isArray(name) ? name.map(asText).join(',') : asText(name);
}

/** Entries of a list, or of a text that separates them by commas or lines. */
export function listOf(value: Value | undefined): readonly string[] {
  if (value === undefined || typeof value === 'boolean' || isCode(value)) return [];
  if (typeof value === 'object') return value;
  return String(value)
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The entries of a list that another one lacks. */
export function without(entries: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return entries.filter((entry) => !known.has(entry));
}

export const isCode = (value: Value | undefined): value is Code =>
  typeof value === 'object' && !Array.isArray(value) && 'code' in value;

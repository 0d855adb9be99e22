/** A condition of a quality gate, as SonarQube writes it: it fails where the metric is on the named side of the threshold. */
export interface SonarCondition {
  readonly metric: string;
  readonly op: string;
  /** Threshold of a failure; null where the condition has a warning alone, as before version 7.6. */
  readonly error: string | null;
}

export interface SonarGate {
  readonly name: string;
  readonly conditions: readonly SonarCondition[];
}

export interface SonarSetting {
  readonly key: string;
  readonly values: readonly string[];
  /** True for a value that the project has from its organization, its server or the defaults. */
  readonly isInherited: boolean;
}

export interface SonarProfile {
  readonly language: string;
  readonly name: string;
}

/** All that was exported of SonarQube, from files or from a server. */
export interface SonarExport {
  /** Null where no answer has one. */
  readonly gate: SonarGate | null;
  readonly settings: readonly SonarSetting[];
  readonly profiles: readonly SonarProfile[];
}

const EMPTY_EXPORT: SonarExport = { gate: null, settings: [], profiles: [] };

/** Joins what several files say; of two gates the later one counts. */
export const joinExports = (parts: readonly SonarExport[]): SonarExport =>
  parts.reduce(
    (all, { gate, settings, profiles }) => ({
      gate: gate ?? all.gate,
      settings: [...all.settings, ...settings],
      profiles: [...all.profiles, ...profiles],
    }),
    EMPTY_EXPORT,
  );

/** Text that is no export of SonarQube, with the reason in words. */
export class NoSonarExport extends Error {
  override readonly name = 'NoSonarExport';
}

/**
 * Reads one exported text by its content: the JSON of `api/qualitygates/show`, `api/settings/values` or
 * `api/qualityprofiles/search`, or a `sonar-project.properties`.
 *
 * @throws {NoSonarExport} for any other text
 */
export function readExport(text: string): SonarExport {
  if (!text.trimStart().startsWith('{')) return readProperties(text);
  const answer = parseObject(text);
  if (Array.isArray(answer.conditions)) return { ...EMPTY_EXPORT, gate: readGate(answer.conditions, answer.name) };
  if (Array.isArray(answer.settings)) return { ...EMPTY_EXPORT, settings: answer.settings.map(readSetting) };
  if (Array.isArray(answer.profiles)) return { ...EMPTY_EXPORT, profiles: answer.profiles.map(readProfile) };
  throw new NoSonarExport(describeErrors(answer) ?? 'it has neither conditions nor settings nor profiles');
}

/** The errors of a refusal in words; null for an answer that is none. */
export function describeErrors(answer: unknown): string | null {
  if (!isObject(answer) || !Array.isArray(answer.errors)) return null;
  return answer.errors.map((each) => (isObject(each) ? textOf(each.msg) : '')).join(' ');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text);
    if (isObject(answer)) return answer;
  } catch {
    // Reported below: the parser's own words name a position alone.
  }
  throw new NoSonarExport('it is not JSON');
}

const readGate = (conditions: readonly unknown[], name: unknown): SonarGate => ({
  name: textOf(name),
  conditions: conditions.map((each) => {
    if (!isObject(each) || typeof each.metric !== 'string') throw new NoSonarExport('a condition names no metric');
    return { metric: each.metric, op: textOf(each.op), error: each.error === undefined ? null : textOf(each.error) };
  }),
});

/** A setting has one value, several, or a table (`fieldValues`), of which each row is one text. */
function readSetting(each: unknown): SonarSetting {
  if (!isObject(each) || typeof each.key !== 'string') throw new NoSonarExport('a setting has no key');
  const { key, value, values, fieldValues, inherited } = each;
  const isInherited = inherited === true;
  if (Array.isArray(values)) return { key, values: values.map(textOf), isInherited };
  if (Array.isArray(fieldValues)) return { key, values: fieldValues.map(rowText), isInherited };
  return { key, values: splitList(textOf(value)), isInherited };
}

/** A row is flat; a nested one may be as deep as the end of the stack. */
function rowText(row: unknown): string {
  if (!isObject(row) || Object.values(row).some((value) => typeof value === 'object'))
    throw new NoSonarExport('a row of fieldValues is not an object of strings');
  return JSON.stringify(row);
}

const readProfile = (each: unknown): SonarProfile => {
  if (!isObject(each)) throw new NoSonarExport('a profile is not an object');
  return { language: textOf(each.language), name: textOf(each.name) };
};

/** Lines of a Java properties file: `key=value`, with comments, and a backslash before a line break that continues a line. */
function readProperties(text: string): SonarExport {
  const lines = text
    .replace(/\\\r?\n[ \t]*/g, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const settings = lines.flatMap((line): SonarSetting[] => {
    const [, key = '', value = ''] = /^([^#!=:\s][^=:\s]*)(?:\s*[=:]|\s)\s*(.*)$/s.exec(line) ?? [];
    return /(^|\.)sonar\./.test(key) ? [{ key, values: splitList(unescape(value)), isInherited: false }] : [];
  });
  if (settings.length === 0) throw new NoSonarExport('it has no SonarQube setting');
  return { ...EMPTY_EXPORT, settings };
}

const unescape = (value: string): string =>
  value.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, other: string) =>
    code === undefined ? other : String.fromCharCode(parseInt(code, 16)),
  );

const splitList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

import { isJsonObject, type JsonObject, objectAt, objectsAt, ownValue, stringAt } from './readers/json-value.js';

/** A change of a finding's own file, by which its tool offers to fix it. */
export interface Fix {
  /** As the tool describes it; null where it does not. */
  readonly description: string | null;
  /** True where the tool itself calls it safe. */
  readonly isSafe: boolean;
  /** In the report's order; they do not overlap. */
  readonly edits: readonly FixEdit[];
}

/** A replaced part of a file. */
export interface FixEdit {
  readonly span: FixSpan;
  readonly text: string;
}

/** Whole lines that take the place of others, as tools for reviews offer them beside a finding. */
export interface Suggestion {
  readonly startLine: number;
  readonly endLine: number;
  /** Without the end of its last line; empty where the lines are deleted. */
  readonly text: string;
}

/** The fix to apply: one that the tool calls safe before others. */
export function chooseFix(
  { fixes = [] }: { readonly fixes?: readonly Fix[] | undefined },
  isSafeOnly = false,
): Fix | null {
  return fixes.find(({ isSafe }) => isSafe) ?? (isSafeOnly ? null : (fixes[0] ?? null));
}

/** Units in which columns of a report count. */
export const COLUMN_UNITS = ['utf16', 'code_points', 'bytes'] as const;
export type ColumnUnit = (typeof COLUMN_UNITS)[number];

/**
 * A part of a file, its end excluded: offsets in UTF-16 from 0, or lines and columns from 1. Without a first column it begins with
 * its line, and without a last one it takes in the whole last line.
 */
export type FixSpan =
  | { readonly unit: 'offsets'; readonly start: number; readonly end: number }
  | {
      readonly unit: ColumnUnit;
      readonly startLine: number;
      readonly startColumn: number | null;
      readonly endLine: number;
      readonly endColumn: number | null;
    };

/** Fixes that are read of one finding, and edits of one fix; more are no quick fix. */
export const FIX_LIMITS = { fixes: 5, edits: 200, text: 20_000, description: 300 } as const;

/** ESLint's `fix`, which it calls safe, and its `suggestions`, which change what the code does. */
export function eslintFixes(message: JsonObject): readonly Fix[] | undefined {
  const own = ownValue(message, 'fix');
  const suggested = objectsAt(message, 'suggestions');
  return toFixes([
    ...(isJsonObject(own) ? [{ description: null, isSafe: true, edits: [eslintEdit(own)] }] : []),
    ...suggested.map((each) => ({
      description: stringAt(each, 'desc'),
      isSafe: false,
      edits: [eslintEdit(objectAt(each, 'fix'))],
    })),
  ]);
}

function eslintEdit(fix: JsonObject): WrittenEdit {
  const range = ownValue(fix, 'range');
  const [start, end] = Array.isArray(range) ? (range as readonly unknown[]) : [];
  const text = ownValue(fix, 'text');
  return isCount(start) && isCount(end) && start <= end ? { span: { unit: 'offsets', start, end }, text } : null;
}

/** Ruff's `fix`; its applicability says which ones are safe, and `display` ones are not to be applied. */
export function ruffFixes(diagnostic: JsonObject): readonly Fix[] | undefined {
  const fix = ownValue(diagnostic, 'fix');
  if (!isJsonObject(fix) || stringAt(fix, 'applicability') === 'display') return undefined;
  const edits = objectsAt(fix, 'edits').map((edit): WrittenEdit => {
    const [start, end] = [objectAt(edit, 'location'), objectAt(edit, 'end_location')];
    const lines = [ownValue(start, 'row'), ownValue(start, 'column'), ownValue(end, 'row'), ownValue(end, 'column')];
    return toLinesEdit('code_points', lines, ownValue(edit, 'content'));
  });
  const isSafe = stringAt(fix, 'applicability') === 'safe';
  return toFixes([{ description: stringAt(fix, 'message'), isSafe, edits }]);
}

/** The `suggestions` of reviewdog's formats, whose columns count bytes. Each is a fix of its own. */
export const rdjsonFixes = (diagnostic: JsonObject): readonly Fix[] | undefined =>
  toFixes(
    objectsAt(diagnostic, 'suggestions').map((suggestion) => {
      const range = objectAt(suggestion, 'range');
      const start = objectAt(range, 'start');
      // Without an end, the range is the place of its start.
      const end = isJsonObject(ownValue(range, 'end')) ? objectAt(range, 'end') : start;
      const lines = [
        ownValue(start, 'line'),
        ownValue(start, 'column'),
        ownValue(end, 'line'),
        ownValue(end, 'column'),
      ];
      const edit = toLinesEdit('bytes', lines, ownValue(suggestion, 'text'));
      return { description: null, isSafe: false, edits: [withLineEnd(edit)] };
    }),
  );

/** Whole lines end with a line end, which reviewdog leaves out of the text. */
function withLineEnd(edit: WrittenEdit): WrittenEdit {
  if (edit === null || edit.span.unit === 'offsets' || edit.span.endColumn !== null) return edit;
  return typeof edit.text === 'string' && edit.text !== '' && !edit.text.endsWith('\n')
    ? { ...edit, text: `${edit.text}\n` }
    : edit;
}

/**
 * The `fixes` of a SARIF result.
 *
 * @param unit of the run's columns
 * @param isOwnFile tells if an artifact location is that of the result itself
 */
export const sarifFixes = (
  result: JsonObject,
  unit: ColumnUnit,
  isOwnFile: (artifact: JsonObject) => boolean,
): readonly Fix[] | undefined =>
  toFixes(
    objectsAt(result, 'fixes').map((fix) => ({
      description: stringAt(objectAt(fix, 'description'), 'text'),
      isSafe: false,
      edits: objectsAt(fix, 'artifactChanges').flatMap((change): readonly WrittenEdit[] =>
        isOwnFile(objectAt(change, 'artifactLocation'))
          ? objectsAt(change, 'replacements').map((replacement) => sarifEdit(replacement, unit))
          : [null],
      ),
    })),
  );

/** Parts of a region that are left out have the meaning of section 3.30: a start of its line, an end of it without its line end. */
function sarifEdit(replacement: JsonObject, unit: ColumnUnit): WrittenEdit {
  const region = objectAt(replacement, 'deletedRegion');
  const content = ownValue(replacement, 'insertedContent');
  const text = isJsonObject(content) ? ownValue(content, 'text') : '';
  const startLine = ownValue(region, 'startLine');
  if (startLine === undefined) {
    const start = ownValue(region, 'charOffset');
    const length = ownValue(region, 'charLength') ?? 0;
    if (unit !== 'utf16' || !isCount(start) || !isCount(length)) return null;
    return { span: { unit: 'offsets', start, end: start + length }, text };
  }
  const endLine = ownValue(region, 'endLine') ?? startLine;
  const startColumn = ownValue(region, 'startColumn') ?? 1;
  const endColumn = ownValue(region, 'endColumn') ?? Number.MAX_SAFE_INTEGER;
  return toLinesEdit(unit, [startLine, startColumn, endLine, endColumn], text);
}

/** A fix in the property bag of our own SARIF (`Fix`), which takes every unit; no claim of a report makes it a safe one. */
export const statedFixes = (fix: JsonObject): readonly Fix[] | undefined =>
  toFixes([
    {
      description: stringAt(fix, 'description'),
      isSafe: false,
      edits: objectsAt(fix, 'edits').map((edit): WrittenEdit => {
        const span = objectAt(edit, 'span');
        const text = ownValue(edit, 'text');
        const unit = stringAt(span, 'unit');
        const [start, end] = [ownValue(span, 'start'), ownValue(span, 'end')];
        if (unit === 'offsets')
          return isCount(start) && isCount(end) && start <= end ? { span: { unit, start, end }, text } : null;
        const known = COLUMN_UNITS.find((each) => each === unit);
        const lines = ['startLine', 'startColumn', 'endLine', 'endColumn'].map(
          (name) => ownValue(span, name) ?? undefined,
        );
        return known === undefined ? null : toLinesEdit(known, lines, text);
      }),
    },
  ]);

type WrittenEdit = { readonly span: FixSpan; readonly text: unknown } | null;

interface WrittenFix extends Omit<Fix, 'edits'> {
  readonly edits: readonly WrittenEdit[];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPosition = (value: unknown): value is number => isCount(value) && value > 0;

function toLinesEdit(unit: ColumnUnit, written: readonly unknown[], text: unknown): WrittenEdit {
  const [startLine, startColumn = null, endLine = startLine, endColumn = null] = written;
  const hasLines = isPosition(startLine) && isPosition(endLine) && startLine <= endLine;
  const areColumns = [startColumn, endColumn].every((column) => column === null || isPosition(column));
  if (!hasLines || !areColumns) return null;
  return {
    span: {
      unit,
      startLine,
      startColumn: startColumn as number | null,
      endLine,
      endColumn: endColumn as number | null,
    },
    text,
  };
}

/** Fixes of which every edit is readable; undefined where there are none. */
function toFixes(written: readonly WrittenFix[]): readonly Fix[] | undefined {
  const fixes = written.slice(0, FIX_LIMITS.fixes).flatMap(({ edits, description, isSafe }): Fix[] => {
    const read = edits.flatMap((edit) =>
      edit !== null && typeof edit.text === 'string' ? [{ span: edit.span, text: edit.text }] : [],
    );
    const length = read.reduce((sum, { text }) => sum + text.length, 0);
    const isWhole = read.length === edits.length && read.length > 0;
    if (!isWhole || read.length > FIX_LIMITS.edits || length > FIX_LIMITS.text) return [];
    return [{ description: description?.slice(0, FIX_LIMITS.description) ?? null, isSafe, edits: read }];
  });
  return fixes.length === 0 ? undefined : fixes;
}

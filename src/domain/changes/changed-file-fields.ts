import { type FieldError } from '../exact/field-error.js';
import { MAX_LINE } from '../scanning/numbers.js';
import { type Hunk, type LineRange } from './changed-lines.js';
import { toLineMap } from './line-map.js';
import { mergeRanges } from './line-ranges.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from './repository-path.js';

/**
 * Errors listed at most: enough to fix any honest mistake, and a body of a million bad ranges gets no answer of its own
 * size.
 */
export const MOST_ERRORS = 100;

/** More named scopes than any file written by hand has. */
const MAX_SCOPES = 10_000;
/** Longest path of a scope in UTF-16 code units, as of a finding's. */
const MAX_SCOPE_LENGTH = 500;

/** Reads the value of a field; adds faults to `errors` under the field's name. */
type ReadField<Value> = (value: unknown, field: string, errors: FieldError[]) => Value;

/** Reads a field that may be left out or null. */
export const readOptional = <Value>(
  value: unknown,
  field: string,
  errors: FieldError[],
  read: ReadField<Value>,
): Value | null => (value == null ? null : read(value, field, errors));

/** Reads one of the given texts. */
export const readOneOf =
  <Value extends string>(values: readonly Value[]): ReadField<Value | null> =>
  (value, field, errors) => {
    const found = values.find((each) => each === value);
    if (found === undefined) errors.push({ field, message: `must be one of ${values.join(', ')}` });
    return found ?? null;
  };

/** Reads a path inside the repository; null where it is none. */
export function readPath(value: unknown, field: string, errors: FieldError[]): string | null {
  const path = typeof value === 'string' ? toRepositoryPath(value) : null;
  if (path === null) errors.push({ field, message: REPOSITORY_PATH_EXPECTED });
  return path;
}

function isHunk(value: unknown): value is Hunk {
  if (!Array.isArray(value) || value.length !== 4 || !value.every((each) => Number.isInteger(each))) return false;
  const [oldStart, oldLines, newStart, newLines] = value as [number, number, number, number];
  return oldLines + newLines > 0 && isSide(oldStart, oldLines) && isSide(newStart, newLines);
}

const isSide = (start: number, lines: number): boolean =>
  lines >= 0 && start >= Math.min(lines, 1) && start + lines <= MAX_LINE;

const isScope = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_SCOPE_LENGTH;

function isLineRange(value: unknown): value is LineRange {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as unknown[];
  return Number.isInteger(from) && Number.isInteger(to) && isOrdered(from as number, to as number);
}

const isOrdered = (from: number, to: number): boolean => from >= 1 && from <= to && to <= MAX_LINE;

/** Reads a list of elements of one form; elements of other forms are left out and named. */
const readListOf =
  <Element>(isElement: (value: unknown) => value is Element, list: string, element: string): ReadField<Element[]> =>
  (value, field, errors) => {
    if (!Array.isArray(value)) {
      errors.push({ field, message: `must be a list of ${list}` });
      return [];
    }
    const elements: Element[] = [];
    for (const [index, each] of value.entries()) {
      if (isElement(each)) elements.push(each);
      else errors.push({ field: `${field}[${index}]`, message: `must be ${element}` });
      if (errors.length >= MOST_ERRORS) break;
    }
    return elements;
  };

const readRangeList = readListOf(isLineRange, '[from, to] pairs', '[from, to], whole numbers, 1 <= from <= to');

/** Reads ranges of lines and merges them. */
export const readRanges: ReadField<LineRange[]> = (...given) => mergeRanges(readRangeList(...given));

const readHunkList = readListOf(
  isHunk,
  '[old_start, old_lines, new_start, new_lines]',
  '[old_start, old_lines, new_start, new_lines] as in the header of a hunk without context',
);

/** Reads hunks, ascending; null where they make no line map. */
export const readHunks: ReadField<readonly Hunk[] | null> = (...given) => toLineMap(readHunkList(...given));

const readScopeList = readListOf(isScope, 'names of scopes', `text of 1 to ${MAX_SCOPE_LENGTH} characters`);

/** Reads names of scopes, distinct and sorted. */
export const readScopes: ReadField<string[]> = (value, field, errors) => {
  const scopes = [...new Set(readScopeList(value, field, errors))].sort();
  if (scopes.length > MAX_SCOPES) errors.push({ field, message: `must name at most ${MAX_SCOPES} scopes` });
  return scopes;
};

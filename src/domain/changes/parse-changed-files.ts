import { type FieldError } from '../gate/field-error.js';
import { changedFile, type ChangedFile, type ChangedLines, type LineRange } from './changed-lines.js';
import { inPathOrder, MAX_LINE, mergeRanges } from './line-ranges.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from './repository-path.js';

/** Enough to mend any honest mistake; a body of a million bad ranges gets no answer of its own size. */
const MOST_ERRORS = 100;

export type ChangedFilesReading =
  { readonly ok: true; readonly value: ChangedLines } | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Reads `{files: [{path, old_path?, added: [[from, to], ...]}]}`. Paths come out relative and with forward slashes,
 * ranges ascending and merged. Fails with every bad field, the first hundred of them.
 */
export function parseChangedFiles(json: unknown): ChangedFilesReading {
  const entries = isRecord(json) ? json.files : undefined;
  if (!Array.isArray(entries)) return failed([{ field: 'files', message: 'must be a list of changed files' }]);
  const errors: FieldError[] = [];
  const files = new Map<string, ChangedFile>();
  for (const [index, entry] of entries.entries()) {
    const field = `files[${index}]`;
    const file = readFile(entry, field, errors);
    if (file !== null && files.has(file.path)) errors.push({ field: `${field}.path`, message: 'is listed twice' });
    if (file !== null) files.set(file.path, file);
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0
    ? failed(errors.slice(0, MOST_ERRORS))
    : { ok: true, value: { files: inPathOrder([...files.values()]) } };
}

/** Null where the file has no usable path; what else is wrong with it is in `errors`. */
function readFile(entry: unknown, field: string, errors: FieldError[]): ChangedFile | null {
  if (!isRecord(entry)) {
    errors.push({ field, message: 'must be an object with path and added' });
    return null;
  }
  const path = readPath(entry.path, `${field}.path`, errors);
  const oldPath = entry.old_path == null ? null : readPath(entry.old_path, `${field}.old_path`, errors);
  const added = readRanges(entry.added, `${field}.added`, errors);
  return path === null ? null : changedFile({ path, oldPath: oldPath === path ? null : oldPath, added });
}

function readPath(value: unknown, field: string, errors: FieldError[]): string | null {
  const path = typeof value === 'string' ? toRepositoryPath(value) : null;
  if (path === null) errors.push({ field, message: REPOSITORY_PATH_EXPECTED });
  return path;
}

function readRanges(value: unknown, field: string, errors: FieldError[]): LineRange[] {
  if (!Array.isArray(value)) {
    errors.push({ field, message: 'must be a list of [from, to] pairs' });
    return [];
  }
  const ranges: LineRange[] = [];
  for (const [index, range] of value.entries()) {
    if (isLineRange(range)) ranges.push(range);
    else errors.push({ field: `${field}[${index}]`, message: 'must be [from, to], whole numbers, 1 <= from <= to' });
    if (errors.length >= MOST_ERRORS) break;
  }
  return mergeRanges(ranges);
}

function isLineRange(value: unknown): value is LineRange {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [from, to] = value as unknown[];
  return Number.isInteger(from) && Number.isInteger(to) && isOrdered(from as number, to as number);
}

const isOrdered = (from: number, to: number): boolean => from >= 1 && from <= to && to <= MAX_LINE;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const failed = (errors: readonly FieldError[]): ChangedFilesReading => ({ ok: false, errors });

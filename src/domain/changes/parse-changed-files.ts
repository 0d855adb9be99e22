import { type FieldError } from '../exact/field-error.js';
import {
  MOST_ERRORS,
  readHunks,
  readOneOf,
  readOptional,
  readPath,
  readRanges,
  readScopes,
} from './changed-file-fields.js';
import {
  type ChangedFile,
  changedFile,
  type ChangedLines,
  FILE_KINDS,
  FILE_STATUSES,
  type LineRange,
} from './changed-lines.js';
import { removedBy } from './line-map.js';
import { inPathOrder, intersectRanges } from './line-ranges.js';

export type ChangedFilesReading =
  | { readonly ok: true; readonly value: ChangedLines }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Reads `{files: [{path, old_path?, added: [[from, to], ...], removed?, hunks?, hunks_w?, status?, kind?,
 * executable_added?, moved?, unchanged_but_space?, on_target?, closing_added?, coverage_ignored?, edited_scopes?}]}`. Paths come out
 * relative and with forward slashes, ranges and hunks ascending, ranges merged; parts of `added` that are not among the added
 * lines are left out, and hunks that make no line map are null. Fails with every bad field, the first hundred of them.
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

/** Null when the file has no usable path; its other faults are in `errors`. */
function readFile(entry: unknown, field: string, errors: FieldError[]): ChangedFile | null {
  if (!isRecord(entry)) {
    errors.push({ field, message: 'must be an object with path and added' });
    return null;
  }
  const path = readPath(entry.path, `${field}.path`, errors);
  const oldPath = entry.old_path == null ? null : readPath(entry.old_path, `${field}.old_path`, errors);
  const added = readRanges(entry.added, `${field}.added`, errors);
  const status = readOptional(entry.status, `${field}.status`, errors, readOneOf(FILE_STATUSES));
  if (status === 'deleted' && added.length > 0) {
    errors.push({ field: `${field}.added`, message: 'must be empty for a deleted file' });
  }
  const hunks = readOptional(entry.hunks, `${field}.hunks`, errors, readHunks);
  const readAdded = (name: string): LineRange[] | null => {
    const ranges = readOptional(entry[name], `${field}.${name}`, errors, readRanges);
    return ranges && intersectRanges(ranges, added);
  };
  const known = {
    oldPath: oldPath === path ? null : oldPath,
    added,
    removed: readOptional(entry.removed, `${field}.removed`, errors, readRanges) ?? (hunks && removedBy(hunks)),
    hunks,
    hunksIgnoringSpace: readOptional(entry.hunks_w, `${field}.hunks_w`, errors, readHunks),
    status,
    kind: readOptional(entry.kind, `${field}.kind`, errors, readOneOf(FILE_KINDS)),
    executableAdded: readAdded('executable_added'),
    moved: readAdded('moved'),
    unchangedButSpace: readAdded('unchanged_but_space'),
    onTarget: readAdded('on_target'),
    closingAdded: readAdded('closing_added'),
    coverageIgnored: readOptional(entry.coverage_ignored, `${field}.coverage_ignored`, errors, readRanges),
    editedScopes: readOptional(entry.edited_scopes, `${field}.edited_scopes`, errors, readScopes),
  };
  return path === null ? null : changedFile({ path, ...known });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const failed = (errors: readonly FieldError[]): ChangedFilesReading => ({ ok: false, errors });

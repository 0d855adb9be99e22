import { isUtf8 } from 'node:buffer';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import { type ChangedSinceBase, readChangedSinceBase } from '../../../domain/changes/changed-since-base.js';
import { type Landed, readLanded } from '../../../domain/changes/landed.js';
import { countAddedLines, countRenames } from '../../../domain/changes/line-ranges.js';
import { parseChangedFiles } from '../../../domain/changes/parse-changed-files.js';
import { parseUnifiedDiff } from '../../../domain/changes/parse-unified-diff.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from '../../../domain/changes/repository-path.js';
import type { FieldError } from '../../../domain/exact/field-error.js';
import { type FallenAssertions, readFallenAssertions } from '../../../domain/loosened/fallen-assertions.js';
import { type LoosenedSetting, readLoosened } from '../../../domain/loosened/loosened-setting.js';
import {
  isWithinLimits,
  leftOutLines,
  MAX_CODE_OWNERS_BYTES,
  MAX_CODE_OWNERS_LINES,
} from '../../../domain/owners/code-owners.js';
import { type PackedFileList, packFileList } from '../../../domain/paths/packed-file-list.js';
import { type Warning, warningOf } from '../../../domain/warning.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import { parseJson } from '../../../platform/validation/parse-json.js';
import { isStorableText } from '../../../platform/validation/text.js';
import type { TaskResult } from '../../../platform/workers/serve-tasks.js';

/** A request's body with its media type, in lower case and without parameters. */
export interface TypedBody {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The lines that a change adds, ready to be stored, and what they come to. */
export interface PackedChanges {
  /** `ChangedLines.files` as JSON, without the fields that are null. */
  readonly files: string;
  /** `ChangedSinceBase` as JSON; null where the body does not name it. */
  readonly changedSinceBase: string | null;
  /** `Landed` as JSON; null where the body does not name it. */
  readonly landed: string | null;
  /** `LoosenedSetting[]` as JSON; null where the body does not name them. */
  readonly loosened: string | null;
  /** `FallenAssertions[]` as JSON; null where the body does not name them. */
  readonly assertions: string | null;
  readonly fileCount: number;
  readonly addedLines: number;
  readonly renames: number;
}

/** A list of files, ready to be stored, and the text of the CODEOWNERS among them; null without one. */
export interface PackedPaths {
  readonly paths: PackedFileList;
  readonly count: number;
  readonly codeOwners: string | null;
  readonly warnings: readonly Warning[];
}

/** The parsed body, or the fault as a value, since errors lose their type between threads. */
export type BodyReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Pick<AppError, 'code' | 'detail' | 'extra'> };

const DIFF_TYPES = ['text/x-diff', 'text/x-patch', 'text/plain'];
const MAX_PATHS = 1_000_000;

/** Reads the changed lines in a body: a unified diff, or the JSON form. */
export const readChanges = (body: TypedBody): BodyReading<PackedChanges> =>
  reading(() => {
    const { changes, changedSinceBase, landed, loosened, assertions } = changesIn(body);
    return {
      changedSinceBase: changedSinceBase && JSON.stringify(changedSinceBase),
      landed: landed && JSON.stringify(landed),
      loosened: loosened && JSON.stringify(loosened),
      assertions: assertions && JSON.stringify(assertions),
      files: JSON.stringify(changes.files, (_key, value: unknown) => value ?? undefined),
      fileCount: changes.files.length,
      addedLines: countAddedLines(changes),
      renames: countRenames(changes),
    };
  });

/** Reads the paths in a body: `{paths: [...], code_owners}`, or text with one path a line. They are distinct and sorted. */
export const readPaths = (body: TypedBody): BodyReading<PackedPaths> =>
  reading(() => {
    const { paths: listed, code_owners } = filesIn(body);
    const paths = toPathList(listed);
    const codeOwners = toCodeOwners(code_owners ?? null);
    return { paths: packFileList(paths), count: paths.length, codeOwners, warnings: warningsOf(codeOwners) };
  });

/** These functions as tasks of the worker pool. */
export const SCAN_TASKS = {
  readChanges: (body: TypedBody): TaskResult => ({ output: readChanges(body), transfer: [] }),
  readPaths: (body: TypedBody): TaskResult => ({ output: readPaths(body), transfer: [] }),
};

interface ReadChanges {
  readonly changes: ChangedLines;
  readonly changedSinceBase: ChangedSinceBase | null;
  readonly landed: Landed | null;
  readonly loosened: readonly LoosenedSetting[] | null;
  readonly assertions: readonly FallenAssertions[] | null;
}

type ChangeField = 'changed_since_base' | 'landed' | 'loosened' | 'assertions';

function changesIn({ type, bytes }: TypedBody): ReadChanges {
  if (type === 'application/json') {
    const body: Partial<Record<ChangeField, unknown>> = parseJson(asBuffer(bytes));
    const read = parseChangedFiles(body);
    if (!read.ok) throw new ValidationFailed(read.errors);
    const errors: FieldError[] = [];
    const since = body.changed_since_base;
    const changedSinceBase = since == null ? null : readChangedSinceBase(since, errors);
    const landed = body.landed == null ? null : readLanded(body.landed, errors);
    const loosened = body.loosened == null ? null : readLoosened(body.loosened, errors);
    const assertions = body.assertions == null ? null : readFallenAssertions(body.assertions, errors);
    if (errors.length > 0) throw new ValidationFailed(errors);
    return { changes: read.value, changedSinceBase, landed, loosened, assertions };
  }
  if (!DIFF_TYPES.includes(type))
    throw new AppError('unsupported_content_type', 'Send a unified diff as text/x-diff, or application/json.');
  const diff = parseUnifiedDiff(toText(bytes));
  if (!diff.ok) throw new AppError('unreadable_report', describePlace(diff.error));
  return { changes: diff.value, changedSinceBase: null, landed: null, loosened: null, assertions: null };
}

function filesIn({ type, bytes }: TypedBody): { readonly paths?: unknown; readonly code_owners?: unknown } {
  if (type === 'application/json') return parseJson(asBuffer(bytes));
  if (type !== 'text/plain')
    throw new AppError('unsupported_content_type', 'Send application/json, or text/plain with one path per line.');
  const lines = toText(bytes).split(/\r?\n/);
  return { paths: lines.filter((line) => line !== '') };
}

function toCodeOwners(value: unknown): string | null {
  if (value === null || (typeof value === 'string' && isWithinLimits(value) && isStorableText(value))) return value;
  const message = `must be text of at most ${MAX_CODE_OWNERS_BYTES} bytes and ${MAX_CODE_OWNERS_LINES} lines, or null`;
  throw new ValidationFailed([{ field: 'code_owners', message }]);
}

/** Warnings about lines that are named one by one; about all others there is one. */
const NAMED_LINES = 100;

function warningsOf(codeOwners: string | null): readonly Warning[] {
  const leftOut = leftOutLines(codeOwners ?? '');
  const warnings = leftOut
    .slice(0, NAMED_LINES)
    .map(({ line, reason }) => warningOf('code_owners_lines', `Line ${line} of CODEOWNERS was skipped: it ${reason}.`));
  const others = leftOut.length - warnings.length;
  return others === 0
    ? warnings
    : [...warnings, warningOf('code_owners_lines', `${others} more lines of CODEOWNERS were skipped.`)];
}

/** One that does not lie in a repository is a 400 naming it by its index. */
function toPathList(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_PATHS)
    throw new ValidationFailed([{ field: 'paths', message: `must be a list of at most ${MAX_PATHS} paths` }]);
  const paths = new Set<string>();
  for (const [index, entry] of value.entries()) {
    const path = typeof entry === 'string' ? toRepositoryPath(entry) : null;
    if (path === null) throw new ValidationFailed([{ field: `paths[${index}]`, message: REPOSITORY_PATH_EXPECTED }]);
    paths.add(path);
  }
  return [...paths].sort();
}

function toText(bytes: Uint8Array): string {
  const text = asBuffer(bytes).toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  if (!isStorableText(text)) throw new AppError('unreadable_report', 'The text contains a NUL character.');
  return text;
}

const describePlace = (error: { message: string; line?: number; column?: number }): string =>
  error.line === undefined ? error.message : `Line ${error.line}, column ${error.column ?? 1}: ${error.message}`;

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);

function reading<Value>(read: () => Value): BodyReading<Value> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, detail, extra } = error;
    return { ok: false, error: { code, detail, extra } };
  }
}

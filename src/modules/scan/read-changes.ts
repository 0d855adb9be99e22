import { isUtf8 } from 'node:buffer';
import type { Request } from 'express';
import type { ChangedLines } from '../../domain/changes/changed-lines.js';
import { parseChangedFiles } from '../../domain/changes/parse-changed-files.js';
import { parseUnifiedDiff } from '../../domain/changes/parse-unified-diff.js';
import { AppError, ValidationFailed } from '../../platform/errors/app-error.js';
import { parseJson } from '../../platform/validation/read-json-body.js';
import { readBody } from '../../platform/validation/read-body.js';
import { isStorableText } from '../../platform/validation/text.js';

/** A diff of a large merge, or the list of a large monorepo's files. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;
const DIFF_TYPES = ['text/x-diff', 'text/x-patch', 'text/plain'];

/** The changed lines in a request's body: a unified diff, or the JSON form. */
export async function readChanges(request: Request): Promise<ChangedLines> {
  const { type, bytes } = await readTyped(request);
  if (type === 'application/json') {
    const read = parseChangedFiles(parseJson(bytes));
    if (!read.ok) throw new ValidationFailed(read.errors);
    return read.value;
  }
  if (!DIFF_TYPES.includes(type))
    throw new AppError('unsupported_content_type', 'Send a unified diff as text/x-diff, or application/json.');
  const diff = parseUnifiedDiff(toText(bytes));
  if (!diff.ok) throw new AppError('unreadable_report', describePlace(diff.error));
  return diff.value;
}

/** The paths in a request's body: `{paths: [...]}`, or text with one path a line. */
export async function readPaths(request: Request): Promise<unknown> {
  const { type, bytes } = await readTyped(request);
  if (type === 'application/json') return (parseJson(bytes) as { paths?: unknown }).paths;
  if (type !== 'text/plain')
    throw new AppError('unsupported_content_type', 'Send application/json, or text/plain with one path a line.');
  return toText(bytes)
    .split(/\r?\n/)
    .filter((line) => line !== '');
}

async function readTyped(request: Request): Promise<{ type: string; bytes: Buffer }> {
  const bytes = await readBody(request, MAX_BODY_BYTES);
  const type = (request.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  return { type, bytes };
}

function toText(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
  if (!isStorableText(text)) throw new AppError('unreadable_report', 'The text holds a NUL character.');
  return text;
}

const describePlace = (error: { message: string; line?: number; column?: number }): string =>
  error.line === undefined ? error.message : `Line ${error.line}, column ${error.column ?? 1}: ${error.message}`;

import { MOST_ERRORS, readPath } from '../changes/changed-file-fields.js';
import type { FieldError } from '../exact/field-error.js';

/** A test file in which a change left fewer calls of assertions. */
export interface FallenAssertions {
  readonly filePath: string;
  readonly from: number;
  readonly to: number;
}

export const MAX_FALLEN = 500;
const FIELD = 'assertions';

/** Reads `[{file_path, from, to}]`; null, and faults among the errors, where it is none. */
export function readFallenAssertions(value: unknown, errors: FieldError[]): FallenAssertions[] | null {
  if (!Array.isArray(value) || value.length > MAX_FALLEN) {
    errors.push({ field: FIELD, message: `must be a list of at most ${MAX_FALLEN} files` });
    return null;
  }
  const read: FallenAssertions[] = [];
  for (const [index, entry] of value.entries()) {
    const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
    const { from, to } = fields;
    const filePath = readPath(fields.file_path, `${FIELD}[${index}].file_path`, errors);
    if (!isCount(from) || !isCount(to) || to >= from)
      errors.push({ field: `${FIELD}[${index}]`, message: 'must have whole numbers, with `to` less than `from`' });
    else if (filePath !== null) read.push({ filePath, from, to });
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? null : read;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

import type { FieldError } from '../exact/field-error.js';
import { MOST_ERRORS, readPath } from './changed-file-fields.js';
import type { ChangedFile } from './changed-lines.js';

/** Paths that differ between a commit of the base branch and the merge base. */
export interface ChangedSinceBase {
  /** In lower case, abbreviated or not. */
  readonly commitSha: string;
  readonly paths: readonly string[];
}

const MAX_PATHS = 10_000;
const COMMIT = /^[0-9a-f]{7,64}$/i;
const FIELD = 'changed_since_base';

/** Reads `{commit_sha, paths}`; null, and faults among the errors, where it is none. */
export function readChangedSinceBase(value: unknown, errors: FieldError[]): ChangedSinceBase | null {
  const { commit_sha: commit, paths } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (typeof commit !== 'string' || !COMMIT.test(commit))
    errors.push({ field: `${FIELD}.commit_sha`, message: 'must be a commit of 7 to 64 hex digits' });
  if (!Array.isArray(paths) || paths.length > MAX_PATHS) {
    errors.push({ field: `${FIELD}.paths`, message: `must be a list of at most ${MAX_PATHS} paths` });
    return null;
  }
  const read: string[] = [];
  for (const [index, entry] of paths.entries()) {
    const path = readPath(entry, `${FIELD}.paths[${index}]`, errors);
    if (path !== null) read.push(path);
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? null : { commitSha: (commit as string).toLowerCase(), paths: read };
}

/**
 * Percentage of a change's files that are the same on the base and where the change starts.
 *
 * @param changed paths that differ between the two; null: unknown
 * @returns null where it is unknown
 */
export function exactFilesPct(files: readonly ChangedFile[] | null, changed: readonly string[] | null): number | null {
  if (files === null || changed === null) return null;
  const others = new Set(changed);
  const exact = files.filter(({ path, oldPath }) => !others.has(oldPath ?? path)).length;
  return files.length === 0 ? 100 : Math.floor((1000 * exact) / files.length) / 10;
}

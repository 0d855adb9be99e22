import type { FieldError } from '../exact/field-error.js';
import type { ChangedFile, Hunk } from './changed-lines.js';

/** History between the base of a scan and its commit: it tells which changes landed there. Commits are in lower case. */
export interface Landed {
  readonly commits: readonly string[];
  /** Numbers of pull requests that subjects name. */
  readonly pullRequests: readonly number[];
  /** For each reverted commit the first-parent commits before it, the newest first. */
  readonly beforeReverted: readonly (readonly string[])[];
}

export const LANDED_LIMITS = { commits: 1000, pullRequests: 200, reverted: 10, beforeReverted: 50 } as const;

const COMMIT = /^[0-9a-f]{7,64}$/i;

/** Reads `{commits, pull_requests, before_reverted}`; null, and faults among the errors, where it is none. */
export function readLanded(value: unknown, errors: FieldError[]): Landed | null {
  const { commits, pull_requests, before_reverted } = (
    typeof value === 'object' && value !== null ? value : {}
  ) as Record<string, unknown>;
  const before = before_reverted ?? [];
  const isListOfLists = Array.isArray(before) && before.length <= LANDED_LIMITS.reverted;
  if (!areCommits(commits ?? [], LANDED_LIMITS.commits)) errors.push(faultOf('commits', LANDED_LIMITS.commits));
  if (!areNumbers(pull_requests ?? []))
    errors.push({
      field: 'landed.pull_requests',
      message: `must be a list of at most ${LANDED_LIMITS.pullRequests} numbers`,
    });
  if (!isListOfLists || !before.every((each) => areCommits(each, LANDED_LIMITS.beforeReverted)))
    errors.push({
      field: 'landed.before_reverted',
      message: `must be at most ${LANDED_LIMITS.reverted} lists of at most ${LANDED_LIMITS.beforeReverted} commits of 7 to 64 hex digits`,
    });
  if (errors.length > 0) return null;
  const lower = (list: unknown): string[] => ((list ?? []) as string[]).map((commit) => commit.toLowerCase());
  return {
    commits: lower(commits),
    pullRequests: (pull_requests ?? []) as number[],
    beforeReverted: (before as unknown[]).map(lower),
  };
}

const faultOf = (field: string, most: number): FieldError => ({
  field: `landed.${field}`,
  message: `must be a list of at most ${most} commits of 7 to 64 hex digits`,
});

const areCommits = (value: unknown, most: number): boolean =>
  Array.isArray(value) &&
  value.length <= most &&
  value.every((commit) => typeof commit === 'string' && COMMIT.test(commit));

const areNumbers = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= LANDED_LIMITS.pullRequests &&
  value.every((number) => Number.isSafeInteger(number) && (number as number) > 0);

/** Share of a pull request's hunks that have to be among those that landed: later changes of the same files hide some. */
const MIN_AGREEMENT = 0.5;

/**
 * Extent to which the lines that a pull request changes are among those that landed: `same` hunks, or hunks with room for
 * them, which a neighbouring change made larger. Null where they are not there.
 */
export function compareLanded(pull: readonly ChangedFile[], landed: readonly ChangedFile[]): 'same' | 'likely' | null {
  const files = new Map(landed.map((file) => [file.path, file]));
  let [hunks, same, roomy] = [0, 0, 0];
  for (const { path, hunks: own } of pull) {
    const file = files.get(path);
    if (file === undefined) return null;
    const left = [...(file.hunks ?? [])];
    for (const hunk of own ?? []) {
      hunks += 1;
      const at = left.findIndex((other) => isSameSize(other, hunk));
      if (at >= 0) same += 1;
      if (at >= 0) left.splice(at, 1);
      else if (left.some((other) => hasRoomFor(other, hunk))) roomy += 1;
    }
  }
  if (hunks === 0) return null;
  if (same >= MIN_AGREEMENT * hunks) return 'same';
  return same + roomy >= MIN_AGREEMENT * hunks ? 'likely' : null;
}

const isSameSize = ([, oldLines, , newLines]: Hunk, [, ofOld, , ofNew]: Hunk): boolean =>
  oldLines === ofOld && newLines === ofNew;

const hasRoomFor = ([, oldLines, , newLines]: Hunk, [, ofOld, , ofNew]: Hunk): boolean =>
  oldLines >= ofOld && newLines >= ofNew;

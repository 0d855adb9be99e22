import { type ChangedFile } from '../../domain/changes/changed-lines.js';
import { type ChangedSinceBase } from '../../domain/changes/changed-since-base.js';
import { type Landed } from '../../domain/changes/landed.js';
import { type FallenAssertions } from '../../domain/loosened/fallen-assertions.js';
import { type LoosenedSetting } from '../../domain/loosened/loosened-setting.js';

/** Largest body in bytes; POST /scans/:id/changes takes 25 MiB. */
const MAX_BODY_LENGTH = 24 * 1024 * 1024;

/** Facts on a change beside its files; null, or left out, where they are unknown. */
export interface ChangeFacts {
  readonly changedSinceBase?: ChangedSinceBase | null;
  readonly landed?: Landed | null;
  readonly loosened?: readonly LoosenedSetting[];
  readonly assertions?: readonly FallenAssertions[];
}

/**
 * The body of POST /scans/:id/changes. A change that is too large with every detail is sent with its added lines,
 * statuses and renames alone: without these, new findings could not be distinguished from old ones.
 */
export function toChangesBody(
  files: readonly ChangedFile[],
  { changedSinceBase, landed, loosened, assertions }: ChangeFacts = {},
): string {
  const since = {
    ...(changedSinceBase && {
      changed_since_base: { commit_sha: changedSinceBase.commitSha, paths: changedSinceBase.paths },
    }),
    ...(loosened && { loosened }),
    ...(assertions && {
      assertions: assertions.map(({ filePath, from, to }) => ({ file_path: filePath, from, to })),
    }),
    ...(landed && {
      landed: {
        commits: landed.commits,
        pull_requests: landed.pullRequests,
        before_reverted: landed.beforeReverted,
      },
    }),
  };
  const full = JSON.stringify({ files: files.map(toJson), ...since });
  if (Buffer.byteLength(full) <= MAX_BODY_LENGTH) return full;
  return JSON.stringify({
    files: files.map(({ path, oldPath, added, status }) => compact({ path, old_path: oldPath, added, status })),
    ...since,
  });
}

const toJson = (file: ChangedFile): object =>
  compact({
    path: file.path,
    old_path: file.oldPath,
    added: file.added,
    removed: file.removed,
    hunks: file.hunks,
    hunks_w: file.hunksIgnoringSpace,
    status: file.status,
    kind: file.kind,
    executable_added: file.executableAdded,
    moved: file.moved,
    unchanged_but_space: file.unchangedButSpace,
    on_target: file.onTarget,
    closing_added: file.closingAdded,
    coverage_ignored: file.coverageIgnored,
    edited_scopes: file.editedScopes,
  });

/** The object without its fields that are null. */
const compact = (fields: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

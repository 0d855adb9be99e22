import { watch } from 'node:fs';
import path from 'node:path';
import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { listTrackedFiles, listUntracked } from '../git/tracked-files.js';
import { MOST_UNTRACKED } from '../run/with-untracked.js';

/** Time without a further change, after which the change is complete. */
const SETTLED_MS = 300;

/** Changes of a checkout that is watched. */
export interface FileChanges {
  /** Waits for a change since the start or since the last one. @throws {CliError} of kind `interrupted` */
  next(): Promise<void>;
  stop(): void;
}

/**
 * Watches the folders of the files that are judged, for changes of files that git does not ignore.
 *
 * @param outputs files that the verdict is written to, which are no change
 */
export async function watchFiles(git: Git, outputs: ReadonlySet<string>, signal: AbortSignal): Promise<FileChanges> {
  const changed = new Set<string>();
  let wake = (): void => undefined;
  const [tracked, untracked] = await Promise.all([listTrackedFiles(git), listUntracked(git)]);
  const judged = untracked.length > MOST_UNTRACKED ? tracked : [...tracked, ...untracked];
  const watchers = foldersOf(judged).map((folder) =>
    watch(path.join(git.root, folder), (_event, name) => {
      const file = path.posix.join(folder, name ?? '');
      if (name === null || file === '.git' || outputs.has(file)) return;
      changed.add(file);
      wake();
    }).on('error', () => undefined),
  );
  const nextEvent = (ms?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === undefined ? null : setTimeout(resolve, ms);
      wake = () => {
        if (timer !== null) clearTimeout(timer);
        resolve();
      };
    });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  return {
    next: async () => {
      for (;;) {
        if (changed.size === 0 && !signal.aborted) await nextEvent();
        for (let before = -1; before !== changed.size && !signal.aborted;) {
          before = changed.size;
          await nextEvent(SETTLED_MS);
        }
        if (signal.aborted) throw new CliError('interrupted', 'Interrupted.');
        const names = [...changed];
        changed.clear();
        if (!(await areIgnored(git, names))) return;
      }
    },
    stop: () => {
      signal.removeEventListener('abort', onAbort);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** The folders that hold the files, and those around them. */
function foldersOf(files: readonly string[]): string[] {
  const folders = new Set(['.']);
  for (const file of files)
    for (let folder = path.posix.dirname(file); !folders.has(folder); folder = path.posix.dirname(folder))
      folders.add(folder);
  return [...folders];
}

async function areIgnored(git: Git, files: readonly string[]): Promise<boolean> {
  const ignored = await git.feed(files.join('\0'), 'check-ignore', '-z', '--stdin');
  return (ignored?.toString('utf8').split('\0').length ?? 1) - 1 === files.length;
}

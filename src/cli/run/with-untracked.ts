import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { countOf } from '../../domain/count-of.js';
import { gitIn } from '../git/git.js';
import { listUntracked } from '../git/tracked-files.js';
import { makeScratch } from '../scratch.js';
import { type RunPlace } from './run-place.js';

/** More of them are some tool's output, which .gitignore should name. */
export const MOST_UNTRACKED = 2000;

/**
 * Does work on a checkout whose git lists the untracked files too, those that it ignores aside: by a copy of the index that has them as
 * added. The index of the checkout stays as it is.
 */
export async function withUntracked<Result>(
  place: RunPlace,
  work: (place: RunPlace) => Promise<Result>,
): Promise<Result> {
  const { git, terminal, progress } = place;
  const untracked = await listUntracked(git);
  if (untracked.length === 0) return work(place);
  if (untracked.length > MOST_UNTRACKED) {
    progress.note(`${untracked.length} untracked files are not judged: add them to git, or to .gitignore.`);
    return work(place);
  }
  const scratch = await makeScratch('qgate-index-');
  try {
    const index = path.join(scratch, 'index');
    const own = await git.run('rev-parse', '--git-path', 'index');
    // A repository without an index has nothing added yet.
    await copyFile(path.resolve(git.root, own.trim()), index).catch(() => undefined);
    const extended = gitIn(git.root, { ...terminal.env, GIT_INDEX_FILE: index }, terminal.interrupted);
    const isAdded = (await extended.feed(untracked.join('\0'), ...ADD)) !== null;
    progress.note(
      isAdded
        ? `${countOf(untracked.length, 'untracked file')} judged as added.`
        : `git cannot add the untracked files, which are not judged: see git add --dry-run .`,
    );
    return await work(isAdded ? { ...place, git: extended } : place);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const ADD = [
  ...['-c', 'core.splitIndex=false', '--literal-pathspecs'],
  ...['add', '--intent-to-add', '--pathspec-from-file=-', '--pathspec-file-nul'],
];

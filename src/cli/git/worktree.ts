import { rm } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../exit-code.js';
import { makeScratch } from '../scratch.js';
import { type Git } from './git.js';

/**
 * Does work in a temporary worktree of a commit, which is gone afterwards. No hook of the checkout runs.
 *
 * @param name of the worktree's folder
 * @param work gets the worktree, and a folder for other files, which is gone afterwards too
 * @throws {CliError} of kind `usage` where git cannot check the commit out
 */
export async function withWorktree<Result>(
  git: Git,
  commit: string,
  name: string,
  work: (worktree: string, scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = await makeScratch('qgate-worktree-');
  const worktree = path.join(scratch, name);
  try {
    const add = ['worktree', 'add', '--detach', '--quiet', worktree, commit];
    if ((await git.ask('-c', 'core.hooksPath=/dev/null', ...add)) === null)
      throw new CliError('usage', `git cannot check out ${commit.slice(0, 10)} in ${scratch}.`);
    return await work(worktree, scratch);
  } finally {
    // After an interruption git does not run: the folder is removed all the same, and git prunes its record of it later.
    await git.ask('worktree', 'remove', '--force', worktree).catch(() => null);
    await rm(scratch, { recursive: true, force: true });
  }
}

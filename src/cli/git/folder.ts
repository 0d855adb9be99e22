import { rmSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { makeScratch } from '../scratch.js';
import { type Git, gitIn } from './git.js';

/**
 * A folder without a repository as a checkout without commits: git lists its files, but for those that a .gitignore names.
 * The index lies outside of the folder and is removed when the process ends.
 *
 * @throws {CliError} of kind `usage` without git
 */
export async function openFolder(folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Git> {
  const root = await realpath(folder);
  const index = await makeScratch('qgate-index-');
  process.once('exit', () => rmSync(index, { recursive: true, force: true }));
  const git = { ...gitIn(root, { ...env, GIT_DIR: index, GIT_WORK_TREE: root }, signal), hasCommits: false };
  await git.run('init', '--quiet');
  await git.run('add', '--intent-to-add', '--', '.');
  return git;
}

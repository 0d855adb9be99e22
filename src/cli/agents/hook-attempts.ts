import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Git } from '../git/git.js';
import { writePrivateFile } from '../private-file.js';
import { readRegularFile } from '../regular-file.js';

const FILE = 'qgate-agent-hook.json';
const MOST_BYTES = 64 * 1024;

/** Attempts on a branch without a pass, as a multiple of those for a commit: an agent may commit each of them. */
const BRANCH_FACTOR = 3;

interface Attempts {
  readonly branch: string | null;
  readonly head: string | null;
  readonly ofCommit: number;
  readonly ofBranch: number;
}

/**
 * Counts in `.git` how often an agent was sent back: for the commit that is checked out, and on its branch since the gate passed.
 *
 * @param most attempts for a commit
 * @returns whether the agent has had all of them, and how many it has had on the branch
 */
export async function takeAttempt(
  git: Git,
  most: number,
): Promise<{ readonly isSpent: boolean; readonly count: number }> {
  const [file, branch, head] = [
    await fileOf(git),
    await ask(git, 'symbolic-ref', '--quiet', 'HEAD'),
    await ask(git, 'rev-parse', 'HEAD'),
  ];
  const known = await readAttempts(file);
  const ofBranch = known?.branch === branch ? known.ofBranch : 0;
  const ofCommit = known?.branch === branch && known.head === head ? known.ofCommit : 0;
  if (ofCommit >= most || ofBranch >= most * BRANCH_FACTOR) return { isSpent: true, count: ofBranch };
  const next: Attempts = { branch, head, ofCommit: ofCommit + 1, ofBranch: ofBranch + 1 };
  await writePrivateFile(file, JSON.stringify(next));
  return { isSpent: false, count: next.ofBranch };
}

/** Begins at zero again. */
export const forgetAttempts = async (git: Git): Promise<void> => rm(await fileOf(git), { force: true });

const fileOf = async (git: Git): Promise<string> =>
  path.resolve(git.root, (await git.run('rev-parse', '--git-path', FILE)).trim());

const ask = async (git: Git, ...args: string[]): Promise<string | null> => (await git.ask(...args))?.trim() ?? null;

async function readAttempts(file: string): Promise<Attempts | null> {
  try {
    return JSON.parse((await readRegularFile(file, MOST_BYTES)).toString()) as Attempts;
  } catch {
    return null;
  }
}

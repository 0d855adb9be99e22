import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Git } from '../git/git.js';

const FILE = 'qgate-agent-hook.json';

interface Attempts {
  readonly change: string;
  readonly count: number;
}

/** Counts how often the change of an agent was sent back, for the branch and commit that are checked out, in `.git`. */
export async function countAttempt(git: Git): Promise<number> {
  const [file, change] = [await fileOf(git), await changeOf(git)];
  const known = await readAttempts(file);
  const count = known?.change === change ? known.count + 1 : 1;
  await writeFile(file, JSON.stringify({ change, count } satisfies Attempts));
  return count;
}

/** Begins at zero again. */
export const forgetAttempts = async (git: Git): Promise<void> => rm(await fileOf(git), { force: true });

const fileOf = async (git: Git): Promise<string> =>
  path.resolve(git.root, (await git.run('rev-parse', '--git-path', FILE)).trim());

async function changeOf(git: Git): Promise<string> {
  const branch = await git.ask('symbolic-ref', '--quiet', 'HEAD');
  const head = await git.ask('rev-parse', 'HEAD');
  return JSON.stringify([branch?.trim() ?? null, head?.trim() ?? null]);
}

async function readAttempts(file: string): Promise<Attempts | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Attempts;
  } catch {
    return null;
  }
}

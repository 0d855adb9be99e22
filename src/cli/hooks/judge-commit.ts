import path from 'node:path';
import { type Git, openCheckout } from '../git/git.js';
import { withWorktree } from '../git/worktree.js';
import { type Terminal } from '../terminal.js';

/** A commit that is to be judged, and the branch that it is of. */
export interface JudgedCommit {
  readonly commit: string;
  readonly branch: string | null;
}

/** Variables by which git tells its hooks about the repository; they would win over the folder. */
const OF_GIT = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR'];

/** The commits of branches among the lines that git writes for its pre-push hook; deletions and tags are left out. */
export function readPushed(lines: string): JudgedCommit[] {
  const pushed = lines.split('\n').flatMap((line): JudgedCommit[] => {
    const [from, commit, to] = line.trim().split(' ');
    if (commit === undefined || to?.startsWith('refs/heads/') !== true || /^0+$/.test(commit)) return [];
    return [{ commit, branch: (from!.startsWith('refs/heads/') ? from! : to).slice('refs/heads/'.length) }];
  });
  return [...new Map(pushed.map((each) => [each.commit, each])).values()];
}

/** The content of the index as a commit on top of HEAD, which no branch has. */
export async function commitIndex(git: Git): Promise<JudgedCommit> {
  const tree = (await git.run('write-tree')).trim();
  const parent = await git.ask('rev-parse', '--quiet', '--verify', 'HEAD');
  const named = ['-c', 'user.name=qgate', '-c', 'user.email=qgate@localhost'];
  const made = await git.run(...named, 'commit-tree', tree, ...(parent === null ? [] : ['-p', parent]), '-m', 'index');
  return { commit: made.trim(), branch: await git.ask('symbolic-ref', '--short', '--quiet', 'HEAD') };
}

/**
 * Does work on a checkout of the commit: on the working tree where it has that content, else on a worktree of its own, which is gone
 * afterwards.
 */
export async function withCommit<Result>(
  git: Git,
  terminal: Terminal,
  { commit, branch }: JudgedCommit,
  work: (git: Git, terminal: Terminal) => Promise<Result>,
): Promise<Result> {
  const kept = Object.entries(terminal.env).filter(([name]) => !OF_GIT.includes(name));
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(kept),
    QGATE_COMMIT: commit,
    ...(branch !== null && { QGATE_BRANCH: branch }),
  };
  const workIn = async (cwd: string) =>
    work(await openCheckout(cwd, env, terminal.interrupted), { ...terminal, cwd, env });
  if ((await git.ask('diff', '--quiet', commit, '--')) !== null) return workIn(git.root);
  return withWorktree(git, commit, path.basename(git.root), workIn);
}

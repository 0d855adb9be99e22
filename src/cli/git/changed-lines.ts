import { CliError } from '../exit-code.js';
import { type Git } from './git.js';
import { withoutSourceText } from './without-source-text.js';

/** How far a shallow clone is deepened: one step that covers nearly every branch without fetching a whole history. */
const DEEPEN_BY = 1000;

/** What a change adds: a unified diff, without context and without its text, against the point where its branch left the base branch. */
export interface Change {
  readonly mergeBase: string;
  /** Empty when nothing changed. */
  readonly diff: string;
}

/** What a change is compared with. */
export interface ComparedWith {
  /** The branch that it goes into. */
  readonly branch: string;
  /** A commit of that branch; null where nobody names one. */
  readonly commit: string | null;
  /** The caller named the commit, and means it. */
  readonly isCommitGiven: boolean;
}

/**
 * The change of the working tree against its merge base with the base branch. The working tree, not the commit, is
 * compared because that is what analyzers read; in CI the two are the same.
 *
 * A base branch or a merge base that is not there is fetched once: the branch of a single-branch clone, and the
 * history of a shallow one.
 *
 * @throws {CliError} of kind `usage`, with the one line that mends it, when there is still no merge base: without one
 *   every finding would count as new
 */
export async function findChange(
  git: Git,
  { branch: base, commit, isCommitGiven }: ComparedWith,
  say: (message: string) => void,
): Promise<Change> {
  if (isCommitGiven && commit !== null) return changeSince(git, await mergeBaseWithCommit(git, commit));
  let mergeBase = await findMergeBase(git, base);
  if (mergeBase === null) {
    say(`fetching ${base} to find where this branch left it`);
    await fetchOnce(git, base);
    mergeBase = await findMergeBase(git, base);
  }
  // What the CI system says of the base branch may be older than what it tests, so it is asked last.
  if (mergeBase === null && commit !== null) mergeBase = await git.ask('merge-base', 'HEAD', commit);
  if (mergeBase === null || mergeBase === '') throw await explainMissingBase(git, base);
  return changeSince(git, mergeBase);
}

const changeSince = async (git: Git, mergeBase: string): Promise<Change> => ({
  mergeBase,
  diff: withoutSourceText(await diffAgainst(git, mergeBase)),
});

/** @throws {CliError} of kind `usage` for a commit that is not there, or has nothing in common with HEAD */
async function mergeBaseWithCommit(git: Git, commit: string): Promise<string> {
  if ((await git.ask('cat-file', '-e', `${commit}^{commit}`)) === null) {
    await git.ask('fetch', '--no-tags', '--quiet', `--deepen=${DEEPEN_BY}`, 'origin', commit);
  }
  const found = await git.ask('merge-base', 'HEAD', commit);
  if (found !== null && found !== '') return found;
  throw new CliError(
    'usage',
    `There is no common commit with ${commit}, so new code cannot be told from old.`,
    `git fetch origin ${commit}, or name another commit with --base-commit.`,
  );
}

async function findMergeBase(git: Git, base: string): Promise<string | null> {
  for (const ref of [`refs/remotes/origin/${base}`, `refs/heads/${base}`]) {
    const found = await git.ask('merge-base', 'HEAD', ref);
    if (found !== null && found !== '') return found;
  }
  return null;
}

const isShallow = async (git: Git): Promise<boolean> =>
  (await git.ask('rev-parse', '--is-shallow-repository')) === 'true';

async function fetchOnce(git: Git, base: string): Promise<void> {
  const branch = `+refs/heads/${base}:refs/remotes/origin/${base}`;
  if (!(await isShallow(git))) {
    await git.ask('fetch', '--no-tags', '--quiet', 'origin', branch);
    return;
  }
  // The checked-out commit is asked for too: deepening follows only what is fetched, and it may be on no branch.
  const head = await git.run('rev-parse', 'HEAD');
  const deepened = await git.ask(
    'fetch',
    '--no-tags',
    '--quiet',
    `--deepen=${DEEPEN_BY}`,
    'origin',
    branch,
    head.trim(),
  );
  if (deepened === null) await git.ask('fetch', '--no-tags', '--quiet', `--deepen=${DEEPEN_BY}`, 'origin', branch);
}

async function explainMissingBase(git: Git, base: string): Promise<CliError> {
  if (await isShallow(git)) {
    return new CliError(
      'usage',
      `The history of this shallow clone does not reach the point where the branch left ${base}, so new code cannot be told from old.`,
      'Fetch the history: `fetch-depth: 0` on actions/checkout, `GIT_DEPTH: "0"` on GitLab, `git fetch --unshallow` elsewhere.',
    );
  }
  return new CliError(
    'usage',
    `There is no common commit with the base branch ${base}, so new code cannot be told from old.`,
    `git fetch origin ${base}:refs/remotes/origin/${base}, or name the right branch with --base.`,
  );
}

function diffAgainst(git: Git, commit: string): Promise<string> {
  return git.run(
    'diff',
    '-U0',
    '--inter-hunk-context=0',
    '--find-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-relative',
    '--submodule=short',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    commit,
    '--',
  );
}

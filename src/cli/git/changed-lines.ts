import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../exit-code.js';
import { isSource, MAX_SOURCE_BYTES } from '../source/inventory.js';
import { type Git } from './git.js';
import { withoutSourceText } from './without-source-text.js';

/** Commits by which a shallow clone is deepened: one step that covers nearly every branch without fetching a whole history. */
const DEEPEN_BY = 1000;

/** Limit of ancestors of the merge base that are sent. */
const MAX_BASE_COMMITS = 500;

/** Difference from the point where a branch left its base branch, as unified diffs without context and without their text. */
export interface ChangeDiff {
  readonly mergeBase: string;
  /** First-parent ancestors of the merge base, newest first: as many as the clone has, at most 500. */
  readonly baseCommits: readonly string[];
  /** Empty when nothing changed. */
  readonly diff: string;
  /** The difference that ignores white space; names only files of which a line differs even so. */
  readonly diffIgnoringSpace: string;
}

/** Branch or commit that a change is compared with. */
export interface ComparedWith {
  /** The branch that it is to be merged into. */
  readonly branch: string;
  /** A commit of that branch; null when unknown. */
  readonly commit: string | null;
  /** True when the caller named the commit. */
  readonly isCommitGiven: boolean;
  /** The commit that its author pushed, where known: HEAD itself, or a parent of the merge that CI checked out. */
  readonly pushed?: string;
}

/**
 * The change of the working tree against its merge base with the base branch. The working tree, not the commit, is
 * compared because that is what analyzers read; in CI the two are the same.
 *
 * @throws {CliError} as `mergeBaseWith`
 */
export const findChange = async (
  git: Git,
  against: ComparedWith,
  say: (message: string) => void,
): Promise<ChangeDiff> => changeSince(git, await mergeBaseWith(git, against, say));

/**
 * The commit at which the change left the base branch.
 *
 * A missing base branch or merge base is fetched once: the branch of a single-branch clone, and the history of a
 * shallow one. When HEAD is the CI system's own merge of the pushed commit, its other parent is the merge base, however
 * old or new the local base branch is.
 *
 * @throws {CliError} of kind `usage`, with the one line that fixes it, when there is still no merge base: without one
 *   every finding would count as new
 */
export async function mergeBaseWith(
  git: Git,
  { branch: base, commit, isCommitGiven, pushed }: ComparedWith,
  say: (message: string) => void,
): Promise<string> {
  if (isCommitGiven && commit !== null) return mergeBaseWithCommit(git, commit);
  let mergeBase = (await findMergedParent(git, pushed)) ?? (await findMergeBase(git, base));
  if (mergeBase === null) {
    say(`fetching ${base} to find where this branch diverged from it`);
    await fetchOnce(git, base);
    mergeBase = await findMergeBase(git, base);
  }
  // The base commit that the CI system names may be older than the one that it tests, so it is tried last.
  if (mergeBase === null && commit !== null) mergeBase = await git.ask('merge-base', 'HEAD', commit);
  if (mergeBase === null || mergeBase === '') throw await explainMissingBase(git, base);
  return mergeBase;
}

/** Limit of paths that are sent; of more none is. */
const MAX_PATHS_SINCE_BASE = 10_000;

/** Paths that differ between a commit and the merge base; null where the clone lacks the commit, or they are too many. */
export async function listChangedSince(git: Git, commit: string, mergeBase: string): Promise<readonly string[] | null> {
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return null;
  const listed = await git.ask('diff', '--name-only', '--no-renames', '-z', commit, mergeBase, '--');
  const paths = listed?.split('\0').filter((path) => path !== '') ?? null;
  return paths !== null && paths.length <= MAX_PATHS_SINCE_BASE ? paths : null;
}

/** Number of files of a change above which they are not compared with the target: more do not fit into one command line. */
const MAX_FILES_ON_TARGET = 1000;

/**
 * The difference between the newest commit of a branch and the working tree in some files, without white space.
 *
 * @returns null where the clone does not know the branch, where it has nothing beyond the merge base, and for too many files
 */
export async function diffFromTarget(
  git: Git,
  branch: string,
  mergeBase: string,
  paths: readonly string[],
): Promise<string | null> {
  const tips = await Promise.all(
    refsOf(branch).map((ref) => git.ask('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)),
  );
  const tip = tips.find((found) => found !== null && found !== '') ?? null;
  if (tip === null || tip === mergeBase || paths.length === 0 || paths.length > MAX_FILES_ON_TARGET) return null;
  const only = paths.map((path) => `:(literal)${path}`);
  return withoutSourceText(await diffAgainst(git, tip, ['--ignore-all-space'], only));
}

/** The change of the working tree against a commit. */
export async function changeSince(git: Git, mergeBase: string): Promise<ChangeDiff> {
  const [diffs, ancestors] = await Promise.all([
    diffWithSources(git, mergeBase),
    git.ask('rev-list', '--first-parent', `--max-count=${MAX_BASE_COMMITS + 1}`, mergeBase, '--'),
  ]);
  const [diff = '', diffIgnoringSpace = ''] = diffs.map(withoutSourceText);
  return { mergeBase, baseCommits: (ancestors ?? '').split('\n').slice(1), diff, diffIgnoringSpace };
}

/** The parent of a checked-out merge that is not the pushed commit; null where HEAD is no merge of that commit. */
async function findMergedParent(git: Git, pushed: string | undefined): Promise<string | null> {
  if (pushed === undefined) return null;
  const parents = ((await git.ask('rev-parse', '--quiet', 'HEAD^@')) ?? '').split('\n');
  const [first, second] = parents;
  if (parents.length !== 2 || second !== pushed || first === undefined) return null;
  return (await git.ask('cat-file', '-e', `${first}^{commit}`)) === null ? null : first;
}

/**
 * Number of such sources above which none is compared as text: they are some tool's output, and too many for one
 * command line.
 */
const MAX_SOURCES_AS_TEXT = 1000;

/**
 * The difference, with the lines of sources that git takes for binary, because of .gitattributes (`-diff`), UTF-16 or a
 * NUL in a comment. Without their lines, nothing in them would be new. The second one ignores white space.
 */
async function diffWithSources(git: Git, commit: string): Promise<readonly string[]> {
  const diffs = await Promise.all(FORMS.map((form) => diffAgainst(git, commit, form)));
  if (!diffs.some((diff) => /^Binary files .* differ$/m.test(diff))) return diffs;
  const sources = await findSourcesTakenForBinary(git, commit);
  if (sources.length === 0) return diffs;
  const without = sources.map((file) => `:(exclude,literal)${file}`);
  const only = sources.map((file) => `:(literal)${file}`);
  return Promise.all(
    FORMS.map(async (form) =>
      [await diffAgainst(git, commit, form, without), await diffAgainst(git, commit, [...form, '--text'], only)].join(
        '',
      ),
    ),
  );
}

/** The plain difference, and the one that ignores white space. */
const FORMS: readonly (readonly string[])[] = [[], ['--ignore-all-space']];

/**
 * The sources among the files that git takes for binary, under the new name and, if they were renamed, the old one too.
 */
async function findSourcesTakenForBinary(git: Git, commit: string): Promise<readonly string[]> {
  const listed = await git.run('diff', '--numstat', '-z', '--find-renames', '--no-ext-diff', commit, '--');
  const entries = listed.split('\0');
  const found: string[] = [];
  for (let at = 0; at < entries.length && found.length < MAX_SOURCES_AS_TEXT; at += 1) {
    const [, isBinary, name] = /^(?:(-\t-)|\d+\t\d+)\t([^]*)$/.exec(entries[at]!) ?? [];
    if (name === undefined) continue;
    // A renamed file has no name there; the old one and the new one follow.
    const names = name === '' ? [entries[++at]!, entries[++at]!] : [name];
    if (isBinary !== undefined && (await isSmallSource(git.root, names.at(-1)!))) found.push(...names);
  }
  return found;
}

async function isSmallSource(root: string, file: string): Promise<boolean> {
  if (!isSource(file)) return false;
  const stats = await stat(path.join(root, file)).catch(() => null);
  return stats !== null && stats.isFile() && stats.size <= MAX_SOURCE_BYTES;
}

/** @throws {CliError} of kind `usage` for a commit that does not exist, or has nothing in common with HEAD */
async function mergeBaseWithCommit(git: Git, commit: string): Promise<string> {
  if ((await git.ask('cat-file', '-e', `${commit}^{commit}`)) === null) {
    await git.ask('fetch', '--no-tags', '--quiet', `--deepen=${DEEPEN_BY}`, 'origin', commit);
  }
  const found = await git.ask('merge-base', 'HEAD', commit);
  if (found !== null && found !== '') return found;
  throw new CliError(
    'usage',
    `The checkout has no commit in common with ${commit}, so new code cannot be distinguished from old.`,
    `git fetch origin ${commit}, or name another commit with --base-commit.`,
  );
}

/** Places of a branch, the newest first. */
const refsOf = (branch: string): readonly string[] => [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`];

async function findMergeBase(git: Git, base: string): Promise<string | null> {
  for (const ref of refsOf(base)) {
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
  // Deepening follows only fetched refs, and the checked-out commit may be on no branch; so it is fetched too.
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
      `The history of this shallow clone does not reach the point where the branch diverged from ${base}, so new code cannot be distinguished from old.`,
      'Fetch the history: `fetch-depth: 0` on actions/checkout, `GIT_DEPTH: "0"` on GitLab, `git fetch --unshallow` elsewhere.',
    );
  }
  return new CliError(
    'usage',
    `The checkout has no commit in common with the base branch ${base}, so new code cannot be distinguished from old.`,
    `git fetch origin ${base}:refs/remotes/origin/${base}, or name the right branch with --base.`,
  );
}

function diffAgainst(
  git: Git,
  commit: string,
  options: readonly string[] = [],
  pathspecs: readonly string[] = [],
): Promise<string> {
  return git.run(
    'diff',
    ...options,
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
    ...pathspecs,
  );
}

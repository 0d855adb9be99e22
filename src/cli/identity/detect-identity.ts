import path from 'node:path';
import { CliError } from '../exit-code.js';
import { type ComparedWith } from '../git/changed-lines.js';
import { type Git } from '../git/git.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type IdentitySettings } from '../settings/run-settings.js';
import { type Traced } from '../settings/setting.js';
import { type CiEnvironment } from './ci-facts.js';
import { type CommitFacts, readCommitFacts } from './commit-facts.js';
import { findMergeGroup } from './merge-group.js';
import { slugOfRemote } from './slug.js';

/** Identity of the scanned code, each value with its origin. */
export interface Identity {
  readonly repo: Traced<string>;
  readonly branch: Traced<string>;
  readonly commit: Traced<string>;
  /** The merge of the commit with its base that CI runs on, where forges show a state on that too. */
  readonly mergeCommit: Traced<string> | null;
  /** Facts on the commit, which are shown and never decide. */
  readonly commitFacts: CommitFacts;
  readonly pr: Traced<number> | null;
  /** Pull requests of the merge group that is tested, as far as the queue names them; null where none is. */
  readonly mergeGroup: Traced<readonly number[]> | null;
  /** Facts on the pull request, as far as the CI system states them. */
  readonly title: Traced<string> | null;
  readonly author: Traced<string> | null;
  readonly prUrl: Traced<string> | null;
  /** The branch that the change is to be merged into; for the default branch, itself. */
  readonly base: Traced<string>;
  /** A commit of the base branch, if one is named. */
  readonly baseCommit: Traced<string> | null;
  readonly defaultBranch: Traced<string>;
  /** True when the change comes from another repository. */
  readonly isFork: Traced<boolean>;
}

/** True for a scan of the default branch, whose findings become the baseline. */
export const isDefaultBranchScan = ({ branch, defaultBranch }: Identity): boolean =>
  branch.value === defaultBranch.value;

/** Origins of values that the caller gave: flags and our own variables. */
const GIVEN = /^(--|QGATE_)/;

/** The facts by which a change is compared; without the pushed commit, a merge that CI made is a commit like any other. */
export type ChangeIdentity = Pick<Identity, 'base' | 'baseCommit'> & Partial<Pick<Identity, 'commit'>>;

/** The branch and commit that the change is compared with. */
export const comparedWith = ({ base, baseCommit, commit }: ChangeIdentity): ComparedWith => ({
  branch: base.value,
  commit: baseCommit?.value ?? null,
  isCommitGiven: baseCommit !== null && GIVEN.test(baseCommit.from),
  ...(commit !== undefined && { pushed: commit.value }),
});

/**
 * Detects the identity of the checkout: by the caller's settings, else by the CI system, else by git.
 *
 * @throws {CliError} of kind `usage` for a checkout without commits, and for a detached one outside CI
 */
export async function detectIdentity(
  { values, origins }: ResolvedSettings<IdentitySettings>,
  ci: CiEnvironment,
  git: Git,
): Promise<Identity> {
  const said = <K extends keyof IdentitySettings>(key: K): Traced<NonNullable<IdentitySettings[K]>> | null => {
    const value = values[key];
    return value === null ? null : { value, from: origins[key] };
  };
  const ciSays = <T>(value: T | undefined): Traced<T> | null =>
    value === undefined || value === '' ? null : { value, from: ci.name ?? 'CI' };

  const named = said('branch') ?? ciSays(ci.branch) ?? (await checkedOutBranch(git));
  const group = values.pr === null ? await findMergeGroup(ci, named.value, git) : null;
  const queueSays = <T>(value: T | null | undefined): Traced<T> | null =>
    value == null ? null : { value, from: 'the merge queue' };
  const pr = group === null ? (said('pr') ?? ciSays(ci.pr)) : null;
  const defaultBranch = await detectDefaultBranch({ values, origins }, ci, git, named.value);
  const base = said('base') ?? queueSays(group?.target) ?? ciSays(ci.base) ?? defaultBranch;
  const commit =
    said('commit') ??
    queueSays(group?.commit) ??
    (await pushedCommit(ciSays(ci.commit), pr, base, git)) ??
    (await headCommit(git));
  const mergeCommit = group === null ? ciSays(ci.mergeCommit) : null;
  return {
    repo: await detectRepoName({ values, origins }, ci, git),
    branch: said('branch') ?? queueSays(group?.branch) ?? keepOffDefaultBranch(named, pr, defaultBranch),
    commit,
    mergeCommit: mergeCommit !== null && isOtherHash(mergeCommit.value, commit.value) ? mergeCommit : null,
    commitFacts: await readCommitFacts(git, commit.value),
    pr,
    mergeGroup: queueSays(group?.members),
    title: ciSays(ci.title),
    author: ciSays(ci.author),
    prUrl: ciSays(ci.prUrl),
    base,
    baseCommit: said('baseCommit') ?? queueSays(group?.baseCommit) ?? ciSays(ci.baseCommit),
    defaultBranch,
    isFork: ciSays(ci.isFork) ?? { value: false, from: 'the default' },
  };
}

/**
 * The repository's default branch: by the caller's settings, else by the CI system, the remote, a usual name.
 *
 * @param current the current branch, which a clone of one commit does not list; null for none
 */
export async function detectDefaultBranch(
  { values, origins }: ResolvedSettings<Pick<IdentitySettings, 'defaultBranch'>>,
  ci: CiEnvironment,
  git: Git,
  current: string | null,
): Promise<Traced<string>> {
  if (values.defaultBranch !== null) return { value: values.defaultBranch, from: origins.defaultBranch };
  if (ci.defaultBranch !== undefined && ci.defaultBranch !== '') {
    return { value: ci.defaultBranch, from: ci.name ?? 'CI' };
  }
  return defaultBranchOf(git, current);
}

/** The repository's name: by the caller's settings, else by the CI system, the remote, the folder. */
export async function detectRepoName(
  { values, origins }: ResolvedSettings<Pick<IdentitySettings, 'repo'>>,
  ci: CiEnvironment,
  git: Git | null,
): Promise<Traced<string>> {
  if (values.repo !== null) return { value: values.repo, from: origins.repo };
  if (ci.slug !== undefined && ci.slug !== '') return { value: ci.slug, from: ci.name ?? 'CI' };
  if (git !== null) return repoNameOf(git);
  throw new CliError('usage', 'This is not a git checkout.', 'Name the repository with --repo.');
}

/**
 * The commit that the author pushed, when the CI system names a tested commit that is its own merge of the change with
 * the base branch (Jenkins names no other): the parent that the base branch does not have.
 */
async function pushedCommit(
  named: Traced<string> | null,
  pr: Traced<number> | null,
  base: Traced<string>,
  git: Git,
): Promise<Traced<string> | null> {
  if (named === null || pr === null || (await git.ask('rev-parse', '--verify', '--quiet', 'HEAD')) !== named.value) {
    return named;
  }
  const parents = ((await git.ask('rev-parse', 'HEAD^@')) ?? '').split('\n').filter((parent) => parent !== '');
  if (parents.length !== 2) return named;
  const ofBase = await Promise.all(
    parents.map(
      async (parent) =>
        (await git.ask('merge-base', '--is-ancestor', parent, `refs/remotes/origin/${base.value}`)) !== null,
    ),
  );
  const pushed = parents.filter((_, index) => ofBase[index] === false);
  const [only] = pushed;
  return pushed.length === 1 && only !== undefined
    ? { value: only, from: `git, as ${named.from} names its merge with ${base.value}` }
    : named;
}

/**
 * A pull request whose source branch has the default branch's name (a fork's `main`, or `main` into `release`) goes by
 * its number: as the default branch it would overwrite the baseline.
 */
function keepOffDefaultBranch(
  branch: Traced<string>,
  pr: Traced<number> | null,
  defaultBranch: Traced<string>,
): Traced<string> {
  if (pr === null || branch.value !== defaultBranch.value) return branch;
  return { value: `pull/${pr.value}`, from: `${pr.from}, because the branch is named ${branch.value}` };
}

const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;

const isOtherHash = (hash: string, commit: string): boolean => FULL_HASH.test(hash) && hash !== commit;

/** The branch checked out, which may have no commits yet; null for a detached HEAD. */
export async function findCheckedOutBranch(git: Git): Promise<string | null> {
  const name = await git.ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  return name === '' ? null : name;
}

async function checkedOutBranch(git: Git): Promise<Traced<string>> {
  const name = await findCheckedOutBranch(git);
  if (name !== null) return { value: name, from: 'git, the checked-out branch' };
  throw new CliError('usage', 'No branch is checked out (detached HEAD).', 'Name the branch with --branch.');
}

async function headCommit(git: Git): Promise<Traced<string>> {
  const commit = await git.ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (commit !== null && commit !== '') return { value: commit, from: 'git, HEAD' };
  throw new CliError('usage', 'This repository has no commits yet.', 'Commit something first.');
}

async function repoNameOf(git: Git): Promise<Traced<string>> {
  const remote = await git.ask('config', '--get', 'remote.origin.url');
  const slug = remote === null ? null : slugOfRemote(remote);
  if (slug !== null) return { value: slug, from: 'git, the remote origin' };
  return { value: path.basename(await mainFolderOf(git)), from: "the folder's name" };
}

/** The folder of the repository itself: a linked worktree has another name, and is the same repository. */
async function mainFolderOf(git: Git): Promise<string> {
  const shared = path.resolve(git.root, (await git.ask('rev-parse', '--git-common-dir')) ?? '.git');
  return path.basename(shared) === '.git' ? path.dirname(shared) : git.root;
}

/** Usual names of a default branch, the most usual one first. */
const USUAL_NAMES = ['main', 'master'];

/** Origin of a default branch that nothing states and no branch is called by. */
export const GUESSED = 'the usual name';

async function defaultBranchOf(git: Git, current: string | null): Promise<Traced<string>> {
  const remoteHead = await git.ask('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  if (remoteHead?.startsWith('origin/')) return { value: remoteHead.slice('origin/'.length), from: 'git, origin/HEAD' };
  for (const name of USUAL_NAMES) {
    const exists =
      name === current ||
      (await git.ask('rev-parse', '--verify', '--quiet', `refs/remotes/origin/${name}`)) !== null ||
      (await git.ask('rev-parse', '--verify', '--quiet', `refs/heads/${name}`)) !== null;
    if (exists) return { value: name, from: 'git, a branch with a conventional name' };
  }
  return { value: 'main', from: GUESSED };
}

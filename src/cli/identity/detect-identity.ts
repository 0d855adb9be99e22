import path from 'node:path';

import { CliError } from '../exit-code.js';
import { type Git } from '../git/git.js';
import { type ResolvedSettings } from '../settings/resolve-settings.js';
import { type IdentitySettings } from '../settings/run-settings.js';
import { type Traced } from '../settings/setting.js';
import { type CiEnvironment } from './ci-environment.js';
import { slugOfRemote } from './slug.js';

/** What is scanned, each value with the place that it came from. */
export interface Identity {
  readonly repo: Traced<string>;
  readonly branch: Traced<string>;
  readonly commit: Traced<string>;
  readonly pr: Traced<number> | null;
  /** The branch that the change goes into; that of the default branch itself is itself. */
  readonly base: Traced<string>;
  readonly defaultBranch: Traced<string>;
}

/** Whether the scan is one of the default branch, whose findings become the baseline. */
export const isDefaultBranchScan = ({ branch, defaultBranch }: Identity): boolean =>
  branch.value === defaultBranch.value;

/**
 * Works out what the checkout is: what the caller said, else what the CI system says, else what git knows.
 *
 * @throws {CliError} of kind `usage` for a checkout without commits, and for a detached one outside of CI
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
  const pr = said('pr') ?? ciSays(ci.pr);
  const defaultBranch = said('defaultBranch') ?? ciSays(ci.defaultBranch) ?? (await defaultBranchOf(git, named.value));
  return {
    repo: said('repo') ?? ciSays(ci.slug) ?? (await repoNameOf(git)),
    branch: keepOffDefaultBranch(named, pr, defaultBranch),
    commit: said('commit') ?? ciSays(ci.commit) ?? (await headCommit(git)),
    pr,
    base: said('base') ?? ciSays(ci.base) ?? defaultBranch,
    defaultBranch,
  };
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
  return { value: `pull/${pr.value}`, from: `${pr.from}, as the branch is called ${branch.value}` };
}

async function checkedOutBranch(git: Git): Promise<Traced<string>> {
  const name = await git.ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (name !== null && name !== '') return { value: name, from: 'git, the branch checked out' };
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
  return { value: path.basename(git.root), from: "the folder's name" };
}

/** Names that a default branch has where nothing says so, the usual one first. */
const USUAL_NAMES = ['main', 'master'];

async function defaultBranchOf(git: Git, current: string): Promise<Traced<string>> {
  const remoteHead = await git.ask('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  if (remoteHead?.startsWith('origin/')) return { value: remoteHead.slice('origin/'.length), from: 'git, origin/HEAD' };
  for (const name of USUAL_NAMES) {
    const exists =
      name === current ||
      (await git.ask('rev-parse', '--verify', '--quiet', `refs/remotes/origin/${name}`)) !== null ||
      (await git.ask('rev-parse', '--verify', '--quiet', `refs/heads/${name}`)) !== null;
    if (exists) return { value: name, from: 'git, a branch of the usual name' };
  }
  return { value: 'main', from: 'the usual name' };
}

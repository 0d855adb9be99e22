import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
import { claimsOf } from '../../../test/support/ci-claims.js';
import { faultOfScan, runOf } from '../../domain/publishing/pipeline-run.js';
import { openCheckout } from '../git/git.js';
import { resolveSettings } from '../settings/resolve-settings.js';
import { IDENTITY_SETTINGS } from '../settings/run-settings.js';
import { readCiEnvironment } from './ci-environment.js';
import { detectIdentity, isDefaultBranchScan } from './detect-identity.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
const made: GitRepository[] = [];
const keep = (each: GitRepository): GitRepository => {
  made.push(each);
  return each;
};
const repository = keep(GitRepository.create('shop'));
let head = '';
beforeAll(() => {
  head = repository.commit({ 'a.js': 'x\n' });
});
afterAll(() => {
  for (const each of made) each.remove();
  rmSync(scratch, { recursive: true, force: true });
});

async function detect(env: NodeJS.ProcessEnv = {}, flags: Record<string, string> = {}, root = repository.root) {
  const all = { ...BARE_ENV, ...env };
  const settings = resolveSettings(IDENTITY_SETTINGS, { flags, env: all, file: {} });
  return detectIdentity(settings, await readCiEnvironment(all, root), await openCheckout(root, all));
}

/** The values without their origins. */
async function valuesOf(...args: Parameters<typeof detect>) {
  const { repo, branch, commit, pr, base, defaultBranch } = await detect(...args);
  return {
    repo: repo.value,
    branch: branch.value,
    commit: commit.value,
    pr: pr?.value ?? null,
    base: base.value,
    defaultBranch: defaultBranch.value,
  };
}

function withEvent(event: object): string {
  const file = path.join(scratch, 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return file;
}

const githubEnv: NodeJS.ProcessEnv = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_REF: 'refs/heads/feature',
  GITHUB_SHA: 'cccc',
  GITHUB_REPOSITORY: 'acme/shop',
};

describe('outside of CI', () => {
  it('asks git', async () => {
    expect(await valuesOf()).toEqual({
      repo: 'shop',
      branch: 'main',
      commit: head,
      pr: null,
      base: 'main',
      defaultBranch: 'main',
    });
  });

  it('takes the name from the remote, and the default branch from its HEAD', async () => {
    const origin = keep(GitRepository.create());
    origin.commit({ 'a.js': 'x\n' });
    origin.git('branch', '--move', 'trunk');
    const clone = keep(origin.clone());
    clone.git('remote', 'set-url', 'origin', 'git@forge.example:acme/web.git');
    expect(await valuesOf({}, {}, clone.root)).toMatchObject({
      repo: 'acme/web',
      branch: 'trunk',
      defaultBranch: 'trunk',
    });
    expect((await detect({}, {}, clone.root)).defaultBranch.from).toBe('git, origin/HEAD');
  });

  it('takes master where there is no main', async () => {
    const old = keep(GitRepository.create());
    old.commit({ 'a.js': 'x\n' });
    old.git('branch', '--move', 'master');
    old.git('checkout', '--quiet', '-b', 'feature');
    expect(await valuesOf({}, {}, old.root)).toMatchObject({
      branch: 'feature',
      base: 'master',
      defaultBranch: 'master',
    });
    expect(await valuesOf({}, { branch: 'main' }, old.root)).toMatchObject({ branch: 'main', defaultBranch: 'main' });
  });

  it('names title and author of the commit', async () => {
    const repository = keep(GitRepository.create());
    repository.commit({ 'a.js': 'x\n' });
    const author = '--author=Grace\u202e <grace@example.test>';
    repository.git('commit', '--quiet', '--allow-empty', author, '-m', `${'t'.repeat(301)}\n\nMore.`);
    const { commitFacts } = await detect({}, {}, repository.root);
    expect(commitFacts).toEqual({
      commit_title: 't'.repeat(300),
      commit_author: 'Grace\ufffd',
      author_email: 'grace@example.test',
    });
    expect((await detect({}, { commit: 'f'.repeat(40) }, repository.root)).commitFacts).toEqual({});
  });

  it('asks for the branch where none is checked out', async () => {
    const detached = keep(GitRepository.create());
    detached.commit({ 'a.js': 'x\n' });
    detached.git('checkout', '--quiet', '--detach');
    await expect(detect({}, {}, detached.root)).rejects.toMatchObject({
      kind: 'usage',
      hint: 'Name the branch with --branch.',
    });
    expect(await valuesOf({}, { branch: 'x' }, detached.root)).toMatchObject({ branch: 'x' });
  });

  it('is the same repository in a linked worktree', async () => {
    const worktree = path.join(scratch, 'another-name');
    repository.git('worktree', 'add', '--quiet', '-b', 'aside', worktree);
    expect(await valuesOf({}, {}, worktree)).toMatchObject({ repo: 'shop', branch: 'aside' });
    repository.git('worktree', 'remove', worktree);
    repository.git('branch', '--quiet', '-D', 'aside');
  });

  it('asks for a commit where there is none', async () => {
    const empty = keep(GitRepository.create());
    await expect(detect({}, {}, empty.root)).rejects.toMatchObject({ message: 'This repository has no commits yet.' });
  });
});

/** A recorded build: its variables, the event that GitHub keeps in a file, and what a gate has to make of it. */
interface RecordedBuild {
  readonly about: string;
  readonly env: NodeJS.ProcessEnv;
  readonly event?: object;
  readonly expected: Readonly<Record<string, unknown>>;
}

const BUILDS = path.join(__dirname, '../../../test/cli/fixtures/ci');

const recorded = readdirSync(BUILDS).map((file): [string, RecordedBuild] => [
  path.basename(file, '.json'),
  JSON.parse(readFileSync(path.join(BUILDS, file), 'utf8')) as RecordedBuild,
]);

describe('recorded builds', () => {
  it('are those of all supported systems', () => {
    const systems = new Set(recorded.map(([name]) => name.split('-')[0]));
    expect([...systems].sort()).toEqual(['azure', 'bitbucket', 'circleci', 'github', 'gitlab', 'jenkins', 'travis']);
  });

  it.each(recorded)('%s', async (_name, { env, event, expected }) => {
    const all = event === undefined ? env : { ...env, GITHUB_EVENT_PATH: withEvent(event) };
    const { commitFacts, ...identity } = await detect(all);
    const values = Object.fromEntries(
      Object.entries(identity).map(([key, traced]) => [key, (traced as { value: unknown } | null)?.value ?? null]),
    );
    const { build } = await readCiEnvironment({ ...BARE_ENV, ...all }, repository.root);
    expect({ ...values, build }).toEqual({
      mergeCommit: null,
      mergeGroup: null,
      title: null,
      author: null,
      prUrl: null,
      ...expected,
    });
    expect(isDefaultBranchScan({ ...identity, commitFacts })).toBe(expected.branch === expected.defaultBranch);
    expect(identity.commit.from).not.toContain('git, HEAD');
  });

  const withIdentityToken = recorded.filter(([name]) => /^git(hub|lab)/.test(name) && !name.endsWith('-target'));
  it.each(withIdentityToken)('%s is scanned as its identity token says', async (_name, { env, event }) => {
    const all = event === undefined ? env : { ...env, GITHUB_EVENT_PATH: withEvent(event) };
    const { branch, commit, mergeCommit, pr } = await detect(all);
    const run = runOf(claimsOf(env));
    expect(run).toMatchObject({ sha: expect.any(String), branch: expect.any(String), isPull: pr !== null });
    const extraShas = mergeCommit === null ? [] : [mergeCommit.value];
    const scan = { branch: branch.value, commitSha: commit.value, extraShas, prNumber: pr?.value ?? null };
    expect(faultOfScan(run, scan)).toBeNull();
  });
});

describe('in a merge queue', () => {
  const groupOf = async (env: NodeJS.ProcessEnv, message?: string) => {
    if (message !== undefined) repository.git('commit', '--quiet', '--allow-empty', '--message', message);
    const { mergeGroup, base, baseCommit, branch, pr } = await detect({ CI: 'true', ...env });
    const values = { base: base.value, baseCommit: baseCommit?.value ?? null, branch: branch.value };
    return [mergeGroup?.value ?? null, pr?.value ?? null, values];
  };
  const onBranch = (branch: string) => ({ ...githubEnv, GITHUB_REF: `refs/heads/${branch}` });

  it.each<[string, number[] | null, string]>([
    ['gh-readonly-queue/main/pr-142-0123456789abcdef0123456789abcdef01234567', [142], 'main'],
    ['gh-readonly-queue/release/v2/pr-9-0123456789abcdef0123456789abcdef01234567', [9], 'release/v2'],
    ['mergify/merge-queue/1f2e3d', [], 'main'],
    ['trunk-merge/pr-12-13/2d1c', [12, 13], 'main'],
    ['staging', null, 'main'],
    ['feature/pr-12', null, 'main'],
    ['trunk-merge', null, 'main'],
  ])('takes the branch %s', async (branch, members, base) => {
    expect(await groupOf(onBranch(branch))).toMatchObject([members, null, { base, branch }]);
  });

  it('takes the branches of Bors where the commit says so', async () => {
    expect((await groupOf(onBranch('staging'), 'Merge #12 #13'))[0]).toEqual([12, 13]);
    expect((await groupOf(onBranch('auto'), 'Auto merge of #14 - ada:cart, r=bob'))[0]).toEqual([14]);
    expect((await groupOf(onBranch('feature'), 'Merge #12'))[0]).toBeNull();
  });

  it('takes merge trains of GitLab, and no other pipeline of a merge request', async () => {
    const env = {
      ...{ GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '7', CI_COMMIT_SHA: 'cccc', CI_DEFAULT_BRANCH: 'main' },
      ...{ CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'next', CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'cart' },
      ...{ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'bbbb', CI_MERGE_REQUEST_PROJECT_PATH: 'acme/shop' },
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/shop',
    };
    expect(await groupOf({ ...env, CI_MERGE_REQUEST_EVENT_TYPE: 'merge_train' })).toEqual([
      ...[[7], null],
      { base: 'next', baseCommit: 'bbbb', branch: 'refs/merge-requests/7/train' },
    ]);
    expect((await groupOf({ ...env, CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result' })).slice(0, 2)).toEqual([null, 7]);
  });
});

describe('on GitHub Actions', () => {
  it('takes the fork to be one where it is gone', async () => {
    const event = {
      repository: { full_name: 'acme/shop', default_branch: 'main' },
      pull_request: {
        number: 7,
        base: { ref: 'main' },
        head: { sha: 'bbbb', ref: 'main', label: 'ghost:main', repo: null },
      },
    };
    const identity = await detect({
      ...githubEnv,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: withEvent(event),
    });
    expect(identity).toMatchObject({ branch: { value: 'ghost:main' }, isFork: { value: true } });
  });

  it('does without an event that cannot be read', async () => {
    const env = { ...githubEnv, GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path.join(scratch, 'gone.json') };
    expect(await valuesOf(env)).toMatchObject({ branch: 'feature', commit: 'cccc', pr: null });
  });
});

describe('on a system that names its own merge', () => {
  it('takes the parent that the base branch does not have', async () => {
    const origin = keep(GitRepository.create('origin'));
    origin.commit({ 'a.js': 'x\n' });
    origin.git('checkout', '--quiet', '-b', 'feature');
    const pushed = origin.commit({ 'b.js': 'y\n' });
    origin.git('checkout', '--quiet', 'main');
    origin.commit({ 'c.js': 'z\n' });
    const clone = keep(origin.clone());
    clone.git('checkout', '--quiet', '--detach', 'origin/feature');
    clone.git('merge', '--quiet', '--no-edit', 'origin/main');
    const merge = clone.git('rev-parse', 'HEAD');
    const env = {
      JENKINS_URL: 'x',
      CHANGE_ID: '9',
      CHANGE_BRANCH: 'feature',
      CHANGE_TARGET: 'main',
      GIT_COMMIT: merge,
    };
    const identity = await detect(env, {}, clone.root);
    expect(identity.commit).toEqual({ value: pushed, from: 'git, as Jenkins names its merge with main' });
    expect((await detect({ ...env, CHANGE_ID: '' }, {}, clone.root)).commit.value).toBe(merge);
    expect((await detect(env, { commit: 'abcd' }, clone.root)).commit.value).toBe('abcd');
  });
});

describe('the merge that CI runs on', () => {
  const [pushed, merge] = ['a'.repeat(40), 'b'.repeat(40)];
  const onGitHub = (sha: string) => ({
    ...githubEnv,
    GITHUB_SHA: sha,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: withEvent({
      repository: { full_name: 'acme/shop' },
      pull_request: { number: 4, head: { sha: pushed, ref: 'feature', repo: { full_name: 'acme/shop' } } },
    }),
  });
  const onGitLab = { GITLAB_CI: 'true', CI_COMMIT_SHA: merge, CI_COMMIT_REF_NAME: 'x', CI_PROJECT_PATH: 'acme/shop' };

  it('is named beside the pushed commit', async () => {
    expect(await detect(onGitHub(merge))).toMatchObject({ commit: { value: pushed }, mergeCommit: { value: merge } });
    expect(await detect({ ...onGitLab, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: pushed })).toMatchObject({
      commit: { value: pushed },
      mergeCommit: { value: merge },
    });
  });

  it('is none where CI runs on the pushed commit, or names no full hash', async () => {
    const target = { ...onGitHub(merge), GITHUB_EVENT_NAME: 'pull_request_target' };
    for (const env of [onGitHub(pushed), onGitHub('cccc'), onGitLab, githubEnv, target])
      expect((await detect(env)).mergeCommit).toBeNull();
  });
});

describe('a tag', () => {
  it('is named by its whole ref, as a branch may have its name', async () => {
    const onGitLab = {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: 'dddd',
      CI_PROJECT_PATH: 'acme/shop',
      CI_DEFAULT_BRANCH: 'main',
    };
    const tagged = await detect({ ...onGitLab, CI_COMMIT_REF_NAME: 'main', CI_COMMIT_TAG: 'main' });
    expect([tagged.branch.value, isDefaultBranchScan(tagged)]).toEqual(['refs/tags/main', false]);
    const onGitHub = {
      GITHUB_ACTIONS: 'true',
      GITHUB_SHA: 'dddd',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REF: 'refs/tags/main',
    };
    expect((await detect(onGitHub)).branch.value).toBe('refs/tags/main');
  });
});

describe('elsewhere', () => {
  it('keeps a pull request from a branch of the default name off the baseline', async () => {
    const env = { JENKINS_URL: 'https://ci.example', CHANGE_ID: '9', GIT_BRANCH: 'main', GIT_COMMIT: 'ffff' };
    const identity = await detect(env);
    expect(identity.branch.value).toBe('pull/9');
    expect(isDefaultBranchScan(identity)).toBe(false);
  });

  it('believes flags and variables before the CI system', async () => {
    const env = { GITLAB_CI: 'true', CI_COMMIT_SHA: 'dddd', CI_COMMIT_REF_NAME: 'x', CI_PROJECT_PATH: 'acme/shop' };
    const identity = await detect({ ...env, QGATE_BRANCH: 'y', QGATE_COMMIT: '1234' }, { branch: 'z', pr: '3' });
    expect(identity).toMatchObject({
      branch: { value: 'z', from: '--branch' },
      commit: { value: '1234', from: 'QGATE_COMMIT' },
      pr: { value: 3, from: '--pr' },
      repo: { value: 'acme/shop', from: 'GitLab CI/CD' },
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { BARE_ENV, GitRepository } from '../../../test/cli/support/git-repository.js';
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

const githubPullRequest = (head_: object): NodeJS.ProcessEnv => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF: 'refs/pull/142/merge',
  GITHUB_HEAD_REF: 'feature/cart',
  GITHUB_BASE_REF: 'develop',
  GITHUB_SHA: 'feedfacefeedfacefeedfacefeedfacefeedface',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_EVENT_PATH: withEvent({
    repository: { full_name: 'acme/shop', default_branch: 'main' },
    pull_request: { number: 142, base: { ref: 'develop' }, head: head_ },
  }),
});

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

  it('asks for a commit where there is none', async () => {
    const empty = keep(GitRepository.create());
    await expect(detect({}, {}, empty.root)).rejects.toMatchObject({ message: 'This repository has no commits yet.' });
  });
});

describe('on GitHub Actions', () => {
  it('takes the head commit and the source branch of a pull request, not the merge', async () => {
    const env = githubPullRequest({
      sha: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      ref: 'feature/cart',
      label: 'acme:feature/cart',
      repo: { full_name: 'acme/shop' },
    });
    expect(await valuesOf(env)).toEqual({
      repo: 'acme/shop',
      branch: 'feature/cart',
      commit: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      pr: 142,
      base: 'develop',
      defaultBranch: 'main',
    });
    expect((await detect(env)).commit.from).toBe('GitHub Actions');
  });

  it("never takes a fork's main for the default branch", async () => {
    const identity = await detect(
      githubPullRequest({ sha: 'bbbb', ref: 'main', label: 'mallory:main', repo: { full_name: 'mallory/shop' } }),
    );
    expect(identity.branch.value).toBe('mallory:main');
    expect(isDefaultBranchScan(identity)).toBe(false);
  });

  it('takes the fork to be one where it is gone', async () => {
    const values = await valuesOf(githubPullRequest({ sha: 'bbbb', ref: 'main', label: 'ghost:main', repo: null }));
    expect(values.branch).toBe('ghost:main');
  });

  it('takes the branch of a push', async () => {
    const identity = await detect({
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: 'cccc',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_EVENT_PATH: withEvent({ repository: { full_name: 'acme/shop', default_branch: 'main' } }),
    });
    expect(identity).toMatchObject({ branch: { value: 'main' }, commit: { value: 'cccc' }, pr: null });
    expect(isDefaultBranchScan(identity)).toBe(true);
  });
});

describe('on GitLab CI', () => {
  const mergeRequest: NodeJS.ProcessEnv = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PROJECT_PATH: 'acme/shop',
    CI_COMMIT_SHA: 'dddd',
    CI_COMMIT_REF_NAME: 'feature/cart',
    CI_DEFAULT_BRANCH: 'trunk',
    CI_MERGE_REQUEST_ID: '98765',
    CI_MERGE_REQUEST_IID: '12',
    CI_MERGE_REQUEST_PROJECT_PATH: 'acme/shop',
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/shop',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature/cart',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'trunk',
  };

  it('takes the number that people see, and the source branch', async () => {
    expect(await valuesOf(mergeRequest)).toEqual({
      repo: 'acme/shop',
      branch: 'feature/cart',
      commit: 'dddd',
      pr: 12,
      base: 'trunk',
      defaultBranch: 'trunk',
    });
  });

  it('takes the pushed commit of a pipeline for merged results', async () => {
    expect(await valuesOf({ ...mergeRequest, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'eeee' })).toMatchObject({
      commit: 'eeee',
    });
  });

  it("marks a fork's branch with its project", async () => {
    const env = {
      ...mergeRequest,
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'mallory/shop',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'trunk',
    };
    expect(await valuesOf(env)).toMatchObject({ branch: 'mallory/shop:trunk' });
  });

  it('takes the branch of a push', async () => {
    const { GITLAB_CI, CI_PROJECT_PATH, CI_COMMIT_SHA, CI_DEFAULT_BRANCH } = mergeRequest;
    const identity = await detect({
      GITLAB_CI,
      CI_PROJECT_PATH,
      CI_COMMIT_SHA,
      CI_DEFAULT_BRANCH,
      CI_COMMIT_REF_NAME: 'trunk',
    });
    expect(identity).toMatchObject({ branch: { value: 'trunk' }, pr: null });
    expect(isDefaultBranchScan(identity)).toBe(true);
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

import fc from 'fast-check';
import { faultOfScan, isPullOfRun, refKey, runKey, runOf, unprovenCommits, UNTOLD_RUN } from './pipeline-run.js';

const [SHA, MERGE, OTHER] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)];
const scan = (more: object = {}) => ({
  ...{ branch: 'main', commitSha: SHA, extraShas: [], prNumber: null, ...more },
});
const pull = (more: object = {}) => scan({ branch: 'lookup', prNumber: 7, ...more });

/** Claims as the issuers send them, by the events of their pipelines. */
const GITHUB = { repository_id: '7', head_ref: '', base_ref: '', ref_type: 'branch', sha: SHA };
const PUSH = { ...GITHUB, event_name: 'push', ref: 'refs/heads/main' };
const PULL_REQUEST = {
  ...{ ...GITHUB, event_name: 'pull_request', ref: 'refs/pull/7/merge', sha: MERGE },
  ...{ head_ref: 'lookup', base_ref: 'main' },
};
const QUEUE = 'gh-readonly-queue/main/pr-7-0f';
const GITLAB = { project_id: '7', ref: 'main', ref_type: 'branch', ref_path: 'refs/heads/main', sha: SHA };
const MERGE_REQUEST = {
  ...{ ...GITLAB, ref: 'lookup', ref_path: 'refs/heads/lookup', pipeline_source: 'merge_request_event' },
};
const FORGEJO = { event_name: 'pull_request', ref: 'refs/pull/7/head', head_ref: 'lookup', sha: SHA };
const BITBUCKET = { repositoryUuid: '{0f}', branchName: 'main', pipelineUuid: '{1f}' };
const BUILDKITE = { build_branch: 'main', build_commit: SHA, pipeline_slug: 'web' };
const CIRCLECI = { 'oidc.circleci.com/project-id': '0f', 'oidc.circleci.com/vcs-ref': 'refs/heads/main' };

describe('the run of a pipeline', () => {
  it('shares the keys of its branch, tag or pull request alone', () => {
    const tokens = [
      ...[PUSH, { ...PUSH, ref: 'refs/heads/fix' }, { ...PUSH, ref: 'refs/tags/main', ref_type: 'tag' }],
      ...[PULL_REQUEST, { ...PULL_REQUEST, ref: 'refs/pull/8/merge' }, GITLAB, { ...MERGE_REQUEST, ref: 'main' }],
    ];
    expect(new Set(tokens.map((token) => refKey(runOf(token)))).size).toBe(tokens.length);
    expect(refKey(runOf({ ...PUSH, sha: OTHER }))).toBe(refKey(runOf(PUSH)));
  });

  it.each([
    ['a push to GitHub', PUSH, scan()],
    ['a tag on GitHub', { ...PUSH, ref: 'refs/tags/v1', ref_type: 'tag' }, scan({ branch: 'refs/tags/v1' })],
    ['a schedule on GitHub', { ...PUSH, event_name: 'schedule' }, scan()],
    [
      'a merge queue of GitHub',
      { ...PUSH, event_name: 'merge_group', ref: `refs/heads/${QUEUE}` },
      scan({ branch: QUEUE }),
    ],
    ['a pull request on GitHub', PULL_REQUEST, pull({ extraShas: [MERGE] })],
    ['a pull request into its base', PULL_REQUEST, pull({ commitSha: MERGE, baseBranch: 'main' })],
    ['a pull request whose base no claim tells', FORGEJO, pull({ baseBranch: 'next' })],
    ['a pull request without its head', PULL_REQUEST, pull({ commitSha: MERGE })],
    ['a pull request of a fork', PULL_REQUEST, pull({ branch: 'acme:lookup', extraShas: [MERGE] })],
    [
      'a pull request of the default branch',
      { ...PULL_REQUEST, head_ref: 'main' },
      pull({ branch: 'pull/7', extraShas: [MERGE] }),
    ],
    [
      'a review on GitHub',
      { ...PULL_REQUEST, event_name: 'pull_request_review', head_ref: '' },
      pull({ extraShas: [MERGE] }),
    ],
    ['a merged pull request', { ...PULL_REQUEST, ref: 'refs/heads/main' }, pull({ extraShas: [MERGE] })],
    ['a push to GitLab', { ...GITLAB, pipeline_source: 'push' }, scan()],
    ['a push to GitLab before 16.0', { project_id: '7', ref: 'main', ref_type: 'branch' }, scan()],
    [
      'a tag on GitLab',
      { ...GITLAB, ref: 'v1', ref_path: 'refs/tags/v1', ref_type: 'tag' },
      scan({ branch: 'refs/tags/v1' }),
    ],
    ['a tag on GitLab before 16.0', { project_id: '7', ref: 'v1', ref_type: 'tag' }, scan({ branch: 'refs/tags/v1' })],
    ['a merge request', MERGE_REQUEST, pull()],
    ['a merge request whose token names it', { ...MERGE_REQUEST, ref_path: 'refs/merge-requests/7/head' }, pull()],
    ['merged results', { ...MERGE_REQUEST, sha: MERGE }, pull({ extraShas: [MERGE] })],
    ['a merge request of a fork', { ...MERGE_REQUEST, job_project_id: '8' }, pull({ branch: 'jane/web:lookup' })],
    ['a child of a branch’s pipeline', { ...GITLAB, pipeline_source: 'parent_pipeline' }, scan()],
    ['a child of a merge request’s pipeline', { ...MERGE_REQUEST, pipeline_source: 'parent_pipeline' }, pull()],
    [
      'a child whose token names its merge request',
      { ...MERGE_REQUEST, pipeline_source: 'parent_pipeline', ref_path: 'refs/merge-requests/7/head' },
      pull(),
    ],
    ['a pull request at another forge', { ...MERGE_REQUEST, pipeline_source: 'external_pull_request_event' }, pull()],
    [
      'the same without its number',
      { ...MERGE_REQUEST, pipeline_source: 'external_pull_request_event' },
      pull({ prNumber: null }),
    ],
    ['a pull request at Forgejo', FORGEJO, pull()],
    ['Azure', { ref: 'refs/pull/7/merge' }, pull()],
    ['Bitbucket', BITBUCKET, pull()],
    ['Buildkite', BUILDKITE, pull()],
    ['CircleCI', CIRCLECI, pull()],
    ['a scan without a commit where none is stated', { ref: 'refs/heads/main' }, scan({ commitSha: null })],
  ])('starts its own scan: %s', (_, token, own) => {
    expect(faultOfScan(runOf(token), own)).toBeNull();
  });

  it.each([
    ['another commit', PUSH, scan({ commitSha: OTHER }), /^commit a+, which is neither/],
    ['no commit', PUSH, scan({ commitSha: null }), /^commit a+, which is neither/],
    [
      'another commit beside its own',
      PUSH,
      scan({ commitSha: OTHER, extraShas: [SHA] }),
      /^commit a+, which is not the/,
    ],
    ['another commit beside its own', PUSH, scan({ extraShas: [OTHER] }), /^commit a+, which is not the only commit$/],
    [
      'another commit without a number',
      { ...MERGE_REQUEST, pipeline_source: 'parent_pipeline' },
      pull({ prNumber: null, extraShas: [OTHER] }),
      /^commit a+, which is not the only commit$/,
    ],
    ['another branch', PUSH, scan({ branch: 'release' }), 'branch main, which differs from branch'],
    [
      'the branch of a tag’s name',
      { ...PUSH, ref: 'refs/tags/main', ref_type: 'tag' },
      scan(),
      'branch refs/tags/main, which differs from branch',
    ],
    [
      'the branch of a tag’s name',
      { project_id: '7', ref: 'main', ref_type: 'tag' },
      scan(),
      'branch refs/tags/main, which differs from branch',
    ],
    ['the branch of a fork', PUSH, scan({ branch: 'acme:main' }), 'branch main, which differs from branch'],
    ['a pull request', PUSH, scan({ prNumber: 7 }), /^a run without a pull request, /],
    [
      'a pull request',
      { ...PUSH, event_name: 'issue_comment' },
      scan({ prNumber: 7 }),
      /^a run without a pull request, /,
    ],
    [
      'a pull request',
      { ...PUSH, ref: 'refs/tags/v1', ref_type: 'tag' },
      scan({ prNumber: 7 }),
      /^a run without a pull request, /,
    ],
    [
      'a pull request',
      { ...GITLAB, pipeline_source: 'push' },
      scan({ prNumber: 7 }),
      /^a run without a pull request, /,
    ],
    [
      'another pull request',
      PULL_REQUEST,
      pull({ commitSha: MERGE, prNumber: 8 }),
      'pull request 7, which differs from pr_number',
    ],
    ['none', PULL_REQUEST, pull({ commitSha: MERGE, prNumber: null }), 'pull request 7, which differs from pr_number'],
    ['none', MERGE_REQUEST, pull({ prNumber: null }), /^a pull request, but pr_number is missing/],
    ['another branch', MERGE_REQUEST, pull({ branch: 'main' }), 'branch lookup, which differs from branch'],
    ['the target', { ...PULL_REQUEST, sha: '' }, pull({ branch: 'main' }), 'branch lookup, which differs from branch'],
    [
      'another base',
      PULL_REQUEST,
      pull({ commitSha: MERGE, baseBranch: 'evil' }),
      'a pull request into main, which differs from base_branch',
    ],
    [
      'another merge request',
      { ...MERGE_REQUEST, ref: 'refs/merge-requests/7/merge', ref_path: undefined },
      pull({ prNumber: 8 }),
      'pull request 7, which differs from pr_number',
    ],
  ])('starts no scan of %s', (_, token, other, fault) => {
    const found = faultOfScan(runOf(token), other);
    if (typeof fault === 'string') expect(found).toBe(fault);
    else expect(found).toMatch(fault);
  });

  it('starts the scan of a merge group of its own branch and target alone', () => {
    const grouped = (more: object) => scan({ branch: 'lookup', baseBranch: 'main', groupMembers: [7, 9], ...more });
    const train = (number: number) => ({ branch: `refs/merge-requests/${number}/train` });
    const own = { ...MERGE_REQUEST, base_ref: 'main', ref_path: 'refs/merge-requests/9/train' };
    for (const token of [own, { ...own, pipeline_source: 'parent_pipeline' }]) {
      for (const more of [{}, train(9)]) expect(faultOfScan(runOf(token), grouped(more))).toBeNull();
      for (const branch of ['main', 'acme:lookup', train(7).branch])
        expect(faultOfScan(runOf(token), grouped({ branch }))).toBe('branch lookup, which differs from branch');
      expect(faultOfScan(runOf(token), grouped({ groupMembers: [7] }))).toBe(
        'pull request 9, which is not in merge_group',
      );
      expect(faultOfScan(runOf(token), grouped({ baseBranch: 'next' }))).toMatch(
        / main, which differs from target_branch$/,
      );
      expect(faultOfScan(runOf({ ...token, sha: OTHER }), grouped(train(9)))).toMatch(/^commit c+, which is neither/);
    }
    const queue = runOf({ ...PUSH, event_name: 'merge_group', ref: `refs/heads/${QUEUE}` });
    expect(faultOfScan(queue, grouped({ branch: QUEUE }))).toBeNull();
    expect(faultOfScan(queue, grouped({ branch: 'main' }))).toMatch(/^branch gh-readonly-queue/);
    expect(faultOfScan(queue, grouped({ branch: QUEUE, groupMembers: [9] }))).toMatch(/^pull request 7, /);
    expect(faultOfScan(queue, grouped({ branch: QUEUE, baseBranch: 'next' }))).toMatch(/^a pull request into main, /);
  });

  it.each([
    ['a merge request', { ...MERGE_REQUEST, ref_path: 'refs/merge-requests/7/head' }],
    ['merged results', { ...MERGE_REQUEST, ref_path: 'refs/merge-requests/7/merge' }],
    ['a branch with the name of a train', { ...GITLAB, ref: 'refs/merge-requests/7/train', ref_path: undefined }],
    ['a pull request', { ...PULL_REQUEST, sha: SHA }],
    ['a pull request on the branch of a queue', { ...PULL_REQUEST, sha: SHA, head_ref: QUEUE }],
    ['a push to the branch of a queue', { ...PUSH, ref: `refs/heads/${QUEUE}` }],
    ['the event of a queue on another branch', { ...PUSH, event_name: 'merge_group' }],
  ])('starts the scan of no merge group in a run of %s', (_, token) => {
    const train = 'refs/merge-requests/7/train';
    for (const branch of ['lookup', 'main', QUEUE, train])
      expect(faultOfScan(runOf(token), scan({ branch, groupMembers: [7, 9] }))).toMatch(
        /^a run outside a merge queue .*, so merge_group must be omitted$/,
      );
  });

  it.each<readonly [string, Record<string, string>]>([
    ['a merge request or a train', MERGE_REQUEST],
    ['a child of it', { ...MERGE_REQUEST, pipeline_source: 'parent_pipeline' }],
    ['an issuer that tells nothing', { sha: SHA }],
    ['a push to a branch of Mergify', { ...PUSH, ref: 'refs/heads/mergify/merge-queue/0f' }],
    ['a push to a branch of Trunk', { ...PUSH, ref: 'refs/heads/trunk-merge/pr-7/0f' }],
    ['a push to a branch of Bors', { ...PUSH, ref: 'refs/heads/bors/auto' }],
  ])('may start the scan of a merge group in a run of %s, whose token names nothing else', (_, token) => {
    const run = runOf(token);
    const group = { branch: run.branch ?? 'any', groupMembers: [7, 9] };
    expect(faultOfScan(run, scan(group))).toBeNull();
    if (run.branch !== null)
      expect(faultOfScan(run, scan({ ...group, branch: 'other' }))).toMatch(/differs from branch$/);
  });

  it('is of the queue that its branch names where the issuer tells no event', () => {
    const run = runOf({ ref: `refs/heads/${QUEUE}`, sha: SHA });
    expect(faultOfScan(run, scan({ branch: QUEUE, groupMembers: [7, 9] }))).toBeNull();
    expect(faultOfScan(run, scan({ branch: QUEUE, groupMembers: [9] }))).toMatch(/^pull request 7, /);
  });

  it('speaks for the commits that its token names, and for others once they are proven', () => {
    const unproven = (token: object, own: Parameters<typeof faultOfScan>[1]) =>
      unprovenCommits(runOf(token as never), own);
    expect(unproven(PULL_REQUEST, pull({ extraShas: [MERGE] }))).toEqual([SHA]);
    expect(unproven(PULL_REQUEST, pull({ commitSha: MERGE, extraShas: [OTHER, MERGE, OTHER] }))).toEqual([OTHER]);
    expect(unproven(PULL_REQUEST, pull({ commitSha: null, extraShas: [MERGE] }))).toEqual([]);
    for (const token of [MERGE_REQUEST, PUSH]) expect(unproven(token, pull())).toEqual([]);
    expect(unproven(BITBUCKET, pull({ extraShas: [OTHER] }))).toEqual([]);
  });

  it.each([
    ['of its number', PULL_REQUEST, { number: 7, branch: null, isFork: true }, true],
    ['of another number', PULL_REQUEST, { number: 8, branch: 'lookup', isFork: false }, false],
    ['of its branch', MERGE_REQUEST, { number: 8, branch: 'lookup', isFork: false }, true],
    ['of its full branch', { ref: 'refs/heads/lookup' }, { number: 8, branch: 'lookup', isFork: false }, true],
    ['of another branch', MERGE_REQUEST, { number: 8, branch: 'other', isFork: false }, false],
    ['of a branch that the forge does not say', MERGE_REQUEST, { number: 8, branch: null, isFork: false }, false],
    ['of a fork’s branch of that name', MERGE_REQUEST, { number: 8, branch: 'lookup', isFork: true }, false],
    ['of a run without a ref', {}, { number: 8, branch: '', isFork: false }, false],
  ])('has the pull request %s', (_, token, found, isOwn) => {
    expect(isPullOfRun(runKey(runOf(token)), found)).toBe(isOwn);
  });

  it('is bound by nothing that its issuer does not state', () => {
    expect(runOf({ sha: 'main', ref: '', head_ref: '', event_name: 7 })).toEqual({ ...UNTOLD_RUN, queue: 'untold' });
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), fc.option(fc.nat()), (branch, commitSha, prNumber) => {
        expect(faultOfScan(UNTOLD_RUN, { branch, commitSha, extraShas: [], prNumber })).toBeNull();
      }),
    );
  });

  it('differs from others by commit and ref', () => {
    const keys = [PUSH, { ...PUSH, sha: OTHER }, { ...PUSH, ref: 'refs/heads/release' }, PULL_REQUEST, {}];
    expect(new Set(keys.map((token) => runKey(runOf(token)))).size).toBe(keys.length);
    expect(runKey(runOf({ ...PUSH, sha: SHA.toUpperCase() }))).toBe(runKey(runOf(PUSH)));
  });
});

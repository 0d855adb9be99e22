import { aCommit, aConnection, aStatusReport, ScriptedForge, SHA } from '../../../../../test/support/scripted-forge.js';
import { AZURE } from './azure.js';
import type { CommitTarget } from './forge.js';

const PROJECT = 'Web Shop/checkout';
const REPO = '/Web%20Shop/_apis/git/repositories/checkout';
const VERSION = 'api-version=7.1';
const PULL = { project: PROJECT, number: 5 };
const ITERATIONS = `GET ${REPO}/pullRequests/5/iterations?${VERSION}`;
const PULL_STATUSES = `${REPO}/pullRequests/5/statuses?${VERSION}`;
const COMMIT_STATUSES = `${REPO}/commits/${SHA}/statuses?${VERSION}`;
const THREADS = `${REPO}/pullRequests/5/threads`;
const REPORT = aStatusReport();
const WORDS = { state: 'failed', description: REPORT.description, targetUrl: REPORT.url };
const DONE = { kind: 'done' };

let forge: ScriptedForge;
beforeEach(() => {
  forge = new ScriptedForge();
});
const target = (parts: Partial<CommitTarget> = {}) => aCommit(PROJECT, { prNumber: 5, ...parts });
const put = (parts: Partial<CommitTarget> = {}) => AZURE.statuses.put(forge.access, target(parts), REPORT);
const iteration = (id: number, commitId: string) => ({ id, sourceRefCommit: { commitId } });

describe('credentials', () => {
  const DATA = 'GET /_apis/connectionData?api-version=7.1-preview';
  const authorize = () =>
    AZURE.authorize(aConnection({ type: 'token', token: 'abc' }, forge.apiUrl), null, forge.transport);

  it('are a token without a name, whose account Azure DevOps says', async () => {
    forge.on(DATA, { body: { authenticatedUser: { id: 'me' } } });
    const authorization = `Basic ${Buffer.from(':abc').toString('base64')}`;
    expect(await authorize()).toMatchObject({ value: { author: 'me', headers: { authorization } } });
  });

  it.each([
    ['the page for signing in', { status: 203, body: '<html>' }],
    ['an answer for nobody', { body: { authenticatedUser: { id: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa' } } }],
    ['a refusal', { status: 401 }],
  ])('are refused by %s', async (_, answered) => {
    forge.on(DATA, answered);
    expect(await authorize()).toEqual({ ok: false, outcome: { kind: 'give_up', error: 'credentials' } });
  });
});

describe('the state of a commit', () => {
  it('of a pull request belongs to the iteration that ends in it', async () => {
    const value = [iteration(1, SHA), iteration(2, 'f'.repeat(40)), iteration(3, SHA), iteration(4, 'e'.repeat(40))];
    forge.on(ITERATIONS, { body: { value } }).on(`POST ${PULL_STATUSES}`, { body: { id: 9 } });
    expect(await put()).toEqual({ outcome: DONE, remoteId: '3' });
    expect(forge.calls[1]![1]).toEqual({ ...WORDS, context: { name: 'quality-gate' }, iterationId: 3 });
    await put({ remoteId: '3' });
    expect(forge.paths.slice(2)).toEqual([`POST ${PULL_STATUSES}`]);
  });

  it('of a commit that no iteration ends in is its own', async () => {
    forge.on(ITERATIONS, { body: { value: [iteration(1, 'f'.repeat(40))] } });
    forge.on(`POST ${COMMIT_STATUSES}`, { body: { id: 9 } });
    expect(await put()).toEqual({ outcome: DONE, remoteId: 'commit' });
    expect(forge.calls[1]![1]).toEqual({ ...WORDS, context: { name: 'quality-gate' } });
  });

  it('of a branch is that of the commit', async () => {
    forge.on(`POST ${COMMIT_STATUSES}`, { body: { id: 9 } });
    await AZURE.statuses.put(forge.access, target({ prNumber: null }), aStatusReport({ state: 'neutral', url: null }));
    expect(forge.calls).toEqual([
      [
        `POST ${COMMIT_STATUSES}`,
        { state: 'notApplicable', description: REPORT.description, context: { name: 'quality-gate' } },
      ],
    ]);
  });

  it('is read back from its own iteration, the newest one', async () => {
    const status = (id: number, iterationId: number, parts = {}) => ({
      ...{ id, iterationId, context: { name: 'quality-gate', genre: null }, ...WORDS },
      ...parts,
    });
    const read = async (...value: object[]) => {
      forge.on(`GET ${PULL_STATUSES}`, { body: { value } });
      const called = await AZURE.statuses.read(forge.access, target({ remoteId: '2' }), REPORT);
      return called.ok && called.value.isWanted;
    };
    expect(await read(status(5, 2), status(4, 2, { state: 'pending' }))).toBe(true);
    expect(await read(status(5, 2, { state: 'pending' }), status(4, 2))).toBe(false);
    expect(await read(status(5, 1))).toBe(false);
    expect(await read(status(5, 2, { context: { name: 'quality-gate', genre: 'other' } }))).toBe(false);
    expect(await read()).toBe(false);
  });
});

it('follows a repository by its id and that of its project', async () => {
  const body = { id: 'r1', name: 'till', isDisabled: false, project: { id: 'p1', name: 'Shop' } };
  forge.on(`GET /p1/_apis/git/repositories/r1?${VERSION}`, { body });
  expect(await AZURE.readProject(forge.access, PROJECT, 'p1/r1')).toEqual({
    ok: true,
    value: { id: 'p1/r1', name: 'Shop/till', isArchived: false },
  });
});

it.each([
  ['active', 'open'],
  ['abandoned', 'closed'],
  ['completed', 'merged'],
])('reads a pull request that is %s', async (status, state) => {
  const body = { status, lastMergeSourceCommit: { commitId: SHA }, forkSource: { repository: { id: 'x' } } };
  forge.on(`GET ${REPO}/pullrequests/5?${VERSION}`, { body });
  expect(await AZURE.readPull(forge.access, PULL)).toEqual({
    ok: true,
    value: { state, headSha: SHA, isFork: true, isLocked: false },
  });
});

describe('a comment', () => {
  it('is the first of a thread that is active, or closed where nothing is to be fixed', async () => {
    forge.on(`POST ${THREADS}?${VERSION}`, { body: { id: 31, comments: [{ id: 1 }] } });
    const written = await AZURE.comments.create(forge.access, PULL, { body: 'x', isResolved: false });
    expect(written).toEqual({
      outcome: DONE,
      remoteId: '31/1',
      url: 'https://forge.test/Web%20Shop/_git/checkout/pullrequest/5?discussionId=31',
    });
    expect(forge.calls[0]![1]).toEqual({
      comments: [{ parentCommentId: 0, content: 'x', commentType: 'text' }],
      status: 'active',
    });
    forge.on(`PATCH ${THREADS}/31/comments/1?${VERSION}`, { body: { id: 1 } });
    forge.on(`PATCH ${THREADS}/31?${VERSION}`, { body: { id: 31 } });
    await AZURE.comments.edit(forge.access, PULL, '31/1', { body: 'y', isResolved: true });
    expect(forge.calls.slice(1).map(([, body]) => body)).toEqual([{ content: 'y' }, { status: 'closed' }]);
  });

  it('is ours by marker and author, unless it was deleted', async () => {
    const thread = (id: number, author: string, parts = {}) => ({
      ...{ id, comments: [{ id: 1, author: { id: author }, content: '<!-- m --> x', ...parts }] },
    });
    const value = [thread(1, 'you'), { id: 2, comments: [] }, thread(3, '7', { isDeleted: true }), thread(4, '7')];
    forge.on(`GET ${THREADS}?${VERSION}`, { body: { value } });
    expect(await AZURE.comments.find(forge.access, PULL, '<!-- m -->')).toMatchObject({ value: { remoteId: '4/1' } });
  });
});

describe('a delivery', () => {
  const repository = { id: 'r1', name: 'checkout', project: { id: 'p1', name: 'Web Shop' } };
  const named = { project: PROJECT, projectId: 'p1/r1' };
  const read = (eventType: string, resource: object) =>
    AZURE.hooks.read({}, Buffer.from(JSON.stringify({ id: 'e1', eventType, resource: { repository, ...resource } })));

  it.each([
    ['active', 'pull_pushed'],
    ['completed', 'pull_merged'],
    ['abandoned', 'pull_closed'],
  ])('of a pull request that is %s is news', (status, type) => {
    const source = { lastMergeSourceCommit: { commitId: SHA } };
    const pull = { pullRequestId: 5, status, ...source, targetRefName: 'refs/heads/next' };
    expect(read('git.pullrequest.updated', pull)).toEqual({
      id: 'e1',
      event: { ...named, type, number: 5, headSha: SHA, baseBranch: 'next' },
    });
  });

  it('of a deleted branch or a rename is news, of others none', () => {
    const push = (newObjectId: string) =>
      read('git.push', { refUpdates: [{ name: 'refs/heads/a/b', newObjectId }] }).event;
    expect(push('0'.repeat(40))).toEqual({ ...named, type: 'branch_deleted', branch: 'a/b' });
    const several = ['refs/heads/a', 'refs/tags/b', 'refs/heads/c'].map((name) => ({
      name,
      newObjectId: '0'.repeat(40),
    }));
    expect(read('git.push', { refUpdates: several }).event).toEqual({
      ...named,
      type: 'branch_deleted',
      branch: 'a',
      further: ['c'],
    });
    expect(push(SHA)).toBeNull();
    expect(read('git.repo.renamed', {}).event).toEqual({ ...named, type: 'repo_renamed' });
    expect(read('build.complete', {}).event).toBeNull();
  });

  it('is signed in as qgate', () => {
    const authorization = (user: string) => `Basic ${Buffer.from(`${user}:s3cret`).toString('base64')}`;
    const isValid = (user: string) => AZURE.hooks.verify({ authorization: authorization(user) }, 's3cret')!.isValid();
    expect([isValid('qgate'), isValid('other')]).toEqual([true, false]);
  });
});

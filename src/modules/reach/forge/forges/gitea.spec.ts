import { aCommit, aConnection, aStatusReport, ScriptedForge, SHA } from '../../../../../test/support/scripted-forge.js';
import { GITEA } from './gitea.js';

const REPO = '/repos/acme/web';
const STATUSES = `GET ${REPO}/statuses/${SHA}?sort=highestindex&page=1&limit=50`;
const PULL = { project: 'acme/web', number: 5 };
const TARGET = aCommit('acme/web');
const REPORT = aStatusReport();
const shown = { status: 'failure', description: REPORT.description, target_url: REPORT.url };

let forge: ScriptedForge;
beforeEach(() => {
  forge = new ScriptedForge();
});

it('signs in by a token, and knows its account', async () => {
  expect([
    GITEA.apiUrl(null),
    GITEA.apiUrl('https://git.acme.test/forge/'),
    GITEA.apiUrl('https://x.test/api/v1'),
  ]).toEqual(['https://gitea.com/api/v1', 'https://git.acme.test/forge/api/v1', 'https://x.test/api/v1']);
  forge.on('GET /api/v1/user', { body: { id: 7 } });
  const connection = aConnection({ type: 'token', token: 'abc' }, forge.apiUrl);
  const right = await GITEA.authorize(connection, null, forge.transport);
  expect(right).toMatchObject({ value: { author: '7', headers: { authorization: 'token abc' } } });
});

it('takes the newest status of its context for the one that counts', async () => {
  const others = Array.from({ length: 49 }, (_, at) => ({ id: 100 - at, context: 'build', status: 'success' }));
  const ours = { id: 9, context: 'quality-gate', ...shown };
  forge.on(STATUSES, { body: [...others, ours] });
  const older = { ...ours, id: 8, status: 'success' };
  forge.on(STATUSES.replace('page=1', 'page=2'), { body: [older] });
  const standing = (isWanted: boolean, remoteId: string | null) => ({
    ok: true,
    value: { isWanted, remoteId, pipelineId: null },
  });
  expect(await GITEA.statuses.read(forge.access, TARGET, REPORT)).toEqual(standing(true, '9'));
  expect(await GITEA.statuses.read(forge.access, TARGET, aStatusReport({ state: 'success' }))).toEqual(
    standing(false, '9'),
  );
  const other = aStatusReport({ context: 'another' });
  expect(await GITEA.statuses.read(forge.access, TARGET, other)).toEqual(standing(false, null));
});

it('shows a neutral verdict as success, without an address that it lacks', async () => {
  forge.on(`POST ${REPO}/statuses/${SHA}`, { status: 201, body: { id: 10 } });
  const report = aStatusReport({ state: 'neutral', url: null, description: 'x'.repeat(300) });
  expect(await GITEA.statuses.put(forge.access, TARGET, report)).toEqual({ outcome: { kind: 'done' }, remoteId: '10' });
  expect(forge.calls[0]![1]).toEqual({ context: 'quality-gate', state: 'success', description: `${'x'.repeat(254)}…` });
});

it.each([true, false])('follows a repository by its id, which may be pushed to: %s', async (push) => {
  const body = { id: 12, full_name: 'acme/site', archived: false, permissions: { push } };
  forge.on('GET /repositories/12', { body });
  expect(await GITEA.readProject(forge.access, 'acme/web', '12')).toEqual({
    ok: true,
    value: { id: '12', name: 'acme/site', isArchived: false, mayWrite: push },
  });
});

it.each([
  ['open', { state: 'open', merged: false }],
  ['closed', { state: 'closed', merged: false }],
  ['merged', { state: 'closed', merged: true }],
])('reads a pull request that is %s', async (state, answered) => {
  const ends = { head: { sha: SHA, repo_id: 2 }, base: { repo_id: 1 }, is_locked: true };
  forge.on(`GET ${REPO}/pulls/5`, { body: { ...answered, ...ends } });
  expect(await GITEA.readPull(forge.access, PULL)).toEqual({
    ok: true,
    value: { state, headSha: SHA, isFork: true, isLocked: true },
  });
});

it('knows its comment by marker and author', async () => {
  const comment = (id: number, author: number, body: string) => ({ id, user: { id: author }, body });
  const listed = [comment(1, 8, '<!-- m --> a'), comment(2, 7, 'b <!-- m -->'), comment(3, 7, '<!-- m --> c')];
  forge.on(`GET ${REPO}/issues/5/comments`, { body: listed });
  expect(await GITEA.comments.find(forge.access, PULL, '<!-- m -->')).toEqual({
    ok: true,
    value: { remoteId: '3', body: '<!-- m --> c' },
  });
  expect(await GITEA.comments.find(forge.access, PULL, '<!-- n -->')).toEqual({ ok: true, value: null });
});

it('says of a comment that is gone that it is', async () => {
  forge.on(`PATCH ${REPO}/issues/comments/3`, { status: 404 });
  const { outcome } = await GITEA.comments.edit(forge.access, PULL, '3', { body: 'x', isResolved: false });
  expect(outcome).toEqual({ kind: 'give_up', error: 'not_found' });
});

it('says what the account may write', async () => {
  forge.on('GET /api/v1/user', { body: { id: 7 } });
  const repo = { id: 12, full_name: 'acme/web', archived: false, permissions: { push: false, pull: true } };
  forge.on(`GET /api/v1${REPO}`, { body: repo });
  const connection = aConnection({ type: 'token', token: 'abc' }, forge.apiUrl);
  const checks = await GITEA.test(connection, 'acme/web', forge.transport);
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ...[
      ['address', true],
      ['credentials', true],
      ['expiry', true],
      ['repository', true],
    ],
    ...[
      ['write_status', false],
      ['write_comment', true],
    ],
  ]);
});

describe('a delivery', () => {
  const repository = { id: 12, full_name: 'acme/web' };
  const read = (event: string, body: object) =>
    GITEA.hooks.read(
      { 'x-gitea-event': event, 'x-gitea-delivery': 'd1' },
      Buffer.from(JSON.stringify({ repository, ...body })),
    );
  const pull = { number: 5, state: 'open', merged: false, head: { sha: SHA }, base: { ref: 'next' } };
  const named = { project: 'acme/web', projectId: '12' };

  it.each([
    ['closed', pull, 'pull_closed'],
    ['closed', { ...pull, state: 'closed', merged: true }, 'pull_merged'],
    ['reopened', pull, 'pull_reopened'],
    ['synchronized', pull, 'pull_pushed'],
  ])('of a pull request %s is news', (action, pull_request, type) => {
    expect(read('pull_request', { action, pull_request })).toEqual({
      id: 'd1',
      event: { ...named, type, number: 5, headSha: SHA, baseBranch: 'next' },
    });
  });

  it('of another target is news, of another title none', () => {
    const edited = (changes: object) => read('pull_request', { action: 'edited', pull_request: pull, changes }).event;
    expect(edited({ ref: { from: 'main' } })).toMatchObject({ type: 'pull_edited', number: 5, baseBranch: 'next' });
    expect(edited({ title: { from: 'x' } })).toBeNull();
  });

  it('of a deleted branch is news, of a deleted tag and of anything else none', () => {
    expect(read('delete', { ref: 'next', ref_type: 'branch' }).event).toEqual({
      ...named,
      type: 'branch_deleted',
      branch: 'next',
    });
    expect(read('delete', { ref: 'v1', ref_type: 'tag' }).event).toBeNull();
    expect(read('delete', { ref: 'new', ref_type: 'branch', sha: SHA }).event).toBeNull();
    expect(read('pull_request', { action: 'toString', pull_request: pull }).event).toBeNull();
    expect(read('issues', {}).event).toBeNull();
    expect(GITEA.hooks.read({}, Buffer.from('no JSON'))).toEqual({ id: null, event: null });
  });

  it('is verified by either header', () => {
    expect(GITEA.hooks.verify({ 'x-gitea-signature': 'ab' }, 's')).not.toBeNull();
    expect(GITEA.hooks.verify({ 'x-hub-signature-256': 'sha256=ab' }, 's')).not.toBeNull();
    expect(GITEA.hooks.verify({}, 's')).toBeNull();
  });
});

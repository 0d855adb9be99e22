import { aCommit, aConnection, aStatusReport, ScriptedForge, SHA } from '../../../../../test/support/scripted-forge.js';
import type { CommitTarget } from './forge.js';
import { GITLAB } from './gitlab.js';

const PROJECT = '/projects/acme%2Fsub%2Fweb';
const PULL = { project: 'acme/sub/web', number: 5 };
const MERGE_REQUEST = `GET ${PROJECT}/merge_requests/5`;
const POST = `POST ${PROJECT}/statuses/${SHA}`;
const REPORT = aStatusReport();
const WORDS = { name: 'quality-gate', description: REPORT.description, target_url: REPORT.url };
const CANNOT = { status: 400, body: { message: 'Cannot transition status via :enqueue from :pending (Reason(s): x)' } };

const target = (parts: Partial<CommitTarget> = {}) => aCommit('acme/sub/web', parts);
const list = (pipeline = '') =>
  `GET ${PROJECT}/repository/commits/${SHA}/statuses?name=quality-gate&order_by=id&sort=desc&per_page=100${pipeline}`;

let forge: ScriptedForge;
beforeEach(() => {
  forge = new ScriptedForge();
});
const put = (parts: Partial<CommitTarget> = {}, report = REPORT) =>
  GITLAB.statuses.put(forge.access, target(parts), report);

describe('the state of a commit', () => {
  it('is not posted where it is there already', async () => {
    forge.on(list(), { body: [{ id: 3, status: 'failed', pipeline_id: 40, ...WORDS }] });
    expect(await put()).toEqual({ outcome: { kind: 'done' }, remoteId: '3', pipelineId: '40' });
    expect(forge.paths).toEqual([list()]);
  });

  it('goes to the project of the id that is known, whichever has its name meanwhile', async () => {
    const path = `/projects/200`;
    forge.on(list().replace(PROJECT, path), { body: [] });
    forge.on(`GET ${path}/merge_requests/5`, { body: { head_pipeline: { id: 40, sha: SHA } } });
    forge.on(`POST ${path}/statuses/${SHA}`, { status: 201, body: { id: 9, pipeline_id: 40 } });
    expect(await put({ projectId: '200', prNumber: 5 })).toMatchObject({ outcome: { kind: 'done' }, remoteId: '9' });
  });

  it('goes to the pipeline of the merge request that runs for the commit, and names it for the next time', async () => {
    forge.on(list(), { body: [] }).on(MERGE_REQUEST, { body: { head_pipeline: { id: 40, sha: SHA } } });
    forge.on(POST, { status: 201, body: { id: 9, pipeline_id: 40 } });
    expect(await put({ prNumber: 5 })).toEqual({ outcome: { kind: 'done' }, remoteId: '9', pipelineId: '40' });
    expect(forge.calls[2]![1]).toEqual({ ...WORDS, state: 'failed', pipeline_id: 40 });
  });

  it('goes to the branch where the pipeline runs for another commit', async () => {
    forge.on(list(), { body: [] }).on(MERGE_REQUEST, { body: { head_pipeline: { id: 40, sha: 'f'.repeat(40) } } });
    forge.on(POST, { status: 201, body: { id: 9, pipeline_id: 41 } });
    expect(await put({ prNumber: 5 }, aStatusReport({ state: 'pending' }))).toMatchObject({ pipelineId: '41' });
    expect(forge.calls[2]![1]).toEqual({ ...WORDS, state: 'running', ref: 'next' });
  });

  it('stays in the pipeline of the first answer', async () => {
    forge.on(list('&pipeline_id=40'), { body: [{ id: 3, status: 'running', pipeline_id: 40, ...WORDS }] });
    forge.on(POST, { status: 201, body: { id: 3, pipeline_id: 40 } });
    await put({ prNumber: 5, pipelineId: '40' });
    expect(forge.calls[1]![1]).toMatchObject({ pipeline_id: 40 });
  });

  it('leaves a pipeline that is gone', async () => {
    forge.on(list('&pipeline_id=40'), { body: [] });
    forge.on(POST, { status: 404 }, { status: 201, body: { id: 9, pipeline_id: 41 } });
    expect(await put({ pipelineId: '40' })).toMatchObject({ outcome: { kind: 'done' }, pipelineId: '41' });
    expect(forge.calls[2]![1]).toMatchObject({ ref: 'next' });
  });

  it('is done where a refused transition finds it there', async () => {
    const pending = aStatusReport({ state: 'pending' });
    forge.on(list(), { body: [] }, { body: [{ id: 3, name: 'quality-gate', status: 'running', pipeline_id: 40 }] });
    forge.on(POST, CANNOT);
    expect(await put({}, pending)).toEqual({ outcome: { kind: 'done' }, remoteId: '3', pipelineId: '40' });
  });

  it('is tried again where a refused transition does not find it, and while another update is under way', async () => {
    forge.on(list(), { body: [{ id: 3, name: 'quality-gate', status: 'pending' }] });
    forge.on(POST, CANNOT, { status: 409 }, { status: 422, body: { message: 'The number of jobs has exceeded' } });
    expect((await put()).outcome.kind).toBe('again');
    expect((await put()).outcome.kind).toBe('again');
    expect((await put()).outcome.kind).toBe('give_up');
  });

  it('is unclear where the answer was lost', async () => {
    forge.on(list(), { body: [] }).on(POST, { error: 'timeout' });
    expect((await put()).outcome).toEqual({ kind: 'unclear', error: 'timeout' });
  });

  it('is read back by all that it says', async () => {
    forge.on(list(), { body: [{ id: 3, status: 'failed', pipeline_id: 40, ...WORDS }] });
    const read = async (report = REPORT) => {
      const called = await GITLAB.statuses.read(forge.access, target(), report);
      return called.ok && called.value.isWanted;
    };
    expect([await read(), await read(aStatusReport({ description: 'Other.' }))]).toEqual([true, false]);
  });
});

it('knows its account, and the end of its token', async () => {
  forge.on('GET /api/v4/user', { body: { id: 7 } });
  forge.on('GET /api/v4/personal_access_tokens/self', { body: { expires_at: '2026-12-31' } }, { status: 404 });
  const authorize = () =>
    GITLAB.authorize(aConnection({ type: 'token', token: 'abc' }, `${forge.apiUrl}/`), null, forge.transport);
  expect(await authorize()).toMatchObject({
    value: { author: '7', headers: { 'private-token': 'abc' }, credentialsExpireAt: new Date('2026-12-31') },
  });
  expect(await authorize()).toMatchObject({ value: { credentialsExpireAt: null } });
});

it.each([
  ['opened', 'open'],
  ['locked', 'open'],
  ['closed', 'closed'],
  ['merged', 'merged'],
])('reads a merge request that is %s', async (answered, state) => {
  const ends = { source_branch: 'lookup', source_project_id: 1, target_project_id: 1 };
  forge.on(MERGE_REQUEST, { body: { state: answered, sha: SHA, ...ends } });
  expect(await GITLAB.readPull(forge.access, PULL)).toEqual({
    ok: true,
    value: { state, headSha: SHA, branch: 'lookup', isFork: false, isLocked: false },
  });
});

it('finds its note on a later page, and says where it is', async () => {
  const page = (at: number) =>
    `GET ${PROJECT}/merge_requests/5/notes?order_by=created_at&sort=asc&page=${at}&per_page=100`;
  const note = (id: number, author = 8) => ({ id, author: { id: author }, body: '<!-- m --> x' });
  forge.on(page(1), { body: Array.from({ length: 100 }, (_, at) => note(at)) });
  forge.on(page(2), { body: [note(200, 7)] });
  expect(await GITLAB.comments.find(forge.access, PULL, '<!-- m -->')).toMatchObject({ value: { remoteId: '200' } });
  forge.on(`PUT /api/v4${PROJECT}/merge_requests/5/notes/200`, { body: { id: 200 } });
  const access = { ...forge.access, apiUrl: `${forge.apiUrl}/api/v4` };
  expect(await GITLAB.comments.edit(access, PULL, '200', { body: 'y', isResolved: true })).toEqual({
    outcome: { kind: 'done' },
    remoteId: '200',
    url: 'https://forge.test/acme/sub/web/-/merge_requests/5#note_200',
  });
});

it.each([
  [['api'], 30, true],
  [['read_api'], 40, false],
  [['api'], 20, false],
])('says what a token of scopes %p and level %p may write', async (scopes, access_level, ok) => {
  forge.on('GET /api/v4/user', { body: { id: 7 } });
  forge.on('GET /api/v4/personal_access_tokens/self', { body: { scopes } });
  const permissions = { project_access: null, group_access: { access_level } };
  const project = { id: 12, path_with_namespace: 'acme/sub/web', archived: false, permissions };
  forge.on(`GET /api/v4${PROJECT}`, { body: project });
  const connection = aConnection({ type: 'token', token: 'abc' }, forge.apiUrl);
  const checks = await GITLAB.test(connection, 'acme/sub/web', forge.transport);
  expect(checks.filter(({ name }) => name.startsWith('write')).map((check) => check.ok)).toEqual([ok, ok]);
});

it.each([
  [null, 20, false],
  [29, 20, false],
  [null, 30, true],
  [30, null, true],
  [10, 40, true],
  [null, null, false],
])('says if a member of level %p, or of %p by the group, may write a project', async (own, group, mayWrite) => {
  const level = (access_level: number | null) => access_level && { access_level };
  const permissions = { project_access: level(own), group_access: level(group) };
  forge.on(`GET ${PROJECT}`, {
    body: { id: 12, path_with_namespace: 'acme/sub/web', archived: false, permissions },
  });
  const read = await GITLAB.readProject(forge.access, 'acme/sub/web', null);
  expect(read).toMatchObject({ ok: true, value: { id: '12', mayWrite } });
});

describe('a delivery', () => {
  const project = { id: 12, path_with_namespace: 'acme/sub/web' };
  const named = { project: 'acme/sub/web', projectId: '12' };
  const read = (body: object) =>
    GITLAB.hooks.read({ 'idempotency-key': 'k1' }, Buffer.from(JSON.stringify({ project, ...body })));
  const merge = (action: string, more = {}, changes?: object) =>
    read({
      object_kind: 'merge_request',
      object_attributes: { action, iid: 5, last_commit: { id: SHA }, target_branch: 'next', ...more },
      ...(changes && { changes }),
    });

  it.each([
    ['close', {}, 'pull_closed'],
    ['merge', {}, 'pull_merged'],
    ['reopen', {}, 'pull_reopened'],
    ['update', { oldrev: 'f'.repeat(40) }, 'pull_pushed'],
  ])('of a merge request (%s) is news', (action, more, type) => {
    const event = { ...named, type, number: 5, headSha: SHA, baseBranch: 'next' };
    expect(merge(action, more)).toEqual({ id: 'k1', event });
  });

  it('of another target is news', () => {
    const changes = { target_branch: { previous: 'main', current: 'next' } };
    expect(merge('update', {}, changes).event).toMatchObject({ type: 'pull_edited', number: 5, baseBranch: 'next' });
  });

  it('of an update without commits is none', () => {
    expect(merge('update').event).toBeNull();
    expect(merge('approved').event).toBeNull();
  });

  it('of a deleted branch is news, of a push none', () => {
    const push = (after: string) => read({ object_kind: 'push', ref: 'refs/heads/a/b', after }).event;
    expect(push('0'.repeat(40))).toEqual({ ...named, type: 'branch_deleted', branch: 'a/b' });
    expect(push(SHA)).toBeNull();
  });

  it('of a renamed project has its new name', () => {
    const body = { event_name: 'project_rename', project_id: 12, path_with_namespace: 'acme/site' };
    expect(GITLAB.hooks.read({}, Buffer.from(JSON.stringify(body)))).toEqual({
      id: null,
      event: { project: 'acme/site', projectId: '12', type: 'repo_renamed' },
    });
  });

  it('carries the secret itself', () => {
    expect(GITLAB.hooks.verify({ 'x-gitlab-token': 's' }, 's')!.isValid()).toBe(true);
    expect(GITLAB.hooks.verify({}, 's')).toBeNull();
  });
});

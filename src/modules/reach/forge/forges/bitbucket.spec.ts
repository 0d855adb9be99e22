import { aCommit, aConnection, aStatusReport, ScriptedForge, SHA } from '../../../../../test/support/scripted-forge.js';
import type { Annotation, CheckReport } from '../../../../domain/reporting/report-facts.js';
import { BITBUCKET } from './bitbucket.js';
import type { ForgeCredentials } from './forge.js';

const REPO = '/2.0/repositories/acme/web';
const COMMIT = `${REPO}/commit/${SHA}`;
const PULL = { project: 'acme/web', number: 5 };
const TARGET = aCommit('acme/web');
const REPORT = aStatusReport();
const DONE = { kind: 'done' };

let forge: ScriptedForge;
beforeEach(() => {
  forge = new ScriptedForge();
});
const access = () => ({ ...forge.access, apiUrl: `${forge.apiUrl}/2.0`, author: '{me}' });

describe('credentials', () => {
  const authorize = (credentials: ForgeCredentials) =>
    BITBUCKET.authorize(aConnection(credentials, forge.apiUrl), null, forge.transport);
  const USER = 'GET /2.0/user';

  it('of a person are sent with the address, an access token by itself', async () => {
    forge.on(USER, { body: { uuid: '{me}' } });
    const basic = Buffer.from('ada@acme.test:abc').toString('base64');
    expect(await authorize({ type: 'basic', email: 'ada@acme.test', token: 'abc' })).toMatchObject({
      value: { headers: { authorization: `Basic ${basic}` }, author: '{me}', expiresAt: null },
    });
    expect(await authorize({ type: 'token', token: 'abc' })).toMatchObject({
      value: { headers: { authorization: 'Bearer abc' } },
    });
  });

  it('of a client are exchanged for a token with an end', async () => {
    forge.on('POST /site/oauth2/access_token', { body: { access_token: 'xyz', expires_in: 7200 } }, { status: 400 });
    forge.on(USER, { body: { uuid: '{me}' } });
    const client = { type: 'oauth_client', id: 'i', secret: 's' } as const;
    expect(await authorize(client)).toMatchObject({
      value: { headers: { authorization: 'Bearer xyz' }, expiresAt: new Date('2026-03-01T02:00:00Z') },
    });
    expect(forge.calls[0]![1]).toBe('grant_type=client_credentials');
    expect(await authorize(client)).toMatchObject({ outcome: { kind: 'give_up', error: 'credentials' } });
  });

  it('of a repository have an account that cannot be read', async () => {
    forge.on(USER, { status: 403 });
    expect(await authorize({ type: 'token', token: 'abc' })).toMatchObject({ value: { author: 'app_user' } });
    expect(await authorize({ type: 'basic', email: 'a@b.test', token: 'abc' })).toMatchObject({
      outcome: { error: 'permission' },
    });
  });

  it('belong to the API of the public site, or below another address', () => {
    const roots = [null, 'https://bitbucket.org/', 'https://api.bitbucket.org/2.0', 'http://127.0.0.1:9'];
    expect(roots.map((root) => BITBUCKET.apiUrl(root))).toEqual([
      ...Array.from({ length: 3 }, () => 'https://api.bitbucket.org/2.0'),
      'http://127.0.0.1:9/2.0',
    ]);
  });
});

describe('a build status', () => {
  const key = async (context: string) => {
    forge.on(`POST ${COMMIT}/statuses/build`, { status: 201, body: {} });
    await BITBUCKET.statuses.put(access(), TARGET, aStatusReport({ context }));
    return (forge.calls.at(-1)![1] as { key: string }).key;
  };

  it('has its context for a key, or a hash of it', async () => {
    expect(await key('quality-gate')).toBe('quality-gate');
    const [one, other] = [await key('a gate/one'), await key('a gate/other')];
    expect([one.length, other.length, one === other]).toEqual([40, 40, false]);
  });

  it('has the address of the commit where the gate has none', async () => {
    forge.on(`POST ${COMMIT}/statuses/build`, { status: 201, body: {} });
    const report = aStatusReport({ state: 'neutral', url: null });
    expect(await BITBUCKET.statuses.put(access(), TARGET, report)).toEqual({ outcome: DONE, remoteId: 'quality-gate' });
    expect(forge.calls[0]![1]).toMatchObject({
      state: 'SUCCESSFUL',
      url: `https://forge.test/acme/web/commits/${SHA}`,
    });
  });

  it('is read back by its key, and may not be there', async () => {
    const shown = { key: 'quality-gate', state: 'FAILED', description: REPORT.description, url: REPORT.url };
    forge.on(`GET ${COMMIT}/statuses/build/quality-gate`, { body: shown }, { status: 404, body: { type: 'error' } });
    const read = () => BITBUCKET.statuses.read(access(), TARGET, REPORT);
    expect(await read()).toMatchObject({ value: { isWanted: true, remoteId: 'quality-gate' } });
    expect(await read()).toMatchObject({ value: { isWanted: false, remoteId: null } });
  });
});

describe('a report', () => {
  const PATH = `${COMMIT}/reports/quality-gate`;
  const annotation: Annotation = {
    ...{ path: 'src/a.ts', startLine: 41, endLine: 42, severity: 'info', title: 'semgrep sql' },
    message: 'm'.repeat(500),
  };
  const report = (...annotations: Annotation[]): CheckReport => ({
    ...REPORT,
    ...{ title: 'Failed', summary: '| a |', text: '', annotations, hasReevaluateAction: false },
  });
  const put = async (sent: CheckReport, remoteId: string | null = null) => {
    forge.calls.length = 0;
    return BITBUCKET.checks!.put(access(), { ...TARGET, remoteId }, sent);
  };
  const methods = () => forge.paths.map((path) => path.split(' ')[0]);
  beforeEach(() => {
    forge.on(`DELETE ${PATH}`, { status: 204 }).on(`PUT ${PATH}`, { body: {} });
    forge.on(`POST ${PATH}/annotations`, { body: [] });
  });

  it('comes before its annotations, whose texts fit', async () => {
    await put(report(annotation));
    expect(methods()).toEqual(['PUT', 'POST']);
    expect(forge.calls[0]![1]).toMatchObject({ title: 'quality-gate', result: 'FAILED', link: REPORT.url });
    const [sent] = forge.calls[1]![1] as [Record<string, unknown>];
    expect(sent).toMatchObject({ external_id: 'quality-gate-1', line: 41, severity: 'LOW' });
    expect(sent.summary).toHaveLength(450);
  });

  it('keeps annotations that are the same, and goes with others', async () => {
    const { remoteId } = await put(report(annotation));
    await put(report(annotation), remoteId);
    expect(methods()).toEqual(['PUT']);
    await put(report(), remoteId);
    expect(methods()).toEqual(['DELETE', 'PUT']);
  });

  it('begins again where its calls broke off', async () => {
    forge.on(`POST ${PATH}/annotations`, { error: 'timeout' }, { body: [] });
    const { outcome, remoteId } = await put(report(annotation));
    expect(outcome).toEqual({ kind: 'unclear', error: 'timeout' });
    forge.on(`DELETE ${PATH}`, { status: 404 });
    expect(await put(report(annotation), remoteId)).toMatchObject({ outcome: DONE });
    expect(methods()).toEqual(['DELETE', 'PUT', 'POST']);
  });

  it('cannot be read back', async () => {
    expect(await BITBUCKET.checks!.read(access(), { ...TARGET, remoteId: 'x' }, report())).toMatchObject({
      value: { isWanted: false, remoteId: 'x' },
    });
  });
});

it('follows a repository by its UUID', async () => {
  const id = `{${'a'.repeat(36)}}`;
  forge.on(`GET /2.0/repositories/%7B%7D/${encodeURIComponent(id)}`, { body: { uuid: id, full_name: 'acme/site' } });
  expect(await BITBUCKET.readProject(access(), 'acme/web', id)).toEqual({
    ok: true,
    value: { id, name: 'acme/site', isArchived: false },
  });
});

it.each([
  ['OPEN', 'open'],
  ['DECLINED', 'closed'],
  ['SUPERSEDED', 'closed'],
  ['MERGED', 'merged'],
])('reads a pull request that is %s', async (answered, state) => {
  const end = (uuid: string) => ({ commit: { hash: SHA.slice(0, 12) }, repository: { uuid } });
  forge.on(`GET ${REPO}/pullrequests/5`, { body: { state: answered, source: end('{a}'), destination: end('{b}') } });
  expect(await BITBUCKET.readPull(access(), PULL)).toEqual({
    ok: true,
    value: { state, headSha: SHA.slice(0, 12), isFork: true, isLocked: false },
  });
});

it('knows its comment by marker and account', async () => {
  const comment = (id: number, user: object) => ({ id, user, content: { raw: '[quality-gate]: <#x>' } });
  const bot = { type: 'app_user', uuid: '{bot}' };
  const values = [comment(1, { type: 'user', uuid: '{you}' }), comment(2, bot), comment(3, { uuid: '{me}' })];
  forge.on(`GET ${REPO}/pullrequests/5/comments?page=1&pagelen=100`, { body: { values } });
  const find = (author: string) => BITBUCKET.comments.find({ ...access(), author }, PULL, '[quality-gate]: <#x>');
  expect(await find('{me}')).toMatchObject({ value: { remoteId: '3' } });
  expect(await find('app_user')).toMatchObject({ value: { remoteId: '2' } });
});

it('says where its comment is', async () => {
  const links = { html: { href: 'https://bitbucket.org/x#comment-3' } };
  forge.on(`PUT ${REPO}/pullrequests/5/comments/3`, { body: { id: 3, links } });
  expect(await BITBUCKET.comments.edit(access(), PULL, '3', { body: 'y', isResolved: true })).toEqual({
    outcome: DONE,
    remoteId: '3',
    url: 'https://bitbucket.org/x#comment-3',
  });
  expect(forge.calls[0]![1]).toEqual({ content: { raw: 'y' } });
});

describe('a delivery', () => {
  const named = { project: 'acme/web', projectId: '{r}' };
  const read = (key: string, body: object) =>
    BITBUCKET.hooks.read(
      { 'x-event-key': key, 'x-request-uuid': 'd1' },
      Buffer.from(JSON.stringify({ repository: { full_name: 'acme/web', uuid: '{r}' }, ...body })),
    );

  it.each([
    ['pullrequest:fulfilled', 'pull_merged'],
    ['pullrequest:rejected', 'pull_closed'],
    ['pullrequest:updated', 'pull_pushed'],
  ])('%s is news', (key, type) => {
    const pullrequest = { id: 5, source: { commit: { hash: 'abc' } }, destination: { branch: { name: 'next' } } };
    const event = { ...named, type, number: 5, headSha: 'abc', baseBranch: 'next' };
    expect(read(key, { pullrequest })).toEqual({ id: 'd1', event });
  });

  it('of a deleted branch or a rename is news, of others none', () => {
    const change = (type: string, closed: boolean) => ({ closed, old: { type, name: 'next' } });
    const push = (...changes: object[]) => read('repo:push', { push: { changes } }).event;
    expect(push(change('tag', true), change('branch', true))).toEqual({
      ...named,
      type: 'branch_deleted',
      branch: 'next',
    });
    expect(push(change('branch', true), change('branch', true), change('branch', false))).toEqual({
      ...named,
      type: 'branch_deleted',
      branch: 'next',
      further: ['next'],
    });
    expect(push(change('branch', false))).toBeNull();
    const full_name = { new: 'acme/web', old: 'acme/old' };
    expect(read('repo:updated', { changes: { full_name } }).event).toEqual({ ...named, type: 'repo_renamed' });
    expect(read('repo:updated', { changes: { website: {} } }).event).toBeNull();
  });
});

import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { Json } from '../../support/answers.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

/** Of sign-ins and the like there are entries, too (security-events.spec.ts). */
const isChange = (action: string) => !/^(auth|staff|access)\./.test(action);

/** The changes that a filter finds. */
const actionsOf = async (parameters: string): Promise<string[]> => {
  const { entries } = (await org.admin.get(`/audit-log?${parameters}`)).body;
  return entries.map((entry: { action: string }) => entry.action).filter(isChange);
};

it('says who did what to which object, when and from where', async () => {
  const person = await aMember(service, 'ORG_ADMIN', org.admin);
  const made = await person.client.post('/repos', { name: 'acme/web' }, { 'x-request-id': 'a-request-of-mine' });
  const { entries } = (await org.admin.get('/audit-log?action=repo.created')).body;
  expect(made.headers.get('x-request-id')).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  expect(entries).toEqual([
    {
      id: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      actor: { type: 'user', id: person.userId, name: person.email },
      by: { type: 'user', id: person.userId, name: person.email, kind: null },
      action: 'repo.created',
      target: { type: 'repo', id: made.body.id },
      actor_name: expect.any(String),
      target_name: 'acme/web',
      repo_id: made.body.id,
      repo_name: 'acme/web',
      old: null,
      new: { name: 'acme/web', default_branch: 'main', url: null },
      address: expect.stringContaining('127.0.0.1'),
      request_id: made.headers.get('x-request-id'),
      client_request_id: 'a-request-of-mine',
      personal_digest: null,
      hash: null,
    },
  ]);
});

it('names the key of a change by key', async () => {
  const { client, id } = await anApiKey(service, { role: 'ORG_ADMIN' }, org.admin);
  await client.patch('/org', { name: 'Renamed' });
  const { entries } = (await org.admin.get('/audit-log?action=organization.updated')).body;
  const actor = { type: 'api_key', id, name: expect.stringMatching(/^key /) };
  expect(entries[0]).toMatchObject({ actor, by: { ...actor, kind: null } });
});

it('names people and repositories as they are called now, and says nothing of what is gone', async () => {
  const person = await aMember(service, 'MEMBER', org.admin);
  const { members } = (await org.admin.get('/members')).body;
  const { name } = members.find(({ user_id }: Json) => user_id === person.userId);
  const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body;
  await org.admin.patch(`/repos/${repo.id}`, { name: 'acme/site' });
  const entryOf = async (action: string) => (await org.admin.get(`/audit-log?action=${action}`)).body.entries[0];
  expect(await entryOf('repo.created')).toMatchObject({ target_name: 'acme/site', repo_name: 'acme/site' });
  expect(await entryOf('member.added')).toMatchObject({
    target: { type: 'member', id: person.userId },
    target_name: name,
  });
  const other = await anOrganization(service);
  expect((await other.admin.get('/audit-log')).text).not.toContain('acme/site');
});

it('filters by actor, action, target, repository and time', async () => {
  const person = await aMember(service, 'ORG_ADMIN', org.admin);
  const repo = (await person.client.post('/repos', { name: 'acme/web' })).body;
  service.clock.advanceMinutes(60);
  const between = new Date(service.clock.now().getTime() - 30 * 60_000).toISOString();
  await org.admin.patch(`/repos/${repo.id}`, { name: 'acme/site' });
  expect(await actionsOf(`actor=user:${person.userId}`)).toEqual(['repo.created']);
  expect(await actionsOf(`actor=${person.userId}`)).toEqual(['repo.created']);
  expect(await actionsOf(`actor=${encodeURIComponent(person.email)}`)).toEqual(['repo.created']);
  expect(await actionsOf('actor=user')).toEqual(['repo.updated', 'repo.created', 'member.added']);
  expect(await actionsOf('actor=api_key')).toEqual([]);
  expect(await actionsOf('action=member.added')).toEqual(['member.added']);
  expect(await actionsOf(`target=repo:${repo.id}`)).toEqual(['repo.updated', 'repo.created']);
  expect(await actionsOf('target=member')).toEqual(['member.added']);
  expect(await actionsOf(`repo_id=${repo.id}`)).toEqual(['repo.updated', 'repo.created']);
  expect(await actionsOf(`from=${between}`)).toEqual(['repo.updated']);
  expect(await actionsOf(`to=${between}`)).toEqual(['repo.created', 'member.added']);
  expect(await actionsOf('to=2020-01-01')).toEqual([]);
  const [{ at }] = (await org.admin.get('/audit-log?action=repo.created')).body.entries;
  expect(await actionsOf(`from=${at}&to=${at}`)).toEqual(['repo.created']);
});

it('pages', async () => {
  for (const name of ['a', 'b', 'c']) await org.admin.post('/repos', { name });
  const first = (await org.admin.get('/audit-log?action=repo.created&limit=2')).body;
  expect(first.entries.map((entry: Json) => entry.new.name)).toEqual(['c', 'b']);
  const second = (await org.admin.get(`/audit-log?action=repo.created&limit=2&cursor=${first.next_cursor}`)).body;
  expect(second.entries.map((entry: Json) => entry.new.name)).toEqual(['a']);
  expect(second.next_cursor).toBeNull();
});

it.each([
  'repo_id=x',
  'repo_id=1&repo_id=2',
  'repo_id[]=1',
  'repo_id=1&repo_id[a]=2',
  'from=yesterday',
  'to=2026-02-30',
  'format=xml',
  'format=csv&format=json',
  'limit=0',
  'limit=201',
  'after=-1',
  'after=x',
  'after=0&format=csv',
  'cursor=nonsense',
  'actor=',
  'action=a&action=b',
  'target=%00',
])('refuses ?%s', async (parameters) => {
  expect((await org.admin.get(`/audit-log?${parameters}`)).status).toBe(400);
});

describe('as CSV', () => {
  it('has everything that matches, in the order of the list, and runs nothing in a spreadsheet', async () => {
    await org.admin.post('/repos', { name: 'acme/"web", the main one' });
    await anApiKey(service, { role: 'ORG_ADMIN' }, org.admin);
    const key = await org.admin.post('/api-keys', { name: '=HYPERLINK("http://evil.example")', role: 'ORG_ADMIN' });
    await service.anonymous.as({ 'x-api-key': key.body.key }).patch('/org', { name: '@SUM(1)' });
    const answer = await org.admin.get('/audit-log?format=csv');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toContain('audit-log.csv');
    const lines = answer.text.split('\r\n').filter((line) => isChange(line.split(',')[5] ?? ''));
    expect(lines[0]).toBe(
      'id,at,actor_type,actor_id,actor_name,action,target_type,target_id,repo_id,old,new,address,request_id,client_request_id,actor_kind,target_name,repo_name',
    );
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe('');
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(lines[4]).toContain(String.raw`"{""url"":null,""name"":""acme/\""web\"", the main one"`);
  });

  it('is one page where a limit is given', async () => {
    for (const name of ['a', 'b', 'c']) await org.admin.post('/repos', { name });
    expect((await org.admin.get('/audit-log?format=csv&limit=2')).text.trimEnd().split('\r\n')).toHaveLength(3);
  });

  it('goes on beyond one batch', async () => {
    await query(
      service.database.admin,
      `INSERT INTO audit_log (org_id, actor_type, actor_name, action, target_type)
       SELECT $1, 'user', 'someone', 'repo.created', 'repo' FROM generate_series(1, 620)`,
      [org.id],
    );
    const lines = (await org.admin.get('/audit-log?format=csv&action=repo.created')).text
      .trimEnd()
      .split('\r\n')
      .slice(1);
    expect(lines).toHaveLength(620);
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(620);
  });
});

it('is for administrators of the organization', async () => {
  for (const role of ['VIEWER', 'MEMBER'] as const)
    expect((await (await aMember(service, role, org.admin)).client.get('/audit-log')).status).toBe(403);
  const other = await anOrganization(service);
  await org.admin.post('/repos', { name: 'secret' });
  expect((await other.admin.get('/audit-log?action=repo.created')).body.entries).toEqual([]);
});

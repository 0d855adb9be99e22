import { randomUUID } from 'node:crypto';
import {
  ageSignIns,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
  type TestRole,
} from '../../support/actors.js';
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

const member = (role: TestRole) => aMember(service, role, org.admin);

it('adds, lists, changes and removes members, and says so in the audit log', async () => {
  const added = await org.admin.post('/members', {
    email: 'mira@example.test',
    name: 'Mira',
    role: 'MEMBER',
    password: 'a first password',
  });
  expect(added.status).toBe(201);
  const { user_id: userId } = added.body;
  expect(added.body).toEqual({
    user_id: expect.any(Number),
    email: 'mira@example.test',
    name: 'Mira',
    role: 'MEMBER',
    created_at: expect.any(String),
  });
  expect((await org.admin.get('/members')).body).toEqual({ members: [added.body], next_cursor: null });
  const changed = await org.admin.patch(`/members/${userId}`, { role: 'ORG_ADMIN' });
  expect(changed.body).toEqual({ ...added.body, role: 'ORG_ADMIN' });
  const removed = await org.admin.delete(`/members/${userId}`);
  expect([removed.status, removed.text]).toEqual([204, '']);
  expect((await org.admin.get('/members')).body.members).toEqual([]);
  const log = await org.admin.get(`/audit-log?target=member:${userId}`);
  expect(log.text).not.toContain('a first password');
  expect(log.body.entries.map(({ action, old, new: after }: Json) => [action, old, after])).toEqual([
    ['member.removed', { email: 'mira@example.test', name: 'Mira', role: 'ORG_ADMIN' }, null],
    ['member.role_changed', { role: 'MEMBER' }, { role: 'ORG_ADMIN' }],
    ['member.added', null, { email: 'mira@example.test', name: 'Mira', role: 'MEMBER' }],
  ]);
});

it('is for administrators', async () => {
  const owner = await member('ORG_OWNER');
  for (const role of ['VIEWER', 'MEMBER'] as const) {
    const { client } = await member(role);
    expect((await client.get('/members')).status).toBe(403);
    expect((await client.post('/members', {})).status).toBe(403);
    expect((await client.patch(`/members/${owner.userId}`, { role: 'VIEWER' })).status).toBe(403);
    expect((await client.delete(`/members/${owner.userId}`)).status).toBe(403);
  }
});

it('refuses who is a member already with 409', async () => {
  const { email } = await member('VIEWER');
  const again = await org.admin.post('/members', { email: email.toUpperCase(), name: 'x', role: 'MEMBER' });
  expect([again.status, again.body.code]).toEqual([409, 'already_exists']);
});

it("leaves the password of somebody else's user alone, and their name elsewhere", async () => {
  const person = await aMember(service, 'MEMBER');
  const added = await org.admin.post('/members', {
    email: person.email,
    name: 'Another name',
    role: 'VIEWER',
    password: 'another password',
  });
  expect(added.body).toMatchObject({ user_id: person.userId, name: 'Another name' });
  const login = (password: string) => service.anonymous.post('/auth/login', { email: person.email, password });
  expect((await login('another password')).status).toBe(401);
  expect((await login(person.password)).status).toBe(200);
});

it.each<[object, string[]]>([
  [{}, ['email', 'name', 'role']],
  [{ email: 'no address', name: 'x', role: 'MEMBER' }, ['email']],
  [{ email: 'a@b.c', name: 'x', role: 'SUPER_ADMIN' }, ['role']],
  [{ email: 'a@b.c', name: 'x', role: 'MEMBER', password: 'short' }, ['password']],
])('refuses %j, naming every field', async (body, fields) => {
  const answer = await org.admin.post('/members', body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual(fields);
});

describe('nobody grants above their own role', () => {
  it('neither in person nor by key', async () => {
    const admin = await member('ORG_ADMIN');
    const key = await anApiKey(service, { role: 'ORG_ADMIN', scopes: ['mint'] }, admin.client);
    const { userId } = await member('VIEWER');
    for (const client of [admin.client, key.client]) {
      expect((await client.post('/members', { email: 'a@b.c', name: 'x', role: 'ORG_OWNER' })).status).toBe(403);
      expect((await client.patch(`/members/${userId}`, { role: 'ORG_OWNER' })).status).toBe(403);
      expect((await client.patch(`/members/${userId}`, { role: 'ORG_ADMIN' })).status).toBe(200);
    }
  });

  it('and a key acts on nobody above its own role, though on an equal', async () => {
    const { client: key } = await anApiKey(service, { role: 'ORG_ADMIN', scopes: ['admin', 'mint'] }, org.admin);
    const [owner, equal] = [await member('ORG_OWNER'), await member('ORG_ADMIN')];
    const attempts = async (userId: number) => [
      await key.post(`/members/${userId}/reset-link`),
      await key.post(`/members/${userId}/sessions/revoke`),
      await key.patch(`/members/${userId}`, { role: 'VIEWER' }),
      await key.delete(`/members/${userId}`),
    ];
    const statuses = async (userId: number) => (await attempts(userId)).map(({ status }) => status);
    expect(await statuses(owner.userId)).toEqual([403, 403, 403, 403]);
    expect(await statuses(equal.userId)).toEqual([201, 200, 200, 204]);
    expect((await key.delete(`/members/${owner.userId}/second-factor`)).body.code).toBe('role_required');
  });

  it('and an administrator does not act on an owner, though an owner does', async () => {
    const admin = await member('ORG_ADMIN');
    const [owner, other] = [await member('ORG_OWNER'), await member('ORG_OWNER')];
    expect((await admin.client.patch(`/members/${owner.userId}`, { role: 'VIEWER' })).status).toBe(403);
    expect((await admin.client.delete(`/members/${owner.userId}`)).status).toBe(403);
    expect((await other.client.patch(`/members/${owner.userId}`, { role: 'VIEWER' })).status).toBe(200);
  });
});

describe('an owner is made, and signed in as, by a person with a recent sign-in', () => {
  it('at 15 minutes no more; other roles at any time', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const coOwner = await aMember(service, 'ORG_OWNER', org.admin);
    const member = await aMember(service, 'MEMBER', org.admin);
    const anAddress = () => `${randomUUID()}@example.test`;
    const make = (role: string) => [
      () => owner.client.post('/members', { email: anAddress(), name: 'x', role }),
      () => owner.client.patch(`/members/${member.userId}`, { role }),
      () => owner.client.post('/members/invitations', { email: anAddress(), role }),
    ];
    const takeOver = [
      () => owner.client.post(`/members/${coOwner.userId}/reset-link`),
      () => owner.client.delete(`/members/${coOwner.userId}/second-factor`),
    ];
    await ageSignIns(service, owner, '15 minutes');
    for (const attempt of [...make('ORG_OWNER'), ...takeOver]) {
      const { status, body } = await attempt();
      expect([status, body?.code]).toEqual([403, 'forbidden']);
      expect(body.detail).toContain('15 minutes');
    }
    for (const attempt of make('ORG_ADMIN')) expect((await attempt()).status).toBeLessThan(300);
    await ageSignIns(service, owner, '14 minutes 45 seconds');
    for (const attempt of [...make('ORG_OWNER'), ...takeOver]) expect((await attempt()).status).toBeLessThan(300);
  });

  it('and domains are granted by staff with one', async () => {
    const org = await anOrganization(service);
    const staff = await aMember(service, 'MEMBER', org.admin);
    await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = true WHERE id = $1', [staff.userId]);
    const grant = (body: object) => staff.client.patch(`/orgs/${org.id}`, body);
    await ageSignIns(service, staff, '15 minutes');
    for (const body of [{ verified_domains: ['example.org'] }, { sso_groups: ['team'] }]) {
      const refused = await grant(body);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await grant({ quotas: { repositories: 7 } })).status).toBe(200);
    await ageSignIns(service, staff, '14 minutes 45 seconds');
    expect((await grant({ verified_domains: ['example.org'] })).status).toBe(200);
  });
});

describe('the last owner', () => {
  it('is neither demoted nor removed, by anyone', async () => {
    const owner = await member('ORG_OWNER');
    for (const client of [owner.client, org.admin]) {
      const demoted = await client.patch(`/members/${owner.userId}`, { role: 'ORG_ADMIN' });
      expect([demoted.status, demoted.body.code]).toEqual([400, 'last_owner']);
      expect((await client.delete(`/members/${owner.userId}`)).body.code).toBe('last_owner');
    }
    expect((await owner.client.patch(`/members/${owner.userId}`, { role: 'ORG_OWNER' })).status).toBe(200);
  });

  it('is left when two owners remove each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await member('ORG_OWNER'), await member('ORG_OWNER')];
      const owners = (await org.admin.get('/members')).body.members.filter((one: Json) => one.role === 'ORG_OWNER');
      for (const one of owners)
        if (![a.userId, b.userId].includes(one.user_id)) await org.admin.delete(`/members/${one.user_id}`);
      await Promise.all([a.client.delete(`/members/${b.userId}`), b.client.delete(`/members/${a.userId}`)]);
      const left = (await org.admin.get('/members')).body.members.filter((one: Json) => one.role === 'ORG_OWNER');
      expect(left).toHaveLength(1);
    }
  });
});

describe('a member who leaves', () => {
  const leave = ({ client }: Pick<TestPerson, 'client'>) => client.delete('/members/me');

  it('loses the membership with its sessions and keys, and nothing else', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const person = await aMember(service, 'ORG_ADMIN', org.admin);
    await other.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    const key = await anApiKey(service, { role: 'ORG_ADMIN' }, person.client);
    expect((await leave(person)).status).toBe(204);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect((await key.client.get('/auth/me')).status).toBe(401);
    expect((await org.admin.get('/members?limit=200')).text).not.toContain(person.email);
    const there = await service.anonymous.login(person.email, person.password);
    expect((await there.get('/auth/me')).body.org.id).toBe(other.id);
    const { entries } = (await org.admin.get('/audit-log?action=member.removed')).body;
    expect(entries).toMatchObject([
      {
        actor: { type: 'user', id: person.userId },
        target: { type: 'member', id: person.userId },
        old: { email: person.email, role: 'ORG_ADMIN' },
      },
    ]);
  });

  it('signed in within the last 15 minutes, in person', async () => {
    const org = await anOrganization(service);
    const person = await aMember(service, 'ORG_ADMIN', org.admin);
    const key = await anApiKey(service, { role: 'ORG_ADMIN', scopes: ['admin', 'mint'] }, person.client);
    await ageSignIns(service, person, '15 minutes');
    for (const client of [key.client, person.client]) {
      const refused = await leave({ client });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
    await ageSignIns(service, person, '14 minutes');
    expect((await leave(person)).status).toBe(204);
  });

  it('is not the last owner, nor of the staff who visit', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const refused = await leave(owner);
    expect([refused.status, refused.body.code]).toEqual([409, 'owner_required']);
    expect((await owner.client.get('/auth/me')).body.role).toBe('ORG_OWNER');
    expect((await leave({ client: org.admin })).status).toBe(404);
    await aMember(service, 'ORG_OWNER', org.admin);
    expect((await leave(owner)).status).toBe(204);
  });
});

it('answers for another organization as for nobody', async () => {
  const stranger = await aMember(service, 'MEMBER');
  const foreign = await org.admin.patch(`/members/${stranger.userId}`, { role: 'VIEWER' });
  const absent = await org.admin.patch('/members/999999999', { role: 'VIEWER' });
  expect([foreign.status, absent.status]).toEqual([404, 404]);
  expect(foreign.body.detail).toBe(absent.body.detail);
  expect((await org.admin.delete(`/members/${stranger.userId}`)).status).toBe(404);
});

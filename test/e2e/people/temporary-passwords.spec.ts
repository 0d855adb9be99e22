import { randomUUID } from 'node:crypto';
import { aBrowser, aMember, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const FIRST = 'the first password';
const OWN = 'a password of my own';

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

/** A new member with a temporary password, set by staff or by an administrator of the organization. */
async function aNewMember(admin: ApiClient = org.admin): Promise<{ email: string; password: string }> {
  const email = `${randomUUID()}@example.test`;
  const added = await admin.post('/members', { email, name: 'New', role: 'MEMBER', password: FIRST, temporary: true });
  expect(added.status).toBe(201);
  return { email, password: FIRST };
}

const login = (email: string, password: string) => service.anonymous.post('/auth/login', { email, password });
const codeOf = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await answer;
  return [status, body.code];
};

describe.each(['staff', 'an administrator of the organization'])('a temporary password, set by %s', (maker) => {
  it('lets its user do nothing but set another one, which ends that', async () => {
    const admin = maker === 'staff' ? org.admin : (await aMember(service, 'ORG_ADMIN', org.admin)).client;
    const person = await aNewMember(admin);
    const { body } = await login(person.email, person.password);
    expect(body.must_change_password).toBe(true);
    const browser = await aBrowser(service, person);
    for (const client of [service.anonymous.withToken(body.access_token), browser]) {
      const me = (await client.get('/auth/me')).body;
      expect(me.must_change_password).toBe(true);
      expect(Object.values(me.can as Record<string, boolean>)).not.toContain(true);
      for (const refused of [
        client.get('/repos'),
        client.get('/org'),
        client.get('/auth/sessions'),
        client.get('/scans/1'),
        client.post('/repos', { name: 'acme/x' }),
        client.post('/auth/session/org', { org_id: org.id }),
      ])
        expect(await codeOf(refused)).toEqual([403, 'password_change_required']);
    }
    const kept = await browser.post('/auth/password', { current_password: FIRST, new_password: FIRST });
    expect([kept.status, kept.body.errors?.[0]?.field]).toEqual([400, 'new_password']);
    const changed = await browser.post('/auth/password', { current_password: FIRST, new_password: OWN });
    expect(changed.status).toBe(204);
    expect((await browser.get('/repos')).status).toBe(200);
    expect((await browser.get('/auth/me')).body.must_change_password).toBe(false);
    expect((await login(person.email, OWN)).body.must_change_password).toBe(false);
  });
});

it('may be left as it is by signing out', async () => {
  const person = await aNewMember();
  const browser = await aBrowser(service, person);
  expect((await browser.post('/auth/logout')).status).toBe(204);
  expect((await browser.get('/auth/me')).status).toBe(401);
});

it('restricts no session that another password opened', async () => {
  const person = await aMember(service, 'MEMBER');
  await org.admin.post('/members', {
    email: person.email,
    name: 'x',
    role: 'MEMBER',
    password: FIRST,
    temporary: true,
  });
  expect((await login(person.email, person.password)).body.must_change_password).toBe(false);
  expect((await person.client.get('/repos')).status).toBe(200);
});

describe('a weak password is set', () => {
  const WEAK: [string, string][] = [
    ['too short', 'nine char'],
    ['common', 'Qwertyuiop'],
    ['the address', 'mira.the.member@example.test'],
  ];

  it.each(WEAK)('neither for a new member: %s', async (_, password) => {
    const email = 'Mira.The.Member@example.test';
    const answer = await org.admin.post('/members', { email, name: 'x', role: 'MEMBER', password });
    expect([answer.status, answer.body.errors?.map(({ field }: { field: string }) => field)]).toEqual([
      400,
      ['password'],
    ]);
  });

  it('nor by its user', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    for (const weak of ['nine char', 'Qwertyuiop', person.email]) {
      const answer = await person.client.post('/auth/password', {
        current_password: person.password,
        new_password: weak,
      });
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'new_password']);
    }
  });
});

import { aMember, anApiKey, anOrganization, type TestOrganization, type TestPerson } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { enrollApp } from '../../support/authenticator-app.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { registerPasskey } from '../../support/software-authenticator.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const NEW = 'another password of mine';

let service: TestApp;
let org: TestOrganization;
let admin: TestPerson;

beforeAll(async () => {
  service = await startTestApp({ PUBLIC_URL: 'https://gate.example.test' });
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
  admin = await aMember(service, 'ORG_ADMIN', org.admin);
});

/** The token of a new link for a person. */
async function tokenFor({ userId }: TestPerson, by: ApiClient = admin.client): Promise<string> {
  const made = await by.post(`/members/${userId}/reset-link`);
  expect(made.status).toBe(201);
  const [page, token] = (made.body.link as string).split('#') as [string, string];
  expect(page).toBe('https://gate.example.test/reset-password');
  return token;
}
const reset = (token: string, password = NEW) => service.anonymous.post('/auth/password/reset', { token, password });
const login = async ({ email }: TestPerson, password: string) =>
  (await service.anonymous.post('/auth/login', { email, password })).status;

describe.each(['staff', 'an administrator'])('a link for who has a password that %s set', (maker) => {
  it('sets another password once, and ends all sessions', async () => {
    const person = await aMember(service, 'MEMBER', maker === 'staff' ? org.admin : admin.client);
    const token = await tokenFor(person);
    const done = await reset(token);
    expect([done.status, done.text]).toEqual([204, '']);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect([await login(person, person.password), await login(person, NEW)]).toEqual([401, 200]);
    const again = await reset(token, 'yet another password');
    expect([again.status, again.body.code]).toEqual([404, 'not_found']);
    expect(await login(person, NEW)).toBe(200);
  });
});

it('lasts 24 hours', async () => {
  const person = await aMember(service, 'MEMBER', org.admin);
  const made = await admin.client.post(`/members/${person.userId}/reset-link`);
  const hours = (Date.parse(made.body.expires_at) - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  await query(service.database.admin, `UPDATE auth.password_resets SET expires_at = now()`);
  expect((await reset((made.body.link as string).split('#')[1]!)).status).toBe(404);
  expect(await login(person, person.password)).toBe(200);
});

it('ends with the next link, and stays unspent by a weak password', async () => {
  const person = await aMember(service, 'MEMBER', org.admin);
  const first = await tokenFor(person);
  const second = await tokenFor(person);
  expect((await reset(first)).status).toBe(404);
  for (const weak of ['qwertyuiop', person.email]) {
    const refused = await reset(second, weak);
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, 'password']);
  }
  expect((await reset(second)).status).toBe(204);
});

it('is guessed by nobody, and stored by its digest alone', async () => {
  const person = await aMember(service, 'MEMBER', org.admin);
  const token = await tokenFor(person);
  expect(token).toMatch(/^qgp_[\w-]{43}$/);
  const rows = await query<{ row: string }>(
    service.database.admin,
    'SELECT r::text AS row FROM auth.password_resets r',
  );
  expect(JSON.stringify(rows)).not.toContain(token.slice(4));
  expect((await reset(`${token.slice(0, -1)}!`)).status).toBe(404);
});

describe('a password that is not the organization’s to reset', () => {
  const codeOf = async (person: TestPerson, by = admin.client) => {
    const { status, body } = await by.post(`/members/${person.userId}/reset-link`);
    return [status, body.code];
  };

  it('is that of who belongs to another one, also where that came after the link', async () => {
    const other = await anOrganization(service);
    const person = await aMember(service, 'MEMBER', org.admin);
    const token = await tokenFor(person);
    await other.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    expect(await codeOf(person)).toEqual([403, 'forbidden']);
    expect((await reset(token)).status).toBe(404);
    expect(await login(person, person.password)).toBe(200);
  });

  it('is that of staff, of an owner, and of who is no member', async () => {
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const stranger = await aMember(service, 'MEMBER');
    const staff = (await service.admin.get('/auth/me')).body.user.id as number;
    expect(await codeOf(owner)).toEqual([403, 'forbidden']);
    expect(await codeOf(stranger)).toEqual([404, 'not_found']);
    expect(await codeOf({ userId: staff } as TestPerson, service.admin)).toEqual([403, 'forbidden']);
    expect(await codeOf(owner, (await aMember(service, 'ORG_OWNER', org.admin)).client)).toEqual([201, undefined]);
  });
});

describe('a link is judged when it is used', () => {
  const demote = (person: TestPerson, role = 'VIEWER') => org.admin.patch(`/members/${person.userId}`, { role });

  it.each<[string, (maker: TestPerson, target: TestPerson) => Promise<unknown>]>([
    ['was removed', (maker) => org.admin.delete(`/members/${maker.userId}`)],
    ['administers no more', (maker) => demote(maker)],
    ['was deleted', (maker) => service.admin.delete(`/users/${maker.userId}`)],
    ['is below its member by now', (_, target) => demote(target, 'ORG_OWNER')],
    ['has a deleted organization', () => org.admin.send('DELETE', `/org?confirm=${org.slug}`)],
  ])('and does not work where its maker %s', async (_, happens) => {
    const target = await aMember(service, 'MEMBER', org.admin);
    const token = await tokenFor(target);
    expect((await service.anonymous.post('/auth/password/reset/check', { token })).status).toBe(200);
    const done = (await happens(admin, target)) as { status: number; text: string };
    expect([done.status < 300, done.text]).toEqual([true, done.text]);
    expect((await service.anonymous.post('/auth/password/reset/check', { token })).status).toBe(404);
    expect((await reset(token)).status).toBe(404);
  });

  it('nor where the role of the key that made it is below its member by now', async () => {
    const target = await aMember(service, 'MEMBER', org.admin);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const { client } = await anApiKey(service, { scopes: ['mint'], role: 'ORG_ADMIN' }, owner.client);
    const token = await tokenFor(target, client);
    await demote(target, 'ORG_OWNER');
    expect((await reset(token)).status).toBe(404);
    await demote(target, 'ORG_ADMIN');
    expect((await reset(token)).status).toBe(204);
  });
});

it('is none for oneself, in person or by a key', async () => {
  const owner = await aMember(service, 'ORG_OWNER', org.admin);
  const { client } = await anApiKey(service, { scopes: ['mint'], role: 'ORG_OWNER' }, owner.client);
  for (const [by, userId] of [
    [admin.client, admin.userId],
    [owner.client, owner.userId],
    [client, owner.userId],
  ] as const) {
    const refused = await by.post(`/members/${userId}/reset-link`);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('POST /api/auth/password');
  }
});

it('is in the audit log: the link by who made it, the password by who set it', async () => {
  const person = await aMember(service, 'MEMBER', org.admin);
  await reset(await tokenFor(person));
  const actionsOf = async () =>
    ((await org.admin.get(`/audit-log?limit=200`)).body.entries as { action: string; actor: { id: number } }[]).map(
      ({ action, actor }) => `${action} ${actor.id}`,
    );
  await waitUntil(async () => (await actionsOf()).includes(`auth.password_changed ${person.userId}`));
  expect(await actionsOf()).toContain(`member.reset_link_made ${admin.userId}`);
});

describe('qgate-admin reset-password', () => {
  it('prints a temporary password that replaces all others of the person, whose sessions end', async () => {
    const person = await aMember(service, 'MEMBER', admin.client);
    const token = await tokenFor(person);
    const { code, stdout: text } = await qgateAdmin(service, ['reset-password', person.email.toUpperCase()]);
    expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/: [\w-]{24}\n$/) });
    const printed = text.trim().split(': ').at(-1)!;
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect(await login(person, person.password)).toBe(401);
    const { body } = await service.anonymous.post('/auth/login', { email: person.email, password: printed });
    expect(body.must_change_password).toBe(true);
    expect((await reset(token)).status).toBe(404);
    const changed = await service.anonymous
      .withToken(body.access_token as string)
      .post('/auth/password', { current_password: printed, new_password: NEW });
    expect(changed.status).toBe(204);
    expect(await login(person, NEW)).toBe(200);
    const { entries } = (await org.admin.get('/audit-log?limit=200')).body;
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: 'auth.password_reset',
        actor: expect.objectContaining({ type: 'service', name: 'qgate-admin' }),
        target: expect.objectContaining({ id: person.userId }),
      }),
    );
  });

  it('ends authenticator apps and passkeys where the operator says so, keeps them otherwise, and says how many', async () => {
    const person = await aMember(service, 'MEMBER', admin.client);
    await registerPasskey('https://gate.example.test', person.client, 'Key\u001b[2J of a thief');
    await enrollApp(service, person.client);
    const day = new Date().toISOString().slice(0, 10);
    const kept = ['Identities kept: 0.', 'Second factors kept: 2.'];
    const ended = ['Identities kept: 0.', 'Second factors removed: 2.'];
    const asked: string[] = [];
    const run = async (flags: string[], answer?: boolean): Promise<string[]> => {
      const ask = (question: string) => Promise.resolve(asked.push(question) > 0 && answer!);
      const done = await qgateAdmin(
        service,
        ['reset-password', person.email, ...flags],
        {},
        answer === undefined ? undefined : ask,
      );
      return done.stdout.split('\n').slice(0, 2);
    };
    expect(await run([])).toEqual(kept);
    expect(await run(['--keep-second-factors'], true)).toEqual(kept);
    expect(asked).toEqual([]);
    expect(await run([], false)).toEqual(kept);
    expect(asked).toEqual([
      `${person.email} has 2 second factors: the passkey "Key [2J of a thief" since ${day}, an authenticator app since ${day}. End?`,
    ]);
    const both = ['reset-password', person.email, '--end-second-factors', '--keep-second-factors'];
    expect((await qgateAdmin(service, both)).code).toBe(2);
    expect(await run([], true)).toEqual(ended);
    expect(await run([], true)).toEqual([kept[0], 'Second factors kept: 0.']);
    expect(asked).toHaveLength(2);
    const other = await aMember(service, 'MEMBER', admin.client);
    await enrollApp(service, other.client);
    const flagged = await qgateAdmin(service, ['reset-password', other.email, '--end-second-factors']);
    expect(flagged.stdout).toContain('Second factors removed: 1.');
    const password = flagged.stdout.trim().split(': ').at(-1)!;
    expect(await login(other, password)).toBe(200);
  });

  it('names an address that nobody has', async () => {
    expect(await qgateAdmin(service, ['reset-password', 'nobody@example.test'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'There is no user with the email address nobody@example.test.\n',
    });
  });
});

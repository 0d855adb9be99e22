import { randomUUID } from 'node:crypto';
import { aBrowser, aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

interface Entry {
  readonly action: string;
  readonly actor: { readonly type: string; readonly id: number | null; readonly name: string };
  readonly target: { readonly type: string; readonly id: number | null };
  readonly new: Readonly<Record<string, unknown>> | null;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly client_request_id: string | null;
}

interface Line {
  readonly event?: string;
  readonly org_ids: readonly number[];
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly request_id: string | null;
}

const PASSWORD_OF_MIRA = 'a password of mine';

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp({ LOG_LEVEL: 'info' });
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

const entriesOf = async (admin: ApiClient, action: string): Promise<Entry[]> =>
  (await admin.get(`/audit-log?limit=200&action=${action}`)).body.entries;

/** The entries of an action once there are so many; they are written in the background. */
const entries = (admin: ApiClient, action: string, atLeast = 1): Promise<Entry[]> =>
  waitUntil(async () => {
    const found = await entriesOf(admin, action);
    return found.length >= atLeast && found;
  });

/** Moves the clock to the beginning of a minute, by which samples are counted. */
const beginMinute = () => service.clock.advanceMinutes(1 - (service.clock.now().getTime() % 60_000) / 60_000);

const linesOf = (event: string): Line[] =>
  service
    .log()
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.event === event);

const login = (email: string, password: string, headers: Record<string, string> = {}) =>
  service.anonymous.post('/auth/login', { email, password }, headers);

describe('a sign-in', () => {
  it('is in the audit log of the organization that was signed in to, and in the log', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    const found = await waitUntil(async () =>
      (await entriesOf(org.admin, 'auth.login_succeeded')).find(({ actor }) => actor.name === person.email),
    );
    expect(found).toMatchObject({
      actor: { type: 'user', id: person.userId },
      target: { type: 'user', id: person.userId },
      new: { session_id: expect.any(String) },
      address: expect.stringContaining('127.0.0.1'),
    });
    const [line] = linesOf('auth.login_succeeded').filter(({ request_id }) => request_id === found.request_id);
    expect(line).toMatchObject({ org_ids: [org.id], details: found.new });
  });

  it('that fails is shown to each organization of the account, and by no answer', async () => {
    const other = await anOrganization(service);
    const person = await aMember(service, 'MEMBER', org.admin);
    await other.admin.post('/members', { email: person.email, name: 'x', role: 'VIEWER' });
    const refused = await login(person.email, 'not the password', { 'x-request-id': 'an-id-of-the-client' });
    for (const { admin } of [org, other])
      expect((await entries(admin, 'auth.login_failed'))[0]).toMatchObject({
        actor: { type: 'service' },
        target: { type: 'user', id: person.userId },
        new: { account: person.email },
        request_id: refused.headers.get('x-request-id'),
        client_request_id: 'an-id-of-the-client',
      });
  });

  it('to an unknown account is in the log alone, by an address and never by what may be a password', async () => {
    beginMinute();
    await login('nobody@example.test', 'x');
    await login('correct horse battery', 'x');
    const unknown = await waitUntil(() =>
      Promise.resolve(linesOf('auth.login_failed').filter(({ org_ids }) => org_ids.length === 0)),
    );
    expect(unknown.map(({ details }) => details)).toEqual([{ account: 'nobody@example.test' }, { account: null }]);
    expect(service.log().join('')).not.toContain('correct horse battery"');
  });

  it('that fails again and again fills no log: ten a minute of an address', async () => {
    beginMinute();
    const before = linesOf('auth.login_failed').length;
    for (let turn = 0; turn < 14; turn += 1) await login(`guess-${turn}@example.test`, 'x');
    expect(linesOf('auth.login_failed').length - before).toBe(10);
    beginMinute();
    await login('guess@example.test', 'x');
    expect(linesOf('auth.login_failed').length - before).toBe(11);
  });
});

describe('a session', () => {
  it('whose refresh token was stolen is reported once, and ends', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    const { refresh_token } = (await login(person.email, person.password)).body;
    const renewed = await service.anonymous.post('/auth/refresh', { refresh_token });
    const thief = await service.anonymous.post('/auth/refresh', { refresh_token });
    await service.anonymous.post('/auth/refresh', { refresh_token });
    expect(thief.body.code).toBe('invalid_refresh_token');
    const reused = await entries(org.admin, 'auth.refresh_reused');
    expect(reused).toHaveLength(1);
    expect(reused[0]).toMatchObject({
      target: { type: 'user', id: person.userId },
      new: { account: person.email },
      request_id: thief.headers.get('x-request-id'),
    });
    expect((await service.anonymous.withToken(renewed.body.access_token).get('/auth/me')).status).toBe(401);
  });

  it('reports its revocation, and a change of the password', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    await login(person.email, person.password);
    const { sessions } = (await person.client.get('/auth/sessions')).body;
    const other = sessions.find(({ is_current }: { is_current: boolean }) => !is_current);
    await person.client.post(`/auth/sessions/${other.id}/revoke`);
    await person.client.post('/auth/password', { current_password: person.password, new_password: PASSWORD_OF_MIRA });
    const actor = { type: 'user', id: person.userId, name: person.email };
    expect(await entries(org.admin, 'session.revoked')).toMatchObject([{ actor, new: { session_id: other.id } }]);
    expect(await entries(org.admin, 'auth.password_changed')).toMatchObject([{ actor, new: null }]);
  });
});

describe('access that is denied', () => {
  it('is reported to the organization of the caller, with the route and no query, ten times a minute', async () => {
    const member = await aMember(service, 'MEMBER', org.admin);
    beginMinute();
    for (let turn = 0; turn < 14; turn += 1)
      expect((await member.client.get('/audit-log?actor=somebody')).status).toBe(403);
    const denied = await entries(org.admin, 'access.denied', 10);
    expect(denied).toHaveLength(10);
    expect(denied[0]).toMatchObject({
      actor: { type: 'user', id: member.userId },
      new: { method: 'GET', path: '/api/audit-log', code: 'role_required' },
    });
  });

  it('to a key is reported by the key, and a foreign organization does not learn of it', async () => {
    const other = await anOrganization(service);
    const key = await anApiKey(service, { scopes: ['read:scans'] }, org.admin);
    await key.client.get('/repos', { 'x-org-id': String(other.id) });
    await key.client.get('/org', { 'x-org-id': String(other.id) });
    const denied = await entries(org.admin, 'access.denied', 2);
    expect(denied.map(({ actor, new: details }) => [actor.id, details?.code])).toEqual([
      [key.id, 'foreign_organization'],
      [key.id, 'scope_required'],
    ]);
    expect(await entriesOf(other.admin, 'access.denied')).toEqual([]);
  });
});

describe('staff in an organization of which they are no member', () => {
  /** Requests of staff in the organization, on each way into it. */
  const WAYS: Readonly<Record<string, (orgId: number) => Promise<unknown>>> = {
    'X-Org-Id': (orgId) => service.admin.get('/org', { 'x-org-id': String(orgId) }),
    'a sign-in': (orgId) => service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, orgId),
    'moving a session': async (orgId) => {
      const browser = await aBrowser(service, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      await browser.post('/auth/session/org', { org_id: orgId });
    },
  };

  it.each(Object.keys(WAYS))('are seen there, once in ten minutes: %s', async (way) => {
    const made = await service.admin.post('/orgs', { name: 'visited', slug: `visited-${randomUUID().slice(0, 8)}` });
    const orgId = made.body.id as number;
    for (let turn = 0; turn < 3; turn += 1) await WAYS[way]!(orgId);
    const admin = await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, orgId);
    const visits = await entries(admin, 'staff.entered');
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({
      actor: { type: 'user', name: ADMIN_EMAIL },
      target: { type: 'organization', id: orgId },
    });
  });

  it('are seen again when they go on, and members are not', async () => {
    await entries(org.admin, 'staff.entered');
    service.clock.advanceMinutes(11);
    await org.admin.get('/org');
    expect(await entries(org.admin, 'staff.entered', 2)).toHaveLength(2);
    await aMember(service, 'ORG_ADMIN', org.admin);
    expect(await entriesOf(service.admin, 'staff.entered')).toEqual([]);
  });
});

it('keeps the id that a client gives its request beside its own, which nobody else chooses', async () => {
  const answer = await org.admin.post('/repos', { name: 'acme/ids' }, { 'x-request-id': 'forged-request-id' });
  expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/);
  const [entry] = await entriesOf(org.admin, 'repo.created');
  expect(entry).toMatchObject({
    request_id: answer.headers.get('x-request-id'),
    client_request_id: 'forged-request-id',
  });
  await org.admin.post('/repos', { name: 'acme/no-ids' }, { 'x-request-id': 'short' });
  expect((await entriesOf(org.admin, 'repo.created'))[0]!.client_request_id).toBeNull();
});

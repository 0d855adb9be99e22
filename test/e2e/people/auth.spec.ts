import {
  aBrowser,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
} from '../../support/actors.js';
import { comparable } from '../../support/answers.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let defaultOrg: number;

beforeAll(async () => {
  service = await startTestApp();
  defaultOrg = (await service.admin.get('/org')).body.id as number;
});
afterAll(() => service.stop());

const login = (body: object = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD }) =>
  service.anonymous.post('/auth/login', body);

describe('login', () => {
  it('gives tokens, who one is, and a cookie that scripts cannot read', async () => {
    const answer = await login();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
      user: { id: expect.any(Number), email: ADMIN_EMAIL, name: expect.any(String), is_super_admin: true },
      org: { id: expect.any(Number), name: 'default', slug: 'default', role: 'SUPER_ADMIN' },
      must_change_password: false,
    });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^qg_session=[^;]+; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(cookie).not.toContain('Secure');
  });

  it('answers a wrong password, an unknown address and a person without any organization the same', async () => {
    const person = await aMember(service, 'MEMBER');
    await service.admin.delete(`/members/${person.userId}`);
    const [wrong, unknown, left] = await Promise.all([
      login({ email: ADMIN_EMAIL, password: 'not the password' }),
      login({ email: 'nobody@example.test', password: 'not the password' }),
      login({ email: person.email, password: person.password }),
    ]);
    expect(wrong.status).toBe(401);
    expect(wrong.body.code).toBe('invalid_credentials');
    expect(wrong.headers.get('www-authenticate')).toBeTruthy();
    expect(wrong.headers.get('set-cookie')).toBeNull();
    expect(comparable(unknown)).toEqual(comparable(wrong));
    expect(comparable(left)).toEqual(comparable(wrong));
  });

  it('finds the address whatever its case', async () => {
    expect((await login({ email: ADMIN_EMAIL.toUpperCase(), password: ADMIN_PASSWORD })).status).toBe(200);
  });

  it.each([
    [{}, ['email', 'password']],
    [{ email: 7, password: ['x'] }, ['email', 'password']],
    [{ email: ADMIN_EMAIL, password: ADMIN_PASSWORD, org_id: '1' }, ['org_id']],
    [{ email: ADMIN_EMAIL, password: 'x'.repeat(1025) }, ['password']],
  ])('refuses %j, naming every field', async (body, fields) => {
    const answer = await login(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual(fields);
  });

  it('chooses among the organizations of the person', async () => {
    const org = await anOrganization(service);
    const person = await aMember(service, 'MEMBER');
    await org.admin.post('/members', { email: person.email, name: 'ignored', role: 'ORG_ADMIN' });
    const { email, password } = person;
    expect((await login({ email, password })).body.org).toMatchObject({ slug: 'default', role: 'MEMBER' });
    expect((await login({ email, password, org_id: org.id })).body.org).toMatchObject({
      id: org.id,
      role: 'ORG_ADMIN',
    });
    const foreign = await anOrganization(service);
    const refused = await login({ email, password, org_id: foreign.id });
    expect([refused.status, refused.body.code]).toEqual([403, 'foreign_organization']);
    const absent = await login({ email, password, org_id: 999_999_999 });
    expect(comparable(absent)).toEqual(comparable(refused));
  });

  it('gives a page the cookie alone', async () => {
    const answer = await login({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD, tokens: false });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['user', 'org', 'must_change_password']);
    expect(answer.body.org).toMatchObject({ slug: 'default', role: 'SUPER_ADMIN' });
    const browser = service.anonymous.as({ cookie: cookieOf(answer) });
    expect((await browser.get('/auth/me')).body.authenticated_by).toBe('session_cookie');
    const wanted = await login({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD, tokens: true });
    expect(wanted.body.access_token).toEqual(expect.any(String));
    const broken = await login({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD, tokens: 'no' });
    expect([broken.status, broken.body.errors[0].field]).toEqual([400, 'tokens']);
  });

  it('lets a SUPER_ADMIN into any organization that exists', async () => {
    const org = await anOrganization(service);
    const wanted = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };
    expect((await login({ ...wanted, org_id: org.id })).body.org).toMatchObject({ id: org.id, role: 'SUPER_ADMIN' });
    expect((await login({ ...wanted, org_id: 999_999_999 })).status).toBe(404);
  });
});

const NOTHING = {
  mark_fp: false,
  waive: false,
  request_waiver: false,
  approve_waiver: false,
  rebuild_baseline: false,
  recompute: false,
  edit_policy: false,
  edit_repo: false,
  manage_members: false,
  manage_keys: false,
  read_audit: false,
};

describe('a session', () => {
  it('says who one is, by token and by cookie', async () => {
    const person = await aMember(service, 'MEMBER');
    const me = await person.client.get('/auth/me');
    expect(me.status).toBe(200);
    expect(me.body).toEqual({
      user: { id: person.userId, email: person.email, name: 'A MEMBER', is_super_admin: false },
      org: { id: expect.any(Number), name: 'default', slug: 'default', role: 'MEMBER' },
      role: 'MEMBER',
      scopes: ['read:scans', 'read:repos', 'write:scans'],
      authenticated_by: 'jwt',
      must_change_password: false,
      second_factor_required: false,
      api_key: null,
      orgs: [{ id: me.body.org.id, name: 'default', slug: 'default', role: 'MEMBER' }],
      can: { ...NOTHING, mark_fp: true, request_waiver: true },
      limits: { waiver_max_days: null, max_key_days: null },
      public_url: null,
      source_origins: [],
      service_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      owner_names: [person.email, `@${person.email.split('@')[0]}`],
      inbox: 0,
    });
    const browser = await aBrowser(service, person);
    expect((await browser.get('/auth/me')).body).toEqual({ ...me.body, authenticated_by: 'session_cookie' });
  });

  it('goes on by refresh tokens, each used once, and ends when one is used twice', async () => {
    const first = (await login()).body;
    const second = await service.anonymous.post('/auth/refresh', { refresh_token: first.refresh_token });
    expect(second.status).toBe(200);
    expect(Object.keys(second.body)).toEqual(Object.keys(first));
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    const client = service.anonymous.withToken(second.body.access_token);
    expect((await client.get('/auth/me')).status).toBe(200);

    const reused = await service.anonymous.post('/auth/refresh', { refresh_token: first.refresh_token });
    expect([reused.status, reused.body.code]).toEqual([401, 'invalid_refresh_token']);
    expect((await client.get('/auth/me')).status).toBe(401);
    const family = await service.anonymous.post('/auth/refresh', { refresh_token: second.body.refresh_token });
    expect(family.status).toBe(401);
  });

  it('gives one of many simultaneous refreshes a session at most', async () => {
    const { refresh_token } = (await login()).body;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => service.anonymous.post('/auth/refresh', { refresh_token })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(answers.every(({ status }) => status === 200 || status === 401)).toBe(true);
  });

  it('refuses refresh tokens that it never gave', async () => {
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: 'qgr_x' })).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', {})).status).toBe(400);
  });

  it('ends by logout, for token, cookie and refresh token', async () => {
    const person = await aMember(service, 'MEMBER');
    const signedIn = await login({ email: person.email, password: person.password });
    const client = service.anonymous.withToken(signedIn.body.access_token);
    const browser = service.anonymous.as({ cookie: cookieOf(signedIn), origin: service.url });
    const left = await browser.post('/auth/logout');
    expect(left.status).toBe(204);
    expect(left.text).toBe('');
    expect(left.headers.get('set-cookie')).toMatch(/^qg_session=; .*Expires=Thu, 01 Jan 1970/);
    expect(left.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await browser.get('/auth/me')).status).toBe(401);
    const { refresh_token } = signedIn.body;
    expect((await service.anonymous.post('/auth/refresh', { refresh_token })).status).toBe(401);
    expect((await person.client.get('/auth/me')).status).toBe(200);
  });

  it('is listed, and can be ended from another one', async () => {
    const person = await aMember(service, 'MEMBER');
    const other = await service.anonymous.login(person.email, person.password);
    const { sessions } = (await person.client.get('/auth/sessions')).body;
    expect(sessions).toHaveLength(2);
    expect(sessions.map((session: { is_current: boolean }) => session.is_current)).toEqual([false, true]);
    expect(sessions[0]).toMatchObject({ address: expect.stringContaining('127.0.0.1'), user_agent: 'node' });

    const revoked = await person.client.post(`/auth/sessions/${sessions[0].id}/revoke`);
    expect(revoked.body).toEqual({ id: sessions[0].id, revoked: true, revoked_at: expect.any(String) });
    expect((await other.get('/auth/me')).status).toBe(401);
    expect((await person.client.get('/auth/sessions')).body.sessions).toHaveLength(1);
    const again = await person.client.post(`/auth/sessions/${sessions[0].id}/revoke`);
    expect(again.body).toEqual(revoked.body);
  });

  it("is nobody else's to end", async () => {
    const [person, stranger] = [await aMember(service, 'MEMBER'), await aMember(service, 'ORG_ADMIN')];
    const { sessions } = (await person.client.get('/auth/sessions')).body;
    const foreign = await stranger.client.post(`/auth/sessions/${sessions[0].id}/revoke`);
    const absent = await stranger.client.post('/auth/sessions/00000000-0000-4000-8000-000000000000/revoke');
    expect(foreign.status).toBe(404);
    expect(comparable(absent)).toEqual(comparable(foreign));
    expect((await stranger.client.post('/auth/sessions/12/revoke')).body.code).toBe('invalid_id');
    expect((await person.client.get('/auth/me')).status).toBe(200);
  });

  it('survives a change of password, the others of that person do not', async () => {
    const person = await aMember(service, 'MEMBER');
    const other = await service.anonymous.login(person.email, person.password);
    const wrong = await person.client.post('/auth/password', {
      current_password: 'not the password',
      new_password: 'another password',
    });
    expect(wrong.status).toBe(403);
    const changed = await person.client.post('/auth/password', {
      current_password: person.password,
      new_password: 'another password',
    });
    expect(changed.status).toBe(204);
    expect((await person.client.get('/auth/me')).status).toBe(200);
    expect((await other.get('/auth/me')).status).toBe(401);
    expect((await login({ email: person.email, password: person.password })).status).toBe(401);
    expect((await login({ email: person.email, password: 'another password' })).status).toBe(200);
  });

  it('loses its rights with its role, and ends with the membership, for the very next request', async () => {
    const person = await aMember(service, 'ORG_ADMIN');
    expect((await person.client.get('/members')).status).toBe(200);
    await service.admin.patch(`/members/${person.userId}`, { role: 'MEMBER' });
    const demoted = await person.client.get('/members');
    expect([demoted.status, demoted.body.code]).toEqual([403, 'role_required']);
    await service.admin.delete(`/members/${person.userId}`);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    await service.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    expect((await person.client.get('/auth/me')).status).toBe(401);
  });

  it('is no session for an API key', async () => {
    const { client } = await anApiKey(service, { role: 'ORG_ADMIN' });
    for (const answer of [await client.post('/auth/logout'), await client.get('/auth/sessions')])
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('the current caller', () => {
  it('sees the limits of waivers, and what the role allows', async () => {
    const org = await anOrganization(service);
    await org.admin.patch('/org', { waiver_max_days: 30 });
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const { body } = await owner.client.get('/auth/me');
    expect(body.limits).toEqual({ waiver_max_days: 30, max_key_days: null });
    expect(Object.values(body.can)).toEqual(Object.values(NOTHING).map(() => true));
  });

  it('has the organizations that are open to the credential', async () => {
    const { person, org } = await aPersonOfTwo();
    const orgs = [
      { id: expect.any(Number), name: 'default', slug: 'default', role: 'MEMBER' },
      { id: org.id, name: `Organization ${org.slug}`, slug: org.slug, role: 'ORG_ADMIN' },
    ];
    expect((await person.client.get('/auth/me')).body.orgs).toEqual(orgs);
    const there = await service.anonymous.login(person.email, person.password, org.id);
    expect((await there.get('/auth/me')).body.orgs).toEqual(orgs);
    const made = await there.post('/api-keys', { name: 'of both', role: 'VIEWER' });
    const key = service.anonymous.as({ 'x-api-key': made.body.key });
    expect((await key.get('/auth/me')).body.orgs).toEqual([{ ...orgs[1], role: 'VIEWER' }]);
  });

  it('has no organization whose password is another', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const person = await aMember(service, 'VIEWER', owner.client);
    await service.admin.post('/members', { email: person.email, name: 'x', role: 'ORG_ADMIN' });
    const { body } = await person.client.get('/auth/me');
    expect(body.orgs.map(({ id }: { id: number }) => id)).toEqual([org.id]);
    const refused = await (await aBrowser(service, person)).post('/auth/session/org', { org_id: defaultOrg });
    expect(refused.status).toBe(404);
  });

  it('has the organization that staff is in beside those of their own', async () => {
    const org = await anOrganization(service);
    const slugs = (await org.admin.get('/auth/me')).body.orgs.map(({ slug }: { slug: string }) => slug);
    expect(slugs).toEqual([org.slug, 'default']);
  });
});

describe('entering another organization', () => {
  it('moves the session of the cookie, for the very next request', async () => {
    const { person, org } = await aPersonOfTwo();
    const browser = await aBrowser(service, person);
    expect((await browser.get('/auth/me')).body.org.slug).toBe('default');
    const entered = await browser.post('/auth/session/org', { org_id: org.id });
    expect(entered.status).toBe(200);
    expect(entered.body).toMatchObject({
      org: { id: org.id, role: 'ORG_ADMIN' },
      role: 'ORG_ADMIN',
      can: { waive: true },
    });
    expect((await browser.get('/auth/me')).body).toEqual(entered.body);
    const { sessions } = (await browser.get('/auth/sessions')).body;
    expect(sessions.find(({ is_current }: { is_current: boolean }) => is_current).org_id).toBe(org.id);
    expect((await person.client.get('/auth/me')).body.org.slug).toBe('default');
    const back = await browser.post('/auth/session/org', { org_id: defaultOrg });
    expect(back.body).toMatchObject({ org: { slug: 'default' }, role: 'MEMBER', can: { waive: false } });
  });

  it('answers 404 for one that is not the person’s, as for one that does not exist', async () => {
    const person = await aMember(service, 'ORG_OWNER');
    const browser = await aBrowser(service, person);
    const foreign = await browser.post('/auth/session/org', { org_id: (await anOrganization(service)).id });
    const absent = await browser.post('/auth/session/org', { org_id: 999_999_999 });
    expect(foreign.status).toBe(404);
    expect(comparable(absent)).toEqual(comparable(foreign));
    expect((await browser.get('/auth/me')).body.org.slug).toBe('default');
    for (const body of [{}, { org_id: '1' }, { org_id: 0 }, { org_id: 1.5 }])
      expect((await browser.post('/auth/session/org', body)).status).toBe(400);
  });

  it('lets staff into any', async () => {
    const org = await anOrganization(service);
    const browser = await aBrowser(service, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    const entered = await browser.post('/auth/session/org', { org_id: org.id });
    expect(entered.body.org).toMatchObject({ id: org.id, role: 'SUPER_ADMIN' });
  });

  it('is for session cookies, from a page of the service', async () => {
    const { person, org } = await aPersonOfTwo();
    const key = await anApiKey(service, { role: 'ORG_ADMIN' });
    for (const client of [person.client, key.client]) {
      const answer = await client.post('/auth/session/org', { org_id: org.id });
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    const browser = await aBrowser(service, person);
    const elsewhere = await browser.post('/auth/session/org', { org_id: org.id }, { origin: 'https://evil.example' });
    expect(elsewhere.body.code).toBe('foreign_origin');
  });
});

describe('a change by cookie', () => {
  const rename = (browser: ApiClient) => browser.patch('/org', { name: 'Renamed' });

  it.each([
    ['no Origin', {}, 403],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['another port of the same host', { origin: 'http://127.0.0.1:1' }, 403],
    ['a site whose name begins with ours', { origin: 'http://127.0.0.1.evil.example' }, 403],
    ['no Origin, but a browser that knows its page', { 'sec-fetch-site': 'same-origin' }, 403],
  ])('is refused with %s', async (_, headers: Record<string, string>, status) => {
    const browser = await byCookie(await aMember(service, 'ORG_ADMIN'), headers);
    const answer = await rename(browser);
    expect([answer.status, answer.body.code]).toEqual([status, 'foreign_origin']);
    expect((await browser.get('/org')).status).toBe(200);
  });

  it('is let through from our own pages, and by token from anywhere', async () => {
    const person = await aMember(service, 'ORG_ADMIN');
    const browser = await aBrowser(service, person);
    expect((await rename(browser)).status).toBe(200);
    const site = (name: string) => browser.patch('/org', { name: 'Renamed' }, { 'sec-fetch-site': name });
    expect((await site('same-origin')).status).toBe(200);
    for (const name of ['same-site', 'cross-site', 'none']) expect((await site(name)).body.code).toBe('foreign_origin');
    const answer = await person.client.patch('/org', { name: 'Default' }, { origin: 'https://evil.example' });
    expect(answer.status).toBe(200);
  });
});

describe('behind https', () => {
  it('the cookie is bound to the host and Secure, and the public address is the own origin', async () => {
    const secure = await startTestApp({ PUBLIC_URL: 'https://gate.example.org' });
    try {
      const signedIn = await secure.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      const cookie = signedIn.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/^__Host-qg_session=/);
      expect(cookie).toContain('Secure');
      expect(cookie).toContain('Path=/');
      expect(cookie).not.toContain('Domain');
      const renameFrom = (origin: string) =>
        secure.anonymous.as({ cookie: cookieOf(signedIn), origin }).patch('/org', { name: 'Renamed' });
      expect((await renameFrom('https://gate.example.org')).status).toBe(200);
      expect((await renameFrom('http://gate.example.org')).status).toBe(403);
      expect((await renameFrom(secure.url)).status).toBe(403);
      const plain = cookieOf(signedIn).replace('__Host-', '');
      expect((await secure.anonymous.as({ cookie: plain }).get('/auth/me')).status).toBe(401);
    } finally {
      await secure.stop();
    }
  });
});

describe('X-Org-Id', () => {
  it('takes a SUPER_ADMIN into another organization', async () => {
    const org = await anOrganization(service);
    const there = await service.admin.get('/auth/me', { 'x-org-id': String(org.id) });
    expect(there.body.org).toMatchObject({ id: org.id, role: 'SUPER_ADMIN' });
  });

  it.each(['0', '007', 'abc', '1e3', '9007199254740992', '-1', ''])('refuses the malformed %j', async (id) => {
    const answer = await service.admin.get('/org', { 'x-org-id': id });
    expect(answer.status).toBe(400);
  });

  it('answers 404 to a SUPER_ADMIN for one that does not exist', async () => {
    const answer = await service.admin.get('/org', { 'x-org-id': '999999999' });
    expect([answer.status, answer.body.detail]).toEqual([404, 'There is no such organization.']);
  });

  it('is 403 to everyone else, whether that organization exists or not, except for their own', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER');
    const own = (await owner.client.get('/auth/me')).body.org.id as number;
    const foreign = await owner.client.get('/org', { 'x-org-id': String(org.id) });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'foreign_organization']);
    const absent = await owner.client.get('/org', { 'x-org-id': '999999999' });
    expect(comparable(absent)).toEqual(comparable(foreign));
    expect((await owner.client.get('/org', { 'x-org-id': String(own) })).status).toBe(200);
    const key = await anApiKey(service, { role: 'ORG_OWNER' });
    expect((await key.client.get('/org', { 'x-org-id': String(org.id) })).status).toBe(403);
  });
});

describe('the order of judgement', () => {
  it('is credentials, role, input, object', async () => {
    const viewer = (await aMember(service, 'VIEWER')).client;
    const bad: [string, unknown] = ['/members/0', { role: 'KING' }];
    expect((await service.anonymous.patch(...bad)).status).toBe(401);
    expect((await service.anonymous.patch('/members/0', '{', { 'content-type': 'text/plain' })).status).toBe(401);
    expect((await viewer.patch(...bad)).status).toBe(403);
    expect((await service.admin.patch(...bad)).status).toBe(400);
    expect((await service.admin.patch('/members/999999999', { role: 'KING' })).status).toBe(400);
    expect((await service.admin.patch('/members/999999999', { role: 'VIEWER' })).status).toBe(404);
    expect((await service.anonymous.get('/nowhere')).status).toBe(404);
  });
});

/** A person of `default` and of another organization, with one password for both. */
async function aPersonOfTwo(): Promise<{ person: TestPerson; org: TestOrganization }> {
  const org = await anOrganization(service);
  const person = await aMember(service, 'MEMBER');
  await org.admin.post('/members', { email: person.email, name: 'ignored', role: 'ORG_ADMIN' });
  return { person, org };
}

async function byCookie(
  person: { email: string; password: string },
  headers: Record<string, string>,
): Promise<ApiClient> {
  const signedIn = await login({ email: person.email, password: person.password });
  return service.anonymous.as({ cookie: cookieOf(signedIn), ...headers });
}

const cookieOf = (answer: ApiAnswer): string => (answer.headers.get('set-cookie') ?? '').split(';')[0]!;

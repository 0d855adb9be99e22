import { randomUUID } from 'node:crypto';
import { aBrowser, acceptMemberships, aMailedReset, aMember, anOrganization } from '../../support/actors.js';
import { enrollApp } from '../../support/authenticator-app.js';
import { aPerson, IdentityProvider, type ProviderPerson, TestBrowser } from '../../support/identity-provider.js';
import { query } from '../../support/postgres.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

let provider: IdentityProvider;
let service: TestApp;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  service = await startTestApp({ ...provider.environment, REQUIRE_STAFF_SECOND_FACTOR: 'false' });
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

const start = (browser: TestBrowser, search = '') => browser.startSignIn(service.url, search);

/** The whole way of a sign-in; answers the page that the browser is led to at last. */
const signIn = (person: ProviderPerson | null, { search = '', browser = new TestBrowser() } = {}) =>
  browser.signIn(service.url, person, search);

/** A member whose membership counts for outside identities, as those of before do. */
async function anAcceptedMember() {
  const member = await aMember(service, 'MEMBER');
  await acceptMemberships(service, member);
  return member;
}

describe('a sign-in at the identity provider', () => {
  it('is offered by the name of its host', async () => {
    const { status, body } = await service.anonymous.get('/auth/oidc');
    expect([status, body]).toEqual([200, { host: new URL(provider.issuer).host }]);
  });

  it('demands PKCE, state and nonce, bound to the browser by a cookie that scripts do not read', async () => {
    const answer = await fetch(`${service.url}/api/auth/oidc/start`, { redirect: 'manual' });
    const url = new URL(answer.headers.get('location')!);
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'gate',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: `${service.url}/api/auth/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(url.searchParams.get(name)!.length).toBeGreaterThan(40);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^qg_sign_in=[^;]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    for (const name of ['state', 'nonce']) expect(cookie).not.toContain(url.searchParams.get(name)!);
  });

  describe('again', () => {
    const begin = async (browser: TestBrowser) => new URL(await start(browser, '?again=true'));
    /** The page that a browser is led to from an address at the provider. */
    const finish = async (browser: TestBrowser, url: URL, person: ProviderPerson) => {
      const back = await browser.signInAt(url.href, person, service.url);
      return (await browser.send(back)).headers.get('location');
    };

    it('requests it of the provider, and begins a session', async () => {
      const person = aPerson((await anAcceptedMember()).email);
      const { browser } = await signIn(person);
      const url = await begin(browser);
      expect([url.searchParams.get('prompt'), url.searchParams.get('max_age')]).toEqual(['login', '0']);
      expect(await finish(browser, url, person)).toBe('/');
      expect((await browser.send(`${service.url}/api/auth/me`)).status).toBe(200);
    });

    it('is not what an older sign-in at the provider is, nor one of which it does not say when it was', async () => {
      const person = aPerson((await anAcceptedMember()).email);
      const { browser } = await signIn(person);
      for (const max_age of ['100000', null]) {
        service.clock.advanceMinutes(1);
        const url = await begin(browser);
        url.searchParams.delete('prompt');
        url.searchParams.delete('max_age');
        if (max_age !== null) url.searchParams.set('max_age', max_age);
        expect(await finish(browser, url, person)).toBe('/sign-in?error=sign_in_failed');
        service.clock.advanceMinutes(-1);
      }
    });
  });

  it('begins a session of the user who has the verified address, and of the identity from then on', async () => {
    const member = await anAcceptedMember();
    const person = aPerson(member.email.toUpperCase());
    const first = await signIn(person, { search: '?next=/repos/7%3Ftab%3Drules' });
    expect([first.page, first.status, first.me.user.id]).toEqual(['/repos/7?tab=rules', 200, member.userId]);
    expect(first.me.authenticated_by).toBe('session_cookie');
    expect(first.browser.cookieOf(service.url, 'qg_sign_in')).toBeUndefined();
    const isVerified = () =>
      query<{ at: Date | null }>(
        service.database.admin,
        `SELECT email_verified_at AS at FROM auth.users WHERE id = ${member.userId}`,
      ).then(([row]) => row!.at !== null);
    expect(await isVerified()).toBe(true);
    await query(service.database.admin, `UPDATE auth.users SET email_verified_at = NULL WHERE id = ${member.userId}`);
    const renamed = await signIn({ ...person, email: 'else@example.test', email_verified: false });
    expect(renamed.me.user.id).toBe(member.userId);
    expect(await isVerified()).toBe(false);
  });

  it('acts in the organization that was wanted, where the membership counts', async () => {
    const member = await anAcceptedMember();
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    for (const { admin } of [org, other])
      await admin.post('/members', { email: member.email, name: 'x', role: 'VIEWER' });
    await query(service.database.admin, `UPDATE members SET origin = 'accepted' WHERE user_id = $1 AND org_id = $2`, [
      member.userId,
      org.id,
    ]);
    const person = aPerson(member.email);
    const { me, browser } = await signIn(person, { search: `?org=${org.slug}` });
    expect(me.org.id).toBe(org.id);
    expect(me.orgs.map(({ id }: { id: number }) => id)).not.toContain(other.id);
    const move = await browser.request(service.url, 'POST', '/auth/session/org', { org_id: other.id });
    expect(move.status).toBe(404);
    expect((await signIn(person, { search: `?org=${other.slug}` })).page).toBe('/sign-in?error=no_membership');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/%09/evil.example', ''])(
    'leads to no page but an own one: %p',
    async (next) => {
      const answer = await service.anonymous.get(
        `/auth/oidc/start?next=${encodeURIComponent(decodeURIComponent(next))}`,
      );
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    },
  );

  it('is recorded in the audit log, and so is one that fails', async () => {
    const member = await anAcceptedMember();
    await signIn(aPerson(member.email), { search: '?org=elsewhere' });
    await signIn(aPerson(member.email, { sub: randomUUID() }));
    const person = await anAcceptedMember();
    await signIn(aPerson(person.email));
    const isSeen = async (action: string, userId: number) => {
      const { body } = await service.admin.get(`/audit-log?action=${action}&limit=200`);
      return body.entries.some(({ target }: { target: { id: number } }) => target.id === userId);
    };
    await waitUntil(() => isSeen('auth.login_failed', member.userId));
    await waitUntil(() => isSeen('auth.login_succeeded', person.userId));
  });
});

describe('nobody signs in', () => {
  const fault = async (person: ProviderPerson | null) => {
    const { page, status } = await signIn(person);
    return [page, status];
  };

  it('who declines at the provider', async () => {
    expect(await fault(null)).toEqual(['/sign-in?error=access_denied', 401]);
  });

  it.each([false, undefined])('by an address that the provider did not verify (%p)', async (email_verified) => {
    const { email } = await anAcceptedMember();
    expect(await fault(aPerson(email, { email_verified: email_verified! }))).toEqual([
      '/sign-in?error=email_not_verified',
      401,
    ]);
  });

  it('by an address that nobody here has', async () => {
    expect(await fault(aPerson(`${randomUUID()}@example.test`))).toEqual(['/sign-in?error=unknown_user', 401]);
  });

  it('as staff by an address alone', async () => {
    expect(await fault(aPerson('admin@example.test'))).toEqual(['/sign-in?error=link_required', 401]);
  });

  it('into an organization that merely entered the address', async () => {
    const org = await anOrganization(service);
    const email = `${randomUUID()}@example.test`;
    await org.admin.post('/members', { email, name: 'planted', role: 'ORG_OWNER', password: 'a password of theirs' });
    expect(await fault(aPerson(email))).toEqual(['/sign-in?error=no_membership', 401]);
  });

  it('by an address that was given to another account at the provider', async () => {
    const { email } = await anAcceptedMember();
    await signIn(aPerson(email));
    expect(await fault(aPerson(email))).toEqual(['/sign-in?error=link_required', 401]);
  });

  it('by an answer that is replayed, forged, or comes to another browser', async () => {
    const { email } = await anAcceptedMember();
    const { browser, back } = await signIn(aPerson(email));
    const ends = async (at: TestBrowser, url: URL) => (await at.send(url)).headers.get('location');
    expect(await ends(browser, back)).toBe('/sign-in?error=expired');
    expect(await ends(new TestBrowser(), back)).toBe('/sign-in?error=expired');
    const later = new TestBrowser();
    const own = new URL(await start(later));
    // another person's code in a flow of one's own, with the right state
    const stolen = new URL(back);
    stolen.searchParams.set('state', own.searchParams.get('state')!);
    expect(await ends(later, stolen)).toBe('/sign-in?error=sign_in_failed');
  });

  it('by the answer to another flow of the same browser', async () => {
    const { email } = await anAcceptedMember();
    const browser = new TestBrowser();
    const back = await browser.signInAt(await start(browser), aPerson(email), service.url);
    await start(browser);
    const end = await browser.send(back);
    expect(end.headers.get('location')).toBe('/sign-in?error=sign_in_failed');
    expect(browser.cookieOf(service.url, 'qg_session')).toBeUndefined();
  });

  it('with the answer of another issuer', async () => {
    const { email } = await anAcceptedMember();
    const browser = new TestBrowser();
    const back = await browser.signInAt(await start(browser), aPerson(email), service.url);
    back.searchParams.set('iss', 'https://evil.example');
    expect((await browser.send(back)).headers.get('location')).toBe('/sign-in?error=sign_in_failed');
  });

  it('after ten minutes', async () => {
    const { email } = await anAcceptedMember();
    const browser = new TestBrowser();
    const back = await browser.signInAt(await start(browser), aPerson(email), service.url);
    service.clock.advanceMinutes(11);
    const end = await browser.send(back);
    service.clock.advanceMinutes(-11);
    expect(end.headers.get('location')).toBe('/sign-in?error=expired');
  });
});

describe('an identity that is bound from inside a session', () => {
  /** Binds a person at the provider to who is signed in; answers where the browser is led to. */
  async function link(client: { post: typeof service.admin.post }, person: ProviderPerson) {
    const answer = await client.post('/auth/oidc/link', { next: '/settings/profile' });
    expect(answer.status).toBe(200);
    const browser = new TestBrowser();
    browser.keep(service.url, answer.headers);
    const back = await browser.signInAt(String(answer.body.url), person, service.url);
    return (await browser.send(back)).headers.get('location');
  }

  it('signs in from then on, and has accepted the memberships that the password opens', async () => {
    const member = await aMember(service, 'ORG_ADMIN');
    const person = aPerson('other@example.test', { email_verified: false });
    expect((await signIn(person)).page).toBe('/sign-in?error=email_not_verified');
    expect(await link(member.client, person)).toBe('/settings/profile');
    const { me } = await signIn(person);
    expect([me.user.id, me.role]).toEqual([member.userId, 'ORG_ADMIN']);
  });

  it('is how staff sign in', async () => {
    const staff = await aMember(service, 'MEMBER');
    await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = true WHERE id = $1', [staff.userId]);
    await enrollApp(service, staff.client);
    const person = aPerson(staff.email);
    expect(await link(staff.client, person)).toBe('/settings/profile');
    expect((await signIn(person)).me.role).toBe('SUPER_ADMIN');
    // the operator asks no second factor of the other staff
    expect((await service.admin.get('/repos')).status).toBe(200);
  });

  it('is nobody else’s', async () => {
    const [member, other] = [await aMember(service, 'MEMBER'), await aMember(service, 'MEMBER')];
    const person = aPerson(member.email);
    await link(member.client, person);
    expect(await link(other.client, person)).toBe('/sign-in?error=identity_taken');
  });

  it('is refused by a password that one organization set, for a person with more than that', async () => {
    const victim = await anAcceptedMember();
    await signIn(aPerson(victim.email));
    const org = await anOrganization(service);
    const password = 'a password of theirs';
    await query(service.database.admin, 'UPDATE auth.users SET password_hash = NULL WHERE id = $1', [victim.userId]);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    await owner.client.post('/members', { email: victim.email, name: 'x', role: 'MEMBER', password });
    const attacker = await service.anonymous.login(victim.email, password, org.id);
    expect(await link(attacker, aPerson('attacker@example.test'))).toBe('/sign-in?error=link_refused');
  });

  it('ends for the owner of the address, where it was planted', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const email = `${randomUUID()}@example.test`;
    const password = 'a password of theirs';
    await owner.client.post('/members', { email, name: 'planted', role: 'MEMBER', password });
    const attacker = aPerson('attacker@example.test');
    expect(await link(await service.anonymous.login(email, password), attacker)).toBe('/settings/profile');
    const planted = await signIn(attacker);
    expect(planted.me.user.email).toBe(email);

    expect((await signIn(aPerson(email))).me.user.email).toBe(email);
    const { entries } = (await org.admin.get('/audit-log?action=auth.identity_unlinked')).body;
    expect(entries).toMatchObject([{ new: { by: 'verified_address' } }]);
    expect((await planted.browser.send(`${service.url}/api/auth/me`)).status).toBe(401);
    expect((await signIn(attacker)).page).toBe('/sign-in?error=unknown_user');
  });

  it.each(['an acceptance', 'a reset by mail'])('ends where it was planted with %s', async (proof) => {
    const [evil, org] = [await anOrganization(service), await anOrganization(service)];
    const owner = await aMember(service, 'ORG_OWNER', evil.admin);
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    const email = `${randomUUID()}@example.test`;
    const [planted, real] = ['a password of theirs', 'a password of the other one'];
    await owner.client.post('/members', { email, name: 'planted', role: 'MEMBER', password: planted });
    const attacker = aPerson('attacker@example.test');
    expect(await link(await service.anonymous.login(email, planted), attacker)).toBe('/settings/profile');
    expect((await signIn(attacker)).me.user.email).toBe(email);
    await admin.client.post('/members', { email, name: 'real', role: 'MEMBER', password: real });
    if (proof === 'an acceptance') {
      const invited = await admin.client.post('/members/invitations', { email, role: 'MEMBER' });
      const token = (invited.body.link as string).split('#token=')[1]!;
      const client = await service.anonymous.login(email, real);
      expect((await client.post('/auth/invitations/accept', { token })).status).toBe(200);
      const { entries } = (await org.admin.get('/audit-log?action=auth.identity_unlinked')).body;
      expect(entries).toMatchObject([{ new: { identities: 1, by: 'invitation' } }]);
    } else {
      const token = await aMailedReset(service, email);
      await service.anonymous.post('/auth/password/reset', { token, password: 'a password of nobody else' });
    }
    expect((await signIn(attacker)).page).toBe('/sign-in?error=unknown_user');
  });

  it('is not bound to who signed out meanwhile', async () => {
    const member = await aMember(service, 'MEMBER');
    const { body, headers } = await member.client.post('/auth/oidc/link');
    const browser = new TestBrowser();
    browser.keep(service.url, headers);
    const back = await browser.signInAt(body.url as string, aPerson(member.email), service.url);
    await member.client.post('/auth/logout');
    expect((await browser.send(back)).headers.get('location')).toBe('/sign-in?error=expired');
  });
});

describe('a sign-out at the identity provider', () => {
  it('ends the sessions that began by it, and no others', async () => {
    const member = await anAcceptedMember();
    const person = aPerson(member.email);
    const { browser } = await signIn(person);
    const elsewhere = await signIn(person);
    const password = await aBrowser(service, member);
    const form = await (await browser.send(`${provider.issuer}/session/end`)).text();
    const secret = /name="xsrf" value="([^"]+)"/.exec(form)![1]!;
    await browser.send(`${provider.issuer}/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf: secret, logout: 'yes' }),
    });
    await waitUntil(async () => (await browser.send(`${service.url}/api/auth/me`)).status === 401);
    expect((await elsewhere.browser.send(`${service.url}/api/auth/me`)).status).toBe(200);
    expect((await password.get('/auth/me')).status).toBe(200);
  });

  const notify = (body: string, type = 'application/x-www-form-urlencoded') =>
    service.anonymous.post('/auth/oidc/backchannel-logout', body, { 'content-type': type });

  it.each([
    ['without a token', ''],
    ['with two', 'logout_token=a&logout_token=b'],
    ['with one that is none', 'logout_token=a.b.c'],
  ])('is refused %s', async (_, form) => {
    const { status, body } = await notify(form);
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  it('is refused as JSON', async () => {
    expect((await notify('{"logout_token":"a"}', 'application/json')).body.code).toBe('unsupported_content_type');
  });
});

describe('an organization that is entered through the identity provider alone', () => {
  it('takes no password but of staff, and ends sessions that began by one', async () => {
    const org = await anOrganization(service);
    const member = await aMember(service, 'MEMBER', org.admin);
    await query(service.database.admin, 'UPDATE organizations SET sso_required = true WHERE id = $1', [org.id]);
    expect((await member.client.get('/auth/me')).status).toBe(401);
    const { email, password } = member;
    for (const org_id of [undefined, org.id]) {
      const { status, body } = await service.anonymous.post('/auth/login', { email, password, org_id });
      expect([status, body.code]).toEqual([403, 'sso_required']);
    }
    const wrong = await service.anonymous.post('/auth/login', { email, password: 'wrong', org_id: org.id });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, org.id)).get('/org')).toBeDefined();
  });
});

it('answers 404 where no identity provider is configured', async () => {
  const plain = await startTestApp({ REQUIRE_STAFF_SECOND_FACTOR: 'false' }, { beside: service });
  const own = await plain.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD);
  expect((await plain.anonymous.get('/auth/oidc/start')).status).toBe(404);
  expect((await own.post('/auth/oidc/link')).status).toBe(404);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await plain.anonymous.post('/auth/oidc/backchannel-logout', 'logout_token=a', form)).status).toBe(404);
  const callback = await plain.anonymous.get('/auth/oidc/callback?code=a');
  expect([callback.status, callback.headers.get('location')]).toEqual([303, '/sign-in?error=not_configured']);
  await plain.stop();
});

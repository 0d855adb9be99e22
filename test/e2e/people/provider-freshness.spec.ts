import { randomUUID } from 'node:crypto';
import { acceptMemberships, aMember, anOrganization, type TestPerson } from '../../support/actors.js';
import { AuthenticatorApp, enrollApp } from '../../support/authenticator-app.js';
import { FakeIssuer } from '../../support/fake-issuer.js';
import { aPerson, IdentityProvider, TestBrowser } from '../../support/identity-provider.js';
import { type MailServer, startMailServer } from '../../support/mail-server.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const REFUSED = '/sign-in?error=sign_in_failed';

let service: TestApp;

async function anAddress(): Promise<string> {
  const member = await aMember(service, 'MEMBER');
  await acceptMemberships(service, member);
  return member.email;
}

const inSeconds = (minutes: number) => Math.floor(Date.now() / 1000) + minutes * 60;

const send = (browser: TestBrowser, method: string, path: string, body?: object) =>
  browser.request(service.url, method, path, body);
const stateOf = async (browser: TestBrowser) => (await send(browser, 'GET', '/auth/second-factor')).body;
const enroll = (browser: TestBrowser) => send(browser, 'POST', '/auth/totp/enroll');

describe('a session of a certified provider', () => {
  let provider: IdentityProvider;
  beforeAll(async () => {
    provider = await IdentityProvider.start();
    service = await startTestApp(provider.environment);
  });
  afterAll(async () => {
    await service.stop();
    await provider.stop();
  });

  it('is not fresh by a sign-in of which the provider says no time', async () => {
    const { browser, status } = await new TestBrowser().signIn(service.url, aPerson(await anAddress()));
    expect([status, (await stateOf(browser)).fresh]).toEqual([200, false]);
    const refused = await enroll(browser);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('GET /api/auth/oidc/start?again=true');
  });

  it('is fresh once the person signed in there again', async () => {
    const person = aPerson(await anAddress());
    const { browser } = await new TestBrowser().signIn(service.url, person);
    const { page } = await browser.signIn(service.url, person, '?again=true&next=/settings/sessions');
    expect([page, (await stateOf(browser)).fresh]).toEqual(['/settings/sessions', true]);
    expect((await enroll(browser)).status).toBe(200);
  });

  it('is fresh once a code was proved in it, for as long as others', async () => {
    const person = aPerson(await anAddress());
    const { browser } = await new TestBrowser().signIn(service.url, person, '?again=true');
    const app = new AuthenticatorApp(service, (await enroll(browser)).body.secret as string);
    expect((await send(browser, 'POST', '/auth/totp/confirm', { code: app.nextCode() })).status).toBe(200);
    const { browser: silent, me } = await new TestBrowser().signIn(service.url, person);
    expect(await stateOf(silent)).toMatchObject({ totp: true, proven: false, fresh: false });
    expect((await send(silent, 'POST', '/auth/second-factor', { totp: app.nextCode() })).status).toBe(204);
    expect(await stateOf(silent)).toMatchObject({ proven: true, fresh: true });
    await query(
      service.database.admin,
      `UPDATE auth.sessions SET second_factor_at = now() - interval '16 minutes' WHERE user_id = $1`,
      [me.user.id],
    );
    expect(await stateOf(silent)).toMatchObject({ proven: true, fresh: false });
  });
});

/** Somebody with a session by password, and one at the provider. */
async function aPersonOfTwo(admin = service.admin) {
  const member = await aMember(service, 'MEMBER', admin);
  await acceptMemberships(service, member);
  const at = aPerson(member.email);
  const { browser } = await new TestBrowser().signIn(service.url, at);
  const isOpen = async () => (await send(browser, 'GET', '/auth/me')).status === 200;
  expect(await isOpen()).toBe(true);
  const change = (more: object = {}) =>
    member.client.post('/auth/password', {
      current_password: member.password,
      new_password: 'another password',
      ...more,
    });
  return { ...member, at, browser, isOpen, change };
}

interface ListedSession {
  readonly id: string;
  readonly issuer: string | null;
  readonly is_current: boolean;
}

describe('sessions of every origin', () => {
  let provider: IdentityProvider;
  let mails: MailServer;
  beforeAll(async () => {
    [provider, mails] = await Promise.all([IdentityProvider.start(), startMailServer()]);
    const sending = { SMTP_URL: mails.url, MAIL_FROM: 'gate@example.test' };
    service = await startTestApp({ ...provider.environment, ...sending, REQUIRE_STAFF_SECOND_FACTOR: 'false' });
  });
  afterAll(async () => {
    await service.stop();
    await provider.stop();
    await mails.stop();
  });

  it('are listed, and ended, from a session of any of them', async () => {
    const { client, browser, isOpen } = await aPersonOfTwo();
    const byPassword = (await client.get('/auth/sessions')).body.sessions as ListedSession[];
    expect(byPassword).toMatchObject([
      { issuer: provider.issuer, is_current: false },
      { issuer: null, is_current: true },
    ]);
    const byProvider = (await send(browser, 'GET', '/auth/sessions')).body.sessions as ListedSession[];
    expect(byProvider).toMatchObject([
      { issuer: provider.issuer, is_current: true },
      { issuer: null, is_current: false },
    ]);
    expect((await client.post(`/auth/sessions/${byPassword[0]!.id}/revoke`)).status).toBe(200);
    expect(await isOpen()).toBe(false);
  });

  it('end with a changed password', async () => {
    const { client, change, isOpen } = await aPersonOfTwo();
    expect((await change()).status).toBe(204);
    expect([await isOpen(), (await client.get('/auth/me')).status]).toEqual([false, 200]);
  });

  it('stay if the person keeps those of identities', async () => {
    const { email, password, change, isOpen } = await aPersonOfTwo();
    const other = await service.anonymous.login(email, password);
    expect((await change({ keep_identity_sessions: true })).status).toBe(204);
    expect([await isOpen(), (await other.get('/auth/me')).status]).toEqual([true, 401]);
  });

  describe('identities', () => {
    const beganAgo = (userId: number, interval: string) =>
      query(
        service.database.admin,
        `UPDATE auth.sessions SET created_at = now() - interval '${interval}' WHERE user_id = $1 AND issuer IS NULL`,
        [userId],
      );
    const identitiesOf = async ({ client }: Pick<TestPerson, 'client'>) =>
      (await client.get('/auth/identities')).body.identities as { id: string; issuer: string; is_current: boolean }[];
    const unbind = ({ client }: Pick<TestPerson, 'client'>, id: string) => client.delete(`/auth/identities/${id}`);
    const actionsOf = async (userId: number) => {
      const { entries } = (await service.admin.get(`/audit-log?target=user:${userId}&limit=50`)).body;
      return (entries as { action: string }[]).map(({ action }) => action).filter((one) => one.includes('identity'));
    };
    /** Binds by the page or a program that has the session: the address at the provider is for its browser. */
    async function link(person: Pick<TestPerson, 'client' | 'email'>, at = aPerson(person.email)) {
      const answer = await person.client.post('/auth/oidc/link', { next: '/settings/sessions' });
      if (answer.status !== 200) return { status: answer.status, body: answer.body, page: null };
      const browser = new TestBrowser();
      browser.keep(service.url, answer.headers);
      const back = await browser.signInAt(answer.body.url as string, at, service.url);
      return { status: 200, body: null, page: (await browser.send(back)).headers.get('location') };
    }

    it('are listed, and unbound with their sessions; the address binds none again for a day', async () => {
      const person = await aPersonOfTwo();
      const [bound] = await identitiesOf(person);
      expect(bound).toMatchObject({ issuer: provider.issuer, is_current: false });
      expect((await send(person.browser, 'GET', '/auth/identities')).body.identities).toMatchObject([
        { id: bound!.id, is_current: true },
      ]);
      expect((await unbind(person, bound!.id)).status).toBe(204);
      expect(await person.isOpen()).toBe(false);
      expect((await unbind(person, bound!.id)).status).toBe(404);
      await waitUntil(async () => (await actionsOf(person.userId)).length === 2);
      expect(await actionsOf(person.userId)).toEqual(['auth.identity_unlinked', 'auth.identity_linked']);
      for (const happened of ['An identity was linked to', 'An identity was unlinked from'])
        expect((await mails.nextTo(person.email)).subject).toBe(`${happened} your account`);

      const again = await new TestBrowser().signIn(service.url, person.at);
      expect(again.page).toBe('/sign-in?error=link_required');
      const until = (hours: number) =>
        query(
          service.database.admin,
          `UPDATE auth.unbound_identities SET until = until - make_interval(hours => $1) WHERE user_id = $2`,
          [hours, person.userId],
        );
      await until(23);
      expect((await new TestBrowser().signIn(service.url, person.at)).page).toBe('/sign-in?error=link_required');
      await until(1);
      expect((await new TestBrowser().signIn(service.url, person.at)).page).toBe('/');
    });

    it('are bound again at once from inside a session', async () => {
      const person = await aPersonOfTwo();
      await unbind(person, (await identitiesOf(person))[0]!.id);
      await mails.nextTo(person.email);
      await mails.nextTo(person.email);
      expect((await link(person, person.at)).page).toBe('/settings/sessions');
      expect((await mails.nextTo(person.email)).subject).toBe('An identity was linked to your account');
      expect((await new TestBrowser().signIn(service.url, person.at)).page).toBe('/');
    });

    it('are bound and unbound by a sign-in within the last 15 minutes alone', async () => {
      const person = await aPersonOfTwo();
      const [bound] = await identitiesOf(person);
      await beganAgo(person.userId, '15 minutes');
      for (const { status, body } of [await link(person), await unbind(person, bound!.id)]) {
        expect([status, body.code]).toEqual([403, 'forbidden']);
        expect(body.detail).toContain('within the last 15 minutes');
      }
      await beganAgo(person.userId, '14 minutes');
      expect((await link(person)).page).toBe('/settings/sessions');
      expect(await identitiesOf(person)).toHaveLength(2);
      expect((await unbind(person, bound!.id)).status).toBe(204);
    });

    it('of staff are bound with a second factor alone', async () => {
      const staff = await aMember(service, 'MEMBER');
      await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = true WHERE id = $1', [staff.userId]);
      const refused = await link(staff);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
      expect(refused.body.detail).toContain('Enroll one first');
      await enrollApp(service, staff.client);
      expect((await link(staff)).page).toBe('/settings/sessions');
    });

    it('stay where they are the last way to sign in', async () => {
      const person = await aPersonOfTwo();
      await query(service.database.admin, 'UPDATE auth.users SET password_hash = NULL WHERE id = $1', [person.userId]);
      const { browser } = await new TestBrowser().signIn(service.url, person.at, '?again=true');
      const [bound] = (await send(browser, 'GET', '/auth/identities')).body.identities as { id: string }[];
      const refused = await send(browser, 'DELETE', `/auth/identities/${bound!.id}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'last_sign_in']);
    });

    it.each([
      [{}, 0],
      [{ unbind_identities: true }, 0],
      [{ unbind_identities: false }, 1],
    ])('end with the use of an administrator’s link, unless they are kept: %j', async (body, left) => {
      const person = await aPersonOfTwo();
      const made = await service.admin.post(`/members/${person.userId}/reset-link`, body);
      expect(await identitiesOf(person)).toHaveLength(1);
      const token = /#(.+)$/.exec(made.body.link as string)![1];
      const password = 'the password of the link';
      expect((await service.anonymous.post('/auth/password/reset', { token, password })).status).toBe(204);
      const client = await service.anonymous.login(person.email, password);
      expect(await identitiesOf({ client })).toHaveLength(left);
      expect((await new TestBrowser().signIn(service.url, person.at)).page).toBe(
        left === 1 ? '/' : '/sign-in?error=link_required',
      );
    });

    it('are listed and unbound by the operator, and at a reset of the password', async () => {
      const person = await aPersonOfTwo();
      const listed = await qgateAdmin(service, ['identities', person.email]);
      const [bound] = await identitiesOf(person);
      expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining(`${bound!.id}  ${provider.issuer}  `)]);
      const kept = await qgateAdmin(service, ['reset-password', person.email]);
      expect(kept.stdout).toContain('Identities kept: 1.');
      expect((await qgateAdmin(service, ['reset-password', person.email, '--keep-identities'])).code).toBe(0);
      const unbound = await qgateAdmin(service, ['reset-password', person.email, '--unbind-identities']);
      expect(unbound.stdout).toContain('Identities unbound: 1.');
      expect((await qgateAdmin(service, ['identities', person.email])).stdout).toContain('has no identities');
      const both = ['reset-password', person.email, '--unbind-identities', '--keep-identities'];
      expect((await qgateAdmin(service, both)).code).toBe(2);

      const other = await aPersonOfTwo();
      const [own] = await identitiesOf(other);
      expect((await qgateAdmin(service, ['identities', other.email, '--remove', person.at.sub])).code).toBe(2);
      expect((await qgateAdmin(service, ['identities', other.email, '--remove', own!.id])).code).toBe(0);
      expect(await other.isOpen()).toBe(false);
      expect((await qgateAdmin(service, ['identities', 'nobody@example.test'])).code).toBe(2);
    });
  });

  it('are not shown in another organization to a password of one', async () => {
    // owners set passwords for their organization alone
    const [org, elsewhere] = [await anOrganization(service), await anOrganization(service)];
    const [owner, other] = [
      await aMember(service, 'ORG_OWNER', elsewhere.admin),
      await aMember(service, 'ORG_OWNER', org.admin),
    ];
    const { client, email } = await aPersonOfTwo(owner.client);
    await other.client.post('/members', { email, name: 'Other', role: 'MEMBER', password: 'the other password' });
    const there = await service.anonymous.login(email, 'the other password', org.id);
    expect((await there.get('/auth/sessions')).body.sessions).toMatchObject([{ issuer: null, is_current: true }]);
    expect((await client.get('/auth/sessions')).body.sessions).toHaveLength(2);
  });
});

describe('a session of a provider that answers as it likes', () => {
  let issuer: FakeIssuer;
  beforeAll(async () => {
    issuer = await FakeIssuer.start();
    issuer.userInfo = {};
    service = await startTestApp({ OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: 'gate', OIDC_CLIENT_SECRET: 'secret' });
  });
  afterAll(async () => {
    await service.stop();
    await issuer.stop();
  });

  /** Signs in by an ID token with these claims; answers the browser, and the page that it is led to. */
  async function signIn(claims: object, search = '') {
    const browser = new TestBrowser();
    const { searchParams } = new URL(await browser.startSignIn(service.url, search));
    const sub = randomUUID();
    const usual = { iss: issuer.url, aud: 'gate', sub, nonce: searchParams.get('nonce'), email_verified: true };
    issuer.idToken = await issuer.sign({ ...usual, email: await anAddress(), ...claims });
    // nobody signs it: it makes no session fresh
    issuer.userInfo = { sub, auth_time: inSeconds(0), amr: ['mfa'] };
    const back = new URL(`${service.url}/api/auth/oidc/callback`);
    back.search = String(new URLSearchParams({ code: randomUUID(), state: searchParams.get('state')! }));
    return { browser, page: (await browser.send(back)).headers.get('location') };
  }

  it.each([
    ['a minute ago', () => ({ auth_time: inSeconds(-1) }), { proven: false, fresh: true }],
    ['16 minutes ago', () => ({ auth_time: inSeconds(-16) }), { proven: false, fresh: false }],
    ['after its own token', () => ({ auth_time: inSeconds(2) }), { proven: false, fresh: false }],
    ['with a second factor, nobody knows when', () => ({ amr: ['mfa'] }), { proven: true, fresh: false }],
    [
      'with a second factor, 16 minutes ago',
      () => ({ amr: ['otp'], auth_time: inSeconds(-16) }),
      { proven: true, fresh: false },
    ],
    [
      'with a second factor, a minute ago',
      () => ({ amr: ['otp'], auth_time: inSeconds(-1) }),
      { proven: true, fresh: true },
    ],
  ])('is as fresh as the sign-in there: %s', async (_, claims, expected) => {
    const { browser, page } = await signIn(claims());
    expect(page).toBe('/');
    expect(await stateOf(browser)).toMatchObject(expected);
  });

  it('is not fresh for longer by a clock that is ahead', async () => {
    const { browser } = await signIn({ auth_time: inSeconds(0.8), amr: ['mfa'] });
    expect((await stateOf(browser)).fresh).toBe(true);
    const { body } = await send(browser, 'GET', '/auth/me');
    const [row] = await query<{ ahead: boolean }>(
      service.database.admin,
      'SELECT greatest(signed_in_at, second_factor_at) > now() AS ahead FROM auth.sessions WHERE user_id = $1 AND issuer IS NOT NULL',
      [body.user.id],
    );
    expect(row).toEqual({ ahead: false });
  });

  it.each([
    ['an older sign-in', () => ({ auth_time: inSeconds(-16) })],
    ['a sign-in of which it says no time', () => ({})],
    ['a time that is no number', () => ({ auth_time: String(inSeconds(0)) })],
  ])('does not begin by %s where another one was requested', async (_, claims) => {
    const { browser, page } = await signIn(claims(), '?again=true');
    expect(page).toBe(REFUSED);
    expect((await send(browser, 'GET', '/auth/me')).status).toBe(401);
  });

  it('begins by one that was requested, and fresh', async () => {
    const { browser, page } = await signIn({ auth_time: inSeconds(0) }, '?again=true');
    expect([page, (await stateOf(browser)).fresh]).toEqual(['/', true]);
  });
});

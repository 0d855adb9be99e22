import { createHash, randomUUID } from 'node:crypto';
import { main } from '../../../src/admin/main.js';
import { PasswordHasher } from '../../../src/modules/people/auth/passwords/password-hasher.js';
import {
  aBrowser,
  acceptMemberships,
  ageSignIns,
  aMailedReset,
  aMember,
  anApiKey,
  anOrganization,
  type TestPerson,
} from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { AuthenticatorApp, enrollApp, type TestFactor } from '../../support/authenticator-app.js';
import { aPerson, IdentityProvider, TestBrowser } from '../../support/identity-provider.js';
import { query } from '../../support/postgres.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const FREE = 5;
const NEW_PASSWORD = 'another password of mine';

let provider: IdentityProvider;
let service: TestApp;

beforeAll(async () => {
  provider = await IdentityProvider.start();
  service = await startTestApp({ ...provider.environment, RATE_LIMIT_LOGIN: '1000' });
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

const login = ({ email, password }: Pick<TestPerson, 'email' | 'password'>, more: object = {}) =>
  service.anonymous.post('/auth/login', { email, password, ...more });
const codeOf = ({ status, body }: ApiAnswer) => [status, body.code];
const remove = (client: ApiClient, code: string) => client.send('DELETE', '/auth/totp', { code });

/** As if the next code of a person had to wait for long, whatever time the requests take: codes of these realms alone. */
async function stretchWait({ userId }: TestPerson, realm: number): Promise<void> {
  const lane = createHash('sha256').update(`second-factor:${userId}:${realm}:address:127.0.0.1`).digest();
  const stretched = await query(
    service.database.admin,
    `UPDATE auth.password_attempts SET next_at = next_at + interval '1 hour' WHERE lane = $1 RETURNING lane`,
    [lane],
  );
  expect(stretched).toHaveLength(1);
}

/** A member with a second factor, in the session that enrolled it. */
async function anEnrolled(admin?: ApiClient): Promise<TestPerson & TestFactor> {
  const person = await aMember(service, 'MEMBER', admin);
  return { ...person, ...(await enrollApp(service, person.client)) };
}

describe('an authenticator app', () => {
  it('is enrolled by a secret and its address, and confirmed by its first code, which answers recovery codes', async () => {
    const person = await aMember(service, 'MEMBER');
    const { body } = await person.client.post('/auth/totp/enroll');
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(body.uri as string);
    expect([uri.protocol, uri.searchParams.get('secret')]).toEqual(['otpauth:', body.secret]);
    expect(decodeURIComponent(uri.href)).toContain(person.email);
    const app = new AuthenticatorApp(service, body.secret as string);
    expect(codeOf(await person.client.post('/auth/totp/confirm', { code: app.wrongCode() }))).toEqual([
      403,
      'forbidden',
    ]);
    const confirmed = await person.client.post('/auth/totp/confirm', { code: app.nextCode() });
    expect(confirmed.status).toBe(200);
    const codes = confirmed.body.recovery_codes as string[];
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{6}-){3}[0-9a-hjkmnp-tv-z]{6}$/);
    const state = await person.client.get('/auth/second-factor');
    expect(state.body).toEqual({ totp: true, passkeys: 0, recovery_codes: 10, proven: true, fresh: true });
    expect(codeOf(await person.client.post('/auth/totp/enroll'))).toEqual([409, 'already_exists']);
  });

  it('counts for nothing until it is confirmed', async () => {
    const person = await aMember(service, 'MEMBER');
    await person.client.post('/auth/totp/enroll');
    expect((await login(person)).status).toBe(200);
    expect((await person.client.get('/auth/second-factor')).body).toEqual({
      totp: false,
      passkeys: 0,
      recovery_codes: 0,
      proven: false,
      fresh: true,
    });
    const first = (await person.client.post('/auth/totp/enroll')).body.secret as string;
    await person.client.post('/auth/totp/enroll');
    const code = new AuthenticatorApp(service, first).nextCode();
    expect((await person.client.post('/auth/totp/confirm', { code })).status).toBe(403);
    expect((await login(person)).status).toBe(200);
  });

  it('is not confirmed twice, nor without enrolling, nor by the code of somebody else', async () => {
    const [person, other] = [await aMember(service, 'MEMBER'), await aMember(service, 'MEMBER')];
    expect(codeOf(await person.client.post('/auth/totp/confirm', { code: '123456' }))).toEqual([404, 'not_found']);
    const secret = (await other.client.post('/auth/totp/enroll')).body.secret as string;
    await person.client.post('/auth/totp/enroll');
    const code = new AuthenticatorApp(service, secret).nextCode();
    expect((await person.client.post('/auth/totp/confirm', { code })).status).toBe(403);
    const enrolled = await anEnrolled();
    const again = await enrolled.client.post('/auth/totp/confirm', { code: enrolled.app.nextCode() });
    expect(again.status).toBe(404);
  });

  it('is enrolled by a fresh session alone', async () => {
    const person = await aMember(service, 'MEMBER');
    await ageSignIns(service, person, '15 minutes');
    const refused = await person.client.post('/auth/totp/enroll');
    expect(codeOf(refused)).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('sign in again');
  });

  it('is removed by a current code or a recovery code, with its recovery codes', async () => {
    for (const isByRecoveryCode of [false, true]) {
      const person = await anEnrolled();
      expect(codeOf(await remove(person.client, person.app.wrongCode()))).toEqual([403, 'forbidden']);
      const code = isByRecoveryCode ? person.recoveryCodes[3]! : person.app.nextCode();
      expect((await remove(person.client, code)).status).toBe(204);
      expect((await login(person)).status).toBe(200);
      expect((await person.client.get('/auth/second-factor')).body).toEqual({
        totp: false,
        passkeys: 0,
        recovery_codes: 0,
        proven: false,
        fresh: true,
      });
      expect(codeOf(await remove(person.client, '123456'))).toEqual([404, 'not_found']);
    }
  });

  it('is nothing for keys and for nobody', async () => {
    const { client } = await anApiKey(service);
    for (const answer of [
      client.post('/auth/totp/enroll'),
      client.get('/auth/second-factor'),
      client.post('/auth/totp/confirm', { code: '123456' }),
      remove(client, '123456'),
    ])
      expect(codeOf(await answer)).toEqual([403, 'forbidden']);
    expect((await service.anonymous.post('/auth/totp/enroll')).status).toBe(401);
  });
});

describe('a sign-in by a password that has a second factor', () => {
  it('says so, with the methods, and begins a session with the code', async () => {
    const person = await anEnrolled();
    const refused = await login(person);
    expect(codeOf(refused)).toEqual([401, 'second_factor_required']);
    expect(refused.body.methods).toEqual(['totp', 'recovery_code']);
    expect(refused.headers.getSetCookie()).toEqual([]);
    const signedIn = await login(person, { second_factor: { totp: person.app.nextCode() } });
    expect(signedIn.status).toBe(200);
    const client = service.anonymous.withToken(signedIn.body.access_token as string);
    expect((await client.get('/repos')).status).toBe(200);
    expect((await client.get('/auth/second-factor')).body.proven).toBe(true);
    const refreshed = await service.anonymous.post('/auth/refresh', { refresh_token: signedIn.body.refresh_token });
    expect(refreshed.status).toBe(200);
  });

  it.each([
    ['null', null],
    ['an empty object', {}],
    ['a field of null', { totp: null }],
    ['another method', { sms: '123456' }],
  ])('is not talked out of it by %s', async (_, sent) => {
    const person = await anEnrolled();
    expect(codeOf(await login(person, { second_factor: sent }))).toEqual([401, 'second_factor_required']);
  });

  it.each([
    ['text', '123456'],
    ['a list', ['123456']],
    ['a number', { totp: 123456 }],
    ['letters', { totp: 'abcdef' }],
    ['an object in place of the code', { totp: {} }],
  ])('refuses %s', async (_, sent) => {
    const person = await anEnrolled();
    expect(codeOf(await login(person, { second_factor: sent }))).toEqual([400, 'validation_failed']);
  });

  it('refuses several at once', async () => {
    const person = await anEnrolled();
    const sent = { totp: person.app.nextCode(), recovery_code: person.recoveryCodes[0] };
    expect(codeOf(await login(person, { second_factor: sent }))).toEqual([400, 'validation_failed']);
  });

  it('says nothing of it to who does not know the password', async () => {
    const person = await anEnrolled();
    const given = { second_factor: { totp: person.app.nextCode() } };
    for (const more of [{}, given])
      expect(codeOf(await login({ email: person.email, password: 'a wrong password' }, more))).toEqual([
        401,
        'invalid_credentials',
      ]);
    expect((await login(person, given)).status).toBe(200); // no code was spent
  });

  it('takes codes of the step before and after, each once, and none that is older than one that was used', async () => {
    const person = await anEnrolled();
    service.clock.advanceMinutes(5);
    const enter = (totp: string) => login(person, { second_factor: { totp } });
    expect(codeOf(await enter(person.app.codeAt(-2)))).toEqual([401, 'invalid_second_factor']);
    expect(codeOf(await enter(person.app.codeAt(2)))).toEqual([401, 'invalid_second_factor']);
    const before = person.app.codeAt(-1);
    expect((await enter(before)).status).toBe(200);
    expect(codeOf(await enter(before))).toEqual([401, 'invalid_second_factor']);
    const [now, after] = [person.app.codeAt(0), person.app.codeAt(1)];
    expect((await enter(`${after.slice(0, 3)} ${after.slice(3)}`)).status).toBe(200);
    for (const spent of [now, after]) expect((await enter(spent)).status).toBe(401);
  });

  it('takes a code once when it comes many times at once', async () => {
    const person = await anEnrolled();
    const second_factor = { totp: person.app.nextCode() };
    const answers = await Promise.all(Array.from({ length: 4 }, () => login(person, { second_factor })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const spent = { recovery_code: person.recoveryCodes[0] };
    const others = await Promise.all(Array.from({ length: 4 }, () => login(person, { second_factor: spent })));
    expect(others.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('takes each recovery code once, in any case and spacing', async () => {
    const person = await anEnrolled();
    const [first, second] = person.recoveryCodes as [string, string];
    const enter = (recovery_code: string) => login(person, { second_factor: { recovery_code } });
    const signedIn = await enter(first);
    expect(signedIn.status).toBe(200);
    expect(codeOf(await enter(first))).toEqual([401, 'invalid_second_factor']);
    expect((await enter(` ${second.toUpperCase().replaceAll('-', '')}`)).status).toBe(200);
    const client = service.anonymous.withToken(signedIn.body.access_token as string);
    expect((await client.get('/auth/second-factor')).body.recovery_codes).toBe(8);
  });

  it('takes no code of somebody else', async () => {
    const [person, other] = [await anEnrolled(), await anEnrolled()];
    expect((await login(person, { second_factor: { totp: other.app.nextCode() } })).status).toBe(401);
    expect((await login(person, { second_factor: { recovery_code: other.recoveryCodes[0] } })).status).toBe(401);
  });

  it('makes who guesses codes wait, and lets a recovery code in', async () => {
    const person = await anEnrolled();
    const guess = () => login(person, { second_factor: { totp: person.app.wrongCode() } });
    for (let guesses = 0; guesses < FREE; guesses += 1) expect((await guess()).status).toBe(401);
    await stretchWait(person, 0);
    const refused = await guess();
    expect(codeOf(refused)).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(person, { second_factor: { totp: person.app.nextCode() } })).status).toBe(429);
    const recovered = await login(person, { second_factor: { recovery_code: person.recoveryCodes[0] } });
    expect(recovered.status).toBe(200);
    await query(service.database.admin, 'UPDATE auth.password_attempts SET next_at = clock_timestamp()');
    expect((await login(person, { second_factor: { totp: person.app.nextCode() } })).status).toBe(200);
  });

  it('is in the audit log: enrolled, wrong, by a recovery code, removed', async () => {
    const org = await anOrganization(service);
    const person = await anEnrolled(org.admin);
    await login(person);
    await login(person, { second_factor: { totp: person.app.wrongCode() } });
    await login(person, { second_factor: { recovery_code: person.recoveryCodes[0] } });
    await remove(person.client, person.recoveryCodes[1]!);
    const actions = async () =>
      ((await org.admin.get('/audit-log?limit=200')).body.entries as { action: string; target: { id: number } }[])
        .filter(({ target, action }) => target.id === person.userId && action.startsWith('auth.'))
        .map(({ action }) => action)
        .sort();
    await waitUntil(async () => (await actions()).includes('auth.second_factor_removed'));
    expect(await actions()).toEqual([
      'auth.login_failed',
      'auth.login_succeeded',
      'auth.login_succeeded',
      'auth.recovery_code_used',
      'auth.recovery_code_used',
      'auth.second_factor_enrolled',
      'auth.second_factor_removed',
    ]);
  });
});

describe('what is no way around the second factor', () => {
  it('is a session of before: it ends when the second factor is enrolled, and so does its refresh token', async () => {
    const person = await aMember(service, 'MEMBER');
    const old = (await login(person)).body;
    const browser = await aBrowser(service, person);
    await enrollApp(service, person.client);
    expect((await service.anonymous.withToken(old.access_token as string).get('/auth/me')).status).toBe(401);
    expect((await browser.get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: old.refresh_token })).status).toBe(401);
    expect((await person.client.get('/auth/me')).status).toBe(200);
  });

  it('is a session that a sign-in beside the enrolment began', async () => {
    const person = await anEnrolled();
    const signedIn = await login(person, { second_factor: { totp: person.app.nextCode() } });
    const client = service.anonymous.withToken(signedIn.body.access_token as string);
    await query(service.database.admin, 'UPDATE auth.sessions SET second_factor_at = NULL WHERE user_id = $1', [
      person.userId,
    ]);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: signedIn.body.refresh_token })).status).toBe(
      401,
    );
  });

  it('is another password, be it by link or by the session', async () => {
    const org = await anOrganization(service);
    const person = await anEnrolled(org.admin);
    const changed = await person.client.post('/auth/password', {
      current_password: person.password,
      new_password: 'a password in between',
    });
    expect(changed.status).toBe(204);
    const { link } = (await org.admin.post(`/members/${person.userId}/reset-link`)).body;
    const token = (link as string).split('#')[1];
    expect((await service.anonymous.post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(204);
    const renewed = { ...person, password: NEW_PASSWORD };
    expect(codeOf(await login(renewed))).toEqual([401, 'second_factor_required']);
    expect((await login(renewed, { second_factor: { totp: person.app.nextCode() } })).status).toBe(200);
  });

  it('is the address at the identity provider: the user has to link the identity', async () => {
    const person = await anEnrolled();
    await acceptMemberships(service, person);
    const { page } = await new TestBrowser().signIn(service.url, aPerson(person.email));
    expect(page).toBe('/sign-in?error=link_required');
  });
});

describe('a second factor beside a password that an organization set', () => {
  const OTHER = 'the password of the other one';

  /** A person with a password and a second factor in one organization, and a password of another one. */
  async function aPersonOfTwo() {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const [admin, otherAdmin] = [
      await aMember(service, 'ORG_ADMIN', org.admin),
      await aMember(service, 'ORG_ADMIN', other.admin),
    ];
    const person = await anEnrolled(admin.client);
    const { email } = person;
    await otherAdmin.client.post('/members', { email, name: 'x', role: 'MEMBER', password: OTHER });
    return { person, there: { email, password: OTHER }, org, other };
  }

  it('keeps nobody out of another organization, who may have planted it', async () => {
    const { person, there, other } = await aPersonOfTwo();
    expect(codeOf(await login(person))).toEqual([401, 'second_factor_required']);
    const entered = await login(there);
    expect([entered.status, entered.body.org.id]).toEqual([200, other.id]);
    const client = service.anonymous.withToken(entered.body.access_token as string);
    expect((await client.get('/auth/second-factor')).body.totp).toBe(false);
    const own = await enrollApp(service, client);
    expect((await login(person, { second_factor: { totp: own.app.nextCode() } })).status).toBe(401);
    expect((await login(person, { second_factor: { totp: person.app.nextCode() } })).status).toBe(200);
    expect((await login(there, { second_factor: { totp: own.app.nextCode() } })).status).toBe(200);
  });

  it('delays nobody there who guesses wrong here', async () => {
    const { person, there, org } = await aPersonOfTwo();
    const client = service.anonymous.withToken((await login(there)).body.access_token as string);
    const own = await enrollApp(service, client);
    for (let guesses = 0; guesses < FREE; guesses += 1)
      await login(person, { second_factor: { totp: person.app.wrongCode() } });
    await stretchWait(person, org.id);
    expect((await login(person, { second_factor: { totp: person.app.nextCode() } })).status).toBe(429);
    expect((await login(there, { second_factor: { totp: own.app.nextCode() } })).status).toBe(200);
  });

  it('ends with the membership, as the password does', async () => {
    const { person, there, org } = await aPersonOfTwo();
    await org.admin.delete(`/members/${person.userId}`);
    const rows = await query(service.database.admin, 'SELECT FROM auth.totp_secrets WHERE user_id = $1', [
      person.userId,
    ]);
    expect(rows).toEqual([]);
    expect((await login(there)).status).toBe(200);
  });

  it('ends with the first proof of the address: a reset by mail', async () => {
    const { person, other } = await aPersonOfTwo();
    const token = await aMailedReset(service, person.email);
    expect((await service.anonymous.post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(204);
    const renewed = { email: person.email, password: NEW_PASSWORD };
    for (const more of [{}, { org_id: other.id }]) expect((await login(renewed, more)).status).toBe(200);
    await waitUntil(async () => {
      const { entries } = (await other.admin.get('/audit-log?action=auth.second_factor_reset')).body;
      return entries[0]?.new.factors === 1 && entries[0].target.id === person.userId;
    });
  });

  it.each([
    ['13 days 23 hours', true],
    ['14 days', false],
  ])(
    'beside the person’s own password ends with a reset by mail if it is younger than 14 days: %s',
    async (age, ends) => {
      const person = await anEnrolled();
      await query(
        service.database.admin,
        `WITH apps AS (UPDATE auth.totp_secrets SET confirmed_at = now() - $2::interval WHERE user_id = $1)
       UPDATE auth.recovery_codes SET made_at = now() - $2::interval WHERE user_id = $1`,
        [person.userId, age],
      );
      const token = await aMailedReset(service, person.email);
      const { second_factors: listed } = (await service.anonymous.post('/auth/password/reset/check', { token })).body;
      expect(listed).toEqual([{ type: 'totp', name: null, set_up_at: expect.any(String), ends }]);
      expect((await service.anonymous.post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(
        204,
      );
      const renewed = { ...person, password: NEW_PASSWORD };
      if (ends) {
        const client = service.anonymous.withToken((await login(renewed)).body.access_token as string);
        expect((await client.get('/auth/second-factor')).body).toMatchObject({ totp: false, recovery_codes: 0 });
        expect((await enrollApp(service, client)).recoveryCodes).toHaveLength(10);
        return;
      }
      expect(codeOf(await login(renewed))).toEqual([401, 'second_factor_required']);
      const [code] = person.recoveryCodes;
      expect((await login(renewed, { second_factor: { recovery_code: code } })).status).toBe(200);
    },
  );

  it('that waits for its first code ends with a reset by mail, and counts as none', async () => {
    const person = await aMember(service, 'MEMBER');
    const { secret } = (await person.client.post('/auth/totp/enroll')).body;
    const token = await aMailedReset(service, person.email);
    const checked = await service.anonymous.post('/auth/password/reset/check', { token });
    expect(checked.body.second_factors).toEqual([]);
    expect((await service.anonymous.post('/auth/password/reset', { token, password: NEW_PASSWORD })).status).toBe(204);
    const client = service.anonymous.withToken(
      (await login({ ...person, password: NEW_PASSWORD })).body.access_token as string,
    );
    const code = new AuthenticatorApp(service, secret as string).nextCode();
    expect((await client.post('/auth/totp/confirm', { code })).status).toBe(404);
  });

  it('is required with any password once the operator set one that opens everything', async () => {
    const { person } = await aPersonOfTwo();
    await query(service.database.admin, 'SELECT auth.reset_password_of($1, $2)', [
      person.email,
      await new PasswordHasher().hash(NEW_PASSWORD),
    ]);
    const renewed = { email: person.email, password: NEW_PASSWORD };
    expect(codeOf(await login(renewed))).toEqual([401, 'second_factor_required']);
    const entered = await login(renewed, { second_factor: { totp: person.app.nextCode() } });
    expect(entered.status).toBe(200);
  });
});

describe('require_second_factor', () => {
  /** A member of an organization that requires second factors from now on. */
  async function aRequiredMember() {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const person = await aMember(service, 'MEMBER', org.admin);
    expect((await person.client.get('/repos')).status).toBe(200);
    await enrollApp(service, owner.client);
    const changed = await owner.client.patch('/org', { require_second_factor: true });
    expect([changed.status, changed.body.require_second_factor]).toEqual([200, true]);
    return { org, owner: owner.client, person };
  }

  it('lets a member without one do nothing but enroll one', async () => {
    const { person } = await aRequiredMember();
    expect((await person.client.get('/auth/me')).body.second_factor_required).toBe(true);
    const browser = await aBrowser(service, person);
    for (const client of [person.client, browser])
      for (const refused of [
        client.get('/repos'),
        client.get('/org'),
        client.get('/scans/1'),
        client.get('/auth/sessions'),
        client.post('/repos', { name: 'acme/x' }),
      ])
        expect(codeOf(await refused)).toEqual([403, 'second_factor_required']);
    const { app } = await enrollApp(service, person.client);
    expect((await person.client.get('/repos')).status).toBe(200);
    expect((await person.client.get('/auth/me')).body.second_factor_required).toBe(false);
    const signedIn = await login(person, { second_factor: { totp: app.nextCode() } });
    expect((await service.anonymous.withToken(signedIn.body.access_token as string).get('/repos')).status).toBe(200);
    expect((await remove(person.client, app.nextCode())).status).toBe(204);
    expect(codeOf(await person.client.get('/repos'))).toEqual([403, 'second_factor_required']);
  });

  it('leaves routes of the own account open, and other organizations', async () => {
    const { org, person } = await aRequiredMember();
    const own = await service.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    expect(own.status).toBe(201);
    const changed = await person.client.post('/auth/password', {
      current_password: person.password,
      new_password: NEW_PASSWORD,
    });
    expect(changed.status).toBe(204);
    const browser = await aBrowser(service, { email: person.email, password: NEW_PASSWORD }, { org_id: org.id });
    const moved = await browser.post('/auth/session/org', { org_id: own.body.org_id ?? 1 });
    expect(moved.body.code).not.toBe('second_factor_required');
    expect((await browser.post('/auth/logout')).status).toBe(204);
  });

  it('leaves keys alone', async () => {
    const { owner } = await aRequiredMember();
    const { client } = await anApiKey(service, { scopes: ['read:repos'] }, owner);
    expect((await client.get('/repos')).status).toBe(200);
    expect((await owner.get('/org')).body.require_second_factor).toBe(true);
  });

  it('binds staff who visit the organization, until they leave it or enroll', async () => {
    const { org } = await aRequiredMember();
    expect(codeOf(await org.admin.get('/repos'))).toEqual([403, 'second_factor_required']);
    expect(codeOf(await org.admin.patch('/org', { require_second_factor: false }))).toEqual([
      403,
      'second_factor_required',
    ]);
    const staff = await aBrowser(service, { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    expect((await staff.get('/repos')).status).toBe(200);
    const entered = await staff.post('/auth/session/org', { org_id: org.id });
    expect([entered.status, entered.body.org.id, entered.body.second_factor_required]).toEqual([200, org.id, true]);
    expect(codeOf(await staff.get('/repos'))).toEqual([403, 'second_factor_required']);
    const back = await staff.post('/auth/session/org', { org_id: 1 });
    expect([back.status, back.body.second_factor_required]).toEqual([200, false]);
    expect((await staff.get('/repos')).status).toBe(200);
  });

  it('is turned off by a person with a recent sign-in alone', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const { client: key } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'mint'] }, owner.client);
    const require = (required: boolean, client = owner.client) =>
      client.patch('/org', { require_second_factor: required });
    expect((await require(false, key)).status).toBe(200);
    expect((await require(true, key)).status).toBe(200);
    expect(codeOf(await require(false, key))).toEqual([403, 'forbidden']);
    await enrollApp(service, owner.client);
    await ageSignIns(service, owner, '15 minutes');
    await query(service.database.admin, `UPDATE auth.sessions SET second_factor_at = created_at WHERE user_id = $1`, [
      owner.userId,
    ]);
    const refused = await require(false);
    expect(codeOf(refused)).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('15 minutes: sign in again');
    expect((await owner.client.patch('/org', { name: 'Still changed', require_second_factor: true })).status).toBe(200);
    await ageSignIns(service, owner, '14 minutes 45 seconds');
    expect((await require(false)).status).toBe(200);
  });

  it('is in the audit log, and refuses what is no boolean', async () => {
    const { owner } = await aRequiredMember();
    const { entries } = (await owner.get('/audit-log?action=organization.updated')).body;
    expect(entries[0]).toMatchObject({ old: { require_second_factor: false }, new: { require_second_factor: true } });
    for (const wrong of ['yes', 1, null])
      expect((await owner.patch('/org', { require_second_factor: wrong })).status).toBe(400);
  });

  it('takes the word of the identity provider, and else a code of the session', () =>
    service.clock.atRealTime(async () => {
      const { org, person } = await aRequiredMember();
      await acceptMemberships(service, person);
      const identity = aPerson(person.email);
      const plain = await new TestBrowser().signIn(service.url, { ...identity, amr: ['pwd'] }, '?again=true');
      expect([plain.status, plain.me.org.id, plain.me.second_factor_required]).toEqual([200, org.id, true]);
      const strong = await new TestBrowser().signIn(service.url, { ...identity, amr: ['pwd', 'mfa'] });
      expect([strong.status, strong.me.second_factor_required]).toEqual([200, false]);
      const send = (method: string, path: string, body?: object) =>
        plain.browser.request(service.url, method, path, body);
      expect((await send('GET', '/repos')).body.code).toBe('second_factor_required');
      expect((await send('POST', '/auth/second-factor', { totp: '123456' })).status).toBe(404);
      const { secret } = (await send('POST', '/auth/totp/enroll')).body;
      const app = new AuthenticatorApp(service, secret as string);
      expect((await send('POST', '/auth/totp/confirm', { code: app.nextCode() })).status).toBe(200);
      expect((await send('GET', '/repos')).status).toBe(200);
      await plain.browser.signIn(service.url, { ...identity, amr: ['pwd'] });
      expect((await send('GET', '/repos')).body.code).toBe('second_factor_required');
      expect((await send('POST', '/auth/second-factor', {})).status).toBe(403);
      expect((await send('POST', '/auth/second-factor', { totp: app.wrongCode() })).status).toBe(403);
      expect((await send('GET', '/repos')).status).toBe(403);
      expect((await send('POST', '/auth/second-factor', { totp: app.nextCode() })).status).toBe(204);
      expect((await send('GET', '/repos')).status).toBe(200);
    }));
});

describe('a second factor of staff', () => {
  const setStaff = (userId: number, isStaff: boolean) =>
    query(service.database.admin, 'UPDATE auth.users SET is_super_admin = $2 WHERE id = $1', [userId, isStaff]);

  it('is required of all staff once one of them has one', async () => {
    const org = await anOrganization(service);
    const colleague = await aMember(service, 'MEMBER');
    const member = await aMember(service, 'MEMBER');
    const { client: key } = await anApiKey(service, { scopes: ['read:repos'] });
    await setStaff(colleague.userId, true);
    await colleague.client.post('/auth/totp/enroll');
    expect((await service.admin.get('/repos')).status).toBe(200);
    await enrollApp(service, colleague.client);
    for (const refused of [service.admin.get('/repos'), org.admin.get('/repos'), service.admin.get('/orgs')])
      expect(codeOf(await refused)).toEqual([403, 'second_factor_required']);
    expect((await service.admin.get('/auth/me')).body.second_factor_required).toBe(true);
    expect((await service.admin.get('/auth/second-factor')).status).toBe(200);
    for (const open of [colleague.client, member.client, key]) expect((await open.get('/repos')).status).toBe(200);
    await setStaff(colleague.userId, false);
    expect((await service.admin.get('/repos')).status).toBe(200);
    expect((await service.admin.get('/auth/me')).body.second_factor_required).toBe(false);
  });

  it('is required of the first of them where the operator says so', async () => {
    const strict = await startTestApp({ REQUIRE_STAFF_SECOND_FACTOR: 'true' }, { beside: service });
    try {
      expect(codeOf(await strict.admin.get('/repos'))).toEqual([403, 'second_factor_required']);
      const member = await service.anonymous.post('/auth/login', await aMember(service, 'MEMBER'));
      const token = member.body.access_token as string;
      expect((await strict.anonymous.withToken(token).get('/repos')).status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe('a reset of the second factor', () => {
  it('is an owner’s, ends all sessions, and lets the password alone in', async () => {
    const org = await anOrganization(service);
    const [owner, admin] = [
      await aMember(service, 'ORG_OWNER', org.admin),
      await aMember(service, 'ORG_ADMIN', org.admin),
    ];
    const person = await anEnrolled(org.admin);
    const path = `/members/${person.userId}/second-factor`;
    expect(codeOf(await admin.client.delete(path))).toEqual([403, 'role_required']);
    expect((await owner.client.delete(path)).status).toBe(204);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect((await login(person)).status).toBe(200);
    const { entries } = (await org.admin.get('/audit-log?action=auth.second_factor_reset')).body;
    expect(entries).toMatchObject([
      { actor: { id: owner.userId }, target: { id: person.userId }, new: { account: person.email, factors: 1 } },
    ]);
  });

  it('is not of the own one, nor of who belongs to another organization, nor of who is no member', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    await enrollApp(service, owner.client);
    expect(codeOf(await owner.client.delete(`/members/${owner.userId}/second-factor`))).toEqual([403, 'forbidden']);
    const person = await anEnrolled(org.admin);
    await other.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    expect(codeOf(await owner.client.delete(`/members/${person.userId}/second-factor`))).toEqual([403, 'forbidden']);
    const stranger = await anEnrolled(other.admin);
    expect((await owner.client.delete(`/members/${stranger.userId}/second-factor`)).status).toBe(404);
    for (const kept of [person, stranger]) expect(codeOf(await login(kept))).toEqual([401, 'second_factor_required']);
  });

  it('is the operator’s for everybody', async () => {
    const org = await anOrganization(service);
    const person = await anEnrolled(org.admin);
    const { host, port, user, password, database } = service.database.admin;
    const url = `postgres://${user}:${encodeURIComponent(String(password))}@${host}:${port}/${database}`;
    const run = async (email: string) => {
      let text = '';
      const stream = { write: (part: string) => (text += part) };
      const env = { DATABASE_URL: url, DATA_DIR: service.dataDir };
      const code = await main(['reset-second-factor', email], { stdout: stream, stderr: stream, env });
      return { code, text };
    };
    const email = `${randomUUID()}@example.test`;
    expect(await run(email)).toEqual({ code: 2, text: `There is no user with the email address ${email}.\n` });
    const { code, text } = await run(person.email.toUpperCase());
    expect([code, text]).toEqual([0, expect.stringMatching(/removed from the account .+: 1\./)]);
    expect((await login(person)).status).toBe(200);
    const { entries } = (await org.admin.get('/audit-log?action=auth.second_factor_reset')).body;
    expect(entries).toMatchObject([{ actor: { type: 'service', name: 'qgate-admin' }, target: { id: person.userId } }]);
  });
});

it('is stored sealed, and its recovery codes by their digests alone; both end with the user', async () => {
  const org = await anOrganization(service);
  const person = await anEnrolled(org.admin);
  const stored = async () =>
    query<{ row: string }>(
      service.database.admin,
      `SELECT to_jsonb(t)::text AS row FROM auth.totp_secrets t WHERE user_id = $1
       UNION ALL SELECT to_jsonb(c)::text FROM auth.recovery_codes c WHERE user_id = $1`,
      [person.userId],
    );
  const text = JSON.stringify(await stored());
  expect(await stored()).toHaveLength(11);
  expect(text).not.toContain(Buffer.from(person.secret, 'utf8').toString('hex'));
  for (const code of person.recoveryCodes) expect(text).not.toContain(Buffer.from(code, 'utf8').toString('hex'));
  expect((await service.admin.delete(`/users/${person.userId}`)).status).toBe(204);
  expect(await stored()).toEqual([]);
});

import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import {
  aBrowser,
  acceptMemberships,
  aMailedReset,
  aMember,
  anApiKey,
  anOrganization,
  type TestPerson,
} from '../../support/actors.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { enrollApp } from '../../support/authenticator-app.js';
import { aPerson, IdentityProvider, TestBrowser } from '../../support/identity-provider.js';
import { query } from '../../support/postgres.js';
import {
  type Departures,
  registerPasskey,
  SoftwareAuthenticator,
  type TestPasskey,
} from '../../support/software-authenticator.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

type Enrolled = TestPerson & TestPasskey;

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

const codeOf = ({ status, body }: ApiAnswer) => [status, body.code];
const login = ({ email, password }: Pick<TestPerson, 'email' | 'password'>, more: object = {}) =>
  service.anonymous.post('/auth/login', { email, password, ...more });
const signInOptions = async () => (await service.anonymous.post('/auth/passkeys/login/options')).body;
const verify = (assertion: object, more: object = {}) =>
  service.anonymous.post('/auth/passkeys/login/verify', { ...assertion, ...more });
const assertionOf = async ({ authenticator }: TestPasskey, departures?: Departures) =>
  authenticator.get(await signInOptions(), departures);
const signIn = async (person: TestPasskey, departures?: Departures) => verify(await assertionOf(person, departures));
const stateOf = async (client: ApiClient) => (await client.get('/auth/second-factor')).body;
const requireSecondFactor = (orgId: number) =>
  query(service.database.admin, 'UPDATE organizations SET require_second_factor = true WHERE id = $1', [orgId]);
const register = (client: ApiClient, credential: object) => client.post('/auth/passkeys/register', credential);
const clientOf = ({ body }: ApiAnswer) => service.anonymous.withToken(body.access_token as string);

/** A member with a passkey, in the session that registered it. */
async function anEnrolled(admin?: ApiClient, name?: string): Promise<Enrolled> {
  const person = await aMember(service, 'MEMBER', admin);
  return { ...person, ...(await registerPasskey(service.url, person.client, name)) };
}

/** As if the sessions of a person began 16 minutes ago, and proved a second factor then. */
const age = ({ userId }: TestPerson) =>
  query(
    service.database.admin,
    `UPDATE auth.sessions SET created_at = created_at - interval '16 minutes',
       second_factor_at = second_factor_at - interval '16 minutes' WHERE user_id = $1`,
    [userId],
  );

describe('a passkey', () => {
  it('is registered by options of the session, and brings recovery codes as the first second factor', async () => {
    const person = await aMember(service, 'MEMBER');
    const { status, body } = await person.client.post('/auth/passkeys/options');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rp: { id: '127.0.0.1' },
      user: { name: person.email },
      attestation: 'none',
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const authenticator = new SoftwareAuthenticator(service.url);
    const registered = await register(person.client, { ...authenticator.create(body), name: 'Laptop' });
    expect(registered.status).toBe(201);
    expect(registered.body).toMatchObject({ name: 'Laptop', last_used_at: null });
    expect(registered.body.recovery_codes).toHaveLength(10);
    const passkey = { ...registered.body };
    delete passkey.recovery_codes;
    expect((await person.client.get('/auth/passkeys')).body).toEqual({ passkeys: [passkey] });
    expect((await person.client.get(`/auth/passkeys/${passkey.id}`)).body).toEqual(passkey);
    expect(await stateOf(person.client)).toEqual({
      totp: false,
      passkeys: 1,
      recovery_codes: 10,
      proven: true,
      fresh: true,
    });
  });

  it('is one of several: the next brings no recovery codes, and the authenticator of the first is excluded', async () => {
    const person = await anEnrolled();
    const { body } = await person.client.post('/auth/passkeys/options');
    expect(body.excludeCredentials).toEqual([{ id: person.authenticator.credentials[0]!.id, type: 'public-key' }]);
    const second = await registerPasskey(service.url, person.client);
    expect(second.recoveryCodes).toBeNull();
    expect((await signIn(person)).status).toBe(200);
    expect((await signIn(second)).status).toBe(200);
    const names = (await person.client.get('/auth/passkeys')).body.passkeys;
    expect(names).toMatchObject([{ name: 'Passkey', last_used_at: expect.any(String) }, { name: 'Passkey' }]);
    expect(await stateOf(person.client)).toMatchObject({ passkeys: 2, recovery_codes: 10 });
  });

  it('goes with an authenticator app, in either order', async () => {
    const person = await aMember(service, 'MEMBER');
    const { app, recoveryCodes } = await enrollApp(service, person.client);
    const passkey = await registerPasskey(service.url, person.client);
    expect(passkey.recoveryCodes).toBeNull();
    expect((await login(person)).body.methods).toEqual(['totp', 'passkey', 'recovery_code']);
    expect((await login(person, { second_factor: { totp: app.nextCode() } })).status).toBe(200);
    expect((await person.client.send('DELETE', '/auth/totp', { code: app.nextCode() })).status).toBe(204);
    expect(await stateOf(person.client)).toEqual({
      totp: false,
      passkeys: 1,
      recovery_codes: 10,
      proven: true,
      fresh: true,
    });
    expect((await login(person, { second_factor: { recovery_code: recoveryCodes[0] } })).status).toBe(200);

    const other = await anEnrolled();
    const { app: later } = await enrollApp(service, other.client);
    expect((await other.client.delete(`/auth/passkeys/${other.id}`)).status).toBe(204);
    expect((await login(other)).body.methods).toEqual(['totp', 'recovery_code']);
    expect((await login(other, { second_factor: { totp: later.nextCode() } })).status).toBe(200);
  });

  it('is registered by a fresh session alone', async () => {
    const person = await aMember(service, 'MEMBER');
    const { body } = await person.client.post('/auth/passkeys/options');
    const credential = new SoftwareAuthenticator(service.url).create(body);
    await age(person);
    expect(codeOf(await person.client.post('/auth/passkeys/options'))).toEqual([403, 'forbidden']);
    expect(codeOf(await register(person.client, credential))).toEqual([403, 'forbidden']);
  });

  it('is one of 20 at most', async () => {
    const person = await anEnrolled();
    await query(
      service.database.admin,
      `INSERT INTO auth.passkeys (user_id, realm, name, credential_id, public_key, sign_count, transports)
       SELECT user_id, realm, name, decode(md5(n || credential_id::text), 'hex'), public_key, 0, transports
       FROM auth.passkeys, generate_series(1, 18) n WHERE user_id = $1`,
      [person.userId],
    );
    await registerPasskey(service.url, person.client);
    const { body } = await person.client.post('/auth/passkeys/options');
    const refused = await register(person.client, new SoftwareAuthenticator(service.url).create(body));
    expect(codeOf(refused)).toEqual([409, 'quota_exceeded']);
    expect(refused.body.detail).toContain('Remove one');
  });

  it('is removed by a session with a fresh second factor; with the last one go the recovery codes', async () => {
    const person = await anEnrolled();
    await age(person);
    expect(codeOf(await person.client.delete(`/auth/passkeys/${person.id}`))).toEqual([403, 'forbidden']);
    const proof = { passkey: await assertionOf(person) };
    expect((await person.client.post('/auth/second-factor', proof)).status).toBe(204);
    expect((await person.client.delete(`/auth/passkeys/${person.id}`)).status).toBe(204);
    expect(await stateOf(person.client)).toEqual({
      totp: false,
      passkeys: 0,
      recovery_codes: 0,
      proven: false,
      fresh: false,
    });
    expect((await person.client.get('/auth/passkeys')).body).toEqual({ passkeys: [] });
    expect(codeOf(await person.client.delete(`/auth/passkeys/${person.id}`))).toEqual([404, 'not_found']);
    expect((await login(person)).status).toBe(200);
  });

  it('is nothing for keys, for nobody, and for somebody else', async () => {
    const [person, other] = [await anEnrolled(), await anEnrolled()];
    const { client } = await anApiKey(service);
    for (const answer of [
      client.post('/auth/passkeys/options'),
      client.get('/auth/passkeys'),
      client.get(`/auth/passkeys/${person.id}`),
      client.delete(`/auth/passkeys/${person.id}`),
    ])
      expect(codeOf(await answer)).toEqual([403, 'forbidden']);
    expect((await service.anonymous.post('/auth/passkeys/options')).status).toBe(401);
    expect((await service.anonymous.get('/auth/passkeys')).status).toBe(401);
    expect(codeOf(await other.client.get(`/auth/passkeys/${person.id}`))).toEqual([404, 'not_found']);
    expect(codeOf(await other.client.delete(`/auth/passkeys/${person.id}`))).toEqual([404, 'not_found']);
    expect(codeOf(await other.client.get('/auth/passkeys/1'))).toEqual([400, 'invalid_id']);
    expect((await signIn(person)).status).toBe(200);
  });
});

describe('a registration', () => {
  const departures: [string, Departures][] = [
    ['of a page of another origin', { origin: 'https://evil.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['without verification of the user', { isUnverified: true }],
    ['in a frame of another site', { crossOrigin: true }],
    ['in a frame of a named site', { crossOrigin: true, topOrigin: 'https://evil.example' }],
    ['that is an assertion', { type: 'webauthn.get' }],
    ['with a challenge of nobody', { challenge: Buffer.alloc(54).toString('base64url') }],
    ['with a challenge of another form', { challenge: 'AAAA' }],
  ];
  it.each(departures)('%s is refused', async (_, departure) => {
    const person = await aMember(service, 'MEMBER');
    const { body } = await person.client.post('/auth/passkeys/options');
    const refused = await register(person.client, new SoftwareAuthenticator(service.url).create(body, departure));
    expect(codeOf(refused)).toEqual([400, 'bad_request']);
    expect((await person.client.get('/auth/passkeys')).body.passkeys).toEqual([]);
  });

  it('takes a challenge of its own session, once, for five minutes, and none of a sign-in', async () => {
    const [person, other] = [await aMember(service, 'MEMBER'), await aMember(service, 'MEMBER')];
    const create = (options: object) => new SoftwareAuthenticator(service.url).create(options);
    const options = async () => (await person.client.post('/auth/passkeys/options')).body;
    expect(codeOf(await register(other.client, create(await options())))).toEqual([400, 'bad_request']);
    const beside = await options();
    const own = clientOf(await login(person));
    expect(codeOf(await register(own, create(beside)))).toEqual([400, 'bad_request']);
    const { challenge } = await signInOptions();
    expect(codeOf(await register(person.client, create({ ...beside, challenge })))).toEqual([400, 'bad_request']);
    expect((await register(person.client, create(beside))).status).toBe(201);
    expect(codeOf(await register(person.client, create(beside)))).toEqual([400, 'bad_request']);
    const old = await options();
    service.clock.advanceMinutes(6);
    expect(codeOf(await register(person.client, create(old)))).toEqual([400, 'bad_request']);
  });

  it('of a credential that is registered is refused, whosever it is', async () => {
    const [person, other] = [await anEnrolled(), await aMember(service, 'MEMBER')];
    const options = (await other.client.post('/auth/passkeys/options')).body;
    const made = new SoftwareAuthenticator(service.url).create(options);
    await query(service.database.admin, 'UPDATE auth.passkeys SET credential_id = $2 WHERE user_id = $1', [
      person.userId,
      Buffer.from(made.id as string, 'base64url'),
    ]);
    expect(codeOf(await register(other.client, made))).toEqual([409, 'already_exists']);
    expect((await login(other)).status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['text for the response', { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: 'x' }],
    [
      'what is no CBOR',
      { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { clientDataJSON: 'e30', attestationObject: 'AAAA' } },
    ],
  ])('of %s is refused', async (_, sent) => {
    const person = await aMember(service, 'MEMBER');
    expect((await register(person.client, sent)).status).toBe(400);
  });
});

describe('a sign-in by a passkey', () => {
  it('needs nothing else, and answers what the password would', async () => {
    const person = await anEnrolled();
    expect(await signInOptions()).toMatchObject({ rpId: '127.0.0.1', userVerification: 'required' });
    const signedIn = await signIn(person);
    expect(signedIn.status).toBe(200);
    expect(signedIn.body).toMatchObject({ user: { id: person.userId }, token_type: 'Bearer' });
    const client = clientOf(signedIn);
    expect((await client.get('/repos')).status).toBe(200);
    expect((await stateOf(client)).proven).toBe(true);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: signedIn.body.refresh_token })).status).toBe(
      200,
    );
    const page = await verify(await assertionOf(person), { tokens: false });
    expect([page.status, page.body.access_token]).toEqual([200, undefined]);
    expect(page.headers.getSetCookie()[0]).toContain('qg_session=');
  });

  it('has options that are the same for everybody but for the challenge', async () => {
    const [first, second] = [await signInOptions(), await signInOptions()];
    expect(first.challenge).not.toBe(second.challenge);
    expect({ ...first, challenge: null }).toEqual({ ...second, challenge: null });
    expect(first.allowCredentials ?? []).toEqual([]);
  });

  const departures: [string, Departures][] = [
    ['of a page of another origin', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://127.0.0.1:1' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['without verification of the user', { isUnverified: true }],
    ['in a frame of another site', { crossOrigin: true }],
    ['that is a registration', { type: 'webauthn.create' }],
    ['with a challenge of nobody', { challenge: Buffer.alloc(54).toString('base64url') }],
    ['with another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
    ['of another user', { userHandle: Buffer.from('qgate:1:0').toString('base64url') }],
  ];
  it.each(departures)('%s is refused', async (_, departure) => {
    const person = await anEnrolled();
    expect(codeOf(await signIn(person, departure))).toEqual([401, 'invalid_passkey']);
    expect((await signIn(person)).status).toBe(200);
  });

  it('takes an assertion once, be it at once or later, here or beside the password', async () => {
    const person = await anEnrolled();
    const assertion = await assertionOf(person);
    const answers = await Promise.all([verify(assertion), verify(assertion), verify(assertion)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(codeOf(await verify(assertion))).toEqual([401, 'invalid_passkey']);
    expect(codeOf(await login(person, { second_factor: { passkey: assertion } }))).toEqual([
      401,
      'invalid_second_factor',
    ]);
  });

  it('takes a challenge for five minutes, and none of a registration', async () => {
    const person = await anEnrolled();
    const old = await assertionOf(person);
    service.clock.advanceMinutes(6);
    expect(codeOf(await verify(old))).toEqual([401, 'invalid_passkey']);
    const { challenge } = (await person.client.post('/auth/passkeys/options')).body;
    expect(codeOf(await signIn(person, { challenge }))).toEqual([401, 'invalid_passkey']);
  });

  it('refuses a count of signatures that does not go on, and takes an authenticator that does not count', async () => {
    const org = await anOrganization(service);
    const person = await anEnrolled(org.admin);
    expect((await signIn(person, { signCount: 7 })).status).toBe(200);
    for (const signCount of [7, 6, 0])
      expect(codeOf(await signIn(person, { signCount }))).toEqual([401, 'invalid_passkey']);
    const entries = async () =>
      (await org.admin.get('/audit-log?action=auth.passkey_count_decreased')).body.entries as object[];
    await waitUntil(async () => (await entries()).length === 3);
    expect((await entries())[0]).toMatchObject({ target: { id: person.userId }, new: { passkey_id: person.id } });
    expect((await signIn(person, { signCount: 8 })).status).toBe(200);
    const uncounted = await anEnrolled();
    for (let times = 0; times < 2; times += 1) expect((await signIn(uncounted, { signCount: 0 })).status).toBe(200);
  });

  it('is over with the passkey, and unknown ones answer as wrong ones do', async () => {
    const person = await anEnrolled();
    expect((await person.client.delete(`/auth/passkeys/${person.id}`)).status).toBe(204);
    const removed = await signIn(person);
    expect(codeOf(removed)).toEqual([401, 'invalid_passkey']);
    const wrong = await signIn(await anEnrolled(), { origin: 'https://evil.example' });
    expect(wrong.body).toEqual({ ...removed.body, request_id: wrong.body.request_id });
  });

  it.each([
    ['nothing', {}],
    ['a list', { id: ['AAAA'], rawId: 'AAAA', type: 'public-key', response: {} }],
    ['another type', { id: 'AAAA', rawId: 'AAAA', type: 'password', response: {} }],
  ])('refuses %s', async (_, sent) => {
    expect(codeOf(await verify(sent))).toEqual([400, 'validation_failed']);
  });

  it('goes to the organization that is wanted, if it is the user’s', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const person = await anEnrolled(org.admin);
    const there = await verify(await assertionOf(person), { org_id: org.id });
    expect([there.status, there.body.org.id]).toEqual([200, org.id]);
    expect(codeOf(await verify(await assertionOf(person), { org_id: other.id }))).toEqual([
      403,
      'foreign_organization',
    ]);
  });

  it('is kept out where only the identity provider may let people in', async () => {
    const org = await anOrganization(service);
    const person = await anEnrolled(org.admin);
    await query(service.database.admin, 'UPDATE organizations SET sso_required = true WHERE id = $1', [org.id]);
    expect(codeOf(await signIn(person))).toEqual([403, 'sso_required']);
  });

  it('waits after many wrong ones of an address, as a password does', async () => {
    const person = await anEnrolled();
    const wrong = () => signIn(person, { origin: 'https://evil.example' });
    for (let times = 0; times < 10; times += 1) expect((await wrong()).status).toBe(401);
    await query(service.database.admin, `UPDATE auth.password_attempts SET next_at = next_at + interval '1 hour'`);
    const answers = [await wrong(), await signIn(person)];
    await query(service.database.admin, 'UPDATE auth.password_attempts SET next_at = clock_timestamp()');
    expect(answers.map(codeOf)).toEqual([
      [429, 'rate_limited'],
      [429, 'rate_limited'],
    ]);
  });
});

describe('a passkey as the second factor beside a password', () => {
  it('is required, named, and begins a session', async () => {
    const person = await anEnrolled();
    const refused = await login(person);
    expect(codeOf(refused)).toEqual([401, 'second_factor_required']);
    expect(refused.body.methods).toEqual(['passkey', 'recovery_code']);
    const signedIn = await login(person, { second_factor: { passkey: await assertionOf(person) } });
    expect(signedIn.status).toBe(200);
    expect((await stateOf(clientOf(signedIn))).proven).toBe(true);
    const recovered = await login(person, { second_factor: { recovery_code: person.recoveryCodes![0] } });
    expect(recovered.status).toBe(200);
  });

  it('is the person’s own: none of somebody else, none that was removed, and no code of an app', async () => {
    const [person, other] = [await anEnrolled(), await anEnrolled()];
    const send = async (passkey: TestPasskey) =>
      login(person, { second_factor: { passkey: await assertionOf(passkey) } });
    expect(codeOf(await send(other))).toEqual([401, 'invalid_second_factor']);
    const second = await registerPasskey(service.url, person.client);
    expect((await person.client.delete(`/auth/passkeys/${second.id}`)).status).toBe(204);
    expect(codeOf(await send(second))).toEqual([401, 'invalid_second_factor']);
    expect(codeOf(await login(person, { second_factor: { totp: '123456' } }))).toEqual([401, 'invalid_second_factor']);
    const both = { totp: '123456', passkey: await assertionOf(person) };
    expect(codeOf(await login(person, { second_factor: both }))).toEqual([400, 'validation_failed']);
    expect((await send(person)).status).toBe(200);
  });

  it('says nothing of it to who does not know the password', async () => {
    const person = await anEnrolled();
    const second_factor = { passkey: await assertionOf(person) };
    const wrong = { email: person.email, password: 'a wrong password' };
    for (const more of [{}, { second_factor }])
      expect(codeOf(await login(wrong, more))).toEqual([401, 'invalid_credentials']);
    expect((await login(person, { second_factor })).status).toBe(200);
  });

  it('is let in whatever codes were guessed', async () => {
    const person = await aMember(service, 'MEMBER');
    const { app } = await enrollApp(service, person.client);
    const passkey = await registerPasskey(service.url, person.client);
    for (let times = 0; times < 6; times += 1) await login(person, { second_factor: { totp: app.wrongCode() } });
    expect((await login(person, { second_factor: { passkey: await assertionOf(passkey) } })).status).toBe(200);
  });
});

describe('what is no way around a passkey', () => {
  it('is a session of before', async () => {
    const person = await aMember(service, 'MEMBER');
    const old = await login(person);
    const browser = await aBrowser(service, person);
    await registerPasskey(service.url, person.client);
    expect((await clientOf(old).get('/auth/me')).status).toBe(401);
    expect((await browser.get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: old.body.refresh_token })).status).toBe(401);
    expect((await person.client.get('/auth/me')).status).toBe(200);
  });

  it('is a session that proved none: it is over, and enrolls nothing', async () => {
    const person = await anEnrolled();
    const second_factor = { passkey: await assertionOf(person) };
    const client = clientOf(await login(person, { second_factor }));
    await query(service.database.admin, 'UPDATE auth.sessions SET second_factor_at = NULL WHERE user_id = $1', [
      person.userId,
    ]);
    for (const answer of [client.get('/auth/me'), client.post('/auth/totp/enroll'), client.get('/auth/passkeys')])
      expect((await answer).status).toBe(401);
  });

  it('is the identity provider: the user has to link the identity, and its session to prove the passkey', async () => {
    const person = await anEnrolled();
    await acceptMemberships(service, person);
    const { page } = await new TestBrowser().signIn(service.url, aPerson(person.email));
    expect(page).toBe('/sign-in?error=link_required');
  });

  it('is a secret of an app that waited for its first code', async () => {
    const person = await aMember(service, 'MEMBER');
    await person.client.post('/auth/totp/enroll');
    await registerPasskey(service.url, person.client);
    expect(codeOf(await person.client.post('/auth/totp/confirm', { code: '123456' }))).toEqual([404, 'not_found']);
  });
});

describe('a passkey of who signs in at the identity provider', () => {
  it('is a second factor there, and no sign-in by itself', () =>
    service.clock.atRealTime(async () => {
      const org = await anOrganization(service);
      const person = await aMember(service, 'MEMBER', org.admin);
      await acceptMemberships(service, person);
      await requireSecondFactor(org.id);
      const identity = aPerson(person.email);
      await query(service.database.admin, 'UPDATE auth.users SET password_hash = NULL WHERE id = $1', [person.userId]);
      const { browser } = await new TestBrowser().signIn(service.url, identity, '?again=true');
      const send = (method: string, path: string, body?: object) => browser.request(service.url, method, path, body);
      expect((await send('GET', '/repos')).body.code).toBe('second_factor_required');
      const authenticator = new SoftwareAuthenticator(service.url);
      const made = authenticator.create((await send('POST', '/auth/passkeys/options')).body);
      const { status, body } = await send('POST', '/auth/passkeys/register', made);
      expect([status, body.recovery_codes.length]).toEqual([201, 10]);
      expect((await send('GET', '/repos')).status).toBe(200);
      await browser.signIn(service.url, identity, '?again=true');
      expect((await send('GET', '/repos')).body.code).toBe('second_factor_required');
      for (const refused of ['/auth/passkeys/options', '/auth/totp/enroll'])
        expect((await send('POST', refused)).status).toBe(403);
      expect((await send('DELETE', `/auth/passkeys/${body.id}`)).status).toBe(403);
      const passkey = authenticator.get(await signInOptions());
      expect((await send('POST', '/auth/second-factor', { passkey })).status).toBe(204);
      expect((await send('GET', '/repos')).status).toBe(200);
      expect(codeOf(await verify(authenticator.get(await signInOptions())))).toEqual([401, 'invalid_passkey']);
    }));
});

describe('a passkey beside a password that an organization set', () => {
  it('opens that organization alone, and nothing once the person has a password of their own', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const [admin, otherAdmin] = [
      await aMember(service, 'ORG_ADMIN', org.admin),
      await aMember(service, 'ORG_ADMIN', other.admin),
    ];
    const person = await anEnrolled(admin.client);
    const there = { email: person.email, password: 'the password of the other one' };
    const made = await otherAdmin.client.post('/members', { ...there, name: 'x', role: 'MEMBER' });
    expect(made.status).toBe(201);
    expect((await login(there)).status).toBe(200); // the other organization's password has no second factor
    const signedIn = await signIn(person);
    expect([signedIn.status, signedIn.body.org.id]).toEqual([200, org.id]);
    expect(codeOf(await verify(await assertionOf(person), { org_id: other.id }))).toEqual([
      403,
      'foreign_organization',
    ]);
    await query(service.database.admin, 'UPDATE auth.users SET password_hash = $2 WHERE id = $1', [
      person.userId,
      (
        await query<{ password_hash: string }>(
          service.database.admin,
          'SELECT password_hash FROM auth.member_passwords WHERE user_id = $1 AND org_id = $2',
          [person.userId, other.id],
        )
      )[0]!.password_hash,
    ]);
    await query(service.database.admin, 'DELETE FROM auth.member_passwords WHERE user_id = $1', [person.userId]);
    expect(codeOf(await signIn(person))).toEqual([401, 'invalid_passkey']);
    expect(codeOf(await login(there))).toEqual([401, 'second_factor_required']);
  });

  it('ends with the membership, be it beside that password or the person’s own', async () => {
    const org = await anOrganization(service);
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    for (const maker of [admin.client, org.admin]) {
      const person = await anEnrolled(maker);
      await org.admin.delete(`/members/${person.userId}`);
      expect(codeOf(await signIn(person))).toEqual([401, 'invalid_passkey']);
    }
  });
});

describe('require_second_factor', () => {
  it('is met by a passkey, and not any more when it is removed', async () => {
    const org = await anOrganization(service);
    const person = await aMember(service, 'MEMBER', org.admin);
    await requireSecondFactor(org.id);
    expect(codeOf(await person.client.get('/repos'))).toEqual([403, 'second_factor_required']);
    const passkey = await registerPasskey(service.url, person.client);
    expect((await person.client.get('/repos')).status).toBe(200);
    expect((await clientOf(await signIn(passkey)).get('/repos')).status).toBe(200);
    expect((await person.client.delete(`/auth/passkeys/${passkey.id}`)).status).toBe(204);
    expect(codeOf(await person.client.get('/repos'))).toEqual([403, 'second_factor_required']);
  });
});

describe('the end of passkeys', () => {
  it('is a reset by an owner, counted with other second factors', async () => {
    const org = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const person = await anEnrolled(org.admin);
    await registerPasskey(service.url, person.client);
    expect((await owner.client.delete(`/members/${person.userId}/second-factor`)).status).toBe(204);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect(codeOf(await signIn(person))).toEqual([401, 'invalid_passkey']);
    expect((await login(person)).status).toBe(200);
    const { entries } = (await org.admin.get('/audit-log?action=auth.second_factor_reset')).body;
    expect(entries).toMatchObject([{ target: { id: person.userId }, new: { factors: 2 } }]);
  });

  it('is a reset of the password: by mail, and by a link unless that keeps what is bound', async () => {
    const org = await anOrganization(service);
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    const password = 'another password of mine';
    const linked = async ({ userId }: TestPerson, unbinds: boolean): Promise<string> => {
      const { body } = await admin.client.post(`/members/${userId}/reset-link`, { unbind_identities: unbinds });
      return (body.link as string).split('#')[1]!;
    };
    for (const [by, maker, ends] of [
      ['mail', org.admin, true],
      ['mail', admin.client, true],
      ['link', org.admin, true],
      ['link', admin.client, true],
      ['kept', admin.client, false],
    ] as const) {
      const person = await anEnrolled(maker);
      const token = by === 'mail' ? await aMailedReset(service, person.email) : await linked(person, ends);
      expect((await service.anonymous.post('/auth/password/reset', { token, password })).status).toBe(204);
      expect([by, (await signIn(person)).status]).toEqual([by, ends ? 401 : 200]);
      expect([by, (await login({ ...person, password })).status]).toEqual([by, ends ? 200 : 401]);
    }
  });

  it('is not a reset by mail after 14 days: beside the new password it is the second factor, and signs in no more by itself', async () => {
    const password = 'another password of mine';
    const person = await anEnrolled(undefined, 'Old key');
    await query(
      service.database.admin,
      `WITH codes AS (UPDATE auth.recovery_codes SET made_at = now() - interval '14 days' WHERE user_id = $1)
       UPDATE auth.passkeys SET created_at = now() - interval '14 days' WHERE user_id = $1`,
      [person.userId],
    );
    // who has a session with the second factor adds an app, which replaces the recovery codes
    const thief = await enrollApp(service, person.client);
    const token = await aMailedReset(service, person.email);
    const { second_factors: listed } = (await service.anonymous.post('/auth/password/reset/check', { token })).body;
    expect(listed).toMatchObject([
      { type: 'passkey', name: 'Old key', ends: false },
      { type: 'totp', name: null, ends: true },
    ]);
    expect((await service.anonymous.post('/auth/password/reset', { token, password })).status).toBe(204);
    const renewed = { ...person, password };
    expect(codeOf(await signIn(person))).toEqual([401, 'invalid_passkey']);
    expect((await login(renewed)).body).toMatchObject({ code: 'second_factor_required', methods: ['passkey'] });
    const [code] = thief.recoveryCodes;
    for (const second_factor of [{ recovery_code: code }, { totp: thief.app.nextCode() }])
      expect((await login(renewed, { second_factor })).status).toBe(401);
    const passkey = await assertionOf(person);
    expect((await login(renewed, { second_factor: { passkey } })).status).toBe(200);
  });

  it('is a reset by the operator, and the deletion of the user', async () => {
    const [person, other] = [await anEnrolled(), await anEnrolled()];
    const [reset] = await query<{ count: number }>(
      service.database.admin,
      'SELECT auth.reset_second_factors_of($1) AS count',
      [person.email],
    );
    expect(reset).toEqual({ count: 1 });
    expect((await service.admin.delete(`/users/${other.userId}`)).status).toBe(204);
    const left = await query(service.database.admin, 'SELECT FROM auth.passkeys WHERE user_id IN ($1, $2)', [
      person.userId,
      other.userId,
    ]);
    expect(left).toEqual([]);
  });
});

it('is in the audit log: registered, used, wrong, removed', async () => {
  service.clock.advanceMinutes(1); // failures are sampled by the minute
  const org = await anOrganization(service);
  const person = await anEnrolled(org.admin, 'Laptop');
  await signIn(person);
  await signIn(person, { origin: 'https://evil.example' });
  await login(person, { second_factor: { passkey: await assertionOf(person) } });
  await person.client.delete(`/auth/passkeys/${person.id}`);
  const entries = async () =>
    (
      (await org.admin.get('/audit-log?limit=200')).body.entries as {
        action: string;
        target: { id: number };
        new: object;
      }[]
    ).filter(({ target, action }) => target.id === person.userId && action.startsWith('auth.'));
  const actions = async () => (await entries()).map(({ action }) => action).sort();
  await waitUntil(async () => (await actions()).length === 8);
  expect(await actions()).toEqual([
    'auth.login_failed',
    'auth.login_succeeded',
    'auth.login_succeeded',
    'auth.login_succeeded',
    'auth.passkey_registered',
    'auth.passkey_removed',
    'auth.passkey_used',
    'auth.passkey_used',
  ]);
  const registered = (await entries()).find(({ action }) => action === 'auth.passkey_registered');
  expect(registered!.new).toMatchObject({ passkey_id: person.id, name: 'Laptop' });
});

/** Options of a sign-in where another host is requested: the status with the host of the relying party, or the code. */
function sendTo(url: string, host: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    request(`${url}/api/auth/passkeys/login/options`, { method: 'POST', headers: { host } }, (answer) => {
      json(answer).then((body) => {
        const { rpId, code } = body as { rpId?: string; code?: string };
        resolve([answer.statusCode, rpId ?? code]);
      }, reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('the relying party', () => {
  it('is the requested host on loopback, and none elsewhere without PUBLIC_URL', async () => {
    const answer = await sendTo(service.url, 'gate.example.org');
    expect(answer).toEqual([404, 'not_found']);
    expect(await sendTo(service.url, 'localhost:1')).toEqual([200, 'localhost']);
  });

  it('is the host of PUBLIC_URL, whatever host is requested', async () => {
    const other = await startTestApp({ PUBLIC_URL: 'https://gate.example.org/quality' });
    try {
      expect(await sendTo(other.url, 'localhost')).toEqual([200, 'gate.example.org']);
    } finally {
      await other.stop();
    }
  });
});

import { randomUUID } from 'node:crypto';
import { generateKeyPair } from 'jose';
import { acceptMemberships, aMember } from '../../support/actors.js';
import { FakeIssuer, type TokenTraits } from '../../support/fake-issuer.js';
import { TestBrowser } from '../../support/identity-provider.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

type Claims = Readonly<Record<string, unknown>>;

const LOGOUT = { 'http://schemas.openid.net/event/backchannel-logout': {} };

let issuer: FakeIssuer;
let other: FakeIssuer;
let service: TestApp;

beforeAll(async () => {
  issuer = await FakeIssuer.start();
  other = await FakeIssuer.start();
  service = await startTestApp({ OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: 'gate', OIDC_CLIENT_SECRET: 'secret' });
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
  await other.stop();
});

async function anAddress(): Promise<string> {
  const member = await aMember(service, 'MEMBER');
  await acceptMemberships(service, member);
  return member.email;
}

/** Signs in where the provider answers with this ID token; answers the page that the browser is led to. */
async function signIn(claims: Claims, traits: TokenTraits = {}, signer = issuer, browser = new TestBrowser()) {
  const started = await browser.send(`${service.url}/api/auth/oidc/start`);
  const { searchParams } = new URL(started.headers.get('location')!);
  const usual = {
    iss: issuer.url,
    aud: 'gate',
    sub: randomUUID(),
    nonce: searchParams.get('nonce'),
    email_verified: true,
  };
  issuer.idToken = await signer.sign({ ...usual, ...claims }, traits);
  const back = new URL(`${service.url}/api/auth/oidc/callback`);
  back.search = String(new URLSearchParams({ code: randomUUID(), state: searchParams.get('state')! }));
  return (await browser.send(back)).headers.get('location');
}

it('signs in by an ID token that is right, with the client’s secret and the verifier', async () => {
  expect(await signIn({ email: await anAddress() })).toBe('/');
  expect(issuer.lastForm?.get('code_verifier')).toMatch(/^[\w-]{43,}$/);
  expect(issuer.lastForm?.get('client_secret')).toBeNull();
});

it.each<[string, Claims, TokenTraits]>([
  ['for another client', { aud: 'elsewhere' }, {}],
  ['for several, none of which is the authorized party', { aud: ['gate', 'elsewhere'], azp: 'elsewhere' }, {}],
  ['of another issuer', { iss: 'https://evil.example' }, {}],
  ['with the nonce of another flow', { nonce: 'elsewhere' }, {}],
  ['without a nonce', { nonce: undefined }, {}],
  ['that is over', { exp: 1 }, {}],
  ['without a subject', { sub: undefined }, {}],
  ['that is signed by the client’s secret', {}, { header: { alg: 'HS256' }, key: Buffer.from('secret'.repeat(8)) }],
  ['of an unknown key', {}, { header: { kid: 'k2' } }],
  ['that is an access token by its type', {}, { header: { typ: 'at+jwt' } }],
  ['that is a notice by its type', {}, { header: { typ: 'logout+jwt' } }],
  ['that was issued in 62 seconds', {}, { age: -62 }],
])('signs nobody in by an ID token %s', async (_, claims, traits) => {
  expect(await signIn({ email: await anAddress(), ...claims }, traits)).toBe('/sign-in?error=sign_in_failed');
});

it.each<[string, TokenTraits]>([
  ['without a type', { header: { typ: undefined } }],
  ['of the type in small letters', { header: { typ: 'jwt' } }],
  ['of a clock that is nearly a minute ahead', { age: -58 }],
])('signs in by an ID token %s', async (_, traits) => {
  expect(await signIn({ email: await anAddress() }, traits)).toBe('/');
});

it('signs nobody in by an ID token that another key signed', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const email = await anAddress();
  expect(await signIn({ email }, { key: privateKey })).toBe('/sign-in?error=sign_in_failed');
  expect(await signIn({ email }, {}, other)).toBe('/sign-in?error=sign_in_failed');
});

it('says so where the provider is away', async () => {
  const email = await anAddress();
  await signIn({ email }); // it has been described by now
  issuer.isAway = true;
  const page = await signIn({ email }).finally(() => (issuer.isAway = false));
  expect(page).toBe('/sign-in?error=provider_unavailable');
});

describe('a notice of a sign-out', () => {
  const aNotice = (claims: Claims, { header, ...traits }: TokenTraits = {}) =>
    issuer.sign({ aud: 'gate', events: LOGOUT, ...claims }, { ...traits, header: { typ: 'logout+jwt', ...header } });
  const send = (notice: string) =>
    service.anonymous.post('/auth/oidc/backchannel-logout', String(new URLSearchParams({ logout_token: notice })), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  const notify = async (claims: Claims, traits?: TokenTraits) => send(await aNotice(claims, traits));

  async function aSession(sub: string, sid?: string) {
    const browser = new TestBrowser();
    await signIn({ email: await anAddress(), sub, sid }, {}, issuer, browser);
    const status = async () => (await browser.send(`${service.url}/api/auth/me`)).status;
    expect(await status()).toBe(200);
    return status;
  }

  it.each(['logout+jwt', 'Logout+JWT', 'application/logout+jwt'])(
    'ends all sessions of a person, by a token of the type %s',
    async (typ) => {
      const sub = randomUUID();
      const [one, elsewhere] = [await aSession(sub), await aSession(randomUUID())];
      const { status, headers } = await notify({ sub }, { header: { typ } });
      expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store']);
      expect([await one(), await elsewhere()]).toEqual([401, 200]);
    },
  );

  it.each<[string, Claims, TokenTraits]>([
    ['without its event', { events: {} }, {}],
    ['with a nonce, as an ID token has', { nonce: 'x' }, {}],
    ['for another client', { aud: 'elsewhere' }, {}],
    ['of another issuer', { iss: 'https://evil.example' }, {}],
    ['that names nobody', { sub: undefined }, {}],
    ['of another type', {}, { header: { typ: 'at+jwt' } }],
    ['of the type of ID tokens', {}, { header: { typ: 'JWT' } }],
    ['without a type', {}, { header: { typ: undefined } }],
    ['without an end', { exp: undefined }, {}],
    ['that is over', { exp: 1 }, {}],
    ['with an empty id', { jti: '' }, {}],
    ['that was issued in 62 seconds', {}, { age: -62 }],
    ['without an id', { jti: undefined }, {}],
    ['that is an hour old', {}, { age: 3600 }],
  ])('is refused %s', async (_, claims, traits) => {
    const sub = randomUUID();
    const session = await aSession(sub);
    expect((await notify({ sub, ...claims }, traits)).status).toBe(400);
    expect(await session()).toBe(200);
  });

  it('ends no session that began after it, but those of the same second', async () => {
    const sub = randomUUID();
    const session = await aSession(sub);
    const began = async (seconds: number) => {
      const at = Math.floor(Date.now() / 1000) - 10 + seconds;
      await query(service.database.admin, 'UPDATE auth.sessions SET created_at = to_timestamp($1) WHERE subject = $2', [
        at + 0.999,
        sub,
      ]);
      return at;
    };
    const at = await began(0);
    expect((await notify({ sub, iat: at - 1 })).status).toBe(200);
    expect(await session()).toBe(200);
    expect((await notify({ sub, iat: at })).status).toBe(200);
    expect(await session()).toBe(401);
  });

  it('counts once: the same one again is refused', async () => {
    const sub = randomUUID();
    const first = await aSession(sub);
    const notice = await aNotice({ sub });
    expect((await send(notice)).status).toBe(200);
    expect(await first()).toBe(401);
    const again = await send(notice);
    expect([again.status, again.body.code]).toEqual([400, 'bad_request']);
    expect((await notify({ sub })).status).toBe(200);
  });
});

import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { comparable } from '../../support/answers.js';
import { query } from '../../support/postgres.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const PRIVATE_PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let service: TestApp;
let token: string;
let cookieToken: string;
let refreshToken: string;

beforeAll(async () => {
  service = await startTestApp({ JWT_PRIVATE_KEY: PRIVATE_PEM });
  const answer = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  token = answer.body.access_token;
  refreshToken = answer.body.refresh_token;
  cookieToken = /^qg_session=([^;]+)/.exec(answer.headers.get('set-cookie')!)![1]!;
});
afterAll(() => service.stop());

type Json = Record<string, unknown>;
const without = (claims: Json, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
const encode = (value: Json | Buffer) =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
const headerOf = (jwt: string) => decode(jwt.split('.')[0]!);
const claimsOf = (jwt: string) => decode(jwt.split('.')[1]!);
const signed = (header: Json, claims: Json, key = PRIVATE_PEM) => {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${encode(sign('sha256', Buffer.from(body), { key: createPrivateKey(key), dsaEncoding: 'ieee-p1363' }))}`;
};
const statusOf = async (jwt: string) => (await service.anonymous.withToken(jwt).get('/auth/me')).status;

it('takes the token that it gave, and one that its key signed just so', async () => {
  expect(await statusOf(token)).toBe(200);
  expect(await statusOf(signed(headerOf(token), claimsOf(token)))).toBe(200);
});

/** Times of a token that is issued in so many seconds, for so many. */
function issuedIn(seconds: number, lasts: number): Json {
  const iat = Math.floor(Date.now() / 1000) + seconds;
  return { iat, exp: iat + lasts };
}

it('takes a token of up to 15 minutes, by a clock that is up to a minute ahead', async () => {
  expect(await statusOf(signed(headerOf(token), { ...claimsOf(token), ...issuedIn(0, 900) }))).toBe(200);
  expect(await statusOf(signed(headerOf(token), { ...claimsOf(token), ...issuedIn(58, 300) }))).toBe(200);
});

it('issues tokens that end with their session at the latest', async () => {
  const { exp, iat } = claimsOf(cookieToken) as { exp: number; iat: number };
  const [row] = await query<{ ends: number; longest: number }>(
    service.database.admin,
    `SELECT extract(epoch FROM ends_at)::float8 AS ends, extract(epoch FROM ends_at - created_at)::float8 AS longest
     FROM auth.sessions WHERE id = $1`,
    [claimsOf(cookieToken).sid],
  );
  expect(exp).toBeLessThanOrEqual(row!.ends);
  expect(exp - iat).toBeLessThanOrEqual(row!.longest);
  expect(exp - iat).toBeGreaterThan(row!.longest - 10);

  const other = (await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD })).body;
  const endsIn = (seconds: number) =>
    query(
      service.database.admin,
      `UPDATE auth.sessions SET ends_at = now() + make_interval(secs => $1) WHERE id = $2`,
      [seconds, claimsOf(other.access_token as string).sid],
    );
  await endsIn(600);
  const answer = await service.anonymous.post('/auth/refresh', { refresh_token: other.refresh_token as string });
  expect(answer.status).toBe(200);
  const renewed = claimsOf(answer.body.access_token as string) as { exp: number; iat: number };
  const cookie = claimsOf(/^qg_session=([^;]+)/.exec(answer.headers.get('set-cookie')!)![1]!) as typeof renewed;
  expect(answer.body.expires_in).toBe(renewed.exp - renewed.iat);
  for (const { exp: end, iat: from } of [renewed, cookie]) {
    expect(end - from).toBeLessThanOrEqual(600);
    expect(end - from).toBeGreaterThan(580);
  }
});

describe('a token is refused', () => {
  it.each(['none', 'None', 'NONE', 'nOnE'])('with the algorithm %s and no signature', async (alg) => {
    const body = `${encode({ ...headerOf(token), alg })}.${encode(claimsOf(token))}`;
    expect(await statusOf(`${body}.`)).toBe(401);
    expect(await statusOf(`${body}.${token.split('.')[2]!}`)).toBe(401);
  });

  it('with the public key as the secret of an HMAC', async () => {
    const publicKey = createPublicKey(PRIVATE_PEM);
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      publicKey.export({ type: 'spki', format: 'der' }),
      '',
    ];
    for (const secret of secrets) {
      const body = `${encode({ ...headerOf(token), alg: 'HS256' })}.${encode(claimsOf(token))}`;
      expect(await statusOf(`${body}.${encode(createHmac('sha256', secret).update(body).digest())}`)).toBe(401);
    }
  });

  it('with a key that it brings along, whatever the header says of it', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const pem = other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const jwk = other.publicKey.export({ format: 'jwk' });
    for (const extra of [{}, { jwk }, { jku: 'http://127.0.0.1:1/jwks' }, { kid: '../../dev/null' }, { kid: "' OR 1" }])
      expect(await statusOf(signed({ ...headerOf(token), ...extra }, claimsOf(token), pem))).toBe(401);
  });

  it.each<[string, (claims: Json) => Json]>([
    ['expired', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 1 })],
    ['not valid yet', (claims) => ({ ...claims, nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://elsewhere.example' })],
    ['without an end', (claims) => without(claims, 'exp')],
    ['without a time of issue', (claims) => without(claims, 'iat')],
    ['valid for longer than 15 minutes', (claims) => ({ ...claims, exp: (claims.iat as number) + 901 })],
    ['issued more than a minute ahead', (claims) => ({ ...claims, ...issuedIn(62, 300) })],
    ['of nobody', (claims) => without(claims, 'sub')],
    ['without an issuer', (claims) => without(claims, 'iss')],
    ['for another audience', (claims) => ({ ...claims, aud: 'elsewhere' })],
    ['without an audience', (claims) => without(claims, 'aud')],
    ['of another person', (claims) => ({ ...claims, sub: '999999' })],
    ['of a session that never was', (claims) => ({ ...claims, sid: '00000000-0000-4000-8000-000000000000' })],
    ['meant for the cookie', (claims) => ({ ...claims, use: 'cookie' })],
    ['meant for nothing', (claims) => without(claims, 'use')],
  ])('when it is %s', async (_, change) => {
    expect(await statusOf(signed(headerOf(token), change(claimsOf(token))))).toBe(401);
  });

  it.each<Json>([
    { crit: ['exp'] },
    { crit: ['urn:example:unknown'], 'urn:example:unknown': true },
    { crit: ['b64'], b64: false },
    { crit: [] },
    { typ: 'at+jwt' },
    { typ: undefined },
  ])('with the header %j', async (extra) => {
    expect(await statusOf(signed({ ...headerOf(token), ...extra }, claimsOf(token)))).toBe(401);
  });

  it('with any one bit of any character changed', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const statuses = new Set<number>();
    for (let at = 0; at < token.length; at += 1) {
      const value = alphabet.indexOf(token[at]!);
      if (value < 0) continue;
      const changed = alphabet[value ^ (1 << (at % 6))]!;
      statuses.add(await statusOf(token.slice(0, at) + changed + token.slice(at + 1)));
    }
    expect([...statuses]).toEqual([401]);
  });

  it('cut short, grown, empty or of another kind', async () => {
    const parts = token.split('.');
    const bad = [
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      `${token}.${parts[2]!}`,
      parts.slice(0, 2).join('.'),
      '.',
    ];
    for (const text of [...bad, '../..', 'x', refreshToken, cookieToken]) expect(await statusOf(text)).toBe(401);
  });

  it('in the cookie, when it was made for a header', async () => {
    expect((await service.anonymous.as({ cookie: `qg_session=${token}` }).get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.as({ cookie: `qg_session=${cookieToken}` }).get('/auth/me')).status).toBe(200);
  });
});

it('says the same of every token that it refuses', async () => {
  const expired = signed(headerOf(token), { ...claimsOf(token), exp: 1 });
  const answers = await Promise.all([
    service.anonymous.withToken(expired).get('/auth/me'),
    service.anonymous.withToken('x').get('/auth/me'),
    service.anonymous.withToken(refreshToken).get('/auth/me'),
  ]);
  const bodies = answers.map((answer) => JSON.stringify(comparable(answer)));
  expect(new Set(bodies).size).toBe(1);
  expect(answers.every(({ headers }) => headers.get('www-authenticate') !== null)).toBe(true);
});

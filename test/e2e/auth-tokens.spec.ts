import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { comparable } from '../support/answers.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

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
    for (const text of [...bad, '..', 'x', refreshToken, cookieToken]) expect(await statusOf(text)).toBe(401);
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
    service.anonymous.get('/auth/me'),
  ]);
  const bodies = answers.map((answer) => JSON.stringify(comparable(answer)));
  expect(new Set(bodies).size).toBe(1);
  expect(answers.every(({ headers }) => headers.get('www-authenticate') !== null)).toBe(true);
});

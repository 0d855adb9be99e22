import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { main } from '../../src/admin/main.js';
import { acceptMemberships, aMember, type TestPerson } from '../support/actors.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

/** Cases that auth-tokens.spec.ts and auth-identity-provider.spec.ts leave open: mostly lies about keys. */

const ISSUER = 'https://login.example.org/';
const AUDIENCE = 'gate';

type Json = Record<string, unknown>;

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (value: Json | Buffer): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');
const withRs256 = (header: Json, claims: Json, key: KeyObject): string => {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${encode(sign('sha256', Buffer.from(body), key))}`;
};
const withHs256 = (header: Json, claims: Json, secret: string | Buffer): string => {
  const body = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
  return `${body}.${encode(createHmac('sha256', secret).update(body).digest())}`;
};
const seconds = () => Math.floor(Date.now() / 1000);
const statusOf = async (service: TestApp, token: string): Promise<number> =>
  (await service.anonymous.withToken(token).get('/auth/me')).status;

describe('a token of the identity provider', () => {
  const keys = rsa();
  const others = rsa();
  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const secret = Buffer.from('a shared secret that should not be in any key set');
  let published: Json[];
  let fetches = 0;
  let jwks: Server;
  let service: TestApp;
  let person: TestPerson;

  const jwkOf = (key: KeyObject, kid: string): Json => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });

  beforeAll(async () => {
    published = [
      { ...jwkOf(keys.publicKey, 'k1'), alg: 'RS256' },
      { kty: 'oct', kid: 'shared', k: secret.toString('base64url') },
    ];
    jwks = createServer((_, response) => {
      fetches += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: published }));
    });
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    const { port } = jwks.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/jwks`;
    service = await startTestApp({ JWT_JWKS_URL: url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE });
    person = await aMember(service, 'VIEWER');
    await acceptMemberships(service, person);
  });
  afterAll(async () => {
    await service.stop();
    await new Promise((resolve) => jwks.close(resolve));
  });

  const header: Json = { alg: 'RS256', typ: 'JWT', kid: 'k1' };
  const claims = (changes: Json = {}): Json => ({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'x',
    email: person.email,
    email_verified: true,
    iat: seconds(),
    exp: seconds() + 300,
    ...changes,
  });

  it('is taken as it should be', async () => {
    expect(await statusOf(service, withRs256(header, claims(), keys.privateKey))).toBe(200);
    expect(await statusOf(service, withRs256(header, claims({ aud: ['x', AUDIENCE] }), keys.privateKey))).toBe(200);
    expect(await statusOf(service, withRs256(header, claims({ iat: seconds() + 58 }), keys.privateKey))).toBe(200);
  });

  it.each<[string, Json]>([
    ['its own key', { jwk: jwkOf(others.publicKey, 'k1') }],
    ['its own chain', { x5c: [others.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }],
    ['where its keys would be', { jku: 'http://127.0.0.1:1/jwks', x5u: 'http://127.0.0.1:1/chain' }],
    ['no key', { kid: undefined }],
    ['a path as its key', { kid: '../../../../dev/null' }],
    ['a statement as its key', { kid: "k1' OR '1'='1" }],
    ['a number as its key', { kid: 1 }],
    ['the shared secret as its key', { kid: 'shared' }],
  ])('is refused with %s, signed by someone else', async (_, extra) => {
    expect(await statusOf(service, withRs256({ ...header, ...extra }, claims(), others.privateKey))).toBe(401);
  });

  it('is refused under the algorithms of secrets, also with a secret from the key set', async () => {
    const pem = keys.publicKey.export({ type: 'spki', format: 'pem' });
    const jwk = JSON.stringify(published[0]);
    for (const key of [pem, jwk, '', secret])
      for (const kid of ['k1', 'shared', undefined])
        expect(await statusOf(service, withHs256({ ...header, kid }, claims(), key))).toBe(401);
    const bare = `${encode({ ...header, alg: 'none' })}.${encode(claims())}.`;
    for (const token of [bare, `${bare}x`, bare.slice(0, -1)]) expect(await statusOf(service, token)).toBe(401);
  });

  it('is refused under an algorithm that its key is not for', async () => {
    for (const alg of ['PS256', 'RS512', 'ES256', 'EdDSA', 'RSA-OAEP', 'rs256', ''])
      expect(await statusOf(service, withRs256({ ...header, alg }, claims(), keys.privateKey))).toBe(401);
    expect(await statusOf(service, withRs256({ ...header, alg: 'ES256' }, claims(), ec.privateKey))).toBe(401);
  });

  it('is refused when it asks for what is not understood', async () => {
    for (const extra of [{ crit: ['exp'] }, { crit: ['b64'], b64: false }, { crit: [] }, { b64: false, crit: ['x'] }])
      expect(await statusOf(service, withRs256({ ...header, ...extra }, claims(), keys.privateKey))).toBe(401);
  });

  it.each<[string, () => Json]>([
    ['without an end', () => ({ exp: undefined })],
    ['with an end that is no number', () => ({ exp: 'tomorrow' })],
    ['that has ended', () => ({ exp: seconds() - 31 })],
    ['that begins later', () => ({ nbf: seconds() + 600 })],
    ['that was issued more than a minute ahead', () => ({ iat: seconds() + 62 })],
    ['without a time of issue', () => ({ iat: undefined })],
    ['without an audience', () => ({ aud: undefined })],
    ['for a longer audience', () => ({ aud: `${AUDIENCE}-other` })],
    ['of a longer issuer', () => ({ iss: `${ISSUER}x` })],
    ['of our own name', () => ({ iss: 'quality-gate' })],
    ['of two issuers', () => ({ iss: [ISSUER] })],
  ])('is refused %s', async (_, changes) => {
    expect(await statusOf(service, withRs256(header, claims(changes()), keys.privateKey))).toBe(401);
  });

  describe('of somebody who was not met before', () => {
    let newcomer: TestPerson;
    beforeAll(async () => {
      newcomer = await aMember(service, 'VIEWER');
      await acceptMemberships(service, newcomer);
    });
    const statusWith = (changes: Json) =>
      statusOf(
        service,
        withRs256(header, claims({ sub: 'newcomer', email: newcomer.email, ...changes }), keys.privateKey),
      );

    it.each<[string, () => Json]>([
      ['whose address is verified by a word', () => ({ email_verified: 'true' })],
      ['whose address holds a NUL', () => ({ email: `${newcomer.email}\0` })],
      ['of an address that only looks the same', () => ({ email: newcomer.email.replace('m', '\uff4d') })],
      ['of an address that lower case may make the same', () => ({ email: newcomer.email.replace('i', '\u0130') })],
      ['whose address holds half a character', () => ({ email: `${newcomer.email}\ud800` })],
    ])('is refused %s', async (_, changes) => {
      expect(await statusWith(changes())).toBe(401);
    });

    it('is taken with the address, by which it is known from then on', async () => {
      expect(await statusWith({})).toBe(200);
      expect(await statusWith({ email: undefined })).toBe(200);
    });
  });

  it('is refused with any one byte changed', async () => {
    const token = withRs256(header, claims(), keys.privateKey);
    const statuses = new Set<number>();
    for (let at = 0; at < token.length; at += 7) {
      const changed = token[at] === 'A' ? 'B' : 'A';
      if (token[at] !== '.') statuses.add(await statusOf(service, token.slice(0, at) + changed + token.slice(at + 1)));
    }
    expect([...statuses]).toEqual([401]);
  });

  it('does not make the key set be fetched again and again by naming keys that are not there', async () => {
    const before = fetches;
    for (let number = 0; number < 20; number += 1)
      await statusOf(service, withRs256({ ...header, kid: `unknown-${number}` }, claims(), others.privateKey));
    expect(fetches - before).toBeLessThanOrEqual(1);
  });
});

describe('a token of ours', () => {
  it('is refused under another algorithm, also by the very key', async () => {
    const { privateKey } = rsa();
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const service = await startTestApp({ JWT_PRIVATE_KEY: pem });
    try {
      const { body } = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      const [head, payload] = (body.access_token as string)
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json) as [Json, Json];
      expect(await statusOf(service, withRs256(head, payload, privateKey))).toBe(200);
      for (const alg of ['RS512', 'PS256', 'ES256', 'HS256', 'none'])
        expect(await statusOf(service, withRs256({ ...head, alg }, payload, privateKey))).toBe(401);
      const other = rsa();
      const jwk = other.publicKey.export({ format: 'jwk' });
      const x5c = [other.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
      for (const extra of [{ jwk }, { x5c }, { kid: 'x' }, { jku: service.url, x5u: service.url }])
        expect(await statusOf(service, withRs256({ ...head, ...extra }, payload, other.privateKey))).toBe(401);
    } finally {
      await service.stop();
    }
  });

  it('ends with the key that signed it; the session goes on by its refresh token', async () => {
    const service = await startTestApp();
    const pem = rsa().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const rekeyed = await startTestApp({ JWT_PRIVATE_KEY: pem }, { beside: service });
    try {
      const { body } = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      expect(await statusOf(rekeyed, body.access_token as string)).toBe(401);
      const renewed = await rekeyed.anonymous.post('/auth/refresh', { refresh_token: body.refresh_token as string });
      expect(await statusOf(rekeyed, renewed.body.access_token as string)).toBe(200);
      expect(await statusOf(service, renewed.body.access_token as string)).toBe(401);
    } finally {
      await rekeyed.stop();
      await service.stop();
    }
  });
});

describe('a rotated signing key', () => {
  const pemOf = (key: KeyObject) =>
    key.type === 'private'
      ? key.export({ type: 'pkcs8', format: 'pem' }).toString()
      : key.export({ type: 'spki', format: 'pem' }).toString();
  const [before, now, other] = [rsa(), generateKeyPairSync('ec', { namedCurve: 'prime256v1' }), rsa()];
  const login = async (at: TestApp) =>
    (await at.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD })).body;
  const headOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as Json;
  const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Json;

  let service: TestApp;
  let rotated: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ JWT_PRIVATE_KEY: pemOf(before.privateKey) });
    const previous = `${pemOf(other.publicKey)}${pemOf(before.privateKey)}`;
    const keys = { JWT_PRIVATE_KEY: pemOf(now.privateKey), JWT_PREVIOUS_KEYS: previous.replaceAll('\n', '\\n') };
    rotated = await startTestApp(keys, { beside: service });
  });
  afterAll(async () => {
    await rotated.stop();
    await service.stop();
  });

  it('ends no session: tokens of the one before go on, new ones are signed by the new one', async () => {
    const { access_token: token } = await login(service);
    expect(await statusOf(rotated, token as string)).toBe(200);
    const { access_token: fresh } = await login(rotated);
    expect(headOf(fresh as string).alg).toBe('ES256');
    expect(headOf(fresh as string).kid).not.toBe(headOf(token as string).kid);
    expect(await statusOf(rotated, fresh as string)).toBe(200);
    expect(await statusOf(service, fresh as string)).toBe(401);
  });

  it('is chosen by kid alone: no other known key verifies a token, and none without a name', async () => {
    const { access_token: token } = await login(service);
    const [head, payload] = [headOf(token as string), payloadOf(token as string)];
    expect(await statusOf(rotated, withRs256(head, payload, before.privateKey))).toBe(200);
    for (const kid of [
      undefined,
      '',
      1,
      null,
      'x',
      '__proto__',
      'constructor',
      headOf((await login(rotated)).access_token).kid,
    ])
      expect([kid, await statusOf(rotated, withRs256({ ...head, kid }, payload, before.privateKey))]).toEqual([
        kid,
        401,
      ]);
    expect(await statusOf(rotated, withRs256(head, payload, other.privateKey))).toBe(401);
  });

  it('is no secret for an HMAC, neither the new one nor one before', async () => {
    const { access_token: token } = await login(service);
    const [head, payload] = [headOf(token as string), payloadOf(token as string)];
    for (const key of [before.publicKey, other.publicKey, now.publicKey])
      expect(await statusOf(rotated, withHs256(head, payload, pemOf(key)))).toBe(401);
  });

  it('of the data folder is replaced by qgate-admin; sessions go on after a restart', async () => {
    const first = await startTestApp();
    const output: string[] = [];
    const stream = { write: (text: string) => output.push(text) };
    const rotate = (env: Record<string, string>) =>
      main(['rotate-signing-key'], { stdout: stream, stderr: stream, env: { DATA_DIR: first.dataDir, ...env } });
    try {
      const { access_token: token } = await login(first);
      expect(await rotate({})).toBe(0);
      expect(await rotate({})).toBe(0);
      const second = await startTestApp({}, { beside: first });
      try {
        expect(await statusOf(second, token as string)).toBe(200);
        const { access_token: fresh } = await login(second);
        expect(headOf(fresh as string).kid).not.toBe(headOf(token as string).kid);
        expect(await statusOf(first, fresh as string)).toBe(401);
      } finally {
        await second.stop();
      }
      for (const file of ['jwt-private-key.pem', 'jwt-previous-keys.pem'])
        expect((await stat(path.join(first.dataDir, file))).mode & 0o777).toBe(0o600);
      const retired = await readFile(path.join(first.dataDir, 'jwt-previous-keys.pem'), 'utf8');
      expect(retired.match(/BEGIN PUBLIC KEY/g)).toHaveLength(2);
      expect(retired).not.toContain('PRIVATE');
      expect(await rotate({ JWT_PRIVATE_KEY: pemOf(now.privateKey) })).toBe(2);
      expect(await rotate({ DATA_DIR: path.join(first.dataDir, 'nowhere') })).toBe(2);
      expect(output.at(-1)).toContain('does not exist');
    } finally {
      await first.stop();
    }
  });
});

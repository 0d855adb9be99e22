import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose';
import { aMember, anOrganization, type TestOrganization, type TestPerson } from '../support/actors.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ISSUER = 'https://login.example.org/';
const AUDIENCE = 'gate';

let keys: GenerateKeyPairResult;
let jwks: Server;
let isKeySetUp = true;
let service: TestApp;
let person: TestPerson;
let org: TestOrganization;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const published = JSON.stringify({
    keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }],
  });
  jwks = createServer((_, response) => {
    response.writeHead(isKeySetUp ? 200 : 500, { 'content-type': 'application/json' }).end(published);
  });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  const { port } = jwks.address() as AddressInfo;
  service = await startTestApp({
    JWT_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
    JWT_ISSUER: ISSUER,
    JWT_AUDIENCE: AUDIENCE,
  });
  person = await aMember(service, 'ORG_ADMIN');
  org = await anOrganization(service);
});
afterAll(async () => {
  await service.stop();
  await new Promise((resolve) => jwks.close(resolve));
});

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly [name: string]: unknown;
}

const token = (
  claims: Claims = {},
  header: { alg?: string; kid?: string } = {},
  key: Parameters<SignJWT['sign']>[0] = keys.privateKey,
) =>
  new SignJWT({ email: person.email, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
    .setIssuer(claims.iss ?? ISSUER)
    .setAudience(claims.aud ?? AUDIENCE)
    .setSubject('outside-subject')
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? '5m')
    .sign(key);
const me = async (jwt: string, headers?: Record<string, string>) =>
  service.anonymous.withToken(jwt).get('/auth/me', headers);

// first, before any key set was fetched and kept
it('answers 503 while the issuer cannot be reached for its keys', async () => {
  isKeySetUp = false;
  const answer = await me(await token());
  isKeySetUp = true;
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBeTruthy();
  expect(answer.headers.get('ratelimit')).toMatch(/^"anonymous";r=\d+;t=\d+$/);
  expect(answer.headers.get('ratelimit-policy')).toMatch(/^"anonymous";q=\d+;w=60$/);
});

it('takes a valid token for the person with its email address, whose role it reads here', async () => {
  const answer = await me(await token({ email: person.email.toUpperCase(), email_verified: true, role: 'ORG_OWNER' }));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    authenticated_by: 'external_jwt',
    role: 'ORG_ADMIN',
    user: { id: person.userId },
  });
});

it('still takes tokens of its own', async () => {
  expect((await person.client.get('/auth/me')).body.authenticated_by).toBe('jwt');
});

it('lets X-Org-Id choose among the organizations of the person, and no other', async () => {
  await org.admin.post('/members', { email: person.email, name: 'x', role: 'VIEWER' });
  const jwt = await token();
  expect((await me(jwt, { 'x-org-id': String(org.id) })).body).toMatchObject({ role: 'VIEWER', org: { id: org.id } });
  const foreign = await anOrganization(service);
  expect((await me(jwt, { 'x-org-id': String(foreign.id) })).status).toBe(403);
});

it.each<[string, Claims]>([
  ['of an address that nobody here has', { email: 'nobody@example.test' }],
  ['of an address that was not verified', { email_verified: false }],
  ['without an address', { email: undefined }],
  ['with a list of addresses', { email: ['a@example.test'] }],
  ['of another issuer', { iss: 'https://elsewhere.example' }],
  ['for another audience', { aud: 'elsewhere' }],
  ['that is over', { exp: Math.floor(Date.now() / 1000) - 120 }],
])('refuses a token %s', async (_, claims) => {
  expect((await me(await token(claims))).status).toBe(401);
});

it('refuses other keys, an unknown key id, and the public key as an HMAC secret', async () => {
  const other = await generateKeyPair('RS256');
  expect((await me(await token({}, {}, other.privateKey))).status).toBe(401);
  expect((await me(await token({}, { kid: 'k2' }))).status).toBe(401);
  const secret = Buffer.from(await exportSPKI(keys.publicKey));
  expect((await me(await token({}, { alg: 'HS256' }, secret))).status).toBe(401);
});

it('never takes such a token from the cookie', async () => {
  const answer = await service.anonymous.as({ cookie: `qg_session=${await token()}` }).get('/auth/me');
  expect(answer.status).toBe(401);
});

it('ends with the membership', async () => {
  const leaver = await aMember(service, 'MEMBER');
  const jwt = await token({ email: leaver.email });
  expect((await me(jwt)).status).toBe(200);
  await service.admin.delete(`/members/${leaver.userId}`);
  expect((await me(jwt)).status).toBe(401);
});

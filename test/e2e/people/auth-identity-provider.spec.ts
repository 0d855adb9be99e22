import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose';
import {
  acceptMemberships,
  aMember,
  anOrganization,
  type TestOrganization,
  type TestPerson,
  type TestRole,
} from '../../support/actors.js';
import { enrollApp } from '../../support/authenticator-app.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

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
  person = await anAcceptedMember('ORG_ADMIN');
  org = await anOrganization(service);
});
afterAll(async () => {
  await service.stop();
  await new Promise((resolve) => jwks.close(resolve));
});

/** A member whose memberships count for outside identities, as those of before do. */
async function anAcceptedMember(role: TestRole): Promise<TestPerson> {
  const member = await aMember(service, role);
  await acceptMemberships(service, member);
  return member;
}

type Claims = Readonly<Record<string, unknown>>;

const token = (
  claims: Claims = {},
  header: { alg?: string; kid?: string; typ?: string } = {},
  key: Parameters<SignJWT['sign']>[0] = keys.privateKey,
) =>
  new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'outside-subject',
    iat: now(),
    exp: now() + 300,
    email: person.email,
    email_verified: true,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
    .sign(key);
const now = () => Math.floor(Date.now() / 1000);
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
  const answer = await me(await token({ email: person.email.toUpperCase(), role: 'ORG_OWNER' }));
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    authenticated_by: 'external_jwt',
    role: 'ORG_ADMIN',
    user: { id: person.userId },
  });
});

it('knows the person by issuer and subject from then on', async () => {
  const answer = await me(await token({ email: undefined, email_verified: undefined }));
  expect(answer.body.user.id).toBe(person.userId);
});

it.each(['JWT', 'at+jwt', 'application/at+jwt'])('takes a token of the type %s', async (typ) => {
  expect((await me(await token({}, { typ }))).status).toBe(200);
});

it('still takes tokens of its own', async () => {
  expect((await person.client.get('/auth/me')).body.authenticated_by).toBe('jwt');
});

it('lets X-Org-Id choose among the organizations of the person, and no other', async () => {
  await org.admin.post('/members', { email: person.email, name: 'x', role: 'VIEWER' });
  const jwt = await token();
  // the organization merely entered the address
  expect((await me(jwt, { 'x-org-id': String(org.id) })).status).toBe(403);
  expect((await me(jwt)).body.orgs).toHaveLength(1);
  await acceptMemberships(service, person);
  expect((await me(jwt, { 'x-org-id': String(org.id) })).body).toMatchObject({ role: 'VIEWER', org: { id: org.id } });
  const foreign = await anOrganization(service);
  expect((await me(jwt, { 'x-org-id': String(foreign.id) })).status).toBe(403);
});

it.each<[string, Claims]>([
  ['of another subject with an address that nobody here has', { sub: 'x', email: 'nobody@example.test' }],
  ['of another subject with an address that was not verified', { sub: 'x', email_verified: false }],
  ['of another subject that says nothing of its verification', { sub: 'x', email_verified: undefined }],
  ['of another subject without an address', { sub: 'x', email: undefined }],
  ['of another subject with a list of addresses', { sub: 'x', email: ['a@example.test'] }],
  ['of another subject with an address that is bound already', { sub: 'x' }],
  ['of another subject with the address of staff', { sub: 'x', email: 'admin@example.test' }],
  ['without a subject', { sub: undefined }],
  ['of another issuer', { iss: 'https://elsewhere.example' }],
  ['for another audience', { aud: 'elsewhere' }],
  ['that is over', { exp: now() - 120 }],
  ['without an end', { exp: undefined }],
  ['without the time of its issue', { iat: undefined }],
  ['that was issued more than a day ago', { iat: now() - 25 * 3600 }],
])('refuses a token %s', async (_, claims) => {
  expect((await me(await token(claims))).status).toBe(401);
});

it('refuses a token of another type, such as a notice of a sign-out', async () => {
  expect((await me(await token({}, { typ: 'logout+jwt' }))).status).toBe(401);
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

it('of staff needs a second factor at the provider once one of the staff has one', async () => {
  const staff = await anAcceptedMember('MEMBER');
  const sub = 'a-subject-of-staff';
  const repos = async (claims: Claims) =>
    (await service.anonymous.withToken(await token({ sub, email: staff.email, ...claims })).get('/repos')).body.code;
  expect(await repos({})).toBeUndefined();
  await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = true WHERE id = $1', [staff.userId]);
  expect(await repos({})).toBeUndefined();
  await enrollApp(service, staff.client);
  expect(await repos({ amr: ['pwd'] })).toBe('second_factor_required');
  expect(await repos({ amr: ['mfa'] })).toBeUndefined();
  await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = false WHERE id = $1', [staff.userId]);
  expect(await repos({ amr: ['pwd'] })).toBeUndefined();
});

it('ends with the membership', async () => {
  const leaver = await anAcceptedMember('MEMBER');
  const jwt = await token({ sub: 'leaver', email: leaver.email });
  expect((await me(jwt)).status).toBe(200);
  await service.admin.delete(`/members/${leaver.userId}`);
  expect((await me(jwt)).status).toBe(401);
});

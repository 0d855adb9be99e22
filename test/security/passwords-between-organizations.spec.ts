import { randomUUID } from 'node:crypto';
import { aMailedReset, aMember, anOrganization } from '../support/actors.js';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { query } from '../support/postgres.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

/** An organization with an owner who is not of the platform's staff. */
interface Org {
  readonly id: number;
  readonly owner: ApiClient;
}

const OF_ONE = 'a password that one organization set';
const OF_OTHER = 'a password that the other set';

let service: TestApp;
let one: Org;
let other: Org;
let email: string;

beforeAll(async () => {
  service = await startTestApp({ RATE_LIMIT_LOGIN: '1000' });
  one = await anOwnedOrganization();
  other = await anOwnedOrganization();
});
beforeEach(() => {
  email = `${randomUUID()}@example.test`;
});
afterAll(() => service.stop());

async function anOwnedOrganization(): Promise<Org> {
  const { id, admin } = await anOrganization(service);
  return { id, owner: (await aMember(service, 'ORG_OWNER', admin)).client };
}

const add = async (org: Org, password?: string, role = 'ORG_ADMIN'): Promise<number> => {
  const added = await org.owner.post('/members', { email, name: 'Mira', role, password });
  expect(added.status).toBe(201);
  return added.body.user_id as number;
};
const login = (password: string, org?: Org): Promise<ApiAnswer> =>
  service.anonymous.post('/auth/login', { email, password, org_id: org?.id });
/** The organization that a sign-in leads to, or the status of its refusal. */
const entered = async (password: string, org?: Org): Promise<number> => {
  const { status, body } = await login(password, org);
  return status === 200 ? (body.org.id as number) : status;
};

it('who adds an address first does not get into the organization that adds it later', async () => {
  await add(one, OF_ONE);
  await add(other, OF_OTHER);
  expect(await entered(OF_ONE)).toBe(one.id);
  expect(await entered(OF_ONE, one)).toBe(one.id);
  expect(await entered(OF_ONE, other)).toBe(401);
  expect(await entered(OF_OTHER)).toBe(other.id);
  expect(await entered(OF_OTHER, other)).toBe(other.id);
  expect(await entered(OF_OTHER, one)).toBe(401);
});

it('nor where that one sets no password', async () => {
  await add(one, OF_ONE);
  await add(other);
  expect(await entered(OF_ONE, other)).toBe(401);
  expect(await entered(OF_ONE)).toBe(one.id);
});

it('nor by a password for an address that had none', async () => {
  await add(other);
  await add(one, OF_ONE);
  expect(await entered(OF_ONE, other)).toBe(401);
  expect(await entered(OF_ONE)).toBe(one.id);
});

it('a session shows and ends nothing of the other organization, and changes no password there', async () => {
  await add(one, OF_ONE);
  await add(other, OF_OTHER);
  const [here, there] = [await login(OF_ONE), await login(OF_OTHER)].map(({ body }) =>
    service.anonymous.withToken(body.access_token as string),
  ) as [ApiClient, ApiClient];
  const listed = (await here.get('/auth/sessions')).body.sessions as { id: string; org_id: number }[];
  expect(new Set(listed.map(({ org_id }) => org_id))).toEqual(new Set([one.id]));
  const [foreign] = (await there.get('/auth/sessions')).body.sessions as { id: string }[];
  expect((await here.post(`/auth/sessions/${foreign!.id}/revoke`)).status).toBe(404);
  const change = { current_password: OF_ONE, new_password: 'a password of their own' };
  expect((await here.post('/auth/password', { ...change, current_password: OF_OTHER })).status).toBe(403);
  expect((await here.post('/auth/password', change)).status).toBe(204);
  expect((await there.get('/auth/me')).status).toBe(200);
  expect(await entered(OF_OTHER)).toBe(other.id);
  expect(await entered('a password of their own', other)).toBe(401);
  expect(await entered('a password of their own')).toBe(one.id);
  expect(await entered(OF_ONE)).toBe(401);
});

it("the platform's staff are nobody's to set a password for", async () => {
  email = ADMIN_EMAIL;
  await add(one, OF_ONE, 'VIEWER');
  expect(await entered(OF_ONE)).toBe(401);
  expect(await entered(OF_ONE, one)).toBe(401);
  expect(await entered(ADMIN_PASSWORD, one)).toBe(one.id);
});

it('a password that the staff set opens all, and is not replaced', async () => {
  ({ email } = await aMember(service, 'MEMBER'));
  const password = 'a password for tests';
  await add(one, OF_ONE);
  expect(await entered(OF_ONE)).toBe(401);
  expect(await entered(password, one)).toBe(one.id);
});

it('a password ends with the membership', async () => {
  const userId = await add(one, OF_ONE);
  await one.owner.delete(`/members/${userId}`);
  expect(await entered(OF_ONE)).toBe(401);
  await add(one, OF_OTHER);
  expect(await entered(OF_ONE)).toBe(401);
  expect(await entered(OF_OTHER)).toBe(one.id);
});

it('is 403 for an organization that is none of the person, existing or not', async () => {
  await add(one, OF_ONE);
  expect(await entered(OF_ONE, other)).toBe(403);
  expect(await entered(OF_ONE, { id: 999_999_999, owner: other.owner })).toBe(403);
  expect(await entered(OF_OTHER, other)).toBe(401);
});

describe('an organization that plants an address', () => {
  const OWN = 'a password of nobody else';
  const resetBy = (token: string, password: string) =>
    service.anonymous.post('/auth/password/reset', { token, password });
  const linkOf = async (org: Org, userId: number): Promise<string> =>
    ((await org.owner.post(`/members/${userId}/reset-link`)).body.link as string).split('#')[1]!;

  it('does not delete the account, which its own password does', async () => {
    await add(other);
    await add(one, OF_ONE);
    const attempt = async (password: string) => {
      const client = await service.anonymous.login(email, password);
      return client.send('DELETE', `/users/me?confirm=${email}`, { password });
    };
    const refused = await attempt(OF_ONE);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('POST /api/auth/password/forgot');
    await resetBy(await aMailedReset(service, email), OWN);
    expect((await attempt(OWN)).status).toBe(204);
  });

  it('sets by its link no password that opens another one', async () => {
    const userId = await add(one);
    await resetBy(await aMailedReset(service, email), OWN);
    expect((await resetBy(await linkOf(one, userId), OF_ONE)).status).toBe(204);
    expect(await entered(OWN, one)).toBe(401);
    await add(other);
    expect([await entered(OF_ONE), await entered(OF_ONE, other)]).toEqual([one.id, 401]);
    expect(await entered(OWN, other)).toBe(other.id);
    const planted = await service.anonymous.login(email, OF_ONE);
    expect((await planted.get('/auth/me')).body.orgs).toHaveLength(1);
    expect((await planted.send('DELETE', `/users/me?confirm=${email}`, { password: OF_ONE })).status).toBe(403);
    await planted.post('/auth/password', { current_password: OF_ONE, new_password: OF_OTHER });
    expect([await entered(OF_OTHER), await entered(OWN, other)]).toEqual([one.id, other.id]);
    await one.owner.delete(`/members/${userId}`);
    expect([await entered(OF_OTHER), await entered(OWN)]).toEqual([401, other.id]);
  });

  it('keeps no session of a password that is replaced beside its sign-in', async () => {
    const userId = await add(one, OF_ONE);
    const signIns = () => Array.from({ length: 6 }, () => login(OF_ONE));
    const link = await linkOf(one, userId);
    const answers = await Promise.all([...signIns(), resetBy(link, OF_OTHER), ...signIns()]);
    expect(answers[6]!.status).toBe(204);
    const tokens = answers.flatMap(({ body }) => (body?.access_token ? [body.access_token as string] : []));
    const statuses = await Promise.all(
      tokens.map(async (token) => (await service.anonymous.withToken(token).get('/auth/me')).status),
    );
    expect(statuses).toEqual(statuses.map(() => 401));
  });

  it('has a sign-in begin no session once the password it checked is replaced', async () => {
    const userId = await add(one, OF_ONE);
    const { admin } = service.database;
    const [choice] = await query<{ hash: string }>(admin, 'SELECT auth.password_of($1, $2) AS hash', [userId, one.id]);
    await resetBy(await linkOf(one, userId), OF_OTHER);
    const begun = await query<{ id: string | null }>(
      admin,
      `SELECT auth.begin_session_by_password($1, $2, $3, 'x'::bytea, '1 hour', '1 hour', NULL, NULL) AS id`,
      [one.id, userId, choice!.hash],
    );
    expect(begun).toEqual([{ id: null }]);
  });

  it('has no key that was made beside the end of its maker work again with the next membership', async () => {
    const userId = await add(one, OF_ONE);
    const maker = await service.anonymous.login(email, OF_ONE);
    const make = () => Array.from({ length: 5 }, () => maker.post('/api-keys', { name: 'k', scopes: ['read:repos'] }));
    const answers = await Promise.all([...make(), one.owner.delete(`/members/${userId}`), ...make()]);
    expect(answers[5]!.status).toBe(204);
    await add(one, OF_ONE);
    const keys = answers.flatMap(({ body }) => (body?.key ? [body.key as string] : []));
    for (const key of keys) expect((await service.anonymous.as({ 'x-api-key': key }).get('/auth/me')).status).toBe(401);
  });
});

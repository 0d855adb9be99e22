import { randomUUID } from 'node:crypto';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

const aMinter = (more: { expires_in_days?: number } = {}) =>
  anApiKey(service, { scopes: ['admin', 'write:scans', 'mint'], ...more }, org.admin);
const statusOf = async (key: { client: { get(path: string): Promise<{ status: number }> } }) =>
  (await key.client.get('/auth/me')).status;

describe('the scope mint', () => {
  it('is needed by keys to make keys and to add members; admin does not stand for it', async () => {
    const administrator = await anApiKey(service, { role: 'ORG_ADMIN' }, org.admin);
    const member = { email: 'minted@example.test', name: 'x', role: 'VIEWER' };
    for (const answer of [
      await administrator.client.post('/api-keys', { name: 'x' }),
      await administrator.client.post('/members', member),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'scope_required']);
    const minter = await aMinter();
    expect((await minter.client.post('/api-keys', { name: 'x' })).status).toBe(201);
    expect((await minter.client.post('/members', member)).status).toBe(201);
  });

  it('gives no more than the key has, and is given by those alone who have it', async () => {
    const minter = await anApiKey(service, { scopes: ['write:scans', 'mint'] }, org.admin);
    const scopesOf = async (...scopes: string[]) =>
      (await minter.client.post('/api-keys', { name: 'x', scopes })).status;
    expect(await scopesOf('write:scans')).toBe(201);
    expect(await scopesOf('mint')).toBe(201);
    expect(await scopesOf('admin')).toBe(403);
    const member = await aMember(service, 'MEMBER', org.admin);
    expect((await member.client.post('/api-keys', { name: 'x', scopes: ['mint'] })).status).toBe(403);
  });

  it('is what the rights of a key say', async () => {
    const administrator = await anApiKey(service, { role: 'ORG_ADMIN' }, org.admin);
    const minter = await aMinter();
    const canOf = async ({ client }: typeof minter) => (await client.get('/auth/me')).body.can;
    expect(await canOf(administrator)).toMatchObject({ manage_keys: false, manage_members: false });
    expect(await canOf(minter)).toMatchObject({ manage_keys: true, manage_members: true });
  });
});

describe('a key that a key made', () => {
  it('says so, and ends with it, with all that it made itself', async () => {
    const minter = await aMinter();
    const child = await anApiKey(service, { scopes: ['admin', 'write:scans', 'mint'] }, minter.client);
    const grandchild = await anApiKey(service, {}, child.client);
    const other = await anApiKey(service, {}, org.admin);
    const { api_keys: keys } = (await org.admin.get('/api-keys')).body;
    const mintedBy = Object.fromEntries(
      keys.map(({ id, minted_by }: { id: number; minted_by: number | null }) => [id, minted_by]),
    );
    expect(mintedBy).toMatchObject({ [minter.id]: null, [child.id]: minter.id, [grandchild.id]: child.id });
    for (const key of [minter, child, grandchild]) expect(await statusOf(key)).toBe(200);
    await org.admin.post(`/api-keys/${minter.id}/revoke`);
    for (const key of [minter, child, grandchild]) expect(await statusOf(key)).toBe(401);
    expect(await statusOf(other)).toBe(200);
    const { entries } = (await org.admin.get('/audit-log?action=api_key.revoked')).body;
    expect(entries[0].new).toEqual({ revoked: true, minted_keys_revoked: 2 });
  });

  it('works no longer than the key that made it', async () => {
    const minter = await aMinter({ expires_in_days: 2 });
    const { expires_at: end } = (await org.admin.get('/api-keys')).body.api_keys[0];
    for (const wanted of [{}, { expires_in_days: 30 }])
      expect((await minter.client.post('/api-keys', { name: 'x', ...wanted })).body.expires_at).toBe(end);
    const { body } = await minter.client.post('/api-keys', { name: 'x', expires_in_days: 1 });
    expect(Date.parse(body.expires_at)).toBeLessThan(Date.parse(end));
  });

  it('is not made while the maker is being revoked', async () => {
    const minter = await aMinter();
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, (_, index) => minter.client.post('/api-keys', { name: `race ${index}` })),
      org.admin.post(`/api-keys/${minter.id}/revoke`),
      ...Array.from({ length: 6 }, (_, index) => minter.client.post('/api-keys', { name: `late ${index}` })),
    ]);
    expect(answers.map(({ status }) => status).every((status) => [200, 201, 401, 403].includes(status))).toBe(true);
    const left = await query(
      service.database.admin,
      'SELECT FROM auth.api_keys WHERE org_id = $1 AND minted_by = $2 AND revoked_at IS NULL',
      [org.id, minter.id],
    );
    expect(left).toHaveLength(0);
  });
});

describe('what a key made and nobody has accepted', () => {
  const PASSWORD = 'a password of the key';
  const OWN = 'a password of my own';
  const anAddress = () => `${randomUUID()}@example.test`;
  const revoke = async ({ id }: { id: number }) =>
    expect((await org.admin.post(`/api-keys/${id}/revoke`)).status).toBe(200);
  const login = (email: string, password: string) =>
    service.anonymous.post('/auth/login', { email, password, org_id: org.id });
  const membersOf = async () =>
    ((await org.admin.get('/members')).body.members as { email: string }[]).map(({ email }) => email);
  const invite = async (client: ApiClient, email = anAddress()) => {
    const { status, body } = await client.post('/members/invitations', { email, role: 'ORG_ADMIN' });
    expect(status).toBe(201);
    return {
      email,
      id: body.id as number,
      expiresAt: body.expires_at as string,
      token: /token=(.+)$/.exec(body.link as string)![1],
    };
  };
  const accept = ({ token }: { token: string | undefined }) =>
    service.anonymous.post('/auth/invitations/accept', { token, name: 'Jane', password: OWN });

  it('ends with the key: invitations', async () => {
    const minter = await aMinter();
    const [open, accepted, ofPerson] = [
      await invite(minter.client),
      await invite(minter.client),
      await invite(org.admin),
    ];
    expect((await accept(accepted)).status).toBe(200);
    await revoke(minter);
    const refused = await accept(open);
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
    const { entries } = (await org.admin.get('/audit-log?action=invitation.withdrawn')).body;
    expect(entries).toMatchObject([
      { actor: { type: 'service' }, target: { id: open.id }, old: { email: open.email, minted_by: minter.id } },
    ]);
    expect((await accept(ofPerson)).status).toBe(200);
    expect(new Set(await membersOf())).toEqual(new Set([accepted.email, ofPerson.email]));
    expect((await login(accepted.email, OWN)).status).toBe(200);
  });

  it('lasts no longer than the key', async () => {
    const [brief, long] = [await aMinter({ expires_in_days: 1 }), await aMinter({ expires_in_days: 30 })];
    const keys = (await org.admin.get('/api-keys')).body.api_keys as { id: number; expires_at: string }[];
    const end = keys.find(({ id }) => id === brief.id)!.expires_at;
    expect((await invite(brief.client)).expiresAt).toBe(end);
    expect(Date.parse((await invite(long.client)).expiresAt) - service.clock.now().getTime()).toBeGreaterThan(
      2 * DAY_MS,
    );
    const member = await aMember(service, 'MEMBER', org.admin);
    await query(
      service.database.admin,
      `UPDATE auth.api_keys SET expires_at = now() + interval '1 hour' WHERE id = $1`,
      [brief.id],
    );
    const link = (await brief.client.post(`/members/${member.userId}/reset-link`)).body;
    expect(Date.parse(link.expires_at as string) - Date.now()).toBeLessThanOrEqual(DAY_MS / 24);
  });

  it('ends with the key: links that reset passwords', async () => {
    const minter = await aMinter();
    const [one, other] = [await aMember(service, 'MEMBER', org.admin), await aMember(service, 'MEMBER', org.admin)];
    const tokenOf = async (client: ApiClient, { userId }: { userId: number }) =>
      ((await client.post(`/members/${userId}/reset-link`)).body.link as string).split('#')[1];
    const check = async (token: string | undefined) =>
      (await service.anonymous.post('/auth/password/reset/check', { token })).status;
    const ended = await tokenOf(minter.client, one);
    await tokenOf(minter.client, other);
    const replaced = await tokenOf(org.admin, other);
    expect([await check(ended), await check(replaced)]).toEqual([200, 200]);
    await revoke(minter);
    expect([await check(ended), await check(replaced)]).toEqual([404, 200]);
    expect((await service.anonymous.post('/auth/password/reset', { token: ended, password: OWN })).status).toBe(404);
  });

  it('ends with the key: members, whose password is temporary until they set their own', async () => {
    const minter = await aMinter();
    const add = async (password?: string, client = minter.client, role = 'ORG_ADMIN') => {
      const email = anAddress();
      expect((await client.post('/members', { email, name: 'x', role, password })).status).toBe(201);
      return email;
    };
    const [waiting, settled, without, ofPerson] = [
      await add(PASSWORD),
      await add(PASSWORD),
      await add(),
      await add(PASSWORD, org.admin),
    ];
    for (const email of [waiting, settled]) {
      const { body } = await login(email, PASSWORD);
      const client = service.anonymous.withToken(body.access_token as string);
      expect((await client.get('/repos')).body.code).toBe('password_change_required');
      if (email === waiting) continue;
      const change = { current_password: PASSWORD, new_password: OWN };
      expect((await client.post('/auth/password', change)).status).toBe(204);
    }
    await revoke(minter);
    expect((await login(waiting, PASSWORD)).status).toBe(401);
    expect((await login(settled, OWN)).status).toBe(200);
    expect((await login(ofPerson, PASSWORD)).status).toBe(200);
    expect(new Set(await membersOf())).toEqual(new Set([settled, ofPerson]));
    const { entries } = (await org.admin.get('/audit-log?action=member.removed')).body;
    expect(new Set(entries.map((entry: { old: { email: string } }) => entry.old.email))).toEqual(
      new Set([waiting, without]),
    );
    expect(entries[0]).toMatchObject({ actor: { type: 'service' }, old: { minted_by: minter.id, role: 'ORG_ADMIN' } });
  });

  it('leaves the organization its last owner', async () => {
    const minter = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'mint'] }, org.admin);
    const email = anAddress();
    const member = { email, name: 'x', role: 'ORG_OWNER', password: PASSWORD };
    expect((await minter.client.post('/members', member)).status).toBe(201);
    await revoke(minter);
    expect(await membersOf()).toEqual([email]);
  });
});

describe('max_key_days', () => {
  it('bounds new keys, and is their default', async () => {
    const before = await anApiKey(service, {}, org.admin);
    expect((await org.admin.patch('/org', { max_key_days: 30 })).body.max_key_days).toBe(30);
    expect((await org.admin.get('/auth/me')).body.limits.max_key_days).toBe(30);
    const made = (await org.admin.post('/api-keys', { name: 'x' })).body;
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(30 * DAY_MS);
    expect((await org.admin.post('/api-keys', { name: 'x', expires_in_days: 30 })).status).toBe(201);
    const refused = await org.admin.post('/api-keys', { name: 'x', expires_in_days: 31 });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'expires_in_days', message: 'must not be above 30, the limit of the organization' }],
    ]);
    expect(await statusOf(before)).toBe(200);
    await org.admin.patch('/org', { max_key_days: null });
    expect((await org.admin.post('/api-keys', { name: 'x' })).body.expires_at).toBeNull();
    const { entries } = (await org.admin.get('/audit-log?action=organization.updated')).body;
    expect(entries.map((entry: { new: object }) => entry.new)).toEqual([{ max_key_days: null }, { max_key_days: 30 }]);
  });

  it.each([0, -1, 1.5, 3651, 'x'])('is refused as %j', async (days) => {
    expect((await org.admin.patch('/org', { max_key_days: days })).status).toBe(400);
  });
});

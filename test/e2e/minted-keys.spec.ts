import { aMember, anApiKey, anOrganization, type TestOrganization } from '../support/actors.js';
import { query } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

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

import pg from 'pg';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;
let admin: ApiClient;

beforeAll(async () => {
  // mails are queued, and sent by nobody
  service = await startTestApp({ WORKER: 'off', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'gate@example.test' });
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
  admin = org.admin;
});

const URL_OF_HOOK = 'https://hooks.example.org/quality?key=of-the-address';
const WANTED = { url: URL_OF_HOOK, events: ['gate.changed'] };

const create = async (more: object = {}, by = admin) => {
  const { status, body, text } = await by.post('/webhooks', { ...WANTED, ...more });
  if (status !== 201) throw new Error(text);
  return body;
};
const actionsOf = async () =>
  (await admin.get('/audit-log?target=webhook')).body.entries.map(({ action }: { action: string }) => action);

describe('a webhook', () => {
  it('is created with a secret that is shown once', async () => {
    const { secret, ...made } = await create({ headers: { Authorization: 'Bearer of-the-header' } });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made).toEqual({
      id: expect.any(Number),
      url: URL_OF_HOOK,
      description: null,
      format: 'standard',
      events: ['gate.changed'],
      repo_ids: null,
      header_names: ['authorization'],
      enabled: true,
      health: { state: 'ok', failing_since: null, paused_until: null, disabled_reason: null },
      created_at: expect.any(String),
      previous_secret_expires_at: null,
    });
    expect((await admin.get(`/webhooks/${made.id}`)).body).toEqual(made);
    expect((await admin.get('/webhooks')).body).toEqual({ webhooks: [made], next_cursor: null });
    const audit = (await admin.get('/audit-log?target=webhook')).text;
    for (const value of [secret, 'of-the-address', 'of-the-header']) expect(audit).not.toContain(value);
  });

  it('stores its secrets sealed', async () => {
    const { secret } = await create({ headers: { 'x-token': 'of-the-header' } });
    const client = new pg.Client({ ...service.database.admin });
    await client.connect();
    const { rows } = await client.query<{ row: string }>(
      `SELECT encode(secret || headers, 'escape') AS row FROM webhooks WHERE org_id = $1`,
      [org.id],
    );
    await client.end();
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toMatch(/whsec|of-the-header/);
    expect(rows[0]!.row).not.toContain(secret.slice(6));
  });

  it('changes field by field, and is enabled again', async () => {
    const { id } = await create();
    const change = async (body: object) => (await admin.patch(`/webhooks/${id}`, body)).body;
    expect(await change({ events: ['*'], description: 'chat' })).toMatchObject({ events: ['*'], description: 'chat' });
    expect(await change({ enabled: false })).toMatchObject({
      enabled: false,
      health: { state: 'disabled', disabled_reason: 'person' },
    });
    expect(await change({ enabled: true })).toMatchObject({ enabled: true, health: { state: 'ok' } });
    expect(await change({ url: 'https://hooks.example.org/other' })).toMatchObject({ description: 'chat' });
    expect(await actionsOf()).toEqual([...Array<string>(4).fill('webhook.updated'), 'webhook.created']);
  });

  it.each([
    ['another host', 'https://elsewhere.example.org/quality'],
    ['another port', 'https://hooks.example.org:8443/quality'],
  ])('sends its headers to no other origin unless they are entered again: %s', async (_, url) => {
    const { id } = await create({ headers: { authorization: 'Bearer of-the-header' } });
    const refused = await admin.patch(`/webhooks/${id}`, { url, description: 'moved' });
    expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
      400,
      'secret_required',
      [{ field: 'headers', message: expect.stringContaining('drop_secrets') }],
    ]);
    expect((await admin.patch(`/webhooks/${id}`, { url, drop_secrets: false })).body.code).toBe('secret_required');
    expect((await admin.get(`/webhooks/${id}`)).body).toMatchObject({ url: URL_OF_HOOK, description: null });
    const moved = await admin.patch(`/webhooks/${id}`, { url, headers: { 'x-token': 'another' } });
    expect([moved.status, moved.body.url, moved.body.header_names]).toEqual([200, url, ['x-token']]);
  });

  it('drops its headers for another origin where the change says so, and keeps its signing secret', async () => {
    const { id } = await create({ headers: { authorization: 'Bearer of-the-header' } });
    const sealed = () =>
      query<{ secret: string; headers: string | null }>(
        service.database.admin,
        `SELECT encode(secret, 'hex') AS secret, encode(headers, 'hex') AS headers FROM webhooks WHERE id = $1`,
        [id],
      );
    const [before] = await sealed();
    const same = await admin.patch(`/webhooks/${id}`, { url: `${URL_OF_HOOK}&more`, drop_secrets: true });
    expect([same.status, same.body.header_names]).toEqual([200, ['authorization']]);
    const url = 'https://elsewhere.example.org/quality';
    const moved = await admin.patch(`/webhooks/${id}`, { url, drop_secrets: true });
    expect([moved.status, moved.body.url, moved.body.header_names]).toEqual([200, url, []]);
    expect(await sealed()).toEqual([{ secret: before!.secret, headers: null }]);
    expect((await admin.patch(`/webhooks/${id}`, { url: URL_OF_HOOK })).status).toBe(200);
  });

  it('takes events of some repositories', async () => {
    const { body: repo } = await admin.post('/repos', { name: 'acme/web' });
    expect(await create({ repo_ids: [repo.id] })).toMatchObject({ repo_ids: [repo.id] });
    const absent = await admin.post('/webhooks', { ...WANTED, repo_ids: [Number.MAX_SAFE_INTEGER] });
    expect([absent.status, absent.body.code]).toEqual([404, 'not_found']);
  });

  it('is deleted', async () => {
    const { id } = await create();
    expect((await admin.delete(`/webhooks/${id}`)).status).toBe(204);
    expect((await admin.get(`/webhooks/${id}`)).status).toBe(404);
    expect((await admin.delete(`/webhooks/${id}`)).status).toBe(404);
    expect((await admin.get('/webhooks')).body.webhooks).toEqual([]);
    expect(await actionsOf()).toEqual(['webhook.deleted', 'webhook.created']);
  });

  it.each([
    ['leaves the organization', (id: number) => admin.delete(`/members/${id}`)],
    ['is no longer an administrator', (id: number) => admin.patch(`/members/${id}`, { role: 'VIEWER' })],
  ])('is disabled when the person who changed it last %s', async (_, end) => {
    const { client: maker, userId, email } = await aMember(service, 'ORG_ADMIN', admin);
    const { email: told } = await aMember(service, 'ORG_OWNER', admin);
    const key = await anApiKey(service, { scopes: ['admin', 'mint'], role: 'ORG_ADMIN' }, maker);
    const idOf = async (by: ApiClient): Promise<number> => (await create({}, by)).id;
    const [made, keyed, taken, unreadable] = [
      await idOf(maker),
      await idOf(key.client),
      await idOf(admin),
      await idOf(maker),
    ];
    const [changed, confirmed, rotated, others] = [
      await idOf(maker),
      await idOf(maker),
      await idOf(maker),
      await idOf(admin),
    ];
    const lose = `UPDATE webhooks SET disabled_reason = 'secret_unreadable' WHERE id = $1`;
    await query(service.database.admin, lose, [unreadable]);
    await admin.patch(`/webhooks/${changed}`, { description: 'ours' });
    await admin.patch(`/webhooks/${confirmed}`, { enabled: true });
    await admin.post(`/webhooks/${rotated}/rotate-secret`, {});
    await maker.patch(`/webhooks/${taken}`, { url: 'https://elsewhere.example.org' });
    const ended = [made, keyed, taken, unreadable];
    expect((await end(userId)).status).toBeLessThan(300);
    const { webhooks } = (await admin.get('/webhooks')).body as { webhooks: { id: number; health: object }[] };
    for (const { id, health } of webhooks)
      expect([id, health]).toMatchObject([id, { disabled_reason: ended.includes(id) ? 'rights_lost' : null }]);
    expect(webhooks.map(({ id }) => id)).toContain(others);
    const { entries } = (await admin.get('/audit-log?action=webhook.disabled')).body;
    expect(entries).toHaveLength(ended.length);
    for (const entry of entries)
      expect(entry).toMatchObject({ actor: { type: 'user' }, new: { reason: 'rights_lost', lost_rights_of: userId } });
    const { events } = (await admin.get('/events?type=webhook.disabled')).body;
    expect(events.map(({ data }: { data: { webhook: { id: number } } }) => data.webhook.id).sort()).toEqual(
      ended.sort(),
    );
    const sql = `SELECT payload ->> 'address' AS address FROM work_items WHERE payload -> 'details' ->> 'event' = 'webhook.disabled'`;
    const mailed = (await query<{ address: string }>(service.database.admin, sql)).map(({ address }) => address);
    expect([mailed.includes(told), mailed.includes(email)]).toEqual([true, false]);
    const again = await admin.patch(`/webhooks/${made}`, { enabled: true });
    expect(again.body).toMatchObject({ enabled: true, health: { state: 'ok' } });
  });

  it('gets a new secret, and a third one only when the first has ended', async () => {
    const { id, secret } = await create();
    const rotated = await admin.post(`/webhooks/${id}/rotate-secret`, { overlap_hours: 2 });
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).not.toBe(secret);
    const until = rotated.body.previous_expires_at as string;
    expect(Date.parse(until) - service.clock.now().getTime()).toBeGreaterThan(7_100_000);
    expect((await admin.get(`/webhooks/${id}`)).body.previous_secret_expires_at).toBe(until);
    const third = await admin.post(`/webhooks/${id}/rotate-secret`);
    expect([third.status, third.body.code]).toEqual([409, 'secret_overlap']);
    service.clock.advanceMinutes(121);
    const last = await admin.post(`/webhooks/${id}/rotate-secret`, { overlap_hours: 0 });
    expect(last.body.previous_expires_at).toBeNull();
  });

  it('is one of 50 unless the quota says otherwise', async () => {
    expect((await admin.get('/org')).body.quotas.webhooks).toEqual({ limit: 50, used: 0 });
    await service.admin.patch(`/orgs/${org.id}`, { quotas: { webhooks: 1 } });
    const { id } = await create();
    const over = await admin.post('/webhooks', WANTED);
    expect([over.status, over.body.code]).toEqual([409, 'quota_exceeded']);
    await admin.delete(`/webhooks/${id}`);
    await create();
  });

  it.each([
    ['another scheme', { url: 'ftp://hooks.example.org' }, 'validation_failed', 'url'],
    ['no encryption', { url: 'http://hooks.example.org' }, 'validation_failed', 'url'],
    ['a password', { url: 'https://a:b@hooks.example.org' }, 'validation_failed', 'url'],
    ['a fragment', { url: 'https://hooks.example.org/#a' }, 'validation_failed', 'url'],
    ['a private address', { url: 'https://10.0.0.1/' }, 'address_not_allowed', 'url'],
    ['metadata of a cloud', { url: 'https://[fd00:ec2::254]/' }, 'address_not_allowed', 'url'],
    ['an unknown event', { events: ['gate.opened'] }, 'validation_failed', 'events.0'],
    ['no event', { events: [] }, 'validation_failed', 'events'],
    ['all events and one', { events: ['*', 'gate.changed'] }, 'validation_failed', 'events'],
    ['a header of ours', { headers: { 'webhook-id': 'a' } }, 'validation_failed', 'headers'],
    ['another format', { format: 'irc' }, 'validation_failed', 'format'],
  ])('is refused with %s', async (_, more, code, field) => {
    const { status, body } = await admin.post('/webhooks', { ...WANTED, ...more });
    expect([status, body.code]).toEqual([400, code]);
    expect(body.errors[0].field.startsWith(field.split('.')[0]!)).toBe(true);
  });

  it('is for administrators of its own organization', async () => {
    const { id } = await create();
    const member = await aMember(service, 'MEMBER', admin);
    expect((await member.client.get('/webhooks')).status).toBe(403);
    const other = await anOrganization(service);
    expect((await other.admin.get(`/webhooks/${id}`)).status).toBe(404);
    expect((await other.admin.patch(`/webhooks/${id}`, { enabled: false })).status).toBe(404);
  });
});

describe('a claim', () => {
  it('has the deliveries of events that nobody had queued yet', async () => {
    const { id } = await create({ events: ['repo.created'] });
    await admin.post('/repos', { name: 'acme/claimed' });
    const claim = async (): Promise<any[]> =>
      (await service.call('DeliveryWork', 'claim', 10_000)).filter(({ webhook }: any) => webhook.id === id);
    expect(await claim()).toMatchObject([{ event: { type: 'repo.created' } }]);
    expect(await claim()).toEqual([]);
  });
});

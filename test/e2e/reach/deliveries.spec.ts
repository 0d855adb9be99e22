import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { anOrganization, type TestOrganization } from '../../support/actors.js';
import type { Json } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';

let service: TestApp;
let database: pg.Client;
let org: TestOrganization;
let admin: ApiClient;
let receiver: WebhookReceiver;

beforeAll(async () => {
  service = await startTestApp({ OUTGOING_ALLOW: '127.0.0.1', PUBLIC_URL: 'https://gate.example.test' });
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await service.stop();
});
beforeEach(async () => {
  receiver = await startReceiver();
  org = await anOrganization(service);
  admin = org.admin;
});
afterEach(() => receiver.close());

async function aWebhook(more: object = {}): Promise<Json> {
  const { status, body, text } = await admin.post('/webhooks', { url: receiver.url, events: ['*'], ...more });
  if (status !== 201) throw new Error(text);
  return body;
}
let repos = 0;
/** Makes an event `repo.created`. */
const anEvent = async (): Promise<number> => {
  repos += 1;
  return (await admin.post('/repos', { name: `acme/repo-${repos}` })).body.id as number;
};
const read = async (path: string): Promise<Json> => {
  const { status, body, text } = await admin.get(path);
  if (status !== 200) throw new Error(text);
  return body;
};
const deliveriesOf = async (id: number, filter = ''): Promise<Json[]> =>
  (await read(`/webhooks/${id}/deliveries${filter}`)).deliveries;

async function until<T>(look: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  for (let left = 600; ; left -= 1) {
    const value = await look();
    if (isDone(value)) return value;
    if (left === 0) throw new Error(`It did not happen in time: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const ended = (id: number, state: string, count = 1) =>
  until(
    () => deliveriesOf(id, `?state=${state}`),
    (found) => found.length >= count,
  );
/** Lets what waits for its next attempt come now. */
const hurry = (id: number) =>
  database.query(
    `UPDATE work_items SET due_at = now() - interval '1 minute' WHERE kind = 'deliveries' AND lane = $1 AND lease IS NULL`,
    [id],
  );

describe('a delivery', () => {
  it('is signed by Standard Webhooks, and says what the log of events says', async () => {
    const { id, secret } = await aWebhook({ headers: { authorization: 'Bearer of-the-header' } });
    await anEvent();
    await receiver.waitFor(1);
    const [{ headers, text, body }] = receiver.received as [(typeof receiver.received)[0]];
    expect(new Webhook(secret as string).verify(text, headers as Record<string, string>)).toEqual(body);
    expect(headers).toMatchObject({
      authorization: 'Bearer of-the-header',
      'content-type': 'application/json',
      'user-agent': 'quality-gate',
      'webhook-id': body.id,
    });
    expect((await read('/events')).events).toEqual([body]);
    const [delivery] = await ended(id as number, 'delivered');
    expect(delivery).toMatchObject({ event_id: body.id, event: 'repo.created', next_attempt_at: null });
    const detail = await read(`/webhooks/${id}/deliveries/${delivery!.id}`);
    expect(detail.attempts).toMatchObject([{ status: 204, error: null, response_body: '' }]);
    expect(detail.request).toEqual({
      body: text,
      headers: {
        authorization: '[redacted]',
        'content-type': 'application/json',
        'webhook-id': body.id,
        'webhook-timestamp': headers['webhook-timestamp'],
        'webhook-signature': '[redacted]',
      },
    });
  });

  it('is signed by both secrets while they overlap, the new one first', async () => {
    const { id, secret: old } = await aWebhook();
    const { secret } = (await admin.post(`/webhooks/${id}/rotate-secret`)).body;
    await anEvent();
    await receiver.waitFor(1);
    const { headers, text } = receiver.received[0]!;
    const signatures = String(headers['webhook-signature']).split(' ');
    expect(signatures).toHaveLength(2);
    for (const [at, one] of [secret, old].entries()) {
      const alone = { ...(headers as Record<string, string>), 'webhook-signature': signatures[at]! };
      expect(() => new Webhook(one as string).verify(text, alone)).not.toThrow();
    }
  });

  it('goes to the webhooks that want the event alone', async () => {
    const other = await anEvent();
    const all = await aWebhook();
    const ofOther = await aWebhook({ repo_ids: [other] });
    const changes = await aWebhook({ events: ['gate.changed'] });
    const off = await aWebhook({ enabled: false });
    const { id: scan } = (await admin.post('/scans', { repo_id: other, branch: 'main' })).body;
    await admin.post(`/scans/${scan}/complete`);
    await anEvent();
    await ended(all.id as number, 'delivered', 4);
    const events = async ({ id }: Json) =>
      (await deliveriesOf(id as number)).map(({ event }) => event as string).sort();
    expect(await events(all)).toEqual(['gate.changed', 'gate.evaluated', 'repo.created', 'scan.completed']);
    expect(await events(ofOther)).toEqual(['gate.changed', 'gate.evaluated', 'scan.completed']);
    expect(await events(changes)).toEqual(['gate.changed']);
    expect(await events(off)).toEqual([]);
  });

  it('is a message for a chat, unsigned, about verdicts and waivers', async () => {
    const slack = await aWebhook({ format: 'slack' });
    const { id: scan } = (await admin.post('/scans', { repo: 'acme/chat', branch: 'main' })).body;
    await admin.post(`/scans/${scan}/complete`);
    await ended(slack.id as number, 'delivered', 2);
    expect(receiver.received).toHaveLength(2);
    const { headers, body } = receiver.received[0]!;
    expect(body.text).toMatch(/^Quality gate not configured: acme\/chat main: /);
    expect(Object.keys(headers).filter((name) => name.startsWith('webhook-'))).toEqual([]);
  });
});

describe('a failed attempt', () => {
  it('is repeated until it succeeds, and listed with its answer', async () => {
    const { id } = await aWebhook();
    receiver.answer = (response) => void response.writeHead(500, { 'set-cookie': 'a=b' }).end('x'.repeat(10_000));
    await anEvent();
    await receiver.waitFor(1);
    // an attempt under way has a lease, so its next time alone does not tell that the answer is stored
    const { health } = await until(
      () => read(`/webhooks/${id}`),
      (webhook) => webhook.health.state !== 'ok',
    );
    expect(health).toMatchObject({ state: 'failing', paused_until: null });
    const [waiting] = await deliveriesOf(id as number, '?state=pending');
    expect(Date.parse(waiting!.next_attempt_at as string)).toBeGreaterThan(Date.now() + 1_000);
    receiver.answer = (response) => void response.writeHead(200).end('fine');
    await hurry(id as number);
    await ended(id as number, 'delivered');
    const { attempts } = await read(`/webhooks/${id}/deliveries/${waiting!.id}`);
    expect(attempts).toMatchObject([
      { status: 500, error: 'status', response_headers: { 'set-cookie': '[redacted]' } },
      { status: 200, error: null, response_body: 'fine' },
    ]);
    expect(attempts[0].response_body).toHaveLength(4_096);
    expect(receiver.received[0]!.text).toBe(receiver.received[1]!.text);
    expect((await read(`/webhooks/${id}`)).health.state).toBe('ok');
  });

  it('of the fifth in a row pauses the endpoint, and of five days disables it', async () => {
    const { id } = await aWebhook();
    receiver.answer = (response, { body }) =>
      void response.writeHead(body.type === 'webhook.disabled' ? 204 : 302, { location: '/' }).end();
    await anEvent();
    for (let failures = 1; failures <= 5; failures += 1) {
      await until(
        async () =>
          (await database.query<{ failures: number }>('SELECT failures FROM webhooks WHERE id = $1', [id])).rows[0]!,
        (row) => row.failures === failures,
      );
      await hurry(id as number);
    }
    const { health } = await read(`/webhooks/${id}`);
    expect(Date.parse(health.paused_until as string)).toBeGreaterThan(Date.now());
    const other = await aWebhook({ events: ['webhook.disabled'], description: 'for the operator' });
    await database.query(
      `UPDATE webhooks SET paused_until = NULL, failing_since = now() - interval '6 days' WHERE id = $1`,
      [id],
    );
    await hurry(id as number);
    await ended(other.id as number, 'delivered');
    expect((await read(`/webhooks/${id}`)).health).toMatchObject({ state: 'disabled', disabled_reason: 'failures' });
    const [entry] = (await read('/audit-log?action=webhook.disabled')).entries;
    expect(entry).toMatchObject({ actor: { type: 'service' }, target: { id }, new: { reason: 'failures' } });
    const [delivery] = await deliveriesOf(id as number);
    const { attempts } = await read(`/webhooks/${id}/deliveries/${delivery!.id}`);
    expect(attempts[0]).toMatchObject({ error: 'redirect', status: 302, response_headers: null, response_body: null });
  });

  it('by 410 disables the endpoint, and enabling it clears that', async () => {
    const { id } = await aWebhook();
    receiver.answer = (response) => void response.writeHead(410).end();
    await anEvent();
    await ended(id as number, 'failed');
    const disabled = await until(
      () => read(`/webhooks/${id}`),
      ({ enabled }) => enabled === false,
    );
    expect(disabled.health).toMatchObject({ state: 'disabled', disabled_reason: 'gone' });
    expect((await admin.patch(`/webhooks/${id}`, { enabled: true })).body.health.state).toBe('ok');
  });

  it('with Retry-After pauses the endpoint as long', async () => {
    const { id } = await aWebhook();
    receiver.answer = (response) => void response.writeHead(503, { 'retry-after': '120' }).end();
    await anEvent();
    const { health } = await until(
      () => read(`/webhooks/${id}`),
      ({ health: { paused_until: paused } }) => paused !== null,
    );
    expect(Date.parse(health.paused_until as string) - Date.now()).toBeGreaterThan(100_000);
  });

  it('is a failure for an address that is not allowed', async () => {
    const { id } = await aWebhook();
    await database.query(`UPDATE webhooks SET url = 'http://127.0.0.2:9/' WHERE id = $1`, [id]);
    await anEvent();
    const [delivery] = await until(
      () => deliveriesOf(id as number),
      ([one]) => one !== undefined,
    );
    const detail = await until(
      () => read(`/webhooks/${id}/deliveries/${delivery!.id}`),
      ({ attempts }) => attempts.length > 0,
    );
    expect(detail.attempts[0]).toMatchObject({ status: null, error: 'address_not_allowed' });
  });

  it('for want of a readable secret disables the webhook, and a new secret fixes that', async () => {
    const { id } = await aWebhook();
    await database.query(`UPDATE webhooks SET secret = set_byte(secret, 40, get_byte(secret, 40) # 1) WHERE id = $1`, [
      id,
    ]);
    await anEvent();
    await until(
      () => read(`/webhooks/${id}`),
      ({ health }) => health.disabled_reason === 'secret_unreadable',
    );
    expect(receiver.received).toEqual([]);
    const { secret } = (await admin.post(`/webhooks/${id}/rotate-secret`)).body;
    await receiver.waitFor(1);
    const { text, headers } = receiver.received[0]!;
    expect(() => new Webhook(secret as string).verify(text, headers as Record<string, string>)).not.toThrow();
  });
});

describe('redelivery', () => {
  it('sends one or many again, with the same id', async () => {
    const { id } = await aWebhook();
    await anEvent();
    await anEvent();
    const [last] = await ended(id as number, 'delivered', 2);
    expect((await admin.post(`/webhooks/${id}/deliveries/${last!.id}/redeliver`)).body).toEqual({ queued: 1 });
    await receiver.waitFor(3);
    expect(receiver.received[2]!.headers['webhook-id']).toBe(last!.event_id);
    await ended(id as number, 'delivered', 2);
    const again = { from: '2020-01-01T00:00:00Z', states: ['delivered'] };
    const many = await admin.post(`/webhooks/${id}/redeliver`, again);
    expect([many.status, many.body]).toEqual([202, { queued: 2 }]);
    await receiver.waitFor(5);
    expect((await admin.post(`/webhooks/${id}/redeliver`, { from: '2199-01-01T00:00:00Z' })).body).toEqual({
      queued: 0,
    });
    expect((await admin.post(`/webhooks/${id}/redeliver`, { from: 'yesterday' })).status).toBe(400);
    expect((await admin.post(`/webhooks/${id}/deliveries/${Number.MAX_SAFE_INTEGER}/redeliver`)).status).toBe(404);
  });
});

describe('a ping', () => {
  it('reaches a disabled webhook, and answers with its delivery', async () => {
    const { id } = await aWebhook({ enabled: false });
    const { status, body } = await admin.post(`/webhooks/${id}/ping?wait=10`);
    expect([status, body]).toMatchObject([
      200,
      { event: 'webhook.ping', state: 'delivered', attempts: [{ status: 204 }] },
    ]);
    expect(receiver.received[0]!.body).toMatchObject({ type: 'webhook.ping', data: { webhook: { id } } });
  });

  it('is never repeated, and does not have to be waited for', async () => {
    const { id } = await aWebhook();
    receiver.answer = (response) => void response.writeHead(500).end();
    const { status, body } = await admin.post(`/webhooks/${id}/ping`);
    expect(status).toBe(202);
    const [delivery] = await ended(id as number, 'failed');
    expect(delivery).toMatchObject({ id: body.delivery_id, event: 'webhook.ping' });
    expect(receiver.received).toHaveLength(1);
  });
});

it('what waits when a webhook is deleted is cancelled', async () => {
  const { id } = await aWebhook();
  receiver.answer = (response) => void response.writeHead(500).end();
  await anEvent();
  await receiver.waitFor(1);
  await admin.delete(`/webhooks/${id}`);
  expect((await admin.get(`/webhooks/${id}/deliveries`)).status).toBe(404);
  const { rows } = await database.query('SELECT state FROM deliveries WHERE webhook_id = $1', [id]);
  expect(rows).toEqual([{ state: 'cancelled' }]);
  expect((await database.query(`SELECT FROM work_items WHERE kind = 'deliveries' AND lane = $1`, [id])).rowCount).toBe(
    0,
  );
});

it('a dead endpoint with many deliveries does not keep a healthy one waiting', async () => {
  const dead = await aWebhook();
  receiver.answer = (response, { headers }) => {
    if (headers['x-healthy'] === undefined) return;
    response.writeHead(204).end();
  };
  await anEvent();
  await database.query(
    `WITH made AS (
       INSERT INTO events (org_id, uid, type, data, is_spread)
       SELECT $1, gen_random_uuid(), 'repo.created', '{}', true FROM generate_series(1, 10000) RETURNING id
     ), wanted AS (
       INSERT INTO deliveries (org_id, webhook_id, event_id) SELECT $1, $2, id FROM made RETURNING id)
     INSERT INTO work_items (org_id, kind, lane, key, payload) SELECT $1, 'deliveries', $2, id, '{}' FROM wanted`,
    [org.id, dead.id],
  );
  await receiver.waitFor(10);
  const healthy = await aWebhook({ headers: { 'x-healthy': 'yes' } });
  const begun = performance.now();
  await anEvent();
  await ended(healthy.id as number, 'delivered');
  expect(performance.now() - begun).toBeLessThan(5_000);
  await database.query('DELETE FROM webhooks WHERE id = $1', [dead.id]);
  await database.query(`DELETE FROM work_items WHERE kind = 'deliveries' AND lane = $1`, [dead.id]);
});

it('an event of before the first webhook is never delivered', async () => {
  await anEvent();
  const { id } = await aWebhook({ events: ['repo.created'] });
  await anEvent();
  await ended(id as number, 'delivered');
  expect(await deliveriesOf(id as number)).toHaveLength(1);
  expect(receiver.received).toHaveLength(1);
});

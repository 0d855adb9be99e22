import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const WEBHOOKS = 10;
const EVENTS = 2_000;
/** Deliveries of one claim, and of one webhook among them. */
const [AT_MOST, OF_EACH] = [32, 16];

let database: TestDatabase;
let client: pg.Client;

/** All deliveries are due at the same time, as those of one batch of events are. */
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ ...database.admin });
  await client.connect();
  await client.query(`
    INSERT INTO organizations (name, slug) VALUES ('One', 'one');
    INSERT INTO webhooks (org_id, url, format, events, header_names, created_by, created_at)
    SELECT o.id, 'https://hooks.invalid', 'standard', '{*}', '{}', 'user:1', now()
    FROM organizations o, generate_series(1, ${WEBHOOKS});
    INSERT INTO events (org_id, uid, type, data, is_spread)
    SELECT o.id, gen_random_uuid(), 'repo.created', '{}', true FROM organizations o, generate_series(1, ${EVENTS});
    INSERT INTO deliveries (org_id, webhook_id, event_id) SELECT w.org_id, w.id, e.id FROM webhooks w, events e;
    INSERT INTO work_items (org_id, kind, lane, key, payload) SELECT org_id, 'deliveries', webhook_id, id, '{}' FROM deliveries;
    ANALYZE webhooks, events, deliveries, work_items`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Claims after a webhook, as `undone` work: the transaction is rolled back. */
async function claim(afterWebhook: number, [atMost, ofEach]: readonly [number, number] = [AT_MOST, OF_EACH]) {
  await client.query('BEGIN');
  const before = await countRead();
  const { rows } = await client.query<{ webhook_id: number; turn: number }>(
    `SELECT lane::integer AS webhook_id, turn
     FROM claim_work('deliveries', $1, $2, false, false, 35, now(), (SELECT id FROM organizations), $3) ORDER BY turn`,
    [atMost, ofEach, afterWebhook],
  );
  const read = (await countRead()) - before;
  await client.query('ROLLBACK');
  return { rows, read, webhooks: rows.map(({ webhook_id: id }) => id) };
}

/** Entries of the indexes of `work_items` that the transaction has read. */
const countRead = () =>
  count(
    `SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index WHERE indrelid = 'work_items'::regclass`,
  );

/** Rows that scans of all events have read. */
const countScanned = () => count(`SELECT pg_stat_get_xact_tuples_returned('events'::regclass)`);

async function count(text: string): Promise<number> {
  const { rows } = await client.query<{ read: number }>(`SELECT (${text})::integer AS read`);
  return rows[0]!.read;
}

it('a claim reads few of the deliveries that are due at the same time', async () => {
  const { rows, read } = await claim(0);
  expect(rows).toHaveLength(AT_MOST);
  expect(read).toBeGreaterThan(AT_MOST);
  expect(read).toBeLessThan(WEBHOOKS * EVENTS * 0.02);
});

it('a claim goes on after a webhook, and again from the first one', async () => {
  expect((await claim(0, [3, OF_EACH])).webhooks).toEqual([1, 2, 3]);
  expect((await claim(8, [5, OF_EACH])).rows).toEqual(
    [9, 10, 1, 2, 3].map((id, index) => ({ webhook_id: id, turn: index + 1 })),
  );
  expect((await claim(WEBHOOKS, [2, OF_EACH])).webhooks).toEqual([1, 2]);
});

it('where there are more places than webhooks, each has its share', async () => {
  const counts = (webhooks: readonly number[]) =>
    Array.from({ length: WEBHOOKS }, (_, index) => webhooks.filter((id) => id === index + 1).length);
  expect(counts((await claim(4)).webhooks)).toEqual([3, 3, 3, 3, 4, 4, 3, 3, 3, 3]);
  expect(counts((await claim(4, [100, 2])).webhooks)).toEqual(new Array(WEBHOOKS).fill(2));
});

it('webhooks that are paused, disabled, or have all their places are passed over', async () => {
  await client.query('BEGIN');
  await client.query(`UPDATE webhooks SET paused_until = now() + interval '1 hour' WHERE id IN (1, 10)`);
  await client.query(`UPDATE webhooks SET disabled_reason = 'person' WHERE id = 2`);
  await client.query(`UPDATE webhooks SET failures = 1 WHERE id = 3`);
  await client.query(
    `UPDATE work_items SET lease = gen_random_uuid(), due_at = now() + interval '1 minute'
     WHERE id IN (SELECT id FROM work_items WHERE lane = 3 LIMIT 1) OR id IN (
       SELECT id FROM work_items WHERE lane = 4 LIMIT 2)`,
  );
  await client.query(`UPDATE work_items SET due_at = now() + interval '1 minute' WHERE lane = 5`);
  const { rows } = await client.query<{ webhook_id: number }>(
    `SELECT lane::integer AS webhook_id
     FROM claim_work('deliveries', 4, 2, false, false, 35, now(), (SELECT id FROM organizations), 9) ORDER BY turn`,
  );
  await client.query('ROLLBACK');
  expect(rows.map(({ webhook_id: id }) => id)).toEqual([6, 7, 8, 9]);
});

it('a look for new events scans few of those that are queued, whatever statistics say', async () => {
  await client.query(`
    INSERT INTO events (org_id, uid, type, data)
    SELECT o.id, gen_random_uuid(), 'repo.renamed', '{}' FROM organizations o, generate_series(1, ${EVENTS});
    UPDATE webhooks SET events = '{repo.created}';
    ANALYZE events`);
  const spread = () => count(`SELECT spread_events(${EVENTS})`);
  expect(await spread()).toBe(EVENTS);
  await client.query('BEGIN');
  const before = await countScanned();
  expect(await spread()).toBe(0);
  expect((await countScanned()) - before).toBeLessThan(EVENTS * 0.02);
  await client.query('ROLLBACK');
});

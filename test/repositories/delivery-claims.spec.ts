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
    ANALYZE webhooks, events, deliveries`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('a claim reads few of the deliveries that are due at the same time', async () => {
  const countRead = async () => {
    const { rows } = await client.query<{ read: number }>(
      `SELECT idx_tup_read::integer AS read FROM (
         SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) AS idx_tup_read
         FROM pg_index WHERE indrelid = 'deliveries'::regclass) AS counted`,
    );
    return rows[0]!.read;
  };
  await client.query('BEGIN');
  const before = await countRead();
  const claimed = await client.query('SELECT FROM claim_deliveries($1, $2, 35, now())', [AT_MOST, OF_EACH]);
  const read = (await countRead()) - before;
  await client.query('ROLLBACK');
  expect(claimed.rowCount).toBe(AT_MOST);
  expect(read).toBeGreaterThan(AT_MOST);
  expect(read).toBeLessThan(WEBHOOKS * EVENTS * 0.1);
});

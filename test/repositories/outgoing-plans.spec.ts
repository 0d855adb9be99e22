import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** Rows that are counted, and lanes that are looked at, at most. */
const MOST = 100;
/** Most blocks that one of them costs, with its way through indexes. */
const BLOCKS_OF_ONE = 8;
const WEBHOOKS = 100;
const READS = 3;

let database: TestDatabase;
let admin: pg.Client;
let app: pg.Client;

/** Many finished deliveries, which a read of the whole table would pass, before those that wait. */
beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ ...database.admin });
  app = new pg.Client({ ...database.app });
  await admin.connect();
  await app.connect();
  await admin.query(`
    INSERT INTO organizations (name, slug) VALUES ('One', 'one');
    INSERT INTO webhooks (org_id, url, format, events, header_names, created_by, created_at)
    SELECT 1, 'https://example.com/' || n, 'standard', '{*}', '{}', 'user:1', now()
    FROM generate_series(1, ${WEBHOOKS}) AS n`);
  await addDeliveries(1_000, 'delivered');
  await addDeliveries(200, 'pending');
  await admin.query('ANALYZE');
});
afterAll(async () => {
  await admin.end();
  await app.end();
  await database.drop();
});

/** Adds so many deliveries to each webhook. */
const addDeliveries = (count: number, state: string) =>
  admin.query(
    `WITH added AS (
       INSERT INTO events (org_id, uid, type, data, is_spread)
       SELECT 1, gen_random_uuid(), 'repo.created', '{}', true FROM generate_series(1, $1) RETURNING org_id, id
     ), made AS (
       INSERT INTO deliveries (org_id, webhook_id, event_id, state) SELECT 1, w.id, e.id, $2 FROM added e, webhooks w
       RETURNING webhook_id, id, state)
     INSERT INTO work_items (org_id, kind, lane, key, payload)
     SELECT 1, 'deliveries', webhook_id, id, '{}' FROM made WHERE state = 'pending'`,
    [count, state],
  );

interface Plan {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
}

/** The fewest of several reads: one whose tables were analyzed since reads the catalogue as well. */
async function leastBlocksOf(measure: string): Promise<number> {
  const blocks: number[] = [];
  while (blocks.length < READS) blocks.push(await blocksOf(measure));
  return Math.min(...blocks);
}

async function blocksOf(measure: string): Promise<number> {
  const { rows } = await app.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM public.${measure}(now(), ${MOST})`,
  );
  const { Plan } = rows[0]!['QUERY PLAN'][0];
  return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
}

it.each(['outgoing_queue', 'oldest_outgoing'])(
  '%s reads as little of a long queue as of a short one',
  async (measure) => {
    expect(await leastBlocksOf(measure)).toBeLessThan(MOST * BLOCKS_OF_ONE);
    await addDeliveries(300, 'pending');
    expect(await leastBlocksOf(measure)).toBeLessThan(MOST * BLOCKS_OF_ONE);
  },
);

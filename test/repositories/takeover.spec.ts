import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS, TAKEOVER } from '../../ormconfig.js';
import { type DatabaseConnection, OWNER_ROLE } from '../../src/platform/database/connection.js';
import { compareSchemas, describeSchema, type SchemaDescription } from '../../src/platform/database/describe-schema.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres.js';
import { qgateAdmin } from '../support/qgate-admin.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { waitUntil } from '../support/wait-until.js';

const FIXTURES = path.join(__dirname, '../fixtures');
/** A database that commit 2f12b539 made and filled, with work in all of its queues, as `pg_dump --inserts` writes it. */
const DUMP = gunzipSync(readFileSync(path.join(FIXTURES, '2f12b539.sql.gz'))).toString();
/** Answers of that commit about it, by route, without what time changes. */
const RECORDED = JSON.parse(gunzipSync(readFileSync(path.join(FIXTURES, '2f12b539.answers.json.gz'))).toString()) as {
  readonly api_key: string;
  readonly answers: Readonly<Record<string, unknown>>;
};

/** Key that sealed its secrets. */
const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');

const NAMES = MIGRATIONS.map(({ name }) => name);
const preparation = { dataMigrations: [], takeover: TAKEOVER, log: { info: () => undefined } };
const prepare = ({ admin }: TestDatabase) => prepareDatabase(admin, MIGRATIONS, preparation);

async function withClient<T>(connection: DatabaseConnection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection });
  await client.connect();
  return work(client).finally(() => client.end());
}

const schemaOf = ({ admin }: TestDatabase): Promise<SchemaDescription> => withClient(admin, describeSchema);

const namesIn = async ({ admin }: TestDatabase): Promise<string[]> =>
  (await query<{ name: string }>(admin, 'SELECT name FROM migrations ORDER BY "timestamp"')).map(({ name }) => name);

let restored: TestDatabase;
let database: TestDatabase;

beforeAll(async () => {
  restored = await createTestDatabase({ isEmpty: true });
  await withClient(restored.admin, (client) => client.query(DUMP));
});
afterAll(() => restored.drop());
beforeEach(async () => {
  database = await createTestDatabase({ template: restored });
});
afterEach(() => database.drop());

/** Rows of all tables, as JSON. */
async function rowsOf({ admin }: TestDatabase): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await query<{ name: string }>(
    admin,
    `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'auth')`,
  );
  const rows: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of tables)
    rows[name] = (
      await query<{ row: Record<string, unknown> }>(admin, `SELECT to_jsonb(t) AS row FROM ${name} t ORDER BY t::text`)
    ).map(({ row }) => row);
  return rows;
}

describe('a database of commit 2f12b539', () => {
  it('gets the schema of a new installation, and keeps every row', async () => {
    const before = await rowsOf(database);
    expect(before['public.deliveries']!.length * before['public.forge_reports']!.length).toBeGreaterThan(0);
    expect(await prepare(database)).toEqual(NAMES);
    expect(await namesIn(database)).toEqual(NAMES);
    const fresh = await createTestDatabase();
    expect(compareSchemas(await schemaOf(fresh), await schemaOf(database))).toEqual([]);
    await fresh.drop();
    const after = await rowsOf(database);
    const works = (kind: string) => after['public.work_items']!.filter((row) => row.kind === kind);
    expect(works('mails')).toHaveLength(before['auth.mails']!.length);
    expect(works('reevaluations')).toHaveLength(before['public.reevaluations']!.length);
    expect(works('forge-hooks')).toHaveLength(before['public.hook_deliveries']!.length);
    expect(works('jobs')).toHaveLength(before['public.jobs']!.filter(({ state }) => state === 'queued').length);
    for (const table of Object.keys(before).filter((name) => name in after && !name.endsWith('migrations'))) {
      expect(after[table]).toHaveLength(before[table]!.length);
      const kept = Object.keys(after[table]![0] ?? {});
      for (const row of before[table]!) {
        const own = Object.fromEntries(Object.entries(row).filter(([column]) => kept.includes(column)));
        expect(after[table]).toContainEqual(expect.objectContaining(own));
      }
    }
    expect(await prepare(database)).toEqual([]);
  });

  it('is taken over once when several instances start together', async () => {
    const ran = await Promise.all([prepare(database), prepare(database)]);
    expect(ran.flat()).toEqual(NAMES);
  });

  it('is taken over by the next start where one was killed', async () => {
    const before = [await schemaOf(database), await namesIn(database)];
    await withClient(database.admin, async (other) => {
      await other.query('BEGIN; LOCK TABLE events IN ROW EXCLUSIVE MODE');
      const killed = expect(prepare(database)).rejects.toThrow();
      await waitUntil(async () => {
        const { rows } = await other.query<{ pid: number }>(
          `SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass`,
        );
        for (const { pid } of rows) await other.query('SELECT pg_terminate_backend($1)', [pid]);
        return rows.length > 0;
      });
      await killed;
      await other.query('ROLLBACK');
    });
    expect([await schemaOf(database), await namesIn(database)]).toEqual(before);
    expect(await prepare(database)).toEqual(NAMES);
  });

  it.each([
    ['a column more', 'ALTER TABLE scans ADD COLUMN extra text', 'column public.scans.extra does not belong to it'],
    ['an index less', 'DROP INDEX scans_branch', 'index public.scans.scans_branch is missing'],
    [
      'another default',
      `ALTER TABLE repos ALTER default_branch SET DEFAULT 'master'`,
      'public.repos.default_branch is',
    ],
    ['another policy', 'ALTER POLICY tenant ON scans USING (true)', 'policy public.scans.tenant is'],
    ['another right', 'GRANT TRUNCATE ON scans TO PUBLIC', 'relation public.scans is'],
    [
      'another function',
      `CREATE OR REPLACE FUNCTION auth.has_users() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
         SET search_path = pg_catalog, pg_temp AS 'SELECT true'`,
      'function auth.has_users() is',
    ],
    [
      'a trigger that is off',
      'ALTER TABLE scans DISABLE TRIGGER announce_change',
      'trigger public.scans.announce_change is',
    ],
  ])('is refused with %s, which is named, and stays as it is', async (_, change, named) => {
    await query(database.admin, change);
    const before = [await schemaOf(database), await namesIn(database)];
    await expect(prepare(database)).rejects.toThrow(named);
    expect([await schemaOf(database), await namesIn(database)]).toEqual(before);
  });

  it('answers as before', async () => {
    await prepare(database);
    const service: TestApp = await startTestApp({ SECRETS_KEY, PUBLIC_URL: 'https://gate.example.test' }, { database });
    try {
      const reader = service.anonymous.as({ 'x-api-key': RECORDED.api_key });
      for (const [route, answer] of Object.entries(RECORDED.answers)) {
        const { status, body } = await reader.get(route);
        expect({ route, status, body }).toMatchObject({ route, status: 200, body: answer as object });
      }
      const { stdout } = await qgateAdmin(service, ['verify'], { SECRETS_KEY });
      expect(stdout).toMatch(/\nAll data is intact\.\n$/);
    } finally {
      await service.stop();
    }
  });
});

it('takes over a database on which migrations ran that came after commit 2f12b539', async () => {
  const source = new DataSource({
    ...typeormOptions(database.admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE}` }),
    migrations: TAKEOVER.steps.slice(0, 4),
  });
  await source.initialize();
  await source.runMigrations();
  await query(database.admin, 'ALTER TABLE scans ADD COLUMN extra text');
  const before = await schemaOf(database);
  await expect(prepare(database)).rejects.toThrow('column public.scans.extra does not belong to it');
  expect(await schemaOf(database)).toEqual(before);
  await query(database.admin, 'ALTER TABLE scans DROP COLUMN extra');
  await source.destroy();
  expect(await prepare(database)).toEqual(NAMES);
});

it.each([
  ['a migration', `DELETE FROM migrations WHERE name = 'SpreadEventsByIndex1795478400550'`],
  ['a conversion of data', `DELETE FROM data_migrations WHERE name = 'summarize-scans'`],
])('refuses a database that lacks %s of commit 2f12b539, and says what to start before', async (_, forget) => {
  await query(database.admin, forget);
  const before = await schemaOf(database);
  await expect(prepare(database)).rejects.toThrow(/lacks 1 .*Start the version of commit 2f12b539 once/s);
  expect(await schemaOf(database)).toEqual(before);
});

it('compares with the schema that the first migration makes', async () => {
  const fresh = await createTestDatabase({ isEmpty: true });
  expect(await prepareDatabase(fresh.admin, MIGRATIONS.slice(0, 1))).toEqual([TAKEOVER.first.name]);
  expect(compareSchemas(TAKEOVER.after, await schemaOf(fresh))).toEqual([]);
  await fresh.drop();
});

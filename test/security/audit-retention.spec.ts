import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { isAuditSealed } from '../support/are-chained.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let admin: pg.Client;
let app: pg.Client;
let orgs: number[];

const connect = async (connection: object): Promise<pg.Client> => {
  const client = new pg.Client({ ...connection });
  await client.connect();
  return client;
};

beforeAll(async () => {
  service = await startTestApp();
  admin = await connect(service.database.admin);
  app = await connect(service.database.app);
});
beforeEach(async () => {
  orgs = [await anEmptyOrganization(), await anEmptyOrganization()];
});
afterAll(async () => {
  await admin.end();
  await app.end();
  await service.stop();
});

/** An organization without an entry: that of its making is its maker's. */
async function anEmptyOrganization(): Promise<number> {
  const slug = `org-${randomUUID().slice(0, 13)}`;
  return (await service.admin.post('/orgs', { name: slug, slug })).body.id as number;
}

/** An entry of each organization for each age in days, so many times, the oldest first; waits until they are sealed. */
async function addEntries(ages: readonly number[], times = 1): Promise<void> {
  await admin.query(
    `INSERT INTO audit_log (org_id, at, actor_type, actor_name, action, target_type)
     SELECT org, now() - make_interval(days => days), 'user', 'old', days::text, 'test'
     FROM unnest($1::bigint[]) org, unnest($2::int[]) days, generate_series(1, $3)
     ORDER BY now() - make_interval(days => days)`,
    [orgs, ages, times],
  );
  for (const org of orgs) await isAuditSealed(service, org);
}

async function agesLeft(): Promise<number[]> {
  const { rows } = await admin.query<{ age: number }>(
    `SELECT DISTINCT action::int AS age FROM audit_log WHERE org_id = ANY ($1) AND target_type = 'test' ORDER BY 1`,
    [orgs],
  );
  return rows.map(({ age }) => age);
}

/** Entries left once another instance has started; a start does not wait for the deletion. */
async function leftAfterStart(wanted: number[], environment: Record<string, string> = {}): Promise<number[]> {
  const other = await startTestApp(environment, { beside: service });
  try {
    for (let attempt = 0; attempt < 100 && (await agesLeft()).length > wanted.length; attempt += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return await agesLeft();
  } finally {
    await other.stop();
  }
}

it('entries are kept for 90 days, of every organization', async () => {
  await addEntries([1, 89, 91, 400]);
  expect(await leftAfterStart([1, 89])).toEqual([1, 89]);
});

it('or for as long as is configured, however many they are', async () => {
  await addEntries([31], 3_000);
  expect(await leftAfterStart([], { AUDIT_RETENTION_DAYS: '30' })).toEqual([]);
});

it('the serving role can have none deleted that is younger than 30 days', async () => {
  await addEntries([29, 31]);
  for (const days of [0, -1, 1]) await app.query('SELECT public.forget_audit_entries($1, 1000000)', [days]);
  expect(await agesLeft()).toEqual([29]);
  await expect(app.query('DELETE FROM audit_log')).rejects.toThrow(/permission denied/);
});

it('nor what is not sealed, or comes behind such an entry', async () => {
  await addEntries([40]);
  await admin.query('UPDATE audit_log SET hash = NULL WHERE org_id = $1', [orgs[0]]);
  await admin.query(
    `INSERT INTO audit_log (org_id, at, actor_type, actor_name, action, target_type)
     VALUES ($1, now() - interval '39 days', 'user', 'old', '39', 'test')`,
    [orgs[0]],
  );
  await app.query('SELECT public.forget_audit_entries(30, 1000000)');
  const { rows } = await admin.query<{ org: number; age: string }>(
    'SELECT org_id::int AS org, action AS age FROM audit_log WHERE org_id = ANY ($1) ORDER BY id',
    [orgs],
  );
  expect(rows.filter(({ org }) => org === orgs[1])).toEqual([]);
  expect(rows.filter(({ org }) => org === orgs[0]).map(({ age }) => age)).toEqual(['40', '39']);
});

import pg from 'pg';
import { anOrganization } from '../support/actors.js';
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
  orgs = [(await anOrganization(service)).id, (await anOrganization(service)).id];
});
afterAll(async () => {
  await admin.end();
  await app.end();
  await service.stop();
});

/** An entry of each organization for each age in days, so many times. */
const addEntries = (ages: readonly number[], times = 1) =>
  admin.query(
    `INSERT INTO audit_log (org_id, at, actor_type, actor_name, action, target_type)
     SELECT org, now() - make_interval(days => age), 'user', 'old', age::text, 'test'
     FROM unnest($1::bigint[]) org, unnest($2::int[]) age, generate_series(1, $3)`,
    [orgs, ages, times],
  );

async function agesLeft(): Promise<number[]> {
  const { rows } = await admin.query<{ age: number }>(
    `SELECT DISTINCT action::int AS age FROM audit_log WHERE target_type = 'test' ORDER BY 1`,
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
  expect(await leftAfterStart([1], { AUDIT_RETENTION_DAYS: '30' })).toEqual([1]);
});

it('the serving role can have none deleted that is younger than 30 days', async () => {
  await addEntries([29, 31]);
  for (const days of [0, -1, 1]) await app.query('SELECT public.forget_audit_entries($1, 1000000)', [days]);
  expect(await agesLeft()).toEqual([1, 29]);
  await expect(app.query('DELETE FROM audit_log')).rejects.toThrow(/permission denied/);
});

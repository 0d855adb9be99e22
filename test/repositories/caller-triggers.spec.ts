import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** Functions that a credential is resolved by (`IdentityRepository`), with their parameter. */
const RESOLVERS = {
  'auth.find_bound_key_holder': { wanted: 'NULL::bytea' },
  'auth.find_signed_in_person': { session: 'NULL::uuid' },
};
/** Columns that never change: the serving role may not, and no function of the schema does. */
const UNCHANGING = [
  'auth.api_keys.repo_ids',
  'auth.api_keys.may_write_baseline',
  'auth.api_keys.kind',
  'auth.sessions.user_id',
];
/** Columns whose change ends the sessions that it concerns, which is announced. */
const ENDING = ['public.organizations.sso_required'];
/** Columns that a rotation changes together with the key's hash, which is announced. */
const OF_ROTATION = [
  'auth.api_keys.lineage',
  'auth.api_keys.previous_expires_at',
  'auth.api_keys.previous_key_hash',
  'auth.api_keys.previous_lineage',
  'auth.api_keys.previous_maker',
];
/** Columns that are read along and are no part of a caller. */
const IRRELEVANT = ['public.organizations.name', 'public.organizations.slug'];

describe('what a cached caller is made of', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ ...database.admin });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const rows = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows;

  /** The columns that a function reads beside keys, as PostgreSQL records them for a view of its body. */
  async function columnsRead(name: string, parameters: Record<string, string>): Promise<string[]> {
    const [{ body, count }] = (await rows<{ body: string; count: number }>(
      `SELECT prosrc AS body, array_length(array_positions(proargmodes, 't'), 1) AS count
       FROM pg_proc WHERE oid = '${name}'::regproc`,
    )) as [{ body: string; count: number }];
    const text = Object.entries(parameters).reduce(
      (sql, [parameter, value]) => sql.replaceAll(new RegExp(`(?<![.\\w])${parameter}\\b`, 'g'), value),
      body,
    );
    // Names of the columns would repeat.
    const names = Array.from({ length: count }, (_, index) => `column_${index}`);
    await client.query(`CREATE VIEW public.resolved AS SELECT count(*) FROM (${text}) AS r (${names.join(', ')})`);
    const read = await rows<{ column: string }>(`
      SELECT DISTINCT c.relnamespace::regnamespace || '.' || c.relname || '.' || a.attname AS column
      FROM pg_depend d
      JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class = 'public.resolved'::regclass
      JOIN pg_class c ON c.oid = d.refobjid AND c.oid <> r.ev_class
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey::int2[])
      WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND i.indexrelid IS NULL
      ORDER BY 1`);
    await client.query('DROP VIEW public.resolved');
    return read.map(({ column }) => column);
  }

  /** Columns whose change is announced: those that a trigger looks at, or all of its table. */
  const announced = async (): Promise<ReadonlySet<string>> => {
    const found = await rows<{ column: string }>(`
      SELECT c.relnamespace::regnamespace || '.' || c.relname || '.' || a.attname AS column
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE t.tgfoid = 'public.announce_change'::regproc AND (t.tgtype & 16) <> 0
        AND (t.tgqual IS NULL OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass
          AND d.objid = t.oid AND d.refobjid = t.tgrelid AND d.refobjsubid = a.attnum))`);
    return new Set(found.map(({ column }) => column));
  };

  it.each(Object.entries(RESOLVERS))('is announced when it changes: %s', async (name, parameters) => {
    const heard = await announced();
    const read = await columnsRead(name, parameters);
    expect(read.length).toBeGreaterThan(4);
    const unheard = read.filter((column) => !heard.has(column));
    expect(
      unheard.filter((column) => ![...UNCHANGING, ...OF_ROTATION, ...ENDING, ...IRRELEVANT].includes(column)),
    ).toEqual([]);
  });

  it('cannot change where no change is announced', async () => {
    for (const column of UNCHANGING) {
      const [schema, table, name] = column.split('.');
      const [{ may }] = (await rows<{ may: boolean }>(
        `SELECT has_column_privilege('qg_app', '${schema}.${table}', '${name}', 'UPDATE') AS may`,
      )) as [{ may: boolean }];
      expect({ column, may }).toEqual({ column, may: false });
    }
  });
});

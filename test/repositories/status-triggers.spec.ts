import pg from 'pg';
import type { OrgId, ScanId } from '../../src/domain/ids.js';
import { STATUS } from '../../src/modules/verdict/quality-gate/status.read-model.js';
import { gateTagOf, statusTagOf } from '../../src/modules/verdict/quality-gate/status-tags.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const EVENTS = { INSERT: 4, DELETE: 8, UPDATE: 16 } as const;
type Event = keyof typeof EVENTS;

/** Rows that come or go without a cached status being wrong, and why. */
const UNANNOUNCED: Readonly<Partial<Record<Event, Readonly<Record<string, string>>>>> = {
  INSERT: {
    scans: 'the status of a scan that is not there is not cached',
    evaluations: 'scans.evaluation, which is announced, names the one that counts',
    organizations: 'was there before each of its scans',
  },
  DELETE: {
    evaluations: 'go with their scan',
    repo_gate_config_revisions: 'go with their repository, as its scans do',
    organizations: 'go after their scans',
  },
};
/** Tables whose rows never change: the serving role may not. */
const UNCHANGING = ['evaluations', 'repo_gate_config_revisions'];
/** Columns that have their value from the start of a row. */
const SET_ONCE: Readonly<Record<string, readonly string[]>> = { scans: ['group_members'] };

/** A trigger that announces changes of a table. */
interface Announcement {
  readonly table: string;
  readonly type: number;
  /** Those that it looks at; empty: all. */
  readonly columns: readonly string[];
  /** The kind of tag, then the columns of its ids. */
  readonly tag: readonly string[];
}

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

const rows = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows;

/** The columns that the status is read from, by table, as PostgreSQL records them for a view of the statement. */
async function columnsRead(): Promise<Record<string, string[]>> {
  const types: Readonly<Record<string, string>> = { $1: 'bigint', $2: 'bigint', $3: 'timestamptz' };
  const text = STATUS.text.replace(/\$[123]/g, (parameter) => `NULL::${types[parameter]}`);
  await client.query(`CREATE VIEW public.status_read AS ${text}`);
  const read = await rows<{ table: string; columns: string[] }>(`
    SELECT c.relname AS table, array_agg(DISTINCT a.attname::text ORDER BY a.attname::text) AS columns
    FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class = 'public.status_read'::regclass
    JOIN pg_class c ON c.oid = d.refobjid AND c.oid <> r.ev_class
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    GROUP BY 1 ORDER BY 1`);
  await client.query('DROP VIEW public.status_read');
  return Object.fromEntries(read.map(({ table, columns }) => [table, columns]));
}

/** Those of `org` say that an organization is open no more: it concerns callers, not statuses. */
const announcements = (): Promise<Announcement[]> =>
  rows<{ table: string; type: number; columns: string[]; tag: string[] }>(`
    SELECT c.relname AS table, t.tgtype::int AS type,
      ARRAY(SELECT DISTINCT a.attname::text FROM pg_depend d
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.refobjid = t.tgrelid AND d.refobjsubid > 0
        ORDER BY 1) AS columns,
      string_to_array(rtrim(encode(t.tgargs, 'escape'), '\\000'), '\\000') AS tag
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgfoid = 'public.announce_change'::regproc AND c.relnamespace = 'public'::regnamespace
      AND NOT starts_with(encode(t.tgargs, 'escape'), 'org\\000')`);

const keyOf = async (table: string): Promise<string[]> => {
  const found = await rows<{ column: string }>(`
    SELECT attname::text AS column FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey::int2[])
    WHERE indisprimary AND indrelid = 'public.${table}'::regclass`);
  return found.map(({ column }) => column);
};

const announcing = (all: readonly Announcement[], table: string, event: Event) =>
  all.filter((one) => one.table === table && (one.type & EVENTS[event]) !== 0);

describe('what a status is read from', () => {
  it('is what this test thinks it is', async () => {
    expect(Object.keys(await columnsRead())).toEqual([
      'evaluations',
      'gate_configs',
      'organizations',
      'repo_gate_config_revisions',
      'scans',
      'waivers',
    ]);
  });

  it('announces each changed column, and of a table with a list of columns no others', async () => {
    const all = await announcements();
    for (const [table, read] of Object.entries(await columnsRead())) {
      const key = [...(await keyOf(table)), ...(SET_ONCE[table] ?? [])];
      const changing = UNCHANGING.includes(table) ? [] : read.filter((column) => !key.includes(column));
      const triggers = announcing(all, table, 'UPDATE');
      const announced = triggers.some(({ columns }) => columns.length === 0)
        ? changing
        : triggers.flatMap(({ columns }) => columns);
      expect({ table, announced: [...announced].sort() }).toEqual({ table, announced: changing });
    }
  });

  it.each(['INSERT', 'DELETE'] as const)(
    'announces each %s, but for those that make no status wrong',
    async (event) => {
      const all = await announcements();
      const tables = Object.keys(await columnsRead());
      const silent = tables.filter((table) => announcing(all, table, event).length === 0);
      expect(silent).toEqual(Object.keys(UNANNOUNCED[event]!).sort());
    },
  );

  it('cannot change where no change is announced', async () => {
    const changeable = await rows(
      `SELECT name FROM unnest(ARRAY['${UNCHANGING.join("', '")}']) AS name
       WHERE has_any_column_privilege('qg_app', 'public.' || name, 'UPDATE')`,
    );
    expect(changeable).toEqual([]);
  });

  it('is announced by the tags that cached statuses carry', async () => {
    const [orgId, scanId] = [12 as OrgId, 345 as ScanId];
    const read = Object.keys(await columnsRead());
    const relevant = (await announcements()).filter(({ table }) => read.includes(table));
    expect(relevant.length).toBeGreaterThan(5);
    for (const { table, tag } of relevant) {
      const [kind, ...columns] = tag;
      const idOf = (column: string) => (column === 'id' && table === 'scans' ? scanId : orgId);
      const announced = `${kind}:${columns.map(idOf).join('/')}`;
      const carried = table === 'scans' ? statusTagOf(orgId, scanId) : gateTagOf(orgId);
      expect({ table, announced }).toEqual({ table, announced: carried });
    }
  });
});

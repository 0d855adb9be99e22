import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../../migrations/concurrent-index.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** Limit of waiting for the server. */
const PATIENCE_MS = 30_000;

class CreateNumbers1000000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE public.numbers (number integer); INSERT INTO public.numbers VALUES (1), (1)');
  }
  async down(): Promise<void> {
    await Promise.reject(new Error('unused'));
  }
}

class IndexNumbers1000000000002 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(db, 'public.numbers_number', 'ON public.numbers (number)');
  }
  async down(): Promise<void> {
    await Promise.reject(new Error('unused'));
  }
}

describe('an index that a migration builds', () => {
  let database: TestDatabase;
  let writer: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
    await prepareDatabase(database.admin, [CreateNumbers1000000000001]);
    writer = new pg.Client({ ...database.admin, ssl: false });
    await writer.connect();
  });
  afterEach(async () => {
    await writer.end();
    await database.drop();
  });

  const migrate = () => prepareDatabase(database.admin, [CreateNumbers1000000000001, IndexNumbers1000000000002]);
  const find = async (sql: string) =>
    (await writer.query<{ found: boolean }>(`SELECT EXISTS (${sql}) AS found`)).rows[0]!.found;
  const isValid = () =>
    find(`SELECT FROM pg_index WHERE indexrelid = to_regclass('public.numbers_number') AND indisvalid`);

  async function until(sql: string): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await find(sql))) {
      if (Date.now() > end) throw new Error(`Still nothing is found by ${sql}.`);
      await sleep(20);
    }
  }

  const untilWaiting = () =>
    until(`SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND phase LIKE 'waiting%'`);

  it('waits for open transactions and keeps nobody from writing', async () => {
    const reader = new pg.Client({ ...database.admin, ssl: false });
    await reader.connect();
    await reader.query('BEGIN; INSERT INTO public.numbers VALUES (2)');
    const migrated = migrate();
    await untilWaiting();
    await writer.query(`SET lock_timeout = '5s'; INSERT INTO public.numbers VALUES (3)`);
    await reader.query('COMMIT');
    expect(await migrated).toEqual(['IndexNumbers1000000000002']);
    await reader.end();
    expect(await isValid()).toBe(true);
  });

  it('is built while two more instances wait for their turn', async () => {
    const reader = new pg.Client({ ...database.admin, ssl: false });
    await reader.connect();
    await reader.query('BEGIN; INSERT INTO public.numbers VALUES (2)');
    const migrated = Promise.all([migrate(), migrate(), migrate()]);
    await untilWaiting();
    const asked = `query LIKE '%advisory_xact_lock%' AND datname = current_database() AND pid <> pg_backend_pid()`;
    await until(`SELECT FROM pg_stat_activity WHERE ${asked} HAVING count(*) = 2`);
    await reader.query('COMMIT');
    const ended = await Promise.race([migrated, sleep(PATIENCE_MS, 'they hang', { ref: false })]);
    if (ended === 'they hang')
      await writer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${asked}`);
    await Promise.allSettled([migrated, reader.end()]);
    expect(ended).toEqual(expect.arrayContaining([['IndexNumbers1000000000002'], [], []]));
    expect(await isValid()).toBe(true);
  }, 90_000);

  it('is built from its beginning where a build before was interrupted', async () => {
    const left = 'CREATE UNIQUE INDEX CONCURRENTLY numbers_number ON public.numbers (number)';
    await expect(writer.query(left)).rejects.toThrow('could not create unique index');
    await writer.query('ALTER TABLE public.numbers OWNER TO qg_owner');
    expect(await isValid()).toBe(false);
    expect(await migrate()).toEqual(['IndexNumbers1000000000002']);
    expect(await isValid()).toBe(true);
  });
});

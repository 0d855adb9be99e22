import pg from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../ormconfig.js';
import { OWNER_ROLE } from '../../src/platform/database/connection.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
  });

  afterEach(() => database.drop());

  const tables = async (): Promise<string[]> => {
    const client = new pg.Client({ ...database.admin, ssl: false });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'auth') ORDER BY 1`,
    );
    await client.end();
    return rows.map((row) => row.name);
  };

  it('runs each migration once', async () => {
    expect(await prepareDatabase(database.admin, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    expect(await prepareDatabase(database.admin, MIGRATIONS)).toEqual([]);
  });

  it('runs them once when several instances start together', async () => {
    const ran = await Promise.all(Array.from({ length: 3 }, () => prepareDatabase(database.admin, MIGRATIONS)));
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, MIGRATIONS.length]);
  });

  it('goes down to nothing and up to the same tables', async () => {
    await prepareDatabase(database.admin, MIGRATIONS);
    const up = await tables();
    const source = new DataSource({
      ...typeormOptions(database.admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE}` }),
      migrations: MIGRATIONS,
    });
    await source.initialize();
    for (let left = MIGRATIONS.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await tables()).toEqual(['public.migrations']);
    await source.runMigrations();
    await source.destroy();
    expect(await tables()).toEqual(up);
  });
});

import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import { findPrimary } from '../../src/platform/database/find-primary.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { PrimaryPool } from '../../src/platform/database/primary-pool.js';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
/** A cluster of two servers, of which the first is away. */
let cluster: DatabaseConnection;

beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port } = database.app;
  cluster = { ...database.app, port: await findFreePort(), otherHosts: [{ host, port }] };
});
afterAll(() => database.drop());

const setReadOnly = (isReadOnly: boolean) =>
  query(
    database.admin,
    `ALTER ROLE qg_app IN DATABASE ${database.app.database} ${isReadOnly ? 'SET default_transaction_read_only = on' : 'RESET ALL'}`,
  );

describe('findPrimary', () => {
  it('takes the only host as it is', async () => {
    expect(await findPrimary({ ...database.app, port: 1 })).toEqual({ host: database.app.host, port: 1 });
  });

  it('passes over a server that is away', async () => {
    expect(await findPrimary(cluster)).toEqual(cluster.otherHosts![0]);
    const client = await openClient(cluster);
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  });

  it('names the state of each where none takes writes', async () => {
    await setReadOnly(true);
    await expect(findPrimary(cluster)).rejects.toMatchObject({
      message: expect.stringMatching(/accepts writes: .*ECONNREFUSED.*\(standby\)\.$/) as unknown,
      code: '08006',
    });
    await setReadOnly(false);
  });
});

describe('PrimaryPool', () => {
  it('looks again after a connection was lost, and fails while nobody takes writes', async () => {
    const pool = new PrimaryPool({ ...cluster, max: 1, ssl: false });
    pool.on('error', () => undefined);
    try {
      expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await setReadOnly(true);
      const lost = new Promise((resolve) => pool.once('remove', resolve));
      await query(
        database.admin,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'qg_app'
        AND datname = current_database()`,
      );
      await lost;
      await expect(pool.query('SELECT 1')).rejects.toThrow('accepts writes');
      await setReadOnly(false);
      expect((await pool.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    } finally {
      await pool.end();
    }
  });
});

import { MIGRATIONS } from '../../ormconfig.js';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { APP_ROLE, appConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { query } from '../support/postgres.js';

/** Roles are a cluster's: this one has none of the service's yet. */
let server: EmbeddedPostgres;
let superuser: DatabaseConnection;

beforeAll(async () => {
  server = await startThrowawayPostgres();
  superuser = { ...server.superuser, ssl: false };
});
afterAll(() => server.stop());

describe('an administrator that is no superuser', () => {
  let owner: DatabaseConnection;

  beforeAll(async () => {
    await query(superuser, `CREATE ROLE gate LOGIN CREATEROLE NOCREATEDB PASSWORD 'secret'`);
    await query(superuser, 'CREATE DATABASE gate OWNER gate');
    owner = { ...superuser, user: 'gate', password: 'secret', database: 'gate' };
  });

  it('prepares its database with CREATEROLE alone, and again at the next start', async () => {
    expect(await prepareDatabase(owner, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    expect(await prepareDatabase(owner, MIGRATIONS)).toEqual([]);
    await query(appConnection(owner), 'SELECT FROM public.scans');
  });

  it('is refused where it cannot take a right from the serving role', async () => {
    await query(superuser, `ALTER ROLE ${APP_ROLE} CREATEDB`);
    await expect(prepareDatabase(owner, MIGRATIONS)).rejects.toThrow(/permission denied to alter role/);
    await prepareDatabase({ ...superuser, database: 'gate' }, MIGRATIONS);
    await prepareDatabase(owner, MIGRATIONS);
  });
});

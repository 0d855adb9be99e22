import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { MIGRATIONS } from '../../ormconfig.js';
import { appConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';

/** How test files learn of the run's one cluster: the environment is the only thing that Jest hands on. */
const ADMIN_VARIABLE = 'TEST_DATABASE_ADMIN';
const TEMPLATE = 'quality_gate_template';

let stop: (() => Promise<void>) | undefined;

/** Starts the run's cluster and migrates the database that each test file clones. */
export async function startTestCluster(): Promise<void> {
  const server = await startThrowawayPostgres();
  stop = () => server.stop();
  const admin: DatabaseConnection = { ...server.superuser, ssl: false };
  await query(admin, `CREATE DATABASE ${TEMPLATE}`);
  await prepareDatabase({ ...admin, database: TEMPLATE }, MIGRATIONS);
  process.env[ADMIN_VARIABLE] = JSON.stringify(admin);
}

export async function stopTestCluster(): Promise<void> {
  await stop?.();
}

/** A database of a test file's own. */
export interface TestDatabase {
  /** The superuser: row security does not bind it, so only to set up and to look behind the wall. */
  readonly admin: DatabaseConnection;
  /** What the service runs as. */
  readonly app: DatabaseConnection;
  drop(): Promise<void>;
}

/** Clones the migrated template (or makes an empty database). */
export async function createTestDatabase(options: { isEmpty?: boolean } = {}): Promise<TestDatabase> {
  const cluster = testCluster();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(cluster, `CREATE DATABASE ${name} ${options.isEmpty ? '' : `TEMPLATE ${TEMPLATE}`}`);
  const admin = { ...cluster, database: name };
  if (!options.isEmpty)
    await query(
      admin,
      'REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT TEMPORARY ON DATABASE ' +
        `${name} TO ${appConnection(admin).user}`,
    );
  return {
    admin,
    app: appConnection(admin),
    drop: () => query(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The run's cluster, as its superuser. */
export function testCluster(): DatabaseConnection {
  const admin = process.env[ADMIN_VARIABLE];
  if (admin === undefined) throw new Error('The test cluster is not running: integration tests need global-setup.');
  return JSON.parse(admin) as DatabaseConnection;
}

/** One statement on a connection of its own. */
export async function query(connection: DatabaseConnection, sql: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ ...connection, ssl: connection.ssl });
  await client.connect();
  try {
    await client.query(sql, values);
  } finally {
    await client.end();
  }
}

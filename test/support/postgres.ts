import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { appConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import { memoryFolder } from './memory-folder.js';
import { CLUSTER_VARIABLE, query } from './query.js';
import { findSharedCluster } from './shared-cluster.js';

export { query } from './query.js';

/** The cluster of the run, and the migrated database in it that each test file clones. */
interface TestCluster {
  readonly admin: DatabaseConnection;
  readonly template: string;
}

let stop: (() => Promise<void>) | undefined;

/** Takes the shared cluster where one runs (`npm run test:cluster`), else starts one for this run alone. */
export async function startTestCluster(): Promise<void> {
  const admin = (await findSharedCluster()) ?? (await startOwnCluster());
  const cluster: TestCluster = { admin, template: await prepareTemplate(admin) };
  process.env[CLUSTER_VARIABLE] = JSON.stringify(cluster);
}

export async function stopTestCluster(): Promise<void> {
  await stop?.();
}

async function startOwnCluster(): Promise<DatabaseConnection> {
  const { startThrowawayPostgres } = await import('../../src/embedded-postgres/start-throwaway-postgres.js');
  const server = await startThrowawayPostgres(memoryFolder());
  stop = () => server.stop();
  const admin = { ...server.superuser, ssl: false };
  // Stored by initdb with the usual rounds; the server's setting holds for passwords set from now on.
  await query(admin, `ALTER ROLE ${admin.user} PASSWORD '${admin.password}'`);
  return admin;
}

/**
 * Migrates a database to be cloned, once for each state of the sources that decide its schema: a shared cluster lives on
 * while they are edited. It gets its name when it is complete.
 */
export async function prepareTemplate(admin: DatabaseConnection): Promise<string> {
  const template = `quality_gate_template_${hashSources(['migrations', 'migrations/initial', 'src/platform/database'])}`;
  if (await exists(admin, template)) return template;
  // Test files import this module, and never migrate.
  const { DATA_MIGRATIONS, MIGRATIONS } = await import('../../ormconfig.js');
  const { prepareDatabase } = await import('../../src/platform/database/prepare-database.js');
  const draft = `draft_${randomUUID().replaceAll('-', '')}`;
  await query(admin, `CREATE DATABASE ${draft}`);
  await prepareDatabase({ ...admin, database: draft }, MIGRATIONS, {
    dataMigrations: DATA_MIGRATIONS,
    log: { info: () => undefined },
  });
  try {
    await query(admin, `ALTER DATABASE ${draft} RENAME TO ${template}`);
  } catch (error) {
    // Another run was first.
    await query(admin, `DROP DATABASE ${draft}`);
    if (!(await exists(admin, template))) throw error;
  }
  return template;
}

async function exists(admin: DatabaseConnection, database: string): Promise<boolean> {
  const rows = await query<{ count: number }>(admin, 'SELECT count(*)::int FROM pg_database WHERE datname = $1', [
    database,
  ]);
  return rows[0]!.count > 0;
}

function hashSources(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders.map((name) => path.join(__dirname, '../..', name)))
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts')))
      hash.update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

/** A database of a test file's own. */
export interface TestDatabase {
  /** The superuser: row security does not bind it, so only to set up and to look behind the wall. */
  readonly admin: DatabaseConnection;
  /** Connection of the serving role. */
  readonly app: DatabaseConnection;
  drop(): Promise<void>;
}

/**
 * Clones the migrated template, or another database that no one is connected to, or makes an empty one. With `npm run test:citus`, a distributed one of
 * its cluster.
 */
export async function createTestDatabase(
  options: { isEmpty?: boolean; template?: TestDatabase } = {},
): Promise<TestDatabase> {
  if (process.env.TEST_ENGINE === 'citus') return createDistributedDatabase();
  const { admin: cluster, template: migrated } = readCluster();
  const template = options.template?.admin.database ?? migrated;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(cluster, `CREATE DATABASE ${name} ${options.isEmpty ? '' : `TEMPLATE ${template} STRATEGY FILE_COPY`}`);
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
    drop: async () => {
      await query(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function createDistributedDatabase(): Promise<TestDatabase> {
  const { createCitusDatabase, distributeTables } = await import('./citus-cluster.js');
  const database = await createCitusDatabase();
  await distributeTables(database);
  return database;
}

/** The run's cluster, as its superuser. */
export const testCluster = (): DatabaseConnection => readCluster().admin;

function readCluster(): TestCluster {
  const cluster = process.env[CLUSTER_VARIABLE];
  if (cluster === undefined) throw new Error('The test cluster is not running: integration tests need global-setup.');
  return JSON.parse(cluster) as TestCluster;
}

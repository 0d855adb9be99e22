import { randomUUID } from 'node:crypto';
import { DATA_MIGRATIONS, MIGRATIONS } from '../../ormconfig.js';
import { appConnection, type DatabaseConnection, parseDatabaseUrl } from '../../src/platform/database/connection.js';
import { distribute } from '../../src/platform/database/distribute.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import type { TestDatabase } from './postgres.js';
import { query } from './query.js';

/** A node of the cluster. */
export interface CitusNode {
  readonly host: string;
  readonly port: number;
}

/** A database of a test file's own on all nodes of a cluster. */
export interface CitusDatabase extends TestDatabase {
  /** Those that take shards. */
  readonly workers: readonly CitusNode[];
}

/** Superuser of the coordinator of a running Citus cluster, which signs in on its workers too; null where none is named. */
export const citusCluster = (): DatabaseConnection | null => {
  const url = process.env.CITUS_URL;
  return url === undefined || url === '' ? null : parseDatabaseUrl(url);
};

/** Creates a migrated database on all nodes, without distributing its tables. */
export async function createCitusDatabase(): Promise<CitusDatabase> {
  const coordinator = citusCluster();
  if (!coordinator) throw new Error('CITUS_URL names no cluster.');
  const workers = await query<CitusNode>(
    coordinator,
    `SELECT nodename AS host, nodeport AS port FROM pg_dist_node WHERE shouldhaveshards AND isactive ORDER BY nodeport`,
  );
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const nodes = [coordinator, ...workers.map((node) => ({ ...coordinator, ...node }))];
  for (const node of nodes) await query(node, `CREATE DATABASE ${name}`);
  const onNodes = nodes.map((node) => ({ ...node, database: name }));
  for (const node of onNodes) await query(node, 'CREATE EXTENSION citus');
  const admin = { ...coordinator, database: name };
  await query(admin, 'SELECT citus_set_coordinator_host($1, $2::int)', [admin.host, admin.port]);
  for (const { host, port } of workers) await query(admin, 'SELECT citus_add_node($1, $2::int)', [host, port]);
  await prepareDatabase(admin, MIGRATIONS, { dataMigrations: DATA_MIGRATIONS, log: { info: () => undefined } });
  return {
    admin,
    app: appConnection(admin),
    workers,
    drop: async () => {
      for (const node of nodes) await query(node, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Distributes the tables of such a database; answers what it reported. */
export async function distributeTables({ admin }: TestDatabase): Promise<string[]> {
  const lines: string[] = [];
  const client = await openClient(admin);
  try {
    await distribute(client, (line) => lines.push(line));
  } finally {
    await client.end();
  }
  return lines;
}

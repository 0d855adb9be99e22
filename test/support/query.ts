import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';

/** The environment is the only thing that Jest hands from its global setup to test files: the cluster of the run. */
export const CLUSTER_VARIABLE = 'TEST_CLUSTER';

/**
 * Milliseconds for which an unused connection of the run's superuser stays open. A connection costs twenty times the processor time of a
 * statement, and reads of a test follow each other.
 */
const KEPT_MILLISECONDS = 100;
/**
 * Statements that only read. Others take a connection of their own, as their tests expect: the time that it takes lets services hear of
 * the change.
 */
const READING = /^\s*(?:SELECT|SHOW|EXPLAIN)\b/i;
/** Statements that another connection to the same database, or to its template, stops. */
const ON_A_DATABASE = /\b(?:CREATE|DROP|ALTER)\s+DATABASE\b/i;

interface Kept {
  readonly client: pg.Client;
  readonly timer: NodeJS.Timeout;
}

/** Unused connections by database. */
const kept = new Map<string, Kept>();

/**
 * Runs one statement, or several without values, and answers the rows. Nothing of one call's session is left for the next:
 * roles, settings, locks and temporary tables end with it.
 */
export async function query<Row extends pg.QueryResultRow>(
  connection: DatabaseConnection,
  sql: string,
  values?: unknown[],
): Promise<Row[]> {
  if (ON_A_DATABASE.test(sql)) await closeKept();
  const isKept = READING.test(sql) && isOfRun(connection);
  const client = (isKept ? takeKept(connection.database) : undefined) ?? (await connect(connection));
  let hasSucceeded = false;
  try {
    const { rows } = await client.query<Row>(sql, values);
    if (isKept) await client.query('DISCARD ALL');
    hasSucceeded = isKept;
    return rows;
  } finally {
    if (hasSucceeded) keep(connection.database, client);
    else await client.end();
  }
}

async function connect(connection: DatabaseConnection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, ssl: connection.ssl });
  await client.connect();
  return client;
}

/** True for the superuser of the run's cluster; others' connections are what a test is about. */
function isOfRun(connection: DatabaseConnection): boolean {
  const cluster = process.env[CLUSTER_VARIABLE];
  if (cluster === undefined) return false;
  const { admin } = JSON.parse(cluster) as { admin: DatabaseConnection };
  return isDeepStrictEqual(connection, { ...admin, database: connection.database });
}

function takeKept(database: string): pg.Client | undefined {
  const found = kept.get(database);
  if (!found) return undefined;
  kept.delete(database);
  clearTimeout(found.timer);
  found.client.removeAllListeners('error');
  return found.client;
}

function keep(database: string, client: pg.Client): void {
  const other = takeKept(database);
  const timer = setTimeout(() => {
    takeKept(database);
    void client.end();
  }, KEPT_MILLISECONDS);
  // A test may end all connections of its database.
  client.on('error', () => takeKept(database));
  kept.set(database, { client, timer });
  void other?.end();
}

async function closeKept(): Promise<void> {
  const clients = [...kept.keys()].flatMap((database) => takeKept(database) ?? []);
  await Promise.all(clients.map((client) => client.end()));
}

import pg from 'pg';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';

/** Runs one statement on a connection of its own, and answers its rows. */
export async function query<Row extends pg.QueryResultRow>(
  connection: DatabaseConnection,
  sql: string,
  values?: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ ...connection, ssl: connection.ssl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

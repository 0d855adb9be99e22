import pg from 'pg';
import type { DatabaseConnection } from './connection.js';
import { findPrimary } from './find-primary.js';

/** Longest wait for a connection outside the pool. */
const CONNECT_MS = 10_000;

/** A connected client of the server that takes writes; its caller ends it. */
export async function openClient(
  connection: DatabaseConnection,
  options: Pick<
    pg.ClientConfig,
    'application_name' | 'query_timeout' | 'connectionTimeoutMillis' | 'keepAlive' | 'options'
  > = {},
): Promise<pg.Client> {
  const place = await findPrimary(connection);
  const client = new pg.Client({
    connectionTimeoutMillis: CONNECT_MS,
    ...options,
    ...connection,
    ...place,
    ssl: connection.ssl,
  });
  // A connection that is lost makes the next query fail.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

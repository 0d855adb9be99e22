import type pg from 'pg';
import type { DatabaseConnection } from './connection.js';
import { openClient } from './open-client.js';

/**
 * True behind a pooler, which lends a server's connection to one client after the other. It makes up the process id that it
 * reports to its clients.
 */
export async function isPooled(client: pg.ClientBase): Promise<boolean> {
  const { processID } = client as pg.ClientBase & { readonly processID?: number | null };
  const { rows } = await client.query<{ real: number }>('SELECT pg_backend_pid() AS real');
  return rows[0]?.real !== processID;
}

/** As `isPooled`, of a connection that is opened for it. */
export async function isReachedThroughPooler(connection: DatabaseConnection): Promise<boolean> {
  const client = await openClient(connection);
  try {
    return await isPooled(client);
  } finally {
    await client.end();
  }
}

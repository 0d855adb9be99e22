import pg from 'pg';
import { type DatabaseConnection, type DatabaseHost, hostsOf } from './connection.js';

/** Longest wait for the answer of a server; one that is away may never give one. */
const ASK_MS = 2_000;

/**
 * The server that takes writes, of those that the connection names: after a failover it is another one. With one host it
 * is that, without a query.
 *
 * @throws Error with the state of each, when none takes writes
 */
export async function findPrimary(connection: DatabaseConnection): Promise<DatabaseHost> {
  const [only, ...others] = hostsOf(connection);
  if (others.length === 0) return only!;
  const states: string[] = [];
  const asked = hostsOf(connection).map(async (place) => {
    const state = await stateOf(connection, place);
    if (state === 'primary') return place;
    states.push(`${place.host}:${place.port} (${state})`);
    throw new Error(state);
  });
  try {
    return await Promise.any(asked);
  } catch {
    throw new NoPrimary(states);
  }
}

/** No server of the cluster takes writes at present, as during a failover. */
export class NoPrimary extends Error {
  /** Class of connection exceptions: callers that wait for the database try again. */
  readonly code = '08006';

  constructor(states: readonly string[]) {
    super(`No server of the database accepts writes: ${states.join(', ')}.`);
  }
}

/** `primary`, or the reason for which the server is none. */
async function stateOf(connection: DatabaseConnection, place: DatabaseHost): Promise<string> {
  const client = new pg.Client({
    ...connection,
    ...place,
    ssl: connection.ssl,
    application_name: 'quality-gate primary',
    connectionTimeoutMillis: ASK_MS,
    query_timeout: ASK_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await takesWrites(client)) ? 'primary' : 'standby';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.connection.stream.destroy();
  }
}

/** False on a standby, and where transactions are read-only by default, as on a server that is being demoted. */
export async function takesWrites(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
  return rows[0]?.transaction_read_only === 'off';
}

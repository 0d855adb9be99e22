import type { Logger } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import { authConnection, type DatabaseConnection } from './connection.js';
import { isReachedThroughPooler } from './is-pooled.js';
import type { OpenDatabase } from './open-database.js';

/** Connections of a running service. */
export interface ServingConnections {
  /** Serves requests, as the serving role. */
  readonly database: DatabaseConnection;
  /** Reads hashes of passwords, begins sessions and deletes people. */
  readonly auth: DatabaseConnection;
  /** Listens for changes; null where no connection would hear of them, so that nothing may be cached. */
  readonly listening: DatabaseConnection | null;
  /** True where `database` leads through a pooler. */
  readonly isPooled: boolean;
}

/** Finds out whether requests are served through a pooler, and which connection hears of changes then. */
export async function servingConnections(
  { serving, listening, auth: named }: OpenDatabase,
  { database }: AppConfig,
  log: Pick<Logger, 'warn'>,
): Promise<ServingConnections> {
  const pooled = (database.kind === 'external' && database.isPooled) || (await isReachedThroughPooler(serving));
  const auth = named ?? authConnection(serving);
  if (!pooled) return { database: serving, auth, listening: listening ?? serving, isPooled: false };
  if (!listening)
    log.warn(
      'The database is reached through a pooler, which drops notifications, so every status is read from the database. ' +
        'Name the server itself in DATABASE_LISTEN_URL.',
    );
  return { database: serving, auth, listening, isPooled: true };
}

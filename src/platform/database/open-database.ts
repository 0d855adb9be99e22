import type { Logger } from 'pino';
import { startEmbeddedPostgres } from '../../embedded-postgres/start-embedded-postgres.js';
import type { AppConfig } from '../config/app-config.js';
import { type DatabaseConnection, parseDatabaseUrl } from './connection.js';

/** A database that is up. */
export interface OpenDatabase {
  /** Connection that may create roles and migrate. */
  readonly admin: DatabaseConnection;
  /** Stops the embedded server; leaves an external one alone. */
  close(): Promise<void>;
}

/** Opens the external database of the configuration, or starts the embedded one. */
export async function openDatabase(config: AppConfig, logger: Logger): Promise<OpenDatabase> {
  if (config.database.kind === 'external')
    return { admin: parseDatabaseUrl(config.database.url), close: () => Promise.resolve() };
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: logger,
  });
  return { admin: { ...server.superuser, ssl: false }, close: () => server.stop() };
}

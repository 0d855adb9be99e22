import type { Logger } from 'pino';
import {
  findRunningPostgres,
  startEmbeddedPostgres,
  type SuperuserConnection,
} from '../../embedded-postgres/start-embedded-postgres.js';
import type { AppConfig, DatabaseConfig } from '../config/app-config.js';
import { APP_ROLE, appConnection, type DatabaseConnection, parseDatabaseUrl } from './connection.js';
import { openClient } from './open-client.js';

/** A database that is up, or that others keep up. */
export interface OpenDatabase {
  /** May create roles and migrate; null: somebody else does (`npm run migrate`). */
  readonly admin: DatabaseConnection | null;
  /** Serves requests. */
  readonly serving: DatabaseConnection;
  /** Listens for changes, past a pooler; null: `serving` is all there is. */
  readonly listening: DatabaseConnection | null;
  /** Password of the serving role that `serving` brings along; undefined where it is derived from the administrator's. */
  readonly servingPassword: string | undefined;
  /** Stops the embedded server; leaves an external one alone. */
  close(): Promise<void>;
}

/** Opens the external database of the configuration, or starts the embedded one. */
export async function openDatabase(config: AppConfig, logger: Logger): Promise<OpenDatabase> {
  if (config.database.kind === 'external') return openExternal(config.database);
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: logger,
  });
  return openEmbedded(server.superuser, () => server.stop());
}

/** As `openDatabase`, for what is done beside a service that may run: its embedded server is used where it does. */
export async function reachDatabase(config: AppConfig, logger: Logger): Promise<OpenDatabase> {
  const running = config.database.kind === 'embedded' ? await findRunningPostgres(config.dataDir) : null;
  const isServing = running !== null && (await answers({ ...running, ssl: false }));
  return isServing ? openEmbedded(running, () => Promise.resolve()) : openDatabase(config, logger);
}

const answers = (connection: DatabaseConnection): Promise<boolean> =>
  openClient(connection).then(
    (client) => client.end().then(() => true),
    () => false,
  );

function openEmbedded(superuser: SuperuserConnection, close: () => Promise<void>): OpenDatabase {
  const admin: DatabaseConnection = { ...superuser, ssl: false };
  return { admin, serving: appConnection(admin), listening: null, servingPassword: undefined, close };
}

/** The connections that an external database is reached by, of the URLs that the configuration names. */
export function openExternal({
  url,
  adminUrl,
  listenUrl,
}: Extract<DatabaseConfig, { kind: 'external' }>): OpenDatabase {
  const named = parseDatabaseUrl(url);
  const isServing = named.user === APP_ROLE;
  const admin = adminUrl !== null ? parseDatabaseUrl(adminUrl) : isServing ? null : named;
  const serving = isServing ? named : { ...appConnection(admin ?? named), ...addressOf(named) };
  const direct = listenUrl ?? adminUrl;
  return {
    admin,
    serving,
    listening: direct === null ? null : listeningConnection(parseDatabaseUrl(direct), serving),
    servingPassword: isServing ? named.password : undefined,
    close: () => Promise.resolve(),
  };
}

/** The serving role on the servers of another URL, whose own user is used where it is that role. */
function listeningConnection(direct: DatabaseConnection, serving: DatabaseConnection): DatabaseConnection {
  if (direct.user === APP_ROLE) return direct;
  const { user, password } = serving;
  return { ...direct, user, password };
}

const addressOf = ({ host, port, otherHosts, ssl, database }: DatabaseConnection): Partial<DatabaseConnection> => ({
  host,
  port,
  ssl,
  database,
  ...(otherHosts && { otherHosts }),
});

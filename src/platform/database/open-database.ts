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
  /** Serves requests. Its user and password are those of the administrator until the installation is prepared, where `role` is null. */
  readonly serving: DatabaseConnection;
  /** Listens for changes, past a pooler; null: `serving` is all there is. */
  readonly listening: DatabaseConnection | null;
  /** Password of the serving role that `serving` brings along; undefined where it is derived from the administrator's. */
  readonly servingPassword: string | undefined;
  /** The connection for identities that the configuration names; null: the one that belongs to `serving`. */
  readonly auth: DatabaseConnection | null;
  /** The serving role that the configuration names; null: the one of the installation. */
  readonly role: string | null;
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
  return {
    admin,
    serving: appConnection(admin),
    listening: null,
    servingPassword: undefined,
    auth: null,
    role: APP_ROLE,
    close,
  };
}

/**
 * The connections that an external database is reached by, of the URLs that the configuration names.
 *
 * @throws Error where it names two serving roles
 */
export async function openExternal(
  { url, adminUrl, listenUrl, role, authUrl }: Extract<DatabaseConfig, { kind: 'external' }>,
  isAdministrator = asksServer,
): Promise<OpenDatabase> {
  const named = parseDatabaseUrl(url);
  const other = adminUrl === null ? null : parseDatabaseUrl(adminUrl);
  const isServing = named.user === APP_ROLE || !(await isAdministrator(other ?? named, named.user));
  if (isServing && role !== null && role !== named.user)
    throw new Error(
      `DATABASE_URL signs in as ${named.user}, but DATABASE_ROLE names ${role}. Name the same role in both, or unset one.`,
    );
  const admin = other ?? (isServing ? null : named);
  const serving = isServing ? named : { ...admin!, ...addressOf(named), ...(role !== null && { user: role }) };
  const direct = listenUrl ?? adminUrl;
  return {
    admin,
    serving,
    listening: direct === null ? null : listeningConnection(parseDatabaseUrl(direct), serving, admin),
    servingPassword: isServing ? named.password : undefined,
    auth: authUrl === null ? null : parseDatabaseUrl(authUrl),
    role: isServing ? named.user : role,
    close: () => Promise.resolve(),
  };
}

/** True where the user may create roles, or owns the database; true where the server does not answer, so that the start reports why. */
async function asksServer(connection: DatabaseConnection, user: string): Promise<boolean> {
  try {
    const client = await openClient(connection);
    const { rows } = await client
      .query(
        `SELECT FROM pg_roles r WHERE r.rolname = $1 AND (r.rolsuper OR r.rolcreaterole
           OR EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid))`,
        [user],
      )
      .finally(() => client.end());
    return rows.length > 0;
  } catch {
    return true;
  }
}

/** The serving role on the servers of another URL, whose own user is used where it is neither the administrator nor another role. */
function listeningConnection(
  direct: DatabaseConnection,
  serving: DatabaseConnection,
  admin: DatabaseConnection | null,
): DatabaseConnection {
  if (direct.user === serving.user && direct.user !== admin?.user) return direct;
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

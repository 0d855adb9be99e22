import type pg from 'pg';
import type { Logger } from 'pino';
import { DATA_MIGRATIONS, MIGRATIONS, TAKEOVER } from '../ormconfig.js';
import type { AppConfig } from './platform/config/app-config.js';
import type { DatabaseConnection } from './platform/database/connection.js';
import { getRoles } from './platform/database/installation-roles.js';
import { isReachedThroughPooler } from './platform/database/is-pooled.js';
import { openClient } from './platform/database/open-client.js';
import type { OpenDatabase } from './platform/database/open-database.js';
import { prepareDatabase } from './platform/database/prepare-database.js';
import { refuseMissingMigrations, refuseNewerSchema, refuseStandby } from './platform/database/refuse-server.js';
import {
  findAuthConnection,
  findServingPassword,
  listPasswords,
  type PasswordSources,
} from './platform/database/serving-role.js';
import { warnOfHeldQueue } from './platform/database/warn-of-held-queue.js';
import { claimSecretsKey, prepareSecrets, refuseOtherSecretsKey } from './platform/secrets/prepare-secrets.js';
import { SEALED_COLUMNS } from './platform/secrets/sealed-columns.js';
import { loadSecretsKeys, type SecretsKeys } from './platform/secrets/secrets-key.js';

/**
 * Brings schema and secrets up to date where an administrator's connection is at hand, and compares them with this version
 * where none is. Answers the database with its serving role.
 *
 * @throws Error that says what to do, where migrations are missing or secrets were sealed by another key
 */
export async function prepareInstallation(
  database: OpenDatabase,
  config: AppConfig,
  log: Logger,
): Promise<OpenDatabase> {
  const keys = await loadSecretsKeys(config);
  const sources = passwordSources(database, config, keys);
  // Migrations need a session of their own: through a pooler they would run as the wrong role.
  if (database.admin && !(await isReachedThroughPooler(database.admin))) {
    await refuseOtherSecretsKey(database.admin, keys, SEALED_COLUMNS);
    await migrate(database.admin, database.role, sources, log);
    await prepareSecrets(database.admin, keys, SEALED_COLUMNS, log);
    return withAuth(await asServingRole(database, database.admin, sources), sources);
  }
  const serving = database.admin ? await asServingRole(database, database.admin, sources) : database;
  await compare(serving.serving);
  await claimSecretsKey(serving.serving, keys);
  return withAuth(serving, sources);
}

/** Creates the roles and runs what is missing of migrations and conversions; answers the migrations' names. */
export async function migrate(
  admin: DatabaseConnection,
  role: string | null,
  sources: PasswordSources,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<string[]> {
  const preparation = { dataMigrations: DATA_MIGRATIONS, takeover: TAKEOVER, role, log, ...sources };
  const ran = await prepareDatabase(admin, MIGRATIONS, preparation);
  await warnOfHeldQueue(admin, log);
  return ran;
}

/** @param keys null: there are none yet. Those of a server of our own change with no other's password, and are not used. */
export const passwordSources = (
  { servingPassword, auth }: OpenDatabase,
  { database }: AppConfig,
  keys: SecretsKeys | null,
): PasswordSources => ({
  servingPassword,
  auth,
  passwordKeys: keys && database.kind === 'external' ? [keys.newest, ...keys.previous].map(({ key }) => key) : [],
});

async function asServingRole(
  database: OpenDatabase,
  admin: DatabaseConnection,
  sources: PasswordSources,
): Promise<OpenDatabase> {
  if (sources.servingPassword !== undefined) return database;
  const client = await openClient(admin);
  const { user, passwords } = await findCredentials(client, admin, sources).finally(() => client.end());
  const password = await findServingPassword({ ...admin, user }, passwords);
  const { serving, listening } = database;
  const isDerived = listening?.user === serving.user && listening.password === serving.password;
  return {
    ...database,
    serving: { ...serving, user, password },
    listening: isDerived ? { ...listening, user, password } : listening,
  };
}

async function withAuth(database: OpenDatabase, sources: PasswordSources): Promise<OpenDatabase> {
  const client = await openClient(database.serving);
  const auth = await findAuthConnection(client, database.serving, sources, database.listening).finally(() =>
    client.end(),
  );
  return { ...database, auth };
}

async function findCredentials(client: pg.Client, admin: DatabaseConnection, sources: PasswordSources) {
  const { serving: user } = await getRoles(client);
  return { user, passwords: await listPasswords(client, admin, user, sources) };
}

async function compare(serving: DatabaseConnection): Promise<void> {
  const client = await openClient(serving);
  try {
    await refuseStandby(client);
    await refuseNewerSchema(client);
    await refuseMissingMigrations(
      client,
      MIGRATIONS.map(({ name }) => name),
    );
  } finally {
    await client.end();
  }
}

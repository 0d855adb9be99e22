import type { Logger } from 'pino';
import { DATA_MIGRATIONS, MIGRATIONS } from '../ormconfig.js';
import type { AppConfig } from './platform/config/app-config.js';
import type { DatabaseConnection } from './platform/database/connection.js';
import { isReachedThroughPooler } from './platform/database/is-pooled.js';
import { openClient } from './platform/database/open-client.js';
import type { OpenDatabase } from './platform/database/open-database.js';
import { prepareDatabase } from './platform/database/prepare-database.js';
import { refuseMissingMigrations, refuseStandby } from './platform/database/refuse-server.js';
import { claimSecretsKey, prepareSecrets } from './platform/secrets/prepare-secrets.js';
import { SEALED_COLUMNS } from './platform/secrets/sealed-columns.js';
import { loadSecretsKeys } from './platform/secrets/secrets-key.js';

/**
 * Brings schema and secrets up to date where an administrator's connection is at hand, and compares them with this version
 * where none is.
 *
 * @throws Error that says what to do, where migrations are missing or secrets were sealed by another key
 */
export async function prepareInstallation(database: OpenDatabase, config: AppConfig, log: Logger): Promise<void> {
  const keys = await loadSecretsKeys(config);
  // Migrations need a session of their own: through a pooler they would run as the wrong role.
  if (database.admin && !(await isReachedThroughPooler(database.admin))) {
    await migrate(database, database.admin, log);
    await prepareSecrets(database.admin, keys, SEALED_COLUMNS, log);
  } else {
    await compare(database.serving);
    await claimSecretsKey(database.serving, keys);
  }
}

/** Creates the roles and runs what is missing of migrations and conversions; answers the migrations' names. */
export const migrate = (
  { servingPassword }: OpenDatabase,
  admin: DatabaseConnection,
  log: Pick<Logger, 'info'>,
): Promise<string[]> => prepareDatabase(admin, MIGRATIONS, { dataMigrations: DATA_MIGRATIONS, log, servingPassword });

async function compare(serving: DatabaseConnection): Promise<void> {
  const client = await openClient(serving);
  try {
    await refuseStandby(client);
    await refuseMissingMigrations(
      client,
      MIGRATIONS.map(({ name }) => name),
    );
  } finally {
    await client.end();
  }
}

import process from 'node:process';
import type { AppConfig } from './platform/config/app-config.js';
import { describeConfigErrors } from './platform/config/describe-config-errors.js';
import { parseConfig } from './platform/config/parse-config.js';
import type { DatabaseConnection } from './platform/database/connection.js';
import { describeRefusedConnection } from './platform/database/describe-refused-connection.js';
import { isReachedThroughPooler } from './platform/database/is-pooled.js';
import { type OpenDatabase, openDatabase } from './platform/database/open-database.js';
import { createLogger } from './platform/logging/logger.js';
import { prepareSecrets } from './platform/secrets/prepare-secrets.js';
import { SEALED_COLUMNS } from './platform/secrets/sealed-columns.js';
import { findSecretsKeys } from './platform/secrets/secrets-key.js';
import { migrate, passwordSources } from './prepare-installation.js';

/**
 * `npm run migrate`: brings the database of the configuration up to date and ends, so that the service starts without an
 * administrator. Secrets are sealed again where previous keys are named.
 */
async function run(config: AppConfig): Promise<string> {
  const logger = createLogger(config.logging.level);
  const database = await openDatabase(config, logger);
  try {
    const admin = await directAdmin(database);
    const keys = await findSecretsKeys(config);
    const ran = await migrate(admin, database.role, passwordSources(database, config, keys), logger);
    if (keys && keys.previous.length > 0) await prepareSecrets(admin, keys, SEALED_COLUMNS, logger);
    return ran.length === 0 ? 'The database is up to date.' : `Ran ${ran.length} migrations: ${ran.join(', ')}.`;
  } finally {
    await database.close();
  }
}

async function directAdmin({ admin }: OpenDatabase): Promise<DatabaseConnection> {
  if (!admin) throw new Error('Migrations need an administrator of the database. Name one in DATABASE_ADMIN_URL.');
  if (await isReachedThroughPooler(admin))
    throw new Error('Migrations do not go through a pooler. Name the server itself in DATABASE_ADMIN_URL.');
  return admin;
}

async function main(): Promise<void> {
  const parsed = parseConfig(process.env);
  if (!parsed.ok) throw new Error(describeConfigErrors(parsed.errors));
  process.stdout.write(`${await run(parsed.config)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${describeRefusedConnection(error)}\n`);
    process.exit(1);
  },
);

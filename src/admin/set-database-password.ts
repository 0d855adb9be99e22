import type { AppConfig } from '../platform/config/app-config.js';
import { APP_ROLE } from '../platform/database/connection.js';
import { openClient } from '../platform/database/open-client.js';
import { reachDatabase } from '../platform/database/open-database.js';
import { setServingPassword } from '../platform/database/serving-role.js';
import { createLogger } from '../platform/logging/logger.js';
import { findSecretsKeys } from '../platform/secrets/secrets-key.js';
import { passwordSources } from '../prepare-installation.js';
import type { AdminResult } from './admin-result.js';

/** `qgate-admin set-database-password`. */
export async function setDatabasePassword(config: AppConfig): Promise<AdminResult> {
  const database = await reachDatabase(config, createLogger('warn'));
  try {
    if (!database.admin)
      throw new Error('This needs an administrator of the database. Name one in DATABASE_ADMIN_URL.');
    const client = await openClient(database.admin);
    try {
      const sources = passwordSources(database, config, await findSecretsKeys(config));
      await setServingPassword(client, database.admin, sources);
    } finally {
      await client.end();
    }
  } finally {
    await database.close();
  }
  return {
    text: `The password of the database role ${APP_ROLE} was set. Every installation on this server that uses the role needs it now.`,
  };
}

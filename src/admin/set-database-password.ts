import type pg from 'pg';
import type { AppConfig } from '../platform/config/app-config.js';
import { chooseRoles, getRoles } from '../platform/database/installation-roles.js';
import { openClient } from '../platform/database/open-client.js';
import { reachDatabase } from '../platform/database/open-database.js';
import { setServingPassword } from '../platform/database/serving-role.js';
import { createLogger } from '../platform/logging/logger.js';
import { findSecretsKeys } from '../platform/secrets/secrets-key.js';
import { passwordSources } from '../prepare-installation.js';
import type { AdminResult } from './support/admin-result.js';

/** `qgate-admin set-database-password`. */
export async function setDatabasePassword(config: AppConfig): Promise<AdminResult> {
  let role: string;
  const database = await reachDatabase(config, createLogger('warn'));
  try {
    if (!database.admin) throw new Error('This needs a database administrator: set DATABASE_ADMIN_URL.');
    const client = await openClient(database.admin);
    try {
      const sources = passwordSources(database, config, await findSecretsKeys(config));
      role = await findRole(client, database.role);
      await setServingPassword(client, database.admin, role, sources);
    } finally {
      await client.end();
    }
  } finally {
    await database.close();
  }
  return {
    text: `The password of the database role ${role} was set. Every installation on this server that uses the role needs it now.`,
  };
}

async function findRole(client: pg.Client, named: string | null): Promise<string> {
  if (named === null) await getRoles(client);
  const { roles, replaces } = await chooseRoles(client, named);
  if (replaces)
    throw new Error(
      `This database is a copy; it gets its own roles when the service first starts on it. Its schema still uses the roles of the original, including ${replaces.serving}. Nothing was changed. Start the service on it first.`,
    );
  return roles.serving;
}

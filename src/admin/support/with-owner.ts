import type pg from 'pg';
import type { AppConfig } from '../../platform/config/app-config.js';
import { openAsOwner } from '../../platform/database/open-as-owner.js';
import { reachDatabase } from '../../platform/database/open-database.js';
import { createLogger } from '../../platform/logging/logger.js';

/**
 * Runs work as the owner of the tables, beside a running service or without one.
 *
 * @throws Error where the configuration names no administrator of the database
 */
export async function withOwner<T>(config: AppConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const database = await reachDatabase(config, createLogger('warn'));
  try {
    if (!database.admin) throw new Error('This needs a database administrator: set DATABASE_ADMIN_URL.');
    const client = await openAsOwner(database.admin);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await database.close();
  }
}

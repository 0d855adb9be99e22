import { query } from './postgres.js';
import type { TestApp } from './test-app.js';
import { waitUntil } from './wait-until.js';

/** Waits until the service has given each sealed verdict its place in the chain of its repository. */
export const areChained = (service: TestApp): Promise<true> =>
  waitUntil(async () => {
    const open = await query(service.database.admin, 'SELECT FROM verdict_entries WHERE position IS NULL LIMIT 1');
    return open.length === 0;
  });

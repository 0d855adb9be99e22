import type { QueryRunner } from 'typeorm';

/**
 * Builds an index while rows are read and written, as a table of a large installation needs it. For a migration of its own with
 * `readonly transaction = false`; where it was interrupted it begins again.
 *
 * @param name       of the index, in the schema of its table, e.g. `public.scans_branch`
 * @param definition from `ON` on, e.g. `ON public.scans (org_id, branch)`
 */
export async function buildIndex(
  db: QueryRunner,
  name: string,
  definition: string,
  kind: 'UNIQUE' | '' = '',
): Promise<void> {
  // an interrupted build leaves an index that is written and never read
  await db.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await db.query('SET lock_timeout = 0'); // it waits for the transactions that are open
  await db.query(`CREATE ${kind} INDEX CONCURRENTLY ${name.split('.').at(-1)} ${definition}`);
  await db.query('RESET lock_timeout');
}

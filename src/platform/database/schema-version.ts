import type pg from 'pg';

/**
 * Number of the schema that this version makes and knows. A migration raises it in `public.schema_version`, and `oldest_serving` with it where
 * the version before could not serve what the migration leaves.
 */
export const SCHEMA_NUMBER = 7;

/** The oldest number of a version that may serve the schema; 0 where the schema names none. */
export async function findOldestServing(
  client: Pick<pg.Pool, 'query'> | Pick<pg.ClientBase, 'query'>,
): Promise<number> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.schema_version') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return 0;
  const { rows } = await client.query<{ oldest: number }>('SELECT oldest_serving AS oldest FROM public.schema_version');
  return rows[0]?.oldest ?? 0;
}

export const describeNewerSchema = (oldest: number): string =>
  `A later version has changed the schema of the database: ${oldest} is the oldest version that may serve it, and this is version ${SCHEMA_NUMBER}. ` +
  'Start that version or a later one, or restore an earlier backup (docs/upgrade.md).';

import type { EntityManager } from 'typeorm';

/** Name of the newest migration of the database: rows fit the schema that it made. */
export async function newestMigration(manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ name: string }[]>(
    'SELECT name FROM public.migrations ORDER BY "timestamp" DESC LIMIT 1',
  );
  return row!.name;
}

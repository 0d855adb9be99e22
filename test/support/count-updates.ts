import pg from 'pg';
import type { TestDatabase } from './postgres.js';

/** Counts statements that update `scans`, whoever sends them. */
export interface UpdateCounter {
  /** Number of committed statements since the last call. */
  take(): Promise<number>;
  stop(): Promise<void>;
}

/** Puts a trigger on `scans` that counts the statements which update it, many rows or none. */
export async function countUpdatesOfScans(database: TestDatabase): Promise<UpdateCounter> {
  const superuser = new pg.Client({ ...database.admin });
  await superuser.connect();
  await superuser.query(`
    CREATE SCHEMA counting;
    CREATE TABLE counting.updates (at timestamptz);
    CREATE FUNCTION counting.count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        INSERT INTO counting.updates VALUES (now());
        RETURN NULL;
      END $$;
    CREATE TRIGGER count_updates AFTER UPDATE ON public.scans FOR EACH STATEMENT EXECUTE FUNCTION counting.count()`);
  return {
    take: async () => (await superuser.query('DELETE FROM counting.updates')).rowCount!,
    stop: () => superuser.end(),
  };
}

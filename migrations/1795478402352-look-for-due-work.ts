import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';

/** Adds one look for all kinds of work: an idle instance asks it in place of claiming each kind. */
export class LookForDueWork1795478402352 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Kinds of which an item is due. Reads the first item of each lane, and of each kind no more lanes once one has a due item.
      CREATE FUNCTION public.due_work(at timestamptz) RETURNS SETOF text
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          WITH RECURSIVE line AS (
            (SELECT w.kind, w.org_id, w.lane, w.due_at FROM public.work_items w ORDER BY 1, 2, 3, 4 LIMIT 1)
            UNION ALL
            SELECT next.* FROM line, LATERAL (
              (SELECT w.kind, w.org_id, w.lane, w.due_at FROM public.work_items w
               WHERE line.due_at <= at AND w.kind > line.kind ORDER BY 1, 2, 3, 4 LIMIT 1)
              UNION ALL
              (SELECT w.kind, w.org_id, w.lane, w.due_at FROM public.work_items w
               WHERE line.due_at > at AND (w.kind, w.org_id, w.lane) > (line.kind, line.org_id, line.lane) ORDER BY 1, 2, 3, 4 LIMIT 1)
              LIMIT 1
            ) AS next
          )
          SELECT line.kind FROM line WHERE line.due_at <= at
        $$`);
    await openFunctions(db, 'public.due_work');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION public.due_work');
  }
}

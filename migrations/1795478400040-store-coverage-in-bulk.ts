import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['coverage_files', 'coverage_parts'];

/**
 * Thousands of files are stored at once: without a check of each row that its scan is there, which cost more than storing
 * it (ADR 0026); and in the order of code units, in which they are listed, whatever the database's own order of text.
 */
export class StoreCoverageInBulk1795478400040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await db.query(`
        ALTER TABLE public.${table} DROP CONSTRAINT ${table}_org_id_scan_id_fkey,
          ALTER COLUMN file_path TYPE text COLLATE "C";
      `);
    }
    await db.query(`
      -- what ON DELETE CASCADE did, for all deleted scans at once
      CREATE FUNCTION public.delete_coverage() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.coverage_files f USING deleted d WHERE f.org_id = d.org_id AND f.scan_id = d.id;
          DELETE FROM public.coverage_parts p USING deleted d WHERE p.org_id = d.org_id AND p.scan_id = d.id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER delete_coverage AFTER DELETE ON public.scans REFERENCING OLD TABLE AS deleted
        FOR EACH STATEMENT EXECUTE FUNCTION public.delete_coverage();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER delete_coverage ON public.scans;
      DROP FUNCTION public.delete_coverage();
    `);
    for (const table of TABLES) {
      await db.query(`
        ALTER TABLE public.${table} ALTER COLUMN file_path TYPE text,
          ADD FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE;
      `);
    }
  }
}

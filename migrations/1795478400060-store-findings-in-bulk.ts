import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A hundred thousand findings are stored at once: without a check of each row that its scan is there, which cost more than
 * storing it (ADR 0027), and with ids fetched by the hundred.
 */
export class StoreFindingsInBulk1795478400060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.findings DROP CONSTRAINT findings_org_id_scan_id_fkey, ALTER COLUMN id SET CACHE 100;

      -- what ON DELETE CASCADE did, for all deleted scans at once
      CREATE FUNCTION public.delete_findings() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          DELETE FROM public.findings f USING deleted d WHERE f.org_id = d.org_id AND f.scan_id = d.id;
          RETURN NULL;
        END $$;
      CREATE TRIGGER delete_findings AFTER DELETE ON public.scans REFERENCING OLD TABLE AS deleted
        FOR EACH STATEMENT EXECUTE FUNCTION public.delete_findings();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER delete_findings ON public.scans;
      DROP FUNCTION public.delete_findings();
      ALTER TABLE public.findings ALTER COLUMN id SET CACHE 1,
        ADD FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The few numbers of a scan's last evaluation that lists and trends show, in the scan's row: they are read without the
 * verdict. Those of before are filled in by `summarizeScans` of migrations/data.
 */
export class SummarizeScans1795478400303 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans
        ADD COLUMN conclusion text,
        ADD COLUMN failing_rules text[],
        ADD COLUMN findings_total integer,
        ADD COLUMN new_total integer,
        ADD COLUMN coverage_pct double precision,
        ADD COLUMN quality_rating "char",
        ADD COLUMN debt_minutes integer,
        ADD COLUMN direction text CHECK (direction IN ('improving', 'steady', 'degrading'));
      -- empty once those of before are filled in
      CREATE INDEX scans_unsummarized ON public.scans (id) WHERE evaluation > 0 AND failing_rules IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX public.scans_unsummarized;
      ALTER TABLE public.scans DROP COLUMN conclusion, DROP COLUMN failing_rules, DROP COLUMN findings_total,
        DROP COLUMN new_total, DROP COLUMN coverage_pct, DROP COLUMN quality_rating, DROP COLUMN debt_minutes,
        DROP COLUMN direction;
    `);
  }
}

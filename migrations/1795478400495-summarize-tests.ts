import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tests of a scan's last evaluation in the scan's row, for trends. Few scans of before have test results. */
export class SummarizeTests1795478400495 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans ADD COLUMN tests_total integer, ADD COLUMN tests_failed integer;
      UPDATE public.scans s
      SET tests_total = (e.verdict -> 'tests' ->> 'total')::integer, tests_failed = (e.verdict -> 'tests' ->> 'failed')::integer
      FROM public.evaluations e
      WHERE e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
        AND EXISTS (SELECT FROM public.test_uploads t WHERE t.org_id = s.org_id AND t.scan_id = s.id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN tests_total, DROP COLUMN tests_failed');
  }
}

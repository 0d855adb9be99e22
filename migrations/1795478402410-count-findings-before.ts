import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Findings of the scan before a judged one, counted under the same marks: a mark is no change of the code. */
export class CountFindingsBefore1795478402410 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans ADD COLUMN findings_before jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN findings_before');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines that a change leaves untested, and paths without a place: measured with the scan's coverage, read by its verdict. */
export class StoreCoverageOfChanges1795478400221 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // {uncovered, untested, untestedLines, unmatchedNames, unmatchedPaths} (modules/scan/scan.ts); null without reports
    await db.query('ALTER TABLE public.scans ADD COLUMN coverage_detail jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN coverage_detail');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts that pages show and that were known at an upload or a completion alone. Rows of before have none; the uncovered
 * added lines of scans of before are those of `coverage_detail`.
 */
export class RecordWhatPagesShow1795478400321 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.finding_reports ADD COLUMN rejected integer;
      ALTER TABLE public.scans
        -- problems against the completed scan before it, of the same branch or pull request
        ADD COLUMN appeared integer,
        ADD COLUMN disappeared integer,
        -- as [{"filePath": ..., "ranges": [[from, to], ...]}, ...], by path
        ADD COLUMN uncovered_added jsonb;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans DROP COLUMN appeared, DROP COLUMN disappeared, DROP COLUMN uncovered_added;
      ALTER TABLE public.finding_reports DROP COLUMN rejected;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Scans of a baseline branch whose key may not write the baseline are marked when they begin: patterns of branches may change
 * later. Of scans of before those of the default branch are known.
 */
export class KeepWhatNoBaselineTook1795478400260 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans ADD COLUMN is_kept_from_baseline boolean NOT NULL DEFAULT false;
      UPDATE public.scans SET is_kept_from_baseline = true
        WHERE NOT may_be_base AND pr_number IS NULL AND branch = default_branch;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN is_kept_from_baseline');
  }
}

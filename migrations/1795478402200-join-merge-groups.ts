import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans know the tree that was read, the merge group that they are of, and the scan whose reports they take. */
export class JoinMergeGroups1795478402200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans
        -- null: CI did not say it
        ADD COLUMN tree_sha text,
        ADD COLUMN run_digest text,
        -- numbers of the pull requests; null: it is of no merge group
        ADD COLUMN group_members bigint[],
        -- null: its reports are its own
        ADD COLUMN reused_scan_id bigint
    `);
    // The upload of the same id whose content it shares.
    await db.query('ALTER TABLE public.test_uploads ADD COLUMN content_scan_id bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.test_uploads DROP COLUMN content_scan_id');
    await db.query(
      'ALTER TABLE public.scans DROP COLUMN tree_sha, DROP COLUMN run_digest, DROP COLUMN group_members, DROP COLUMN reused_scan_id',
    );
  }
}

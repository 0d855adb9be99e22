import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores the commits that CI names and the scan that completion chooses as the base of a change. */
export class ChooseBases1795478400200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans
        -- the merge base, and its first-parent ancestors, the newest first
        ADD COLUMN base_sha text,
        ADD COLUMN base_commits text[] NOT NULL DEFAULT '{}',
        -- false for what no change may be compared with, though it was scanned outside a pull request
        ADD COLUMN may_be_base boolean NOT NULL DEFAULT true,
        -- chosen once, at completion; a scan without a base has none for good
        ADD COLUMN is_base_chosen boolean NOT NULL DEFAULT false,
        ADD COLUMN base_scan_id bigint,
        ADD COLUMN is_base_exact boolean NOT NULL DEFAULT false,
        -- commits between the base and the merge base; null where the base is not on the line
        ADD COLUMN base_commits_behind integer;

      -- by the digits that no abbreviation lacks
      CREATE INDEX scans_commit ON public.scans (org_id, repo_id, left(commit_sha, 4), id DESC)
        WHERE commit_sha IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX public.scans_commit;
      ALTER TABLE public.scans
        DROP COLUMN base_sha, DROP COLUMN base_commits, DROP COLUMN may_be_base, DROP COLUMN is_base_chosen,
        DROP COLUMN base_scan_id, DROP COLUMN is_base_exact, DROP COLUMN base_commits_behind;
    `);
  }
}

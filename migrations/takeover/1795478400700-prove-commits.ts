import type { MigrationInterface, QueryRunner } from 'typeorm';

const SURFACES = `(surface = 'comment') = (pr_number IS NOT NULL) AND (pr_number IS NULL) = (commit_sha IS NOT NULL)`;

/**
 * Commits that a pipeline scans without a token that names them show nothing until their forge names them
 * (docs/adr/keys.md#scans-of-a-pipeline-run).
 */
export class ProveCommits1795478400700 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- commits of the scan that it does not speak for: the token of its pipeline does not name them
      ALTER TABLE public.scans ADD COLUMN unproven_commits text[] NOT NULL DEFAULT '{}';
      -- a status or a check with both waits until the forge names the commit as the head of the pull request
      ALTER TABLE public.forge_reports DROP CONSTRAINT forge_reports_check,
        ADD CONSTRAINT forge_reports_place
          CHECK ((surface = 'comment') = (commit_sha IS NULL) AND (commit_sha IS NOT NULL OR pr_number IS NOT NULL));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM public.forge_reports WHERE commit_sha IS NOT NULL AND pr_number IS NOT NULL;
      ALTER TABLE public.forge_reports DROP CONSTRAINT forge_reports_place,
        ADD CONSTRAINT forge_reports_check CHECK (${SURFACES});
      ALTER TABLE public.scans DROP COLUMN unproven_commits;
    `);
  }
}

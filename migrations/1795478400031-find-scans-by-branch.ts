import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The scans of a branch, newest first: where a scan takes over the problems that it saw before. */
export class FindScansByBranch1795478400031 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX scans_branch ON public.scans (org_id, repo_id, branch, id DESC)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.scans_branch');
  }
}

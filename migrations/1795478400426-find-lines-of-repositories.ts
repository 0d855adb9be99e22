import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Branches outside of pull requests, however many scans of pull requests there are, and pending scans, by their repository. */
export class FindLinesOfRepositories1795478400426 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE INDEX scans_branch_outside_pulls ON public.scans (org_id, repo_id, branch, id DESC) WHERE pr_number IS NULL;
      CREATE INDEX scans_pending ON public.scans (org_id, repo_id, id) WHERE state = 'pending';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.scans_branch_outside_pulls, public.scans_pending');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './concurrent-index.js';

/** Finds pull requests by their branch, and those that are stacked on one. */
export class FindStackedPullRequests1795478402021 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(db, 'public.pull_requests_by_branch', 'ON public.pull_requests (org_id, repo_id, branch)');
    await buildIndex(db, 'public.pull_requests_by_target', 'ON public.pull_requests (org_id, repo_id, base_branch)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.pull_requests_by_branch');
    await db.query('DROP INDEX public.pull_requests_by_target');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from './concurrent-index.js';

/** Pull requests of all repositories are listed, those that were scanned last first. */
export class IndexRecentPullRequests1795478402103 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    await buildIndex(db, 'public.pull_requests_recent', 'ON public.pull_requests (org_id, last_scan_id DESC)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX public.pull_requests_recent');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Pull requests that were scanned: what CI says of them, and which of them are closed. */
export class CreatePullRequests1795478400310 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.pull_requests (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        number bigint NOT NULL,
        title text,
        author text,
        url text,
        -- no foreign key: scans are deleted one by one; lists are in this order
        last_scan_id bigint NOT NULL,
        last_scanned_at timestamptz NOT NULL,
        closed_at timestamptz,
        is_merged boolean,
        PRIMARY KEY (org_id, repo_id, number),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
        CHECK ((closed_at IS NULL) = (is_merged IS NULL))
      );
      INSERT INTO public.pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at)
        SELECT org_id, repo_id, pr_number, max(id), max(created_at) FROM public.scans
        WHERE pr_number IS NOT NULL GROUP BY org_id, repo_id, pr_number;
      CREATE INDEX pull_requests_by_scan ON public.pull_requests (org_id, repo_id, last_scan_id DESC);
      ${tenantTable('public.pull_requests', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE ON public.pull_requests TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.pull_requests');
  }
}

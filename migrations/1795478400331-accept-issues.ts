import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Problems that an administrator accepts, for a time or for good: they do not count until then. */
export class AcceptIssues1795478400331 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- as issue_marks, with an end
      CREATE TABLE public.accepted_issues (
        org_id bigint NOT NULL,
        issue_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        tool text NOT NULL,
        reason text NOT NULL,
        features bytea NOT NULL,
        first_seen_scan_id bigint NOT NULL,
        marked_by text NOT NULL,
        marked_at timestamptz NOT NULL,
        -- NULL: for good
        ends_at timestamptz,
        PRIMARY KEY (org_id, issue_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX accepted_issues_repo ON public.accepted_issues (org_id, repo_id, tool);
      ${tenantTable('public.accepted_issues', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.accepted_issues TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.accepted_issues');
  }
}

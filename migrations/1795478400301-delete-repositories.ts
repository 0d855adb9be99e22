import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, tenantTable } from './tenant-table.js';

const WALLED = [
  ['public.repos', 'id'],
  ['public.scans', 'repo_id'],
  ['public.waivers', 'repo_id'],
] as const;

/**
 * A deleted repository is not there any more from one moment to the next, though a job deletes its scans one after another:
 * row security hides it, its scans and its waivers (ADR 194).
 */
export class DeleteRepositories1795478400301 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.deleted_repos (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        deleted_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, repo_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ${tenantTable('public.deleted_repos', { repo: 'repo_id' })}
      GRANT SELECT, INSERT ON public.deleted_repos TO ${APP_ROLE};
      -- cached statuses of its scans are not valid any more
      CREATE TRIGGER announce_change AFTER INSERT ON public.deleted_repos FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('gate', 'org_id');
    `);
    for (const [table, column] of WALLED) await db.query(deletedWall(table, column));
    await db.query(`GRANT DELETE ON public.scans, public.repos TO ${APP_ROLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`REVOKE DELETE ON public.scans, public.repos FROM ${APP_ROLE}`);
    for (const [table] of WALLED) await db.query(`DROP POLICY repo_wall_deleted ON ${table}`);
    await db.query('DROP TABLE public.deleted_repos');
  }
}

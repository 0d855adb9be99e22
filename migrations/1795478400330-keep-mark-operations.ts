import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Marks of many problems are taken back at once: what an operation changed is stored for a while, a row for each repository. */
export class KeepMarkOperations1795478400330 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.mark_operations (
        org_id bigint NOT NULL,
        id uuid NOT NULL,
        repo_id bigint NOT NULL,
        -- problems that it marked or unmarked
        issue_ids bigint[] NOT NULL,
        -- rows of issue_marks that it removed; NULL where it marked
        removed jsonb,
        made_by text NOT NULL,
        made_at timestamptz NOT NULL,
        undone_at timestamptz,
        PRIMARY KEY (org_id, id, repo_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX mark_operations_made_at ON public.mark_operations (org_id, made_at);
      ${tenantTable('public.mark_operations', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.mark_operations TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.mark_operations');
  }
}

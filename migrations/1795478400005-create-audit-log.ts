import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

/** Append-only: the serving role can add entries and read them, nothing else. */
export class CreateAuditLog1795478400005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.audit_log (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_type text NOT NULL,
        actor_id bigint,
        actor_name text NOT NULL,
        action text NOT NULL,
        target_type text NOT NULL,
        target_id bigint,
        repo_id bigint,
        old_values jsonb,
        new_values jsonb,
        address text,
        request_id text,
        PRIMARY KEY (org_id, id)
      );
      CREATE INDEX audit_log_at ON public.audit_log (org_id, at);
      ${tenantWall('public.audit_log')}
      GRANT SELECT, INSERT ON public.audit_log TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.audit_log');
  }
}

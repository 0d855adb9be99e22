import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, repoWall, tenantTable } from './tenant-table.js';

/** Pipelines whose identity tokens are exchanged for access tokens (ADR 211). */
export class CreateTrustedPublishers1795478400410 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.trusted_publishers (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('github', 'gitlab', 'custom')),
        issuer text NOT NULL,
        -- texts by the names of claims
        claims jsonb NOT NULL,
        -- null: all of the organization
        repo_id bigint,
        scopes text[] NOT NULL,
        created_by_user_id bigint NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      -- finds those that a token may be of: by the project that it names, or by none
      CREATE INDEX trusted_publishers_project ON public.trusted_publishers
        (issuer, (coalesce(claims ->> 'repository_id', claims ->> 'project_id', '')));
      ${tenantTable('public.trusted_publishers')}
      ${repoWall('public.trusted_publishers')}
      ${deletedWall('public.trusted_publishers', 'repo_id')}
      GRANT SELECT, INSERT, DELETE ON public.trusted_publishers TO ${APP_ROLE};
      CREATE TRIGGER announce_end AFTER DELETE ON public.trusted_publishers FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('trusted_publisher', 'id');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.trusted_publishers');
  }
}

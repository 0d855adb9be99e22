import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** Connections to forges, the repositories there, and the commits that scans report to besides their own. */
export class CreateForges1795478400400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.forges (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('github', 'gitlab', 'bitbucket', 'azure', 'gitea')),
        name text NOT NULL,
        -- the site, without a slash at the end
        base_url text NOT NULL,
        -- sealed; null for a moment, as the row's id takes part in sealing
        credentials bytea,
        credentials_type text NOT NULL CHECK (credentials_type IN ('app', 'token', 'basic', 'oauth_client')),
        credentials_hint text NOT NULL,
        credentials_set_at timestamptz NOT NULL,
        credentials_expires_at timestamptz,
        -- name of the status
        context text NOT NULL,
        report jsonb NOT NULL,
        -- where it shows verdicts: status, check, comment
        surfaces text[] NOT NULL,
        state text NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'needs_credentials', 'unreachable')),
        -- nothing is sent before
        paused_until timestamptz,
        -- requests that the forge still allows, as it said last
        budget jsonb,
        hook_public_id uuid NOT NULL UNIQUE,
        -- sealed
        hook_secret bytea,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id)
      );
      ${tenantTable('public.forges')}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.forges TO ${APP_ROLE};

      CREATE TABLE public.repo_forges (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- null: linked to none, and not guessed again
        forge_id bigint,
        -- as the forge names it, e.g. acme/web
        project text,
        -- id at the forge, which outlives its name
        project_id text,
        -- null: that of the forge, like the keys that report leaves out
        context text,
        report jsonb NOT NULL DEFAULT '{}',
        surfaces text[],
        is_guessed boolean NOT NULL DEFAULT false,
        PRIMARY KEY (org_id, repo_id),
        CHECK ((forge_id IS NULL) = (project IS NULL)),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX repo_forges_forge ON public.repo_forges (org_id, forge_id);
      ${tenantTable('public.repo_forges', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.repo_forges TO ${APP_ROLE};

      -- commits besides the scanned one that show its verdict
      ALTER TABLE public.scans ADD COLUMN extra_shas text[] NOT NULL DEFAULT '{}';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans DROP COLUMN extra_shas;
      DROP TABLE public.repo_forges;
      DROP TABLE public.forges;
    `);
  }
}

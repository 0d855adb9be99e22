import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

/** The policy with its revisions, waivers, and the evaluations that they led to. */
export class CreateGate1795478400003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.gate_configs (
        org_id bigint PRIMARY KEY REFERENCES public.organizations (id) ON DELETE CASCADE,
        revision integer NOT NULL,
        enabled boolean NOT NULL,
        block_merge_on_fail boolean NOT NULL,
        applies_to_new_code_only boolean NOT NULL,
        policy jsonb NOT NULL,
        saved_at timestamptz NOT NULL
      );
      ${tenantWall('public.gate_configs')}
      GRANT SELECT, INSERT, UPDATE ON public.gate_configs TO ${APP_ROLE};

      -- Every revision, kept for ever.
      CREATE TABLE public.gate_config_revisions (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        revision integer NOT NULL,
        enabled boolean NOT NULL,
        block_merge_on_fail boolean NOT NULL,
        applies_to_new_code_only boolean NOT NULL,
        policy jsonb NOT NULL,
        saved_by text NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, revision)
      );
      ${tenantWall('public.gate_config_revisions')}
      GRANT SELECT, INSERT ON public.gate_config_revisions TO ${APP_ROLE};

      CREATE TABLE public.waivers (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        rule text NOT NULL,
        reason text NOT NULL,
        repo_id bigint,
        pr_number bigint,
        -- a number for counts and percentages, a letter for the rating
        max_actual jsonb,
        created_by_user_id bigint,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        revoked_by text,
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
        CHECK (pr_number IS NULL OR repo_id IS NOT NULL)
      );
      ${tenantWall('public.waivers')}
      GRANT SELECT, INSERT ON public.waivers TO ${APP_ROLE};
      GRANT UPDATE (revoked_at, revoked_by) ON public.waivers TO ${APP_ROLE};

      CREATE TABLE public.evaluations (
        org_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        number integer NOT NULL,
        -- completed, coverage_uploaded, recomputed, scan_failed
        trigger text NOT NULL,
        status text NOT NULL CHECK (status IN ('passed', 'failed', 'not_configured')),
        policy_revision integer NOT NULL,
        policy jsonb NOT NULL,
        -- the body of GET /quality/gates/status without what is only known at read (stale), ready to send
        verdict jsonb NOT NULL,
        ratings jsonb NOT NULL,
        evaluated_at timestamptz NOT NULL,
        evaluated_by text NOT NULL,
        PRIMARY KEY (org_id, scan_id, number),
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.evaluations')}
      GRANT SELECT, INSERT ON public.evaluations TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.evaluations, public.waivers, public.gate_config_revisions, public.gate_configs;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, repoWall, repoWallOpenToShared, tenantTable } from './tenant-table.js';

/**
 * Uses of waivers, counted as evaluations are stored (those of before are by `countWaiverUses` of migrations/data), and waivers
 * that members request. The end of a waiver may be moved.
 */
export class RequestAndCountWaivers1795478400340 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.waiver_uses (
        org_id bigint NOT NULL,
        waiver_id bigint NOT NULL,
        scan_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        -- evaluations of the scan in which the waiver was credited
        uses integer NOT NULL,
        last_used_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, waiver_id, scan_id),
        FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX waiver_uses_scan ON public.waiver_uses (org_id, scan_id);
      CREATE INDEX waiver_uses_last ON public.waiver_uses (org_id, waiver_id, last_used_at, scan_id);
      ${tenantTable('public.waiver_uses', { repo: 'repo_id' })}
      ${deletedWall('public.waiver_uses', 'repo_id')}
      GRANT SELECT, INSERT, UPDATE ON public.waiver_uses TO ${APP_ROLE};

      CREATE TABLE public.waiver_requests (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        rule text NOT NULL,
        reason text NOT NULL,
        repo_id bigint,
        pr_number bigint,
        max_actual jsonb,
        expires_at timestamptz,
        created_by_user_id bigint NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'approved', 'declined', 'withdrawn')),
        decided_by_user_id bigint,
        decided_by text,
        decided_at timestamptz,
        decline_reason text,
        -- the waiver that an approval made
        waiver_id bigint,
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, waiver_id) REFERENCES public.waivers (org_id, id) ON DELETE CASCADE,
        CHECK (pr_number IS NULL OR repo_id IS NOT NULL),
        CHECK ((state = 'approved') = (waiver_id IS NOT NULL)),
        CHECK ((state = 'requested') = (decided_at IS NULL))
      );
      CREATE INDEX waiver_requests_open ON public.waiver_requests (org_id, id) WHERE state = 'requested';
      ${tenantTable('public.waiver_requests')}
      ${repoWallOpenToShared('public.waiver_requests', 'SELECT')}
      ${repoWall('public.waiver_requests', 'repo_id', 'INSERT')}
      ${repoWall('public.waiver_requests', 'repo_id', 'UPDATE')}
      ${deletedWall('public.waiver_requests', 'repo_id')}
      GRANT SELECT, INSERT ON public.waiver_requests TO ${APP_ROLE};
      GRANT UPDATE (state, decided_by_user_id, decided_by, decided_at, decline_reason, waiver_id)
        ON public.waiver_requests TO ${APP_ROLE};

      GRANT UPDATE (expires_at) ON public.waivers TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      REVOKE UPDATE (expires_at) ON public.waivers FROM ${APP_ROLE};
      DROP TABLE public.waiver_requests, public.waiver_uses;
    `);
  }
}

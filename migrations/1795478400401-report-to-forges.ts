import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** A row for each state that a forge shows, worked off by any instance under leases (ADR 215). */
export class ReportToForges1795478400401 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.forge_reports (
        org_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        repo_id bigint NOT NULL,
        forge_id bigint NOT NULL,
        surface text NOT NULL CHECK (surface IN ('status', 'check', 'comment')),
        -- of a status and a check
        commit_sha text,
        -- of a comment
        pr_number bigint,
        -- scan id x 2^20 + evaluation: what is to be shown; 0 evaluations while the scan is pending
        wanted bigint NOT NULL,
        scan_id bigint NOT NULL GENERATED ALWAYS AS (wanted >> 20) STORED,
        -- the wanted number that is shown, and a digest of all that was sent
        shown bigint,
        shown_digest bytea,
        -- ids at the forge
        remote_id text,
        pipeline_id text,
        -- page of what is shown
        url text,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'shown', 'skipped', 'failed')),
        -- time of the next attempt, or of the next look; null where nothing is to be done
        due_at timestamptz,
        -- failed ones of the present table of retries
        attempts integer NOT NULL DEFAULT 0,
        error text,
        failing_since timestamptz,
        -- of the instance that has claimed it
        lease uuid,
        lease_until timestamptz,
        -- the last request may have had its effect: the forge is read before the next one
        is_unclear boolean NOT NULL DEFAULT false,
        PRIMARY KEY (org_id, id),
        UNIQUE NULLS NOT DISTINCT (org_id, forge_id, repo_id, surface, commit_sha, pr_number),
        CHECK ((surface = 'comment') = (pr_number IS NOT NULL) AND (pr_number IS NULL) = (commit_sha IS NOT NULL)),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, forge_id) REFERENCES public.forges (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, scan_id) REFERENCES public.scans (org_id, id) ON DELETE CASCADE
      ) WITH (fillfactor = 70);
      CREATE INDEX forge_reports_due ON public.forge_reports (org_id, forge_id, repo_id, due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX forge_reports_claimed ON public.forge_reports (org_id, forge_id, repo_id) WHERE lease IS NOT NULL;
      CREATE INDEX forge_reports_scan ON public.forge_reports (org_id, scan_id);
      CREATE INDEX forge_reports_commit ON public.forge_reports (org_id, repo_id, commit_sha);
      ${tenantTable('public.forge_reports', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.forge_reports TO ${APP_ROLE};

      -- Claims due reports for so many seconds: of each repository of a connection one at a time, of each connection so many, of
      -- one without good credentials one. Final states go first, comments last.
      CREATE FUNCTION public.claim_reports(at_most integer, of_each integer, lease_seconds integer, at timestamptz)
        RETURNS TABLE (org_id bigint, id bigint, lease uuid)
        LANGUAGE sql ${DEFINER} AS $$
          -- one claim after the other: the next one sees what this one has claimed
          SELECT pg_advisory_xact_lock(7214001);
          WITH RECURSIVE lane AS (
            (SELECT d.org_id, d.forge_id, d.repo_id FROM public.forge_reports d WHERE d.due_at IS NOT NULL
             ORDER BY d.org_id, d.forge_id, d.repo_id LIMIT 1)
            UNION ALL
            SELECT next.org_id, next.forge_id, next.repo_id FROM lane, LATERAL (
              SELECT d.org_id, d.forge_id, d.repo_id FROM public.forge_reports d
              WHERE d.due_at IS NOT NULL AND (d.org_id, d.forge_id, d.repo_id) > (lane.org_id, lane.forge_id, lane.repo_id)
              ORDER BY d.org_id, d.forge_id, d.repo_id LIMIT 1
            ) AS next
          ), open AS (
            SELECT lane.*, CASE WHEN f.state = 'needs_credentials' THEN 1 ELSE of_each END - (
                SELECT count(*) FROM public.forge_reports c
                WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id AND c.lease IS NOT NULL AND c.lease_until > at
              ) AS free
            FROM lane JOIN public.forges f ON f.org_id = lane.org_id AND f.id = lane.forge_id
            WHERE (f.paused_until IS NULL OR f.paused_until <= at) AND NOT EXISTS (
              SELECT FROM public.forge_reports c WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id
                AND c.repo_id = lane.repo_id AND c.lease IS NOT NULL AND c.lease_until > at)
          ), candidate AS (
            SELECT d.org_id, d.id, open.free, row_number() OVER (
                PARTITION BY open.org_id, open.forge_id ORDER BY d.is_comment, d.is_pending, d.due_at, d.id) AS place
            FROM open, LATERAL (
              SELECT c.org_id, c.id, c.due_at, c.surface = 'comment' AS is_comment, (c.wanted & 1048575) = 0 AS is_pending
              FROM public.forge_reports c
              WHERE c.org_id = open.org_id AND c.forge_id = open.forge_id AND c.repo_id = open.repo_id AND c.due_at <= at
              ORDER BY 4, 5, c.due_at, c.id LIMIT 1
            ) AS d
          ), chosen AS (
            SELECT c.org_id, c.id FROM candidate c WHERE c.place <= c.free ORDER BY c.place, random() LIMIT at_most
          ), due AS (
            SELECT d.org_id, d.id FROM public.forge_reports d JOIN chosen USING (org_id, id)
            WHERE d.due_at <= at FOR UPDATE OF d SKIP LOCKED
          )
          UPDATE public.forge_reports d
          SET lease = gen_random_uuid(), lease_until = at + make_interval(secs => lease_seconds),
            -- an expired lease is one whose last request nobody knows the answer of
            is_unclear = d.is_unclear OR d.lease IS NOT NULL
          FROM due WHERE d.org_id = due.org_id AND d.id = due.id
          RETURNING d.org_id, d.id, d.lease
        $$;

      REVOKE EXECUTE ON FUNCTION public.claim_reports(integer, integer, integer, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.claim_reports(integer, integer, integer, timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.claim_reports(integer, integer, integer, timestamptz);
      DROP TABLE public.forge_reports;
    `);
  }
}

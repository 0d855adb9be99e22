import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

/** A row for each pull request that waits to be judged again, worked off by any instance under leases (ADR 223). */
export class ReevaluatePullRequests1795478400445 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations ADD COLUMN reevaluate_on_change boolean NOT NULL DEFAULT false;
      GRANT UPDATE (reevaluate_on_change) ON public.organizations TO ${APP_ROLE};

      CREATE TABLE public.reevaluations (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        pr_number bigint NOT NULL,
        -- another one with each change: a judgement on what was before it does not end the wait
        request uuid NOT NULL DEFAULT gen_random_uuid(),
        trigger text NOT NULL CHECK (trigger IN ('policy_changed', 'waiver_changed', 'mark_changed')),
        requested_by text NOT NULL,
        -- of the first change; the order in which they are judged
        requested_at timestamptz NOT NULL,
        -- end of the lease of the instance that has claimed it
        claimed_until timestamptz,
        -- claims since the last change
        attempts integer NOT NULL DEFAULT 0,
        PRIMARY KEY (org_id, repo_id, pr_number),
        -- none to scans: its check would wait for scans that are being judged, which wait for the policy
        FOREIGN KEY (org_id, repo_id, pr_number) REFERENCES public.pull_requests (org_id, repo_id, number) ON DELETE CASCADE
      ) WITH (fillfactor = 70);
      CREATE INDEX reevaluations_due ON public.reevaluations (org_id, requested_at, repo_id, pr_number);
      CREATE INDEX reevaluations_claimed ON public.reevaluations (org_id) WHERE claimed_until IS NOT NULL;
      ${tenantTable('public.reevaluations', { repo: 'repo_id' })}
      GRANT SELECT, INSERT, UPDATE, DELETE ON public.reevaluations TO ${APP_ROLE};

      -- Claims waiting pull requests for so many seconds, of each organization so many at once.
      CREATE FUNCTION public.claim_reevaluations(at_most integer, of_each integer, lease_seconds integer, at timestamptz)
        RETURNS TABLE (org_id bigint, repo_id bigint, pr_number bigint, request uuid, trigger text, requested_by text,
          attempts integer)
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          WITH RECURSIVE lane AS (
            (SELECT r.org_id FROM public.reevaluations r ORDER BY r.org_id LIMIT 1)
            UNION ALL
            SELECT next.org_id FROM lane, LATERAL (
              SELECT r.org_id FROM public.reevaluations r WHERE r.org_id > lane.org_id ORDER BY r.org_id LIMIT 1
            ) AS next
          ), open AS (
            SELECT lane.org_id, of_each - (
                SELECT count(*) FROM public.reevaluations c WHERE c.org_id = lane.org_id AND c.claimed_until > at
              ) AS free
            FROM lane
          ), candidate AS (
            SELECT r.* FROM open, LATERAL (
              SELECT c.org_id, c.repo_id, c.pr_number,
                row_number() OVER (ORDER BY c.requested_at, c.repo_id, c.pr_number) AS place
              FROM public.reevaluations c
              WHERE c.org_id = open.org_id AND (c.claimed_until IS NULL OR c.claimed_until <= at)
              ORDER BY c.requested_at, c.repo_id, c.pr_number LIMIT greatest(open.free, 0)
            ) AS r ORDER BY r.place, random() LIMIT at_most
          ), due AS (
            SELECT r.org_id, r.repo_id, r.pr_number FROM public.reevaluations r
            JOIN candidate USING (org_id, repo_id, pr_number)
            WHERE r.claimed_until IS NULL OR r.claimed_until <= at
            FOR UPDATE OF r SKIP LOCKED
          )
          UPDATE public.reevaluations r
          SET claimed_until = at + make_interval(secs => lease_seconds), attempts = r.attempts + 1
          FROM due WHERE r.org_id = due.org_id AND r.repo_id = due.repo_id AND r.pr_number = due.pr_number
          RETURNING r.org_id, r.repo_id, r.pr_number, r.request, r.trigger, r.requested_by, r.attempts
        $$;

      REVOKE EXECUTE ON FUNCTION public.claim_reevaluations(integer, integer, integer, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.claim_reevaluations(integer, integer, integer, timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.claim_reevaluations(integer, integer, integer, timestamptz);
      DROP TABLE public.reevaluations;
      ALTER TABLE public.organizations DROP COLUMN reevaluate_on_change;
    `);
  }
}

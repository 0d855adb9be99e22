import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const HEAD = `
  CREATE OR REPLACE FUNCTION public.claim_reports(at_most integer, of_each integer, lease_seconds integer, at timestamptz)
    RETURNS TABLE (org_id bigint, id bigint, lease uuid)
    LANGUAGE sql ${DEFINER} AS`;
const LANES = `
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
  )`;
const UNDER_WAY = `(
  SELECT count(*) FROM public.forge_reports c
  WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id AND c.lease IS NOT NULL AND c.lease_until > at)`;
const IS_OPEN = `(f.paused_until IS NULL OR f.paused_until <= at) AND NOT EXISTS (
  SELECT FROM public.forge_reports c WHERE c.org_id = lane.org_id AND c.forge_id = lane.forge_id
    AND c.repo_id = lane.repo_id AND c.lease IS NOT NULL AND c.lease_until > at)`;
const CHOSEN = `
  chosen AS (
    SELECT c.org_id, c.id FROM candidate c WHERE c.place <= c.free ORDER BY c.place, random() LIMIT at_most
  ), due AS (
    SELECT d.org_id, d.id FROM public.forge_reports d JOIN chosen USING (org_id, id)
    WHERE d.due_at <= at FOR UPDATE OF d SKIP LOCKED
  )`;
const CLAIM = `
  UPDATE public.forge_reports d
  SET lease = gen_random_uuid(), lease_until = at + make_interval(secs => lease_seconds),
    -- an expired lease is one whose last request nobody knows the answer of
    is_unclear = d.is_unclear OR d.lease IS NOT NULL
  FROM due WHERE d.org_id = due.org_id AND d.id = due.id`;

/** Reports go slowly to a forge that limits them: one a second after a burst, and without pending ones (ADR 216). */
export class PaceReports1795478400441 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.forges
        -- reports at once, after which one a second is sent; null: no such bound
        ADD COLUMN burst integer,
        -- a refusal for limits is not long ago: the burst is one
        ADD COLUMN throttled_until timestamptz,
        -- end of the seconds that the reports of before take, one each
        ADD COLUMN paced_until timestamptz;
      UPDATE public.forges SET burst = 20
      WHERE kind = 'github' AND (base_url = 'https://github.com' OR base_url LIKE 'https://%.ghe.com');

      -- Claims due reports for so many seconds: of each repository of a connection one at a time, of each connection so many and
      -- as its pace allows, of one without good credentials one. Final states go first, comments last; while a connection is
      -- throttled, states of pending scans wait.
      ${HEAD} $$ ${LANES}, open AS (
        SELECT lane.*, f.throttled_until > at AS is_throttled, least(
            CASE WHEN f.state = 'needs_credentials' THEN 1 ELSE of_each END - ${UNDER_WAY},
            floor(CASE WHEN f.throttled_until > at THEN 1 ELSE f.burst END
              - extract(epoch FROM greatest(f.paced_until - at, '0')))) AS free
        FROM lane JOIN public.forges f ON f.org_id = lane.org_id AND f.id = lane.forge_id
        WHERE ${IS_OPEN}
      ), candidate AS (
        SELECT d.org_id, d.id, open.free, row_number() OVER (
            PARTITION BY open.org_id, open.forge_id ORDER BY d.is_comment, d.is_pending, d.due_at, d.id) AS place
        FROM open, LATERAL (
          SELECT c.org_id, c.id, c.due_at, c.surface = 'comment' AS is_comment, (c.wanted & 1048575) = 0 AS is_pending
          FROM public.forge_reports c
          WHERE c.org_id = open.org_id AND c.forge_id = open.forge_id AND c.repo_id = open.repo_id AND c.due_at <= at
            AND NOT (open.is_throttled IS TRUE AND (c.wanted & 1048575) = 0 AND coalesce(c.awaits_scan_until > at, EXISTS (
              SELECT FROM public.scans s
              WHERE s.org_id = c.org_id AND s.id = c.scan_id AND s.state = 'pending' AND s.deadline_at > at)))
          ORDER BY 4, 5, c.due_at, c.id LIMIT 1
        ) AS d
      ), ${CHOSEN}, claimed AS (
        ${CLAIM} RETURNING d.org_id, d.id, d.lease, d.forge_id
      ), paced AS (
        UPDATE public.forges f
        SET paced_until = greatest(f.paced_until, at) + make_interval(secs => sent.count)
        FROM (SELECT c.org_id, c.forge_id, count(*) FROM claimed c GROUP BY 1, 2) AS sent
        WHERE f.org_id = sent.org_id AND f.id = sent.forge_id AND (f.burst IS NOT NULL OR f.throttled_until > at)
      )
      SELECT c.org_id, c.id, c.lease FROM claimed c $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${HEAD} $$ ${LANES}, open AS (
        SELECT lane.*, CASE WHEN f.state = 'needs_credentials' THEN 1 ELSE of_each END - ${UNDER_WAY} AS free
        FROM lane JOIN public.forges f ON f.org_id = lane.org_id AND f.id = lane.forge_id
        WHERE ${IS_OPEN}
      ), candidate AS (
        SELECT d.org_id, d.id, open.free, row_number() OVER (
            PARTITION BY open.org_id, open.forge_id ORDER BY d.is_comment, d.is_pending, d.due_at, d.id) AS place
        FROM open, LATERAL (
          SELECT c.org_id, c.id, c.due_at, c.surface = 'comment' AS is_comment, (c.wanted & 1048575) = 0 AS is_pending
          FROM public.forge_reports c
          WHERE c.org_id = open.org_id AND c.forge_id = open.forge_id AND c.repo_id = open.repo_id AND c.due_at <= at
          ORDER BY 4, 5, c.due_at, c.id LIMIT 1
        ) AS d
      ), ${CHOSEN}
      ${CLAIM} RETURNING d.org_id, d.id, d.lease $$;
      ALTER TABLE public.forges DROP COLUMN paced_until, DROP COLUMN throttled_until, DROP COLUMN burst;
    `);
  }
}

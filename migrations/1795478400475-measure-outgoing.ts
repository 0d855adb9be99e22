import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

/** Reads across tenants, and fails rather than wait for a lock: probes share its connection. */
const LOOK = `LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'`;
const RIGHTS = (signature: string): string => `
  REVOKE ALL ON FUNCTION public.${signature} FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION public.${signature} TO ${APP_ROLE};`;

/** Metrics of outgoing work cost no more where a million rows wait, and have hooks, ages and budgets (ADR 216). */
export class MeasureOutgoing1795478400475 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.outgoing_queue(timestamptz);
      -- What waits: now, under way, or later. Of each kind at most so many rows are read, in the order of the index of what is
      -- due: a plan without it would read the whole table, most of which is finished.
      CREATE FUNCTION public.outgoing_queue(at timestamptz, at_most integer DEFAULT 10000)
        RETURNS TABLE (kind text, due bigint, sending bigint, delayed bigint)
        ${LOOK} AS $$
          SELECT q.kind, count(*) FILTER (WHERE q.is_due AND NOT q.is_sending), count(*) FILTER (WHERE q.is_sending),
            count(*) FILTER (WHERE NOT q.is_due AND NOT q.is_sending)
          FROM (
            (SELECT 'delivery' AS kind, d.next_attempt_at <= at AS is_due,
              d.next_attempt_at > at AND d.lease IS NOT NULL AS is_sending
             FROM public.deliveries d WHERE d.state = 'pending' AND NOT d.is_ping
             ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT at_most)
            UNION ALL
            SELECT 'forge_report', r.due_at <= at, r.lease IS NOT NULL AND r.lease_until > at FROM (
              SELECT f.state, f.due_at, f.lease, f.lease_until FROM public.forge_reports f WHERE f.due_at IS NOT NULL
              ORDER BY f.org_id, f.forge_id, f.repo_id, f.due_at LIMIT at_most) AS r
            WHERE r.state = 'waiting'
            UNION ALL
            (SELECT 'hook', h.due_at <= at, h.due_at > at AND h.lease IS NOT NULL
             FROM public.hook_deliveries h WHERE h.due_at IS NOT NULL
             ORDER BY h.org_id, h.forge_id, h.id LIMIT at_most)
            UNION ALL
            -- kinds of which nothing waits
            SELECT none, NULL, NULL FROM unnest(ARRAY['delivery', 'forge_report', 'hook']) AS none
          ) AS q GROUP BY 1 ORDER BY 1
        $$;
      ${RIGHTS('outgoing_queue(timestamptz, integer)')}

      -- Seconds for which the oldest due work of each kind waits; that of endpoints and connections that are paused or disabled
      -- does not count. Looks at the first row of each lane, and at most at so many lanes.
      CREATE FUNCTION public.oldest_outgoing(at timestamptz, at_most integer DEFAULT 10000)
        RETURNS TABLE (kind text, seconds double precision)
        ${LOOK} AS $$
          WITH RECURSIVE endpoint AS (
            (SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
             WHERE d.state = 'pending' AND NOT d.is_ping ORDER BY 1, 2, 3 LIMIT 1)
            UNION ALL
            SELECT next.* FROM endpoint, LATERAL (
              SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
              WHERE d.state = 'pending' AND NOT d.is_ping AND (d.org_id, d.webhook_id) > (endpoint.org_id, endpoint.webhook_id)
              ORDER BY 1, 2, 3 LIMIT 1
            ) AS next
          ), place AS (
            (SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
             WHERE r.due_at IS NOT NULL ORDER BY 1, 2, 3, 4 LIMIT 1)
            UNION ALL
            SELECT next.* FROM place, LATERAL (
              SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
              WHERE r.due_at IS NOT NULL AND (r.org_id, r.forge_id, r.repo_id) > (place.org_id, place.forge_id, place.repo_id)
              ORDER BY 1, 2, 3, 4 LIMIT 1
            ) AS next
          ), oldest AS (
            SELECT 'delivery' AS kind, min(e.next_attempt_at) AS due_at FROM (SELECT * FROM endpoint LIMIT at_most) AS e
            JOIN public.webhooks w ON w.org_id = e.org_id AND w.id = e.webhook_id
            WHERE w.disabled_reason IS NULL AND (w.paused_until IS NULL OR w.paused_until <= at)
            UNION ALL
            SELECT 'forge_report', min(p.due_at) FROM (SELECT * FROM place LIMIT at_most) AS p
            JOIN public.forges f ON f.org_id = p.org_id AND f.id = p.forge_id
            WHERE f.paused_until IS NULL OR f.paused_until <= at
            UNION ALL
            SELECT 'hook', min(h.due_at) FROM (
              SELECT d.due_at FROM public.hook_deliveries d WHERE d.due_at IS NOT NULL
              ORDER BY d.org_id, d.forge_id, d.id LIMIT at_most) AS h
          )
          SELECT o.kind, greatest(coalesce(extract(epoch FROM at - o.due_at), 0), 0)::double precision FROM oldest o
        $$;
      ${RIGHTS('oldest_outgoing(timestamptz, integer)')}

      -- Fewest requests that a forge of each kind still allows a connection; those whose hour is over count no more.
      CREATE FUNCTION public.lowest_forge_budgets(at timestamptz) RETURNS TABLE (kind text, remaining bigint)
        ${LOOK} AS $$
          SELECT f.kind, min((f.budget ->> 'remaining')::bigint) FROM public.forges f
          WHERE f.budget IS NOT NULL AND coalesce((f.budget ->> 'reset_at')::timestamptz > at, true)
          GROUP BY 1
        $$;
      ${RIGHTS('lowest_forge_budgets(timestamptz)')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.lowest_forge_budgets(timestamptz);
      DROP FUNCTION public.oldest_outgoing(timestamptz, integer);
      DROP FUNCTION public.outgoing_queue(timestamptz, integer);
      CREATE FUNCTION public.outgoing_queue(at timestamptz)
        RETURNS TABLE (kind text, due bigint, sending bigint, delayed bigint)
        ${LOOK} AS $$
          SELECT 'delivery', count(*) FILTER (WHERE d.next_attempt_at <= at),
            count(*) FILTER (WHERE d.next_attempt_at > at AND d.lease IS NOT NULL),
            count(*) FILTER (WHERE d.next_attempt_at > at AND d.lease IS NULL)
          FROM public.deliveries d WHERE d.state = 'pending' AND NOT d.is_ping
          UNION ALL
          SELECT 'forge_report', count(*) FILTER (WHERE r.due_at <= at AND NOT r.is_sending),
            count(*) FILTER (WHERE r.is_sending), count(*) FILTER (WHERE r.due_at > at AND NOT r.is_sending)
          FROM (
            SELECT f.due_at, f.lease IS NOT NULL AND f.lease_until > at AS is_sending
            FROM public.forge_reports f WHERE f.state = 'waiting' AND f.due_at IS NOT NULL
          ) r
        $$;
      ${RIGHTS('outgoing_queue(timestamptz)')}
    `);
  }
}

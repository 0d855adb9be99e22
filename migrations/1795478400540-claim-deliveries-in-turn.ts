import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const SIGNATURE = 'public.claim_deliveries(integer, integer, integer, timestamptz, bigint, bigint)';

/**
 * Claims deliveries of the webhooks after a given one, in turn: a claim looks at as many webhooks as it has places, not at all
 * that wait. The version before claims by the function of four parameters.
 */
export class ClaimDeliveriesInTurn1795478400540 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Claims due deliveries for so many seconds, one of each webhook in turn, then a second one of each, and so on: of each
      -- webhook at most so many under way, of one whose last attempt failed one at a time. \`turn\` counts the webhooks after the
      -- given one, in the order of their ids and again from the first.
      CREATE FUNCTION public.claim_deliveries(
          at_most integer, of_each integer, lease_seconds integer, at timestamptz, after_org bigint, after_webhook bigint)
        RETURNS TABLE (org_id bigint, id bigint, lease uuid, webhook_id bigint, turn integer)
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          WITH RECURSIVE lane AS (
            -- no lane itself: where the walk begins
            SELECT 0 AS turn, false AS is_again, after_org AS org_id, after_webhook AS webhook_id, 'infinity'::timestamptz AS due_at
            UNION ALL
            SELECT lane.turn + 1, next.* FROM lane, LATERAL (
              (SELECT false, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
               WHERE NOT lane.is_again AND d.state = 'pending' AND NOT d.is_ping
                 AND (d.org_id, d.webhook_id) > (lane.org_id, lane.webhook_id)
               ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
              UNION ALL
              (SELECT true, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
               WHERE NOT lane.is_again AND d.state = 'pending' AND NOT d.is_ping
                 AND (d.org_id, d.webhook_id) <= (after_org, after_webhook)
               ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
              UNION ALL
              (SELECT true, d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
               WHERE lane.is_again AND d.state = 'pending' AND NOT d.is_ping
                 AND (d.org_id, d.webhook_id) > (lane.org_id, lane.webhook_id)
                 AND (d.org_id, d.webhook_id) <= (after_org, after_webhook)
               ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT 1)
              LIMIT 1
            ) AS next
          ), open AS (
            SELECT lane.org_id, lane.webhook_id, lane.turn, w.free FROM lane CROSS JOIN LATERAL (
              SELECT CASE WHEN w.failures > 0 THEN 1 ELSE of_each END - (
                  SELECT count(*) FROM public.deliveries c
                  WHERE c.org_id = w.org_id AND c.webhook_id = w.id AND c.lease IS NOT NULL AND c.next_attempt_at > at
                ) AS free
              FROM public.webhooks w JOIN public.organizations o ON o.id = w.org_id
              WHERE w.org_id = lane.org_id AND w.id = lane.webhook_id AND o.deleted_at IS NULL
                AND w.disabled_reason IS NULL AND (w.paused_until IS NULL OR w.paused_until <= at)
              OFFSET 0
            ) AS w
            WHERE lane.due_at <= at AND w.free > 0
            LIMIT at_most
          ), candidate AS (
            SELECT d.org_id, d.id, open.turn FROM open CROSS JOIN LATERAL (
              SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.next_attempt_at, c.id) AS place
              FROM public.deliveries c
              WHERE c.org_id = open.org_id AND c.webhook_id = open.webhook_id AND c.state = 'pending' AND NOT c.is_ping
                AND c.next_attempt_at <= at
              ORDER BY c.next_attempt_at, c.id LIMIT least(open.free, at_most)
            ) AS d ORDER BY d.place, open.turn LIMIT at_most
          ), due AS (
            SELECT d.org_id, d.id, candidate.turn FROM public.deliveries d JOIN candidate USING (org_id, id)
            WHERE d.state = 'pending' AND d.next_attempt_at <= at
            FOR UPDATE OF d SKIP LOCKED
          )
          UPDATE public.deliveries d
          SET lease = gen_random_uuid(), next_attempt_at = at + make_interval(secs => lease_seconds)
          FROM due WHERE d.org_id = due.org_id AND d.id = due.id
          RETURNING d.org_id, d.id, d.lease, d.webhook_id, due.turn
        $$;
      REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

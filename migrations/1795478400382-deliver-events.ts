import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** A row of `deliveries` for each event and webhook, worked off by any instance under leases (ADR 176). */
export class DeliverEvents1795478400382 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.deliveries (
        org_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        webhook_id bigint NOT NULL,
        event_id bigint NOT NULL,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed', 'cancelled')),
        -- sent once, by the instance that was requested to
        is_ping boolean NOT NULL DEFAULT false,
        -- failed ones of the present table of retries
        attempts integer NOT NULL DEFAULT 0,
        -- not before that time; of a claimed one, the end of its lease
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        -- of the instance that has claimed it
        lease uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        PRIMARY KEY (org_id, id),
        UNIQUE (org_id, webhook_id, event_id),
        FOREIGN KEY (org_id, webhook_id) REFERENCES public.webhooks (org_id, id) ON DELETE CASCADE,
        FOREIGN KEY (org_id, event_id) REFERENCES public.events (org_id, id) ON DELETE CASCADE
      ) WITH (fillfactor = 70);
      CREATE INDEX deliveries_due ON public.deliveries (org_id, webhook_id, next_attempt_at)
        WHERE state = 'pending' AND NOT is_ping;
      CREATE INDEX deliveries_claimed ON public.deliveries (org_id, webhook_id, next_attempt_at) WHERE lease IS NOT NULL;
      CREATE INDEX deliveries_event ON public.deliveries (org_id, event_id);
      ${tenantTable('public.deliveries')}
      GRANT SELECT, INSERT, UPDATE ON public.deliveries TO ${APP_ROLE};

      CREATE TABLE public.delivery_attempts (
        org_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        delivery_id bigint NOT NULL,
        at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        status integer,
        error text,
        response_headers jsonb,
        response_body bytea,
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, delivery_id) REFERENCES public.deliveries (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX delivery_attempts_delivery ON public.delivery_attempts (org_id, delivery_id, id);
      ${tenantTable('public.delivery_attempts')}
      GRANT SELECT, INSERT, DELETE ON public.delivery_attempts TO ${APP_ROLE};

      -- Queues some of the new events for the webhooks that want them, and returns how many events that were.
      CREATE FUNCTION public.spread_events(at_most integer) RETURNS integer
        LANGUAGE sql ${DEFINER} AS $$
          WITH batch AS (
            SELECT e.org_id, e.id, e.type, e.repo_id FROM public.events e WHERE NOT e.is_spread
            LIMIT at_most FOR UPDATE SKIP LOCKED
          ), queued AS (
            INSERT INTO public.deliveries (org_id, webhook_id, event_id)
            SELECT b.org_id, w.id, b.id FROM batch b JOIN public.webhooks w ON w.org_id = b.org_id
            WHERE w.disabled_reason IS NULL AND w.deleted_at IS NULL
              AND (b.type = ANY (w.events) OR '*' = ANY (w.events))
              AND (w.format = 'standard' OR b.type LIKE 'gate.%' OR b.type LIKE 'waiver.%')
              AND (w.repo_ids IS NULL OR b.repo_id = ANY (w.repo_ids))
            ON CONFLICT DO NOTHING
          ), spread AS (
            UPDATE public.events e SET is_spread = true FROM batch b WHERE e.org_id = b.org_id AND e.id = b.id RETURNING 1
          )
          SELECT count(*)::integer FROM spread
        $$;

      -- Claims due deliveries for so many seconds: of each webhook so many at once, so that none waits behind the many of another,
      -- under way; of one whose last attempt failed one at a time.
      CREATE FUNCTION public.claim_deliveries(at_most integer, of_each integer, lease_seconds integer, at timestamptz)
        RETURNS TABLE (org_id bigint, id bigint, lease uuid)
        LANGUAGE sql ${DEFINER} AS $$
          WITH RECURSIVE lane AS (
            (SELECT d.org_id, d.webhook_id FROM public.deliveries d WHERE d.state = 'pending' AND NOT d.is_ping
             ORDER BY d.org_id, d.webhook_id LIMIT 1)
            UNION ALL
            SELECT next.org_id, next.webhook_id FROM lane, LATERAL (
              SELECT d.org_id, d.webhook_id FROM public.deliveries d
              WHERE d.state = 'pending' AND NOT d.is_ping AND (d.org_id, d.webhook_id) > (lane.org_id, lane.webhook_id)
              ORDER BY d.org_id, d.webhook_id LIMIT 1
            ) AS next
          ), open AS (
            SELECT w.org_id, w.id AS webhook_id,
              CASE WHEN w.failures > 0 THEN 1 ELSE of_each END - (
                SELECT count(*) FROM public.deliveries c
                WHERE c.org_id = w.org_id AND c.webhook_id = w.id AND c.lease IS NOT NULL AND c.next_attempt_at > at
              ) AS free
            FROM lane JOIN public.webhooks w ON w.org_id = lane.org_id AND w.id = lane.webhook_id
            WHERE w.disabled_reason IS NULL AND (w.paused_until IS NULL OR w.paused_until <= at)
          ), candidate AS (
            SELECT d.org_id, d.id, d.place FROM open, LATERAL (
              SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.next_attempt_at, c.id) AS place
              FROM public.deliveries c
              WHERE c.org_id = open.org_id AND c.webhook_id = open.webhook_id AND c.state = 'pending' AND NOT c.is_ping
                AND c.next_attempt_at <= at
              ORDER BY c.next_attempt_at, c.id LIMIT greatest(open.free, 0)
            ) AS d ORDER BY d.place, random() LIMIT at_most
          ), due AS (
            SELECT d.org_id, d.id FROM public.deliveries d JOIN candidate USING (org_id, id)
            WHERE d.state = 'pending' AND d.next_attempt_at <= at
            FOR UPDATE OF d SKIP LOCKED
          )
          UPDATE public.deliveries d
          SET lease = gen_random_uuid(), next_attempt_at = at + make_interval(secs => lease_seconds)
          FROM due WHERE d.org_id = due.org_id AND d.id = due.id
          RETURNING d.org_id, d.id, d.lease
        $$;

      -- the tag by which the work's loop is woken
      CREATE OR REPLACE FUNCTION public.announce_events() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'work:deliveries');
          RETURN NULL;
        END $$;

      -- Deletes webhooks that were deleted before all events that there are, and ends pings that were interrupted.
      CREATE FUNCTION public.tidy_deliveries() RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE public.deliveries SET state = 'failed', lease = NULL, finished_at = now()
          WHERE is_ping AND state = 'pending' AND next_attempt_at < now();
          DELETE FROM public.webhooks w WHERE w.deleted_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.deliveries d WHERE d.org_id = w.org_id AND d.webhook_id = w.id)
        $$;

      REVOKE EXECUTE ON FUNCTION public.spread_events(integer), public.tidy_deliveries(),
        public.claim_deliveries(integer, integer, integer, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.spread_events(integer), public.tidy_deliveries(),
        public.claim_deliveries(integer, integer, integer, timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.tidy_deliveries();
      DROP FUNCTION public.claim_deliveries(integer, integer, integer, timestamptz);
      DROP FUNCTION public.spread_events(integer);
      CREATE OR REPLACE FUNCTION public.announce_events() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'events:');
          RETURN NULL;
        END $$;
      DROP TABLE public.delivery_attempts;
      DROP TABLE public.deliveries;
    `);
  }
}

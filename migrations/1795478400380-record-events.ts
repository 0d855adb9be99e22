import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, repoWall, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/**
 * Events are recorded in the transaction in which they happen (ADR 173). Deadlines and ends of waivers that have passed
 * before this version make no event.
 */
export class RecordEvents1795478400380 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.events (
        org_id bigint NOT NULL REFERENCES public.organizations (id) ON DELETE CASCADE,
        id bigint GENERATED ALWAYS AS IDENTITY,
        uid uuid NOT NULL,
        type text NOT NULL,
        repo_id bigint,
        -- no foreign key: the event outlives its scan
        scan_id bigint,
        -- json keeps the text as it was written: what is signed does not change from one delivery to the next
        data json NOT NULL,
        -- of the server's clock: ids and times rise together, which no transaction's time does
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- its deliveries are queued
        is_spread boolean NOT NULL DEFAULT false,
        PRIMARY KEY (org_id, id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX events_unspread ON public.events (org_id, id) WHERE NOT is_spread;
      CREATE INDEX events_repo ON public.events (org_id, repo_id, id);
      CREATE INDEX events_age ON public.events (created_at);
      ${tenantTable('public.events')}
      ${repoWall('public.events', 'repo_id', 'SELECT')}
      GRANT SELECT, INSERT ON public.events TO ${APP_ROLE};

      -- Deletes some of the oldest events of all organizations that are older than so many days, and returns how many.
      CREATE FUNCTION public.forget_events(older_than_days double precision, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE forgotten integer;
        BEGIN
          DELETE FROM public.events WHERE (org_id, id) IN (
            SELECT e.org_id, e.id FROM public.events e
            WHERE e.created_at < now() - make_interval(secs => older_than_days * 86400)
            ORDER BY e.created_at LIMIT at_most FOR UPDATE SKIP LOCKED);
          GET DIAGNOSTICS forgotten = ROW_COUNT;
          RETURN forgotten;
        END $$;

      -- wakes whoever delivers events, at any instance
      CREATE FUNCTION public.announce_events() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_notify('quality_gate_changes', 'events:');
          RETURN NULL;
        END $$;
      CREATE TRIGGER announce_events AFTER INSERT ON public.events FOR EACH STATEMENT
        EXECUTE FUNCTION public.announce_events();

      ALTER TABLE public.scans ADD COLUMN is_timeout_recorded boolean NOT NULL DEFAULT false;
      ALTER TABLE public.waivers ADD COLUMN is_expiry_recorded boolean NOT NULL DEFAULT false;
      UPDATE public.scans SET is_timeout_recorded = true WHERE state = 'pending' AND deadline_at <= now();
      UPDATE public.waivers SET is_expiry_recorded = true WHERE expires_at <= now();
      CREATE INDEX scans_deadline ON public.scans (deadline_at) WHERE state = 'pending' AND NOT is_timeout_recorded;
      CREATE INDEX waivers_end ON public.waivers (expires_at)
        WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND NOT is_expiry_recorded;

      GRANT UPDATE (is_expiry_recorded) ON public.waivers TO ${APP_ROLE};

      CREATE FUNCTION public.find_timed_out_scans(at timestamptz, at_most integer)
        RETURNS TABLE (org_id bigint, id bigint)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.org_id, s.id FROM public.scans s
          WHERE s.state = 'pending' AND NOT s.is_timeout_recorded AND s.deadline_at <= at
          ORDER BY s.deadline_at LIMIT at_most
        $$;
      CREATE FUNCTION public.find_expired_waivers(at timestamptz, at_most integer)
        RETURNS TABLE (org_id bigint, id bigint)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT w.org_id, w.id FROM public.waivers w
          WHERE w.expires_at <= at AND w.revoked_at IS NULL AND NOT w.is_expiry_recorded
          ORDER BY w.expires_at LIMIT at_most
        $$;

      REVOKE EXECUTE ON FUNCTION public.forget_events(double precision, integer),
        public.find_timed_out_scans(timestamptz, integer), public.find_expired_waivers(timestamptz, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.forget_events(double precision, integer),
        public.find_timed_out_scans(timestamptz, integer), public.find_expired_waivers(timestamptz, integer)
        TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.find_expired_waivers(timestamptz, integer);
      DROP FUNCTION public.find_timed_out_scans(timestamptz, integer);
      DROP INDEX public.waivers_end;
      DROP INDEX public.scans_deadline;
      ALTER TABLE public.waivers DROP COLUMN is_expiry_recorded;
      ALTER TABLE public.scans DROP COLUMN is_timeout_recorded;
      DROP FUNCTION public.forget_events(double precision, integer);
      DROP TABLE public.events;
      DROP FUNCTION public.announce_events();
    `);
  }
}

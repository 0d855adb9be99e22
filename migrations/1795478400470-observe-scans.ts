import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

/** Reads across tenants, and fails rather than wait for a lock: probes share its connection. */
const LOOK = `LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'`;

/** Operators see how long verdicts take after the last report, since when the oldest scan is pending, and what waits to be sent. */
export class ObserveScans1795478400470 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- null: no report has counted yet, or all did before this version
      ALTER TABLE public.scans ADD COLUMN last_upload_at timestamptz;

      -- The scan whose deadline comes first is the oldest one unless deadlines were changed meanwhile; the index of deadlines has it.
      CREATE FUNCTION public.oldest_pending_scan(at timestamptz) RETURNS timestamptz
        ${LOOK} AS $$
          SELECT s.created_at FROM public.scans s
          WHERE s.state = 'pending' AND NOT s.is_timeout_recorded AND s.deadline_at > at
          ORDER BY s.deadline_at LIMIT 1
        $$;

      -- What waits to be sent: now, on its way, or later; the partial indexes of what is due have it.
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
      REVOKE ALL ON FUNCTION public.oldest_pending_scan(timestamptz), public.outgoing_queue(timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.oldest_pending_scan(timestamptz), public.outgoing_queue(timestamptz) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.outgoing_queue(timestamptz);
      DROP FUNCTION public.oldest_pending_scan(timestamptz);
      ALTER TABLE public.scans DROP COLUMN last_upload_at;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reads new events by their index, however many others there are and whatever statistics say. */
export class SpreadEventsByIndex1795478400550 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(spreadEvents('ORDER BY e.org_id, e.id'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(spreadEvents(''));
  }
}

const spreadEvents = (order: string): string => `
  CREATE OR REPLACE FUNCTION public.spread_events(at_most integer) RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      WITH batch AS (
        SELECT e.org_id, e.id, e.type, e.repo_id FROM public.events e WHERE NOT e.is_spread
        ${order} LIMIT at_most FOR UPDATE SKIP LOCKED
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
    $$`;

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reach } from './initial/reach.js';
import { createInitialFunctions, createInitialTable } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

/** Functions that know of deliveries: the lane of one is its webhook, whose pauses hold. */
const PARTS: readonly FunctionPart[] = [
  [
    'public.claim_work',
    `FROM public.forges f WHERE of_kind = 'forge-reports' AND f.org_id = line.org_id AND f.id = line.lane
`,
    `FROM public.forges f WHERE of_kind = 'forge-reports' AND f.org_id = line.org_id AND f.id = line.lane
            UNION ALL
            -- of one whose last attempt failed one at a time
            SELECT CASE WHEN h.disabled_reason IS NOT NULL OR h.paused_until > at THEN 0 WHEN h.failures > 0 THEN 1 END, NULL, false
            FROM public.webhooks h WHERE of_kind = 'deliveries' AND h.org_id = line.org_id AND h.id = line.lane
`,
  ],
  [
    'public.due_work',
    'SELECT line.kind FROM line WHERE line.due_at <= at',
    `SELECT line.kind FROM line WHERE line.due_at <= at
          UNION
          -- new events, whose deliveries are not queued yet
          SELECT 'deliveries' WHERE EXISTS (SELECT FROM public.events e WHERE NOT e.is_spread)`,
  ],
  [
    'public.spread_events',
    `ON CONFLICT DO NOTHING
        ), spread AS (`,
    `ON CONFLICT DO NOTHING RETURNING org_id, webhook_id, id
        ), due AS (
          INSERT INTO public.work_items (org_id, kind, lane, key, due_at, payload)
          -- in milliseconds, as clocks of instances count: a claim right after takes it
          SELECT q.org_id, 'deliveries', q.webhook_id, q.id, date_trunc('milliseconds', now()), '{}' FROM queued q
        ), spread AS (`,
  ],
  [
    'public.outgoing_queue',
    `(SELECT 'delivery' AS kind, d.next_attempt_at <= at AS is_due,
            d.next_attempt_at > at AND d.lease IS NOT NULL AS is_sending
           FROM public.deliveries d WHERE d.state = 'pending' AND NOT d.is_ping
           ORDER BY d.org_id, d.webhook_id, d.next_attempt_at LIMIT at_most)`,
    `(SELECT 'delivery' AS kind, d.due_at <= at AS is_due, d.due_at > at AND d.lease IS NOT NULL AS is_sending
           FROM public.work_items d WHERE d.kind = 'deliveries'
           ORDER BY d.org_id, d.lane, d.due_at, d.id LIMIT at_most)`,
  ],
  [
    'public.oldest_outgoing',
    `(SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
           WHERE d.state = 'pending' AND NOT d.is_ping ORDER BY 1, 2, 3 LIMIT 1)
          UNION ALL
          SELECT next.* FROM endpoint, LATERAL (
            SELECT d.org_id, d.webhook_id, d.next_attempt_at FROM public.deliveries d
            WHERE d.state = 'pending' AND NOT d.is_ping
              AND (d.org_id, d.webhook_id) > (endpoint.org_id, endpoint.webhook_id)
            ORDER BY 1, 2, 3 LIMIT 1`,
    `(SELECT d.org_id, d.lane AS webhook_id, d.due_at AS next_attempt_at FROM public.work_items d
           WHERE d.kind = 'deliveries' ORDER BY 1, 2, 3 LIMIT 1)
          UNION ALL
          SELECT next.* FROM endpoint, LATERAL (
            SELECT d.org_id, d.lane, d.due_at FROM public.work_items d
            WHERE d.kind = 'deliveries' AND (d.org_id, d.lane) > (endpoint.org_id, endpoint.webhook_id)
            ORDER BY 1, 2, 3 LIMIT 1`,
  ],
  [
    'public.tidy_deliveries',
    `UPDATE public.deliveries SET state = 'failed', lease = NULL, finished_at = now()
        WHERE is_ping AND state = 'pending' AND next_attempt_at < now();`,
    `WITH ended AS (DELETE FROM public.work_items w WHERE w.kind = 'pings' AND w.due_at < now() RETURNING w.org_id, w.key)
        UPDATE public.deliveries d SET state = 'failed', finished_at = now() FROM ended e
        WHERE d.org_id = e.org_id AND d.id = e.key::bigint AND d.is_ping AND d.state = 'pending';`,
  ],
];

const KEPT = 'id, org_id, webhook_id, event_id, state, is_ping, attempts, created_at, finished_at';
const ATTEMPTS = 'id, org_id, delivery_id, at, duration_ms, status, error, response_headers, response_body';

/** Moves to the table of work when deliveries are due. What people read of a delivery stays in `deliveries`. */
export class QueueDeliveriesAsWork1795478402353 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // a ping is sent by the instance that made it alone: of that kind nothing is claimed
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, lane, key, queued_at, due_at, lease, payload)
      SELECT d.org_id, CASE WHEN d.is_ping THEN 'pings' ELSE 'deliveries' END, d.webhook_id, d.id, d.created_at, d.next_attempt_at, d.lease, '{}'
      FROM public.deliveries d WHERE d.state = 'pending' ORDER BY d.id`);
    await replaceParts(db, PARTS);
    await db.query('DROP FUNCTION public.claim_deliveries');
    await db.query('ALTER TABLE public.deliveries DROP COLUMN next_attempt_at, DROP COLUMN lease');
    await db.query('UPDATE public.schema_version SET number = 7, oldest_serving = 7');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('CREATE TEMPORARY TABLE known ON COMMIT DROP AS SELECT * FROM public.deliveries');
    await db.query('CREATE TEMPORARY TABLE attempted ON COMMIT DROP AS SELECT * FROM public.delivery_attempts');
    await db.query('DROP TABLE public.delivery_attempts, public.deliveries');
    await createInitialTable(db, reach, 'public.deliveries');
    await createInitialTable(db, reach, 'public.delivery_attempts');
    await db.query(`
      INSERT INTO public.deliveries (${KEPT}, next_attempt_at, lease) OVERRIDING SYSTEM VALUE
      SELECT ${KEPT.replaceAll(/\w+/g, 'd.$&')}, coalesce(w.due_at, d.finished_at, d.created_at), w.lease
      FROM known d LEFT JOIN public.work_items w ON w.org_id = d.org_id AND w.kind IN ('deliveries', 'pings') AND w.key = d.id::text`);
    await db.query(
      `INSERT INTO public.delivery_attempts (${ATTEMPTS}) OVERRIDING SYSTEM VALUE SELECT ${ATTEMPTS} FROM attempted`,
    );
    for (const [table, copy] of [
      ['deliveries', 'known'],
      ['delivery_attempts', 'attempted'],
    ])
      await db.query(
        `SELECT setval(pg_get_serial_sequence('public.${table}', 'id'), greatest((SELECT max(id) FROM ${copy}), 1))`,
      );
    await db.query(`DELETE FROM public.work_items WHERE kind IN ('deliveries', 'pings')`);
    await createInitialFunctions(db, reach, 'public.claim_deliveries');
    await replaceParts(db, undone(PARTS));
    await db.query('UPDATE public.schema_version SET number = 6, oldest_serving = 6');
  }
}

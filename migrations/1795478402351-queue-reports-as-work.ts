import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reach } from './initial/reach.js';
import { createInitialFunctions, createInitialTable, openFunctions } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

type Part = readonly [before: string, after: string];

/**
 * Parts of the claim. Of a lane with one_of_repo each repository has one item under way, and lower ranks go first. The lane of a report to a
 * forge is its connection, whose pauses and limits hold.
 */
const CLAIM: readonly Part[] = [
  ['in_order boolean, lease_seconds', 'in_order boolean, one_of_repo boolean, lease_seconds'],
  ['lane bigint, lease uuid, repo_id bigint', 'lane bigint, key text, lease uuid, was_left boolean, repo_id bigint'],
  [
    `WITH RECURSIVE line AS (`,
    `-- one claim after the other: the next one sees of which repositories this one has claimed
      SELECT pg_advisory_xact_lock(7214001) WHERE one_of_repo;
      WITH RECURSIVE line AS (`,
  ],
  [
    'SELECT line.org_id, line.lane, line.turn, places.free, places.head FROM',
    'SELECT line.org_id, line.lane, line.turn, places.free, places.head, places.is_throttled FROM',
  ],
  ['SELECT of_each - (', 'SELECT least(coalesce(own.places, of_each) - ('],
  [') AS free,', '), own.paced) AS free, coalesce(own.is_throttled, false) AS is_throttled,'],
  [
    `END AS head
          OFFSET 0`,
    `END AS head
          FROM (SELECT) AS one LEFT JOIN LATERAL (
            SELECT CASE WHEN f.paused_until > at THEN 0 WHEN f.state = 'needs_credentials' THEN 1 END AS places,
              floor(CASE WHEN f.throttled_until > at THEN 1 ELSE f.burst END
                - extract(epoch FROM greatest(f.paced_until - at, '0')))::bigint AS paced,
              f.throttled_until > at AS is_throttled
            FROM public.forges f WHERE of_kind = 'forge-reports' AND f.org_id = line.org_id AND f.id = line.lane
          ) AS own ON true
          OFFSET 0`,
  ],
  [
    `LIMIT at_most
      ), candidate`,
    `-- a lane with one_of_repo may have due items and none to give
        LIMIT CASE WHEN NOT one_of_repo THEN at_most END
      ), candidate`,
  ],
  [
    `SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.due_at, c.id) AS place FROM public.work_items c
          WHERE c.kind`,
    `(SELECT c.org_id, c.id, row_number() OVER (ORDER BY c.due_at, c.id) AS place FROM public.work_items c
          WHERE NOT one_of_repo AND c.kind`,
  ],
  [
    'ORDER BY c.due_at, c.id LIMIT least(open.free, at_most)',
    `ORDER BY c.due_at, c.id LIMIT least(open.free, at_most))
          UNION ALL
          (SELECT f.org_id, f.id, row_number() OVER (ORDER BY f.rank, f.due_at, f.id) FROM (
             SELECT DISTINCT ON (c.repo_id) c.org_id, c.id, c.rank, c.due_at FROM public.work_items c
             WHERE one_of_repo AND c.kind = of_kind AND c.org_id = open.org_id AND c.lane = open.lane AND c.due_at <= at
               AND (NOT open.is_throttled OR c.deferrable_until IS NULL OR c.deferrable_until <= at)
               AND NOT EXISTS (
                 SELECT FROM public.work_items u WHERE u.kind = of_kind AND u.org_id = open.org_id AND u.lane = open.lane
                   AND u.lease IS NOT NULL AND u.due_at > at AND u.repo_id = c.repo_id)
             ORDER BY c.repo_id, c.rank, c.due_at, c.id
           ) AS f ORDER BY f.rank, f.due_at, f.id LIMIT least(open.free, at_most))`,
  ],
  [
    'SELECT w.org_id, w.id, candidate.turn FROM public.work_items w',
    'SELECT w.org_id, w.id, candidate.turn, w.lease IS NOT NULL AS was_left FROM public.work_items w',
  ],
  [
    `)
      UPDATE public.work_items w
      SET`,
    `), claimed AS (
      UPDATE public.work_items w
      SET`,
  ],
  ['attempts = w.attempts + 1', 'attempts = w.attempts + 1, again_at = NULL'],
  [
    'RETURNING w.org_id, w.id, w.lane, w.lease, w.repo_id, w.queued_at, w.attempts, w.payload, due.turn',
    `RETURNING w.org_id, w.id, w.lane, w.key, w.lease, due.was_left, w.repo_id, w.queued_at, w.attempts, w.payload, due.turn
      ), paced AS (
        UPDATE public.forges f SET paced_until = greatest(f.paced_until, at) + make_interval(secs => sent.count)
        FROM (SELECT c.org_id, c.lane, count(*) FROM claimed c WHERE of_kind = 'forge-reports' GROUP BY 1, 2) AS sent
        WHERE f.org_id = sent.org_id AND f.id = sent.lane AND (f.burst IS NOT NULL OR f.throttled_until > at)
      )
      SELECT * FROM claimed`,
  ],
];

/** Of the settlement: an item of which a newer state came meanwhile is put off to the time of that. */
const SETTLE: readonly FunctionPart[] = [
  ['public.settle_work', 's.due_at IS NULL\n', 's.due_at IS NULL AND w.again_at IS NULL\n'],
  [
    'public.settle_work',
    'SET lease = NULL, due_at = s.due_at FROM',
    'SET lease = NULL, due_at = coalesce(w.again_at, s.due_at), again_at = NULL FROM',
  ],
  ['public.settle_work', 's.due_at IS NOT NULL', 'coalesce(w.again_at, s.due_at) IS NOT NULL'],
];

const RENEW = `
  -- Moves the ends of leases, and answers those that were still the given ones.
  CREATE FUNCTION public.renew_work(orgs bigint[], ids bigint[], leases uuid[], until timestamptz) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      UPDATE public.work_items w SET due_at = until FROM unnest(orgs, ids, leases) AS r (org_id, id, lease)
      WHERE w.org_id = r.org_id AND w.id = r.id AND w.lease = r.lease RETURNING r.lease
    $$`;

/** Counts of the probes. */
const COUNTED: readonly FunctionPart[] = [
  [
    'public.outgoing_queue',
    `SELECT 'forge_report', r.due_at <= at, r.lease IS NOT NULL AND r.lease_until > at FROM (
            SELECT f.state, f.due_at, f.lease, f.lease_until FROM public.forge_reports f WHERE f.due_at IS NOT NULL
            ORDER BY f.org_id, f.forge_id, f.repo_id, f.due_at LIMIT at_most) AS r
          WHERE r.state = 'waiting'`,
    `SELECT 'forge_report', w.due_at <= at, w.due_at > at AND w.lease IS NOT NULL FROM (
            SELECT f.org_id, f.key, f.due_at, f.lease FROM public.work_items f WHERE f.kind = 'forge-reports'
            ORDER BY f.org_id, f.lane, f.due_at, f.id LIMIT at_most) AS w
          -- row by row: a plan that reads all reports would read those that are shown
          CROSS JOIN LATERAL (
            SELECT f.state FROM public.forge_reports f WHERE f.org_id = w.org_id AND f.id = w.key::bigint OFFSET 0) AS r
          WHERE r.state = 'waiting'`,
  ],
  [
    'public.oldest_outgoing',
    `(SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
           WHERE r.due_at IS NOT NULL ORDER BY 1, 2, 3, 4 LIMIT 1)
          UNION ALL
          SELECT next.* FROM place, LATERAL (
            SELECT r.org_id, r.forge_id, r.repo_id, r.due_at FROM public.forge_reports r
            WHERE r.due_at IS NOT NULL AND (r.org_id, r.forge_id, r.repo_id) > (place.org_id, place.forge_id, place.repo_id)
            ORDER BY 1, 2, 3, 4 LIMIT 1`,
    `(SELECT r.org_id, r.lane AS forge_id, r.due_at FROM public.work_items r
           WHERE r.kind = 'forge-reports' ORDER BY 1, 2, 3 LIMIT 1)
          UNION ALL
          SELECT next.* FROM place, LATERAL (
            SELECT r.org_id, r.lane, r.due_at FROM public.work_items r
            WHERE r.kind = 'forge-reports' AND (r.org_id, r.lane) > (place.org_id, place.forge_id)
            ORDER BY 1, 2, 3 LIMIT 1`,
  ],
];

/** Moves to the table of work when reports to forges are due. What a forge shows, and what it is to show, stays in `forge_reports`. */
export class QueueReportsAsWork1795478402351 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.work_items
        -- of those of a lane that are due, lower ones go first
        ADD COLUMN rank smallint NOT NULL DEFAULT 0,
        -- a lane that is throttled keeps it back until then
        ADD COLUMN deferrable_until timestamptz,
        -- a newer state came while it was claimed: the time at which that is due
        ADD COLUMN again_at timestamptz`);
    await remakeClaim(db, CLAIM);
    await replaceParts(db, SETTLE);
    await db.query(RENEW);
    await openFunctions(db, 'public.renew_work');
    // what is claimed keeps its lease: the answer to its last request is unknown where that ends
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, lane, key, repo_id, rank, deferrable_until, due_at, lease, again_at, payload)
      SELECT r.org_id, 'forge-reports', r.forge_id, r.id, r.repo_id,
        CASE WHEN r.surface = 'comment' THEN 2 WHEN r.wanted & 1048575 = 0 THEN 1 ELSE 0 END,
        CASE WHEN r.wanted & 1048575 = 0 THEN coalesce(r.awaits_scan_until, s.deadline_at) END,
        coalesce(r.lease_until, r.due_at), r.lease, CASE WHEN r.lease_until < r.due_at THEN r.due_at END, '{}'
      FROM public.forge_reports r
      LEFT JOIN public.scans s ON s.org_id = r.org_id AND s.id = r.scan_id AND s.state = 'pending'
      WHERE r.due_at IS NOT NULL ORDER BY r.id`);
    await replaceParts(db, COUNTED);
    await db.query('DROP FUNCTION public.claim_reports');
    await db.query('ALTER TABLE public.forge_reports DROP COLUMN due_at, DROP COLUMN lease, DROP COLUMN lease_until');
    await db.query('UPDATE public.schema_version SET number = 6, oldest_serving = 6');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('CREATE TEMPORARY TABLE shown ON COMMIT DROP AS SELECT * FROM public.forge_reports');
    await db.query('DROP TABLE public.forge_reports');
    await createInitialTable(db, reach, 'public.forge_reports');
    await db.query('ALTER TABLE public.forge_reports ADD COLUMN last_write_at timestamptz');
    const kept = `id, org_id, repo_id, forge_id, surface, commit_sha, pr_number, wanted, shown, shown_digest, remote_id, pipeline_id, url,
      state, attempts, error, failing_since, is_unclear, awaits_scan_until, last_write_at`;
    await db.query(`
      INSERT INTO public.forge_reports (${kept}, due_at, lease, lease_until) OVERRIDING SYSTEM VALUE
      SELECT ${kept.replaceAll(/\w+/g, 'r.$&')}, coalesce(w.again_at, w.due_at), w.lease, CASE WHEN w.lease IS NOT NULL THEN w.due_at END
      FROM shown r LEFT JOIN public.work_items w ON w.kind = 'forge-reports' AND w.org_id = r.org_id AND w.key = r.id::text`);
    await db.query(
      `SELECT setval(pg_get_serial_sequence('public.forge_reports', 'id'), greatest((SELECT max(id) FROM shown), 1))`,
    );
    await db.query(`DELETE FROM public.work_items WHERE kind = 'forge-reports'`);
    await createInitialFunctions(db, reach, 'public.claim_reports');
    await replaceParts(db, undone(COUNTED));
    await db.query('DROP FUNCTION public.renew_work');
    await replaceParts(db, undone(SETTLE));
    await remakeClaim(db, CLAIM.map(([before, after]): Part => [after, before]).reverse());
    await db.query(
      'ALTER TABLE public.work_items DROP COLUMN rank, DROP COLUMN deferrable_until, DROP COLUMN again_at',
    );
    await db.query('UPDATE public.schema_version SET number = 5, oldest_serving = 5');
  }
}

/** Makes the claim with other parts: what it takes and answers changes as well, so that it is another function. */
async function remakeClaim(db: QueryRunner, parts: readonly Part[]): Promise<void> {
  const rows = (await db.query(`SELECT pg_get_functiondef('public.claim_work'::regproc) AS text`)) as {
    text: string;
  }[];
  let { text } = rows[0]!;
  for (const [before, after] of parts) {
    if (!text.includes(before)) throw new Error(`claim_work lacks ${before}`);
    text = text.replace(before, () => after);
  }
  await db.query('DROP FUNCTION public.claim_work');
  await db.query(text);
  await openFunctions(db, 'public.claim_work');
}

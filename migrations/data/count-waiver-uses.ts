import type { EntityManager } from 'typeorm';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';

const BATCH = 500;

/** Evaluations of these scans, which credit waivers: as many for each waiver and scan, and the last of them. */
const COUNT = `
  INSERT INTO public.waiver_uses AS known (org_id, waiver_id, scan_id, repo_id, uses, last_used_at)
  SELECT w.org_id, w.id, s.id, s.repo_id, count(*), max(e.evaluated_at)
  FROM unnest($1::bigint[], $2::bigint[]) AS batch (org_id, id)
  JOIN public.scans s ON s.org_id = batch.org_id AND s.id = batch.id
  JOIN public.evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id
  CROSS JOIN LATERAL json_array_elements(e.verdict -> 'waived_violations') AS waived
  JOIN public.waivers w ON w.org_id = e.org_id AND w.id = (waived ->> 'waiver_id')::bigint
  GROUP BY w.org_id, w.id, s.id, s.repo_id
  ON CONFLICT (org_id, waiver_id, scan_id) DO UPDATE SET
    uses = greatest(known.uses, excluded.uses),
    last_used_at = greatest(known.last_used_at, excluded.last_used_at)`;

interface Key {
  readonly orgId: number;
  readonly id: number;
}

/**
 * Counts the uses of waivers in evaluations that an earlier version stored, a few hundred scans a batch. Counts are absolute, so
 * that an interrupted migration begins again.
 */
export function countWaiverUses(): DataMigration {
  // The last scan that is counted.
  let after: Key = { orgId: 0, id: 0 };
  return {
    name: 'count-waiver-uses',
    async countLeft(db) {
      const rows: { count: number }[] = await db.query(
        'SELECT count(*)::int AS count FROM public.scans s WHERE s.evaluation > 0',
      );
      return Math.ceil(rows[0]!.count / BATCH);
    },
    async run(db) {
      const batch = await scansAfter(db, after);
      await db.query(COUNT, [batch.map(({ orgId }) => orgId), batch.map(({ id }) => id)]);
      after = batch.at(-1) ?? after;
      return batch.length < BATCH;
    },
  };
}

const scansAfter = (db: EntityManager, { orgId, id }: Key): Promise<Key[]> =>
  db.query(
    `SELECT s.org_id AS "orgId", s.id FROM public.scans s WHERE (s.org_id, s.id) > ($1, $2) AND s.evaluation > 0
     ORDER BY s.org_id, s.id LIMIT ${BATCH}`,
    [orgId, id],
  );

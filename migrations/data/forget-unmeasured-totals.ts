import type { DataMigration } from '../../src/platform/database/data-migrations.js';

const BATCH = 1_000;

const LEFT = 'public.scans s WHERE s.findings_total = 0 AND NOT s.has_findings_report';

/** Clears the number of findings of scans for which no tool reported: an earlier version counted 0. */
export const forgetUnmeasuredTotals = (): DataMigration => ({
  name: 'forget-unmeasured-totals',
  async countLeft(db) {
    const rows: { count: number }[] = await db.query(`SELECT count(*)::int AS count FROM ${LEFT}`);
    return Math.ceil(rows[0]!.count / BATCH);
  },
  async run(db) {
    const [cleared]: [unknown[]] = await db.query(
      `UPDATE public.scans SET findings_total = NULL
       WHERE (org_id, id) IN (SELECT s.org_id, s.id FROM ${LEFT} ORDER BY s.org_id, s.id LIMIT ${BATCH}) RETURNING true`,
    );
    return cleared.length < BATCH;
  },
});

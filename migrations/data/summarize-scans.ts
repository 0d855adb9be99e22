import type { EntityManager } from 'typeorm';
import type { DirectionMeasures } from '../../src/domain/gate/direction.js';
import {
  type ScanSummary,
  type SummarizedVerdict,
  summarizeFailure,
  summarizeScan,
} from '../../src/domain/gate/scan-summary.js';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';

const BATCH = 200;

const LEFT = 'public.scans s WHERE s.evaluation > 0 AND s.failing_rules IS NULL';

/** Columns that `DirectionMeasures` is made of. */
const measures = (
  scan: string,
  evaluation: string,
): string => `CASE WHEN ${scan}.state = 'completed' THEN json_build_object(
  'ratings', ${evaluation}.ratings, 'counters', ${scan}.counters, 'hasFindingsReport', ${scan}.has_findings_report,
  'linesTotal', ${scan}.lines_total, 'linesCovered', ${scan}.lines_covered) END`;

const SELECT = `
  SELECT s.org_id AS "orgId", s.id, json_build_object('conclusion', e.verdict -> 'conclusion', 'violations', e.verdict -> 'violations')
      AS verdict, ${measures('s', 'e')} AS now, before.measures AS before
  FROM (SELECT * FROM ${LEFT} ORDER BY s.id LIMIT ${BATCH}) AS s
  JOIN public.evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
  LEFT JOIN LATERAL (
    SELECT ${measures('p', 'pe')} AS measures FROM public.scans p
    JOIN public.evaluations pe ON pe.org_id = p.org_id AND pe.scan_id = p.id AND pe.number = p.evaluation
    WHERE p.org_id = s.org_id AND p.repo_id = s.repo_id AND p.id < s.id AND p.state = 'completed'
      AND p.pr_number IS NOT DISTINCT FROM s.pr_number AND (s.pr_number IS NOT NULL OR p.branch = s.branch)
    ORDER BY p.id DESC LIMIT 1
  ) AS before ON true`;

const UPDATE = `
  UPDATE public.scans SET conclusion = $3, failing_rules = $4, findings_total = $5, new_total = $6, coverage_pct = $7,
    quality_rating = $8, debt_minutes = $9, direction = $10
  WHERE org_id = $1 AND id = $2`;

interface OldScan {
  readonly orgId: number;
  readonly id: number;
  readonly verdict: SummarizedVerdict;
  readonly now: DirectionMeasures | null;
  readonly before: DirectionMeasures | null;
}

/** Fills in the summaries of scans that an earlier version judged. */
export const summarizeScans = (): DataMigration => ({
  name: 'summarize-scans',
  async countLeft(db) {
    const rows: { count: number }[] = await db.query(`SELECT count(*)::int AS count FROM ${LEFT}`);
    return Math.ceil(rows[0]!.count / BATCH);
  },
  async run(db) {
    const scans: OldScan[] = await db.query(SELECT);
    for (const scan of scans) await store(db, scan, summaryOf(scan));
    return scans.length < BATCH;
  },
});

const summaryOf = ({ verdict, now, before }: OldScan): ScanSummary =>
  now === null ? summarizeFailure(verdict) : summarizeScan(verdict, now, before);

const store = (db: EntityManager, { orgId, id }: OldScan, summary: ScanSummary): Promise<unknown> =>
  db.query(UPDATE, [
    orgId,
    id,
    summary.conclusion,
    summary.failingRules,
    summary.findingsTotal,
    summary.newTotal,
    summary.coveragePct,
    summary.qualityRating,
    summary.debtMinutes,
    summary.direction,
  ]);

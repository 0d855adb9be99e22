import type { EntityManager } from 'typeorm';
import type { CoverageDetail } from '../../src/domain/coverage/coverage-detail.js';
import type { ToolReport } from '../../src/domain/gate/evidence.js';
import { DEFAULT_POLICY } from '../../src/domain/gate/policy.js';
import { applyPolicyFile } from '../../src/domain/gate/policy-file.js';
import type { DuplicatedLines, LineTotals, ScanFacts } from '../../src/domain/gate/scan-facts.js';
import { toSimulationFacts } from '../../src/domain/gate/simulation-facts.js';
import type { Rating } from '../../src/domain/ratings/ratings.js';
import type { ScanCounters } from '../../src/domain/ratings/scan-counters.js';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';

const BATCH = 200;

/** Measures of a scan, and of the base that it was compared with. */
const measures = (scan: string, evaluation: string): string => `json_build_object(
  'duplicationPct', ${scan}.duplication_pct, 'rating', ${evaluation}.ratings -> 'quality',
  'fileCount', ${scan}.coverage_file_count, 'linesTotal', ${scan}.lines_total, 'linesCovered', ${scan}.lines_covered)`;

const SELECT = `
  SELECT s.org_id AS "orgId", s.id, s.evaluation AS number, s.is_baseline_scan AS "isBaselineScan",
    s.has_findings_report AS "hasFindingsReport", s.counters, s.policy_file AS "policyFile",
    s.changed_lines_total AS "changedLinesTotal", s.changed_lines_covered AS "changedLinesCovered",
    s.coverage_detail AS "coverageDetail", o.untested_files = 'count' AS "areUntestedCounted",
    ${measures('s', 'e')} AS own, CASE WHEN b.id IS NOT NULL THEN ${measures('b', 'be')} END AS base,
    e.verdict -> 'violations' AS violations, e.verdict -> 'waived_violations' AS waived,
    e.verdict -> 'passed_rules' AS passed, e.verdict -> 'reports' AS reports, e.verdict -> 'missing_tools' AS "missingTools"
  FROM (
    SELECT * FROM public.scans s WHERE (s.org_id, s.id) > ($1, $2) AND s.state = 'completed' AND s.evaluation > 0
    ORDER BY s.org_id, s.id LIMIT ${BATCH}
  ) AS s
  JOIN public.organizations o ON o.id = s.org_id
  JOIN public.evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
  LEFT JOIN public.scans b ON b.org_id = s.org_id AND b.id = s.base_scan_id
  LEFT JOIN public.evaluations be ON be.org_id = b.org_id AND be.scan_id = b.id AND be.number = b.evaluation
  ORDER BY s.org_id, s.id`;

interface Measures extends LineTotals {
  readonly duplicationPct: number | null;
  readonly rating: Rating | null;
  readonly fileCount: number;
}

interface Key {
  readonly orgId: number;
  readonly id: number;
}

interface JudgedRule {
  readonly rule: string;
  readonly actual: number | string | null;
}

interface OldEvaluation extends Key {
  readonly number: number;
  readonly isBaselineScan: boolean;
  readonly hasFindingsReport: boolean;
  readonly counters: ScanCounters;
  readonly policyFile: string | null;
  readonly changedLinesTotal: number | null;
  readonly changedLinesCovered: number | null;
  readonly coverageDetail: Partial<CoverageDetail> | null;
  readonly areUntestedCounted: boolean;
  readonly own: Measures;
  readonly base: Measures | null;
  readonly violations: readonly JudgedRule[];
  readonly waived: readonly JudgedRule[];
  readonly passed: readonly JudgedRule[] | null;
  readonly reports: readonly ToolReport[] | null;
  readonly missingTools: readonly string[] | null;
}

/**
 * Fills in the facts of last evaluations that an earlier version stored, from what is stored of their scans; those of scans that
 * failed stay unknown.
 */
export function fillInFacts(): DataMigration {
  // The last scan whose evaluation has them.
  let after: Key = { orgId: 0, id: 0 };
  return {
    name: 'fill-in-facts',
    async countLeft(db) {
      const rows: { count: number }[] = await db.query(
        `SELECT count(*)::int AS count FROM public.scans s WHERE s.state = 'completed' AND s.evaluation > 0`,
      );
      return Math.ceil(rows[0]!.count / BATCH);
    },
    async run(db) {
      const batch: OldEvaluation[] = await db.query(SELECT, [after.orgId, after.id]);
      await store(db, batch);
      after = batch.at(-1) ?? after;
      return batch.length < BATCH;
    },
  };
}

/** A later version may have stored another evaluation meanwhile, with its facts. */
const store = (db: EntityManager, batch: readonly OldEvaluation[]): Promise<unknown> =>
  db.query(
    `UPDATE public.evaluations e SET facts = known.facts
     FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::jsonb[]) AS known (org_id, scan_id, number, facts)
     WHERE e.org_id = known.org_id AND e.scan_id = known.scan_id AND e.number = known.number AND e.facts IS NULL`,
    [
      batch.map(({ orgId }) => orgId),
      batch.map(({ id }) => id),
      batch.map(({ number }) => number),
      batch.map((old) => JSON.stringify(toSimulationFacts(factsOf(old), fileRulesOf(old)))),
    ],
  );

function factsOf(old: OldEvaluation): ScanFacts {
  const { own, base, coverageDetail, changedLinesTotal } = old;
  const untestedLines = old.areUntestedCounted ? (coverageDetail?.untestedLines ?? 0) : 0;
  return {
    isBaselineScan: old.isBaselineScan,
    hasFindingsReport: old.hasFindingsReport,
    counters: old.counters,
    duplicationPct: own.duplicationPct,
    newDuplication: newDuplicationOf(old),
    rating: own.rating,
    coverage: {
      allLines: allLinesOf(own),
      changedLines:
        changedLinesTotal === null
          ? null
          : { linesTotal: changedLinesTotal + untestedLines, linesCovered: old.changedLinesCovered ?? 0 },
      hasUnmatchedChange: (coverageDetail?.unmatchedNames?.length ?? 0) > 0,
      defaultBranchHasCoverage: isCoverageOwed(old),
    },
    // Earlier versions took no test results.
    tests: null,
    base: base && {
      ...{ duplicationPct: base.duplicationPct, rating: base.rating, allLines: allLinesOf(base) },
      hasTests: false,
    },
    failedTools: (old.reports ?? []).filter(({ state }) => state === 'failed').map(({ tool }) => tool),
    missingTools: old.missingTools ?? [],
  };
}

const allLinesOf = ({ fileCount, linesTotal, linesCovered }: Measures): LineTotals | null =>
  fileCount === 0 ? null : { linesTotal, linesCovered };

const fileRulesOf = ({ policyFile }: OldEvaluation) =>
  policyFile === null ? null : applyPolicyFile(DEFAULT_POLICY, policyFile).rules;

/** Coverage that the scan lacks and should have: a rule on it was broken without a measure. */
const isCoverageOwed = ({ violations, waived }: OldEvaluation): boolean =>
  [...violations, ...waived].some(({ rule, actual }) => actual === null && rule.includes('coverage'));

/** In hundredths of a percent, as the verdict shows it; null where that rule was not judged. */
function newDuplicationOf({ violations, waived, passed }: OldEvaluation): DuplicatedLines | null {
  const judged = [...violations, ...waived, ...(passed ?? [])].find(({ rule }) => rule === 'new_duplication_pct_max');
  if (typeof judged?.actual !== 'number') return null;
  return { duplicated: Math.round(judged.actual * 100), added: 10_000 };
}

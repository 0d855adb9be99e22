import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { type SummarizedVerdict, summarizeFailure, summarizeScan } from '../../domain/gate/scan-summary.js';
import type { EvaluatedRatings } from '../../domain/ratings/evaluated-ratings.js';
import { rateCoverage } from '../../domain/ratings/ratings.js';
import { countByType, newInPr, type ScanCounters } from '../../domain/ratings/scan-counters.js';
import { technicalDebt } from '../../domain/ratings/tech-debt.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';
import { nameRepository, type Repository } from './stored-files.js';

/** A judged scan, and what its last verdict has that its row repeats or decides. */
interface JudgedRow {
  readonly id: string;
  readonly state: string;
  readonly counters: ScanCounters | null;
  readonly hasFindingsReport: boolean;
  readonly linesTotal: number;
  readonly linesCovered: number;
  /** Columns that repeat the last verdict. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** Number of the last verdict, and the numbers that are stored. */
  readonly last: number;
  readonly numbers: readonly number[];
  readonly verdict: LastVerdict | null;
  /** True as well where no policy of the organization was in force. */
  readonly isPolicyStored: boolean;
}

interface LastVerdict extends SummarizedVerdict {
  readonly status: string;
  readonly told: string;
  readonly reason: string | null;
  readonly scanId: number;
  readonly number: number;
  readonly ratings: EvaluatedRatings;
  readonly newInPr: unknown;
}

const PORTION = 500;

const VERDICTS = `
  SELECT s.id::text AS id, s.state, s.counters, s.has_findings_report AS "hasFindingsReport", s.lines_total::float8 AS "linesTotal",
    s.lines_covered::float8 AS "linesCovered", s.evaluation AS last,
    jsonb_build_object('status', s.gate_status, 'conclusion', s.conclusion, 'failingRules', s.failing_rules,
      'findingsTotal', s.findings_total, 'newTotal', s.new_total, 'coveragePct', s.coverage_pct, 'qualityRating', s.quality_rating,
      'debtMinutes', s.debt_minutes, 'testsTotal', s.tests_total, 'testsFailed', s.tests_failed) AS summary,
    ARRAY(SELECT e.number FROM public.evaluations e WHERE e.org_id = $1 AND e.scan_id = s.id ORDER BY e.number) AS numbers,
    CASE WHEN last.number IS NOT NULL THEN jsonb_build_object('status', last.status, 'told', last.verdict -> 'status',
      'reason', last.verdict -> 'reason', 'scanId', last.verdict -> 'scan_id', 'number', last.verdict -> 'evaluation',
      'conclusion', last.verdict -> 'conclusion', 'violations', last.verdict -> 'violations', 'tests', last.verdict -> 'tests',
      'newInPr', last.verdict -> 'new_in_pr', 'ratings', last.ratings) END AS verdict,
    coalesce(last.policy_revision, 0) = 0 OR EXISTS (SELECT FROM public.gate_config_revisions p
      WHERE p.org_id = $1 AND p.revision = last.policy_revision) AS "isPolicyStored"
  FROM public.scans s LEFT JOIN public.evaluations last ON last.org_id = $1 AND last.scan_id = s.id AND last.number = s.evaluation
  WHERE s.org_id = $1 AND s.repo_id = $2 AND (s.state <> 'pending' OR s.evaluation > 0)`;

/**
 * Compares the verdicts of a repository with the rows of its scans, which repeat a part of them, inside the open transaction.
 *
 * @returns how many verdicts it compared
 */
export async function verifyStoredVerdicts(client: pg.Client, repository: Repository, faults: Faults): Promise<number> {
  const values = [repository.orgId, repository.id];
  let count = 0;
  for await (const rows of readInPortions<JudgedRow>(client, { text: VERDICTS, values, portion: PORTION }))
    for (const row of rows) {
      count += row.numbers.length;
      for (const fault of faultsOf(row)) faults.add(`${nameRepository(repository)}: scan ${row.id} ${fault}.`);
    }
  return count;
}

function faultsOf(row: JudgedRow): string[] {
  const missing = Array.from({ length: row.last }, (_, at) => at + 1).filter((number) => !row.numbers.includes(number));
  const excess = row.numbers.filter((number) => number > row.last);
  return [
    ...(row.state === 'completed' && row.last === 0 ? ['is complete but has no verdict'] : []),
    ...missing.map((number) => `lacks its verdict ${number}`),
    ...excess.map((number) => `has the verdict ${number}, but its last verdict is ${row.last}`),
    ...(row.isPolicyStored ? [] : ['was judged by a policy revision that is missing']),
    ...(row.verdict === null ? [] : readableFaults(row, row.verdict)),
  ];
}

/** A damaged verdict or damaged counters may have any form. */
function readableFaults(row: JudgedRow, verdict: LastVerdict): string[] {
  try {
    return faultsOfVerdict(row, verdict);
  } catch {
    return ['has numbers or a verdict that cannot be read'];
  }
}

function faultsOfVerdict(row: JudgedRow, verdict: LastVerdict): string[] {
  const { told, status, violations, reason } = verdict;
  const isConsistent = told === status && (status !== 'passed' || violations.length === 0);
  const isExplained = status !== 'failed' || violations.length > 0 || reason !== null;
  const wanted: Readonly<Record<string, unknown>> = { status, ...summaryOf(row, verdict) };
  const differing = Object.keys(row.summary).filter((name) => !isDeepStrictEqual(row.summary[name], wanted[name]));
  return [
    ...(verdict.scanId === Number(row.id) && verdict.number === row.last ? [] : ['has the verdict of another scan']),
    ...(isConsistent && isExplained
      ? []
      : [`has a verdict that contradicts itself: ${status}, ${told}, ${violations.length} violations`]),
    ...(differing.length === 0 ? [] : [`differs from its verdict in ${differing.join(', ')}`]),
    ...(row.counters === null || row.state !== 'completed' ? [] : faultsOfRatings(row, verdict, row.counters)),
  ];
}

function summaryOf(row: JudgedRow, verdict: LastVerdict) {
  if (row.counters === null || row.state !== 'completed') return summarizeFailure(verdict);
  return summarizeScan(verdict, { ...row, counters: row.counters, ratings: verdict.ratings }, null);
}

/** Ratings and numbers of the verdict that follow from the numbers of the scan. */
function faultsOfRatings(row: JudgedRow, { ratings, newInPr: told }: LastVerdict, counters: ScanCounters): string[] {
  const wanted = {
    debt: ratings.debt && technicalDebt(counters.all.byDebtKind),
    findingsByType: ratings.findingsByType && countByType(counters.all),
    coverage: ratings.coverage && rateCoverage(row.linesCovered, row.linesTotal),
  };
  const differing = Object.entries(wanted).flatMap(([name, value]) =>
    isDeepStrictEqual(ratings[name as keyof typeof wanted], value) ? [] : [name],
  );
  return [
    ...(differing.length === 0 ? [] : [`has ratings that differ from its numbers: ${differing.join(', ')}`]),
    ...(isDeepStrictEqual(told, newInPr(counters)) ? [] : ['has a verdict with a different number of new findings']),
  ];
}

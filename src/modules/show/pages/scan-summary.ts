import { displayPct, roundHalfAwayFromZero } from '../../../domain/exact/rounding.js';
import type { StatusReason } from '../../../domain/gate/decide-status.js';
import type { ScanJson } from '../../verdict/scan/scan.reader.js';
import type { LastScanDto, MeasuresDto, PendingScanDto, TrendPointDto } from './dto/scan-summary.dto.js';

/** Columns of the few numbers of scan `s` that pages show, without its verdict. */
export const SUMMARY = `s.id, s.commit_sha AS "commitSha", s.created_at AS "createdAt", s.completed_at AS "completedAt",
  s.gate_status AS "gateStatus", s.direction, s.failing_rules AS "failingRules", s.quality_rating AS "qualityRating",
  s.findings_total AS "findingsTotal", s.new_total AS "newTotal", s.debt_minutes AS "debtMinutes",
  s.lines_total AS "linesTotal", s.lines_covered AS "linesCovered", s.duplication_pct AS "duplicationPct",
  s.findings_before AS "findingsBefore", s.tests_total AS "testsTotal", s.tests_failed AS "testsFailed"`;

/** `SUMMARY` as JSON. */
export type ScanSummaryJson = Pick<
  ScanJson,
  | 'id'
  | 'commitSha'
  | 'createdAt'
  | 'completedAt'
  | 'gateStatus'
  | 'direction'
  | 'failingRules'
  | 'qualityRating'
  | 'findingsTotal'
  | 'newTotal'
  | 'debtMinutes'
  | 'findingsBefore'
  | 'linesTotal'
  | 'linesCovered'
  | 'duplicationPct'
  | 'testsTotal'
  | 'testsFailed'
>;

/** Facts on a status that are read with the verdict. */
export interface StatusJson {
  readonly reason: StatusReason | null;
  readonly stale: boolean;
}

/** Decimals of a percentage that a tool measured. */
const PCT_DIGITS = 2;

/** The time as all answers show it, of one that the database wrote into JSON. */
export const toIso = (time: string): string => new Date(time).toISOString();

/** The measures of a scan as numbers for people. */
export const toMeasures = (scan: ScanSummaryJson): MeasuresDto => ({
  quality_rating: scan.qualityRating,
  findings_total: scan.findingsTotal,
  coverage_pct: displayPct(scan.linesCovered, scan.linesTotal),
  duplication_pct: scan.duplicationPct === null ? null : roundHalfAwayFromZero(scan.duplicationPct, PCT_DIGITS),
});

/**
 * @param scan one that is completed, failed or timed out; the last has no verdict
 * @param status null where there is no verdict
 */
export const toLastScan = (scan: ScanSummaryJson, status: StatusJson | null): LastScanDto => ({
  scan_id: scan.id,
  commit_sha: scan.commitSha,
  completed_at: scan.completedAt && toIso(scan.completedAt),
  status: scan.gateStatus ?? 'failed',
  reason: scan.gateStatus === null ? 'timed_out' : (status?.reason ?? null),
  direction: scan.direction,
  failing_rules: [...(scan.failingRules ?? [])],
  ...toMeasures(scan),
  tech_debt_minutes: scan.debtMinutes,
  stale: status?.stale ?? false,
});

export const toPendingScan = ({ id, createdAt }: Pick<ScanSummaryJson, 'id' | 'createdAt'>): PendingScanDto => ({
  scan_id: id,
  started_at: toIso(createdAt),
});

/** A point of a trend, which has completed scans only. */
export const toTrendPoint = (scan: ScanSummaryJson): TrendPointDto => ({
  scan_id: scan.id,
  commit_sha: scan.commitSha,
  completed_at: toIso(scan.completedAt!),
  status: scan.gateStatus!,
  direction: scan.direction,
  failing_rules: [...(scan.failingRules ?? [])],
  ...toMeasures(scan),
  new_total: scan.newTotal,
  tech_debt_minutes: scan.debtMinutes,
  tests: scan.testsTotal === null ? null : { total: scan.testsTotal, failed: scan.testsFailed! },
});

import type { ScanSummary } from '../../../domain/gate/scan-summary.js';
import { columnsOf, type JsonRow, rowOfJson } from '../../../platform/database/select-by-key.js';
import { ScanEntity } from './entities/scan.entity.js';
import type { CompletionRequest, Scan, ScanBase, ScanOutcome } from './scan.js';

/** The row as other code sees it. */
export function toScan(row: ScanEntity): Scan {
  return {
    orgId: row.orgId,
    id: row.id,
    repoId: row.repoId,
    branch: row.branch,
    commitSha: row.commitSha,
    extraShas: row.extraShas,
    prNumber: row.prNumber,
    baseBranch: row.baseBranch,
    baseSha: row.baseSha,
    treeSha: row.treeSha,
    runDigest: row.runDigest,
    groupMembers: row.groupMembers,
    reusedScanId: row.reusedScanId,
    defaultBranch: row.defaultBranch,
    isBaselineScan: row.isBaselineScan,
    isKeptFromBaseline: row.isKeptFromBaseline,
    isUntrusted: row.isUntrusted,
    trust: row.trust,
    baselineGeneration: row.baselineGeneration,
    namedBaseId: row.namedBaseId,
    isBaseChosen: row.isBaseChosen,
    base: toBase(row),
    baseOutdatedBy: row.baseOutdatedBy,
    state: row.state,
    failureReason: row.failureReason,
    expectedUploads: row.expectedUploads,
    expectedReports: row.expectedReports,
    owedReports: row.owedReports,
    uploadsReceived: row.uploadsReceived,
    lastUploadAt: row.lastUploadAt,
    completionRequestedAt: row.completionRequestedAt,
    createdBy: row.createdBy,
    publisherRun: row.publisherRun,
    unprovenCommits: row.unprovenCommits,
    createdAt: row.createdAt,
    deadlineAt: row.deadlineAt,
    completedAt: row.completedAt,
    metrics: {
      duplicationPct: row.duplicationPct,
      duplicatedLines: row.duplicatedLines,
      filesParsed: row.filesParsed,
      filesSkipped: row.filesSkipped,
      linesOfCode: row.linesOfCode,
      toolVersions: row.toolVersions,
    },
    namedTools: row.namedTools,
    policyFile: row.policyFile,
    counters: row.counters,
    hasFindingsReport: row.hasFindingsReport,
    fixedCount: row.fixedCount,
    noLongerChecked: row.noLongerChecked,
    problemChange: toProblemChange(row),
    tracking: row.tracking,
    hasChanges: row.hasChanges,
    coverage: {
      fileCount: row.coverageFileCount,
      linesTotal: row.linesTotal,
      linesCovered: row.linesCovered,
      changedLinesTotal: row.changedLinesTotal,
      changedLinesCovered: row.changedLinesCovered,
      detail: row.coverageDetail,
    },
    evaluation: row.evaluation,
    gateStatus: row.gateStatus,
    summary: toSummary(row),
    marksChangedAt: row.marksChangedAt,
    detailsExpiredAt: row.detailsExpiredAt,
  };
}

/** Columns of scan `s` from which `scanOfJson` makes it. */
export const SCAN_COLUMNS = columnsOf(ScanEntity, 's');
export type ScanJson = JsonRow<ScanEntity>;

const TIMES = [
  'lastUploadAt',
  'completionRequestedAt',
  'createdAt',
  'deadlineAt',
  'completedAt',
  'detailsExpiredAt',
  'marksChangedAt',
] as const;

/** The scan in a row of `SCAN_COLUMNS` that the database wrote into JSON. */
export const scanOfJson = (json: ScanJson): Scan => toScan(rowOfJson<ScanEntity>(json, TIMES));

/** The columns of an outcome; the way back of `toScan`. */
export function toOutcomeColumns(outcome: ScanOutcome): Partial<ScanEntity> {
  const { coverage } = outcome;
  return {
    ...toRequestColumns(outcome),
    ...toBaseColumns(outcome.base),
    state: outcome.state,
    completedAt: outcome.completedAt,
    owedReports: [...outcome.owedReports],
    isBaseChosen: outcome.isBaseChosen,
    coverageFileCount: coverage.fileCount,
    linesTotal: coverage.linesTotal,
    linesCovered: coverage.linesCovered,
    changedLinesTotal: coverage.changedLinesTotal,
    changedLinesCovered: coverage.changedLinesCovered,
    coverageDetail: coverage.detail,
    uncoveredAdded: outcome.uncoveredAdded,
    owners: outcome.owners,
    counters: outcome.counters,
    hasFindingsReport: outcome.hasFindingsReport,
    fixedCount: outcome.fixedCount,
    noLongerChecked: outcome.noLongerChecked,
    appeared: outcome.problemChange?.appeared ?? null,
    disappeared: outcome.problemChange?.disappeared ?? null,
    tracking: outcome.tracking,
    evaluation: outcome.evaluation,
    gateStatus: outcome.gateStatus,
    ...outcome.summary,
  };
}

/** The columns of a base that was chosen now. */
export const toBaseColumns = (base: ScanBase | null): Partial<ScanEntity> => ({
  baseScanId: base?.id ?? null,
  isBaseExact: base?.isExact ?? false,
  baseCommitsBehind: base?.commitsBehind ?? null,
  baseVia: [...(base?.via ?? [])],
  targetBaseScanId: base === null || base.via.length === 0 ? null : base.targetId,
  baseOutdatedBy: null,
});

function toBase(row: ScanEntity): ScanBase | null {
  const { baseScanId: id, isBaseExact: isExact, baseCommitsBehind: commitsBehind, baseVia: via } = row;
  return id === null
    ? null
    : { id, isExact, commitsBehind, via, targetId: via.length === 0 ? id : row.targetBaseScanId };
}

/** The columns of what CI says when it requests completion. */
export const toRequestColumns = (request: CompletionRequest): Partial<ScanEntity> => ({
  ...request.metrics,
  toolVersions: { ...request.metrics.toolVersions },
  namedTools: [...request.namedTools],
  policyFile: request.policyFile,
  completionRequestedAt: request.completionRequestedAt,
});

const toProblemChange = ({ appeared, disappeared }: ScanEntity): Scan['problemChange'] =>
  appeared === null || disappeared === null ? null : { appeared, disappeared };

/** Null while no evaluation is stored. */
function toSummary(row: ScanEntity): ScanSummary | null {
  const { conclusion, failingRules, findingsTotal, newTotal, coveragePct, qualityRating, debtMinutes, direction } = row;
  if (failingRules === null) return null;
  const { findingsBefore, testsTotal, testsFailed } = row;
  return {
    ...{ conclusion, failingRules, findingsTotal, newTotal, coveragePct, qualityRating, debtMinutes, direction },
    ...{ findingsBefore, testsTotal, testsFailed },
  };
}

import type { ScanEntity } from './entities/scan.entity.js';
import type { Scan } from './scan.js';

/** The row as other code sees it. */
export function toScan(row: ScanEntity): Scan {
  return {
    orgId: row.orgId,
    id: row.id,
    repoId: row.repoId,
    branch: row.branch,
    commitSha: row.commitSha,
    prNumber: row.prNumber,
    baseBranch: row.baseBranch,
    baseSha: row.baseSha,
    defaultBranch: row.defaultBranch,
    isBaselineScan: row.isBaselineScan,
    mayBeBase: row.mayBeBase,
    baselineGeneration: row.baselineGeneration,
    isBaseChosen: row.isBaseChosen,
    base:
      row.baseScanId === null
        ? null
        : { id: row.baseScanId, isExact: row.isBaseExact, commitsBehind: row.baseCommitsBehind },
    state: row.state,
    failureReason: row.failureReason,
    expectedUploads: row.expectedUploads,
    uploadsReceived: row.uploadsReceived,
    completionRequestedAt: row.completionRequestedAt,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    deadlineAt: row.deadlineAt,
    completedAt: row.completedAt,
    metrics: {
      duplicationPct: row.duplicationPct,
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
    marksChangedAt: row.marksChangedAt,
  };
}

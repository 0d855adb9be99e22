import { Injectable } from '@nestjs/common';
import type { BaseChoice } from '../../domain/base/choose-base.js';
import type { NamedTool } from '../../domain/base/same-tool.js';
import type { GateStatus } from '../../domain/gate/decide-status.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { AppError, NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Scan, ScanCoverage, ScanMetrics } from './scan.js';
import { ScanRepository } from './scan.repository.js';

/** What a scan comes to when its findings were matched and counted. */
export interface FinalFindings {
  readonly counters: unknown;
  readonly hasFindingsReport: boolean;
  readonly fixedCount: number;
  readonly tracking: string | null;
}

/** Changes of a scan that other features make, inside the open tenant transaction. */
@Injectable()
export class ScanWriter {
  constructor(private readonly scans: ScanRepository) {}

  /** The scan, locked to the end of the transaction. */
  async lock(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.scans.lock(orgId, id);
    if (!scan) throw new NotFoundInOrg('scan');
    return scan;
  }

  /** Locked, and still taking what is measured before completion (findings, changed lines, file lists). */
  async lockPending(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.lockUnfailed(orgId, id);
    if (scan.state === 'completed')
      throw new AppError('scan_completed', 'The scan is completed; start a new scan for new findings or changes.');
    return scan;
  }

  /** Locked, and not failed: coverage may still come after completion. */
  async lockUnfailed(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.lock(orgId, id);
    if (scan.state === 'failed') throw new AppError('scan_failed', 'The scan has failed; start a new one.');
    return scan;
  }

  /** One more report arrived (a repeated or replaced one does not count again). */
  countUpload(orgId: OrgId, id: ScanId): Promise<void> {
    return this.scans.countUpload(orgId, id);
  }

  saveCoverage(orgId: OrgId, id: ScanId, coverage: ScanCoverage): Promise<void> {
    return this.scans.update(orgId, id, {
      coverageFileCount: coverage.fileCount,
      linesTotal: coverage.linesTotal,
      linesCovered: coverage.linesCovered,
      changedLinesTotal: coverage.changedLinesTotal,
      changedLinesCovered: coverage.changedLinesCovered,
      coverageDetail: coverage.detail,
    });
  }

  /** Completion was asked for; what the scanner said then is kept for when the last report has come. */
  requestCompletion(
    orgId: OrgId,
    id: ScanId,
    said: { metrics: ScanMetrics; namedTools: readonly NamedTool[]; policyFile: string | null; at: Date },
  ): Promise<void> {
    return this.scans.update(orgId, id, {
      ...said.metrics,
      toolVersions: { ...said.metrics.toolVersions },
      namedTools: [...said.namedTools],
      policyFile: said.policyFile,
      completionRequestedAt: said.at,
    });
  }

  saveFindings(orgId: OrgId, id: ScanId, findings: FinalFindings): Promise<void> {
    return this.scans.update(orgId, id, {
      counters: findings.counters,
      hasFindingsReport: findings.hasFindingsReport,
      fixedCount: findings.fixedCount,
      tracking: findings.tracking,
    });
  }

  /** What the scan is compared with from now on, null for nothing. */
  saveBase(orgId: OrgId, id: ScanId, base: BaseChoice<ScanId> | null): Promise<void> {
    return this.scans.update(orgId, id, {
      isBaseChosen: true,
      baseScanId: base?.id ?? null,
      isBaseExact: base?.isExact ?? false,
      baseCommitsBehind: base?.commitsBehind ?? null,
    });
  }

  /** What reports measure of the whole code base, where the scanner itself said nothing. */
  async saveMeasures(
    orgId: OrgId,
    id: ScanId,
    measured: { duplicationPct: number | null; linesOfCode: number | null; toolVersions: Record<string, string> },
  ): Promise<void> {
    const { metrics } = await this.lock(orgId, id);
    await this.scans.update(orgId, id, {
      duplicationPct: metrics.duplicationPct ?? measured.duplicationPct,
      linesOfCode: metrics.linesOfCode ?? measured.linesOfCode,
      toolVersions: { ...measured.toolVersions, ...metrics.toolVersions },
    });
  }

  complete(orgId: OrgId, id: ScanId, at: Date): Promise<void> {
    return this.scans.update(orgId, id, { state: 'completed', completedAt: at });
  }

  fail(orgId: OrgId, id: ScanId, reason: string, at: Date): Promise<void> {
    return this.scans.update(orgId, id, { state: 'failed', failureReason: reason, completedAt: at });
  }

  saveEvaluation(orgId: OrgId, id: ScanId, number: number, gateStatus: GateStatus): Promise<void> {
    return this.scans.update(orgId, id, { evaluation: number, gateStatus });
  }

  /** A false-positive mark of one of the scan's problems changed: its stored verdict is stale. */
  async marksChanged(orgId: OrgId, ids: readonly ScanId[], at: Date): Promise<void> {
    for (const id of ids) await this.scans.update(orgId, id, { marksChangedAt: at });
  }
}

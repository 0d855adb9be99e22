import { Injectable } from '@nestjs/common';
import type { NamedTool } from '../../../domain/base/same-tool.js';
import { summarizeFailure } from '../../../domain/gate/scan-summary.js';
import type { ScanId } from '../../../domain/ids.js';
import { replaceControlsInLines } from '../../../domain/scanning/control-characters.js';
import { YAML_LIMITS } from '../../../domain/scanning/yaml-limits.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { EvaluationWriter } from '../quality-gate/evaluation.writer.js';
import { PolicyFileReader } from '../quality-gate/policy-file.reader.js';
import { type GateStatusDto, StatusReader } from '../quality-gate/status.reader.js';
import { type ReportKind, ScanEvents } from '../scan/scan.events.js';
import type { CompletionRequest, Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';
import type { CompleteScanDto, NamedToolDto } from './dto/complete-scan.dto.js';
import { ReuseWriter } from './reuse.writer.js';
import { ScanFinalizer } from './scan-finalizer.js';

/** Bringing scans to their end: a verdict, or the scanner's failure. */
@Injectable()
export class CompletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly finalizer: ScanFinalizer,
    private readonly reuses: ReuseWriter,
    private readonly evaluations: EvaluationWriter,
    private readonly status: StatusReader,
    private readonly metrics: ScanMetricsWriter,
    private readonly policyFiles: PolicyFileReader,
    scanEvents: ScanEvents,
  ) {
    scanEvents.onReportStored((caller, scanId, kind) => this.followReport(caller, scanId, kind));
  }

  /** The verdict; while expected reports are missing the answer is still pending, at most until the deadline. */
  async complete(caller: Caller, scanId: ScanId, said: CompleteScanDto): Promise<GateStatusDto> {
    await this.policyFiles.tryFile(said.policy_file ?? '');
    return this.tenant.run(caller.orgId, async () => {
      const locked = await this.scans.lockUnfailed(caller, scanId);
      const scan = said.reuse == null ? locked : await this.reuses.reuse(locked, said.reuse as ScanId);
      if (scan.state === 'pending') {
        this.scans.refuseExpired(scan);
        const at = this.tenant.now();
        const requested = { ...scan, ...toRequest(said, scan, at) };
        // Completes late without waiting for missing reports: a completion after the deadline is final.
        if (!awaitsReports(scan) || scan.reusedScanId !== null || scan.deadlineAt <= at)
          return this.status.statusOf(await this.finalizer.finalize(requested, describeActor(caller), at));
        await this.scans.requestCompletion(scan, requested);
      }
      return this.status.readStatus(caller.orgId, scanId);
    });
  }

  /** Repeating it is harmless; a completed scan keeps its verdict. */
  fail(caller: Caller, scanId: ScanId, reason: string): Promise<GateStatusDto> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.lockFor(caller, scanId);
      if (scan.state === 'completed')
        throw new AppError('scan_completed', 'The scan is completed; its verdict is final.');
      if (scan.state === 'pending') await this.giveUp(caller, scan, reason);
      return this.status.readStatus(caller.orgId, scanId);
    });
  }

  private async giveUp(caller: Caller, scan: Scan, reason: string): Promise<void> {
    const at = this.tenant.now();
    const failureReason = replaceControlsInLines(reason);
    const failed = { ...scan, failureReason };
    this.metrics.countState('failed');
    const { number, status, verdict } = await this.evaluations.recordFailure(failed, { by: describeActor(caller), at });
    await this.scans.fail(scan, {
      failureReason,
      completedAt: at,
      evaluation: number,
      gateStatus: status,
      summary: summarizeFailure(verdict),
    });
  }

  /** Coverage and test results that come after completion are judged at once; the last expected report completes a scan that waits for it. */
  private async followReport(caller: Caller, scanId: ScanId, kind: ReportKind): Promise<void> {
    const scan = await this.scans.lock(caller.orgId, scanId);
    const isDue = scan.completionRequestedAt !== null && !awaitsReports(scan);
    if (scan.state === 'completed' || (scan.state === 'pending' && isDue))
      await this.finalizer.finalize(scan, describeActor(caller), this.tenant.now(), kind);
  }
}

const awaitsReports = (scan: Scan): boolean =>
  scan.expectedUploads !== null && scan.uploadsReceived < scan.expectedUploads;

/** Fields that a repeated request omits keep the values of an earlier one, which may still wait for reports. */
function toRequest({ metrics, policy_file: policyFile }: CompleteScanDto, before: Scan, at: Date): CompletionRequest {
  return {
    metrics: {
      duplicationPct: metrics?.duplication_pct ?? before.metrics.duplicationPct,
      duplicatedLines: metrics?.duplicated_lines ?? before.metrics.duplicatedLines,
      filesParsed: metrics?.files_parsed ?? before.metrics.filesParsed,
      filesSkipped: metrics?.files_skipped ?? before.metrics.filesSkipped,
      linesOfCode: metrics?.lines_of_code ?? before.metrics.linesOfCode,
      toolVersions: metrics?.tool_versions ?? before.metrics.toolVersions,
    },
    namedTools: metrics?.tools?.map(toNamedTool) ?? before.namedTools,
    // One character over the limit is enough for the gate to say that the file is too long.
    policyFile: policyFile?.slice(0, YAML_LIMITS.bytes + 1) ?? before.policyFile,
    completionRequestedAt: at,
  };
}

const toNamedTool = ({ tool, version, config_digest: configDigest }: NamedToolDto): NamedTool => ({
  tool,
  version: version ?? null,
  configDigest: configDigest ?? null,
});

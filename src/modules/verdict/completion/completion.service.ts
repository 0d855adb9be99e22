import { Injectable } from '@nestjs/common';
import type { NamedTool } from '../../../domain/base/same-tool.js';
import type { ScanId } from '../../../domain/ids.js';
import { YAML_LIMITS } from '../../../domain/scanning/yaml-limits.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { PolicyFileReader } from '../quality-gate/policy-file.reader.js';
import { type GateStatusDto, StatusReader } from '../quality-gate/status.reader.js';
import type { CompletionRequest, Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { CompleteScanDto, NamedToolDto } from './dto/complete-scan.dto.js';
import { awaitsReports } from './late-reports.js';
import { ReuseWriter } from './reuse.writer.js';
import { ScanFinalizer } from './scan-finalizer.js';

/** Brings scans to their verdicts. */
@Injectable()
export class CompletionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly finalizer: ScanFinalizer,
    private readonly reuses: ReuseWriter,
    private readonly status: StatusReader,
    private readonly policyFiles: PolicyFileReader,
  ) {}

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
}

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

import { Injectable } from '@nestjs/common';
import { summarizeFailure } from '../../../domain/gate/scan-summary.js';
import type { ScanId } from '../../../domain/ids.js';
import { replaceControlsInLines } from '../../../domain/scanning/control-characters.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { FailedScanWriter } from '../quality-gate/failed-scan.writer.js';
import { type GateStatusDto, StatusReader } from '../quality-gate/status.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanMetricsWriter } from '../scan/scan-metrics.writer.js';

/** Ends scans whose scanner failed. */
@Injectable()
export class FailureService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly failures: FailedScanWriter,
    private readonly status: StatusReader,
    private readonly metrics: ScanMetricsWriter,
  ) {}

  /** Repeating it is harmless; a completed scan keeps its verdict. */
  fail(caller: Caller, scanId: ScanId, reason: string): Promise<GateStatusDto> {
    return this.tenant.run(caller.orgId, async () => {
      const scan = await this.scans.lockFor(caller, scanId);
      if (scan.state === 'completed')
        throw new AppError('scan_completed', 'The scan is complete, and its verdict is final.');
      if (scan.state === 'pending') await this.giveUp(caller, scan, reason);
      return this.status.readStatus(caller.orgId, scanId);
    });
  }

  private async giveUp(caller: Caller, scan: Scan, reason: string): Promise<void> {
    const at = this.tenant.now();
    const failureReason = replaceControlsInLines(reason);
    const failed = { ...scan, failureReason };
    this.metrics.countState('failed');
    const { number, status, verdict } = await this.failures.recordFailure(failed, { by: describeActor(caller), at });
    await this.scans.fail(scan, {
      failureReason,
      completedAt: at,
      evaluation: number,
      gateStatus: status,
      summary: summarizeFailure(verdict),
    });
  }
}

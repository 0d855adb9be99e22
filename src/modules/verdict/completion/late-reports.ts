import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { type ReportKind, ScanEvents } from '../scan/scan.events.js';
import type { Scan } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { ScanFinalizer } from './scan-finalizer.js';

/** Completes scans when the last report comes that they wait for, and judges completed ones again. */
@Injectable()
export class LateReports {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanWriter,
    private readonly finalizer: ScanFinalizer,
    scanEvents: ScanEvents,
  ) {
    scanEvents.onReportStored((caller, scanId, kind) => this.followReport(caller, scanId, kind));
  }

  /** Coverage and test results that come after completion are judged at once; the last expected report completes a scan that waits for it. */
  private async followReport(caller: Caller, scanId: ScanId, kind: ReportKind): Promise<void> {
    const scan = await this.scans.lock(caller.orgId, scanId);
    const isDue = scan.completionRequestedAt !== null && !awaitsReports(scan);
    if (scan.state === 'completed' || (scan.state === 'pending' && isDue))
      await this.finalizer.finalize(scan, describeActor(caller), this.tenant.now(), kind);
  }
}

export const awaitsReports = (scan: Scan): boolean =>
  scan.expectedUploads !== null && scan.uploadsReceived < scan.expectedUploads;

import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { type ReportKind, ScanEvents } from './scan.events.js';
import type { Scan } from './scan.reader.js';
import { ScanWriter } from './scan.writer.js';

/** Counts accepted reports in their scans and organizations, inside the open tenant transaction. */
@Injectable()
export class UploadWriter {
  constructor(
    private readonly scans: ScanWriter,
    private readonly quotas: QuotaWriter,
    private readonly events: ScanEvents,
  ) {}

  /** Locks the scan that a report comes to. @throws AppError where the scan takes no reports, or has those of another scan */
  async lock(caller: Caller, id: ScanId): Promise<Scan> {
    const scan = await this.scans.lockDetailed(caller, id);
    this.scans.refuseReusing(scan);
    return scan;
  }

  /**
   * Counts a stored report, and announces it.
   *
   * @param isNew false where it replaces another one
   * @param addedBytes less those of what it replaces
   */
  async record(
    caller: Caller,
    scanId: ScanId,
    { kind, isNew, addedBytes }: { readonly kind: ReportKind; readonly isNew: boolean; readonly addedBytes: number },
  ): Promise<void> {
    if (isNew) await this.scans.countUpload(caller.orgId, scanId);
    await this.quotas.claimStoredBytes(caller.orgId, addedBytes);
    await this.events.reportStored(caller, scanId, kind);
  }
}

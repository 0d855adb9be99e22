import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../domain/ids.js';
import type { Caller } from '../../platform/tenancy/caller.js';

export type ReportListener = (caller: Caller, scanId: ScanId) => Promise<void>;

/** What happens to scans, for features above the one that it happens in. */
@Injectable()
export class ScanEvents {
  private readonly listeners: ReportListener[] = [];

  onReportReceived(listener: ReportListener): void {
    this.listeners.push(listener);
  }

  /** A report was committed: told after the commit, and waited for, so that the uploader sees what follows from it. */
  async reportReceived(caller: Caller, scanId: ScanId): Promise<void> {
    for (const listener of this.listeners) await listener(caller, scanId);
  }
}

import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import type { Caller } from '../../../platform/tenancy/caller.js';

/** Subjects of reports. */
export type ReportKind = 'findings' | 'coverage' | 'tests';
export type ReportListener = (caller: Caller, scanId: ScanId, kind: ReportKind) => Promise<void>;
export type FilesListener = (caller: Caller, scanId: ScanId) => Promise<void>;

/** Events of scans, for features above the one in which they occur. */
@Injectable()
export class ScanEvents {
  private readonly listeners: ReportListener[] = [];
  private readonly fileListeners: FilesListener[] = [];

  onReportStored(listener: ReportListener): void {
    this.listeners.push(listener);
  }

  onFilesListed(listener: FilesListener): void {
    this.fileListeners.push(listener);
  }

  /**
   * Announces that a report with new content was stored. Called inside the transaction that stored it, with the scan
   * locked: effects of a report are committed with it or not at all.
   */
  async reportStored(caller: Caller, scanId: ScanId, kind: ReportKind): Promise<void> {
    for (const listener of this.listeners) await listener(caller, scanId, kind);
  }

  /** Reports that the repository's files became known, or others than before; in the transaction that stored their list. */
  async filesListed(caller: Caller, scanId: ScanId): Promise<void> {
    for (const listener of this.fileListeners) await listener(caller, scanId);
  }
}

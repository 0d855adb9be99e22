import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { DueEvents, type DueObject, type DueSource } from '../../record/event/due.events.js';
import { ScanRepository } from './scan.repository.js';
import { ScanEndEvents } from './scan-end-events.js';
import { ScanTimeoutRepository } from './scan-timeout.repository.js';

/** Records `scan.timed_out` once for each scan whose deadline passes while it is pending. */
@Injectable()
export class ScanTimeouts implements DueSource<ScanId> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly timeouts: ScanTimeoutRepository,
    private readonly scans: ScanRepository,
    private readonly ends: ScanEndEvents,
    due: DueEvents,
  ) {
    due.register(this);
  }

  find(at: Date, atMost: number): Promise<DueObject<ScanId>[]> {
    return this.timeouts.findTimedOut(at, atMost);
  }

  async record({ orgId, id }: DueObject<ScanId>, at: Date): Promise<void> {
    await this.tenant.run(orgId, async () => {
      if (!(await this.scans.recordTimeout(orgId, id, at))) return;
      const scan = await this.scans.findScan(orgId, id);
      if (scan) await this.ends.timedOut(scan);
    });
  }
}

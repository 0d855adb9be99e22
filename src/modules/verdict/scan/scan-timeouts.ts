import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { scanEnded } from '../../../domain/reporting/scan-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isUnheard } from '../../../platform/tenancy/scan-trust.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { DueEvents, type DueObject, type DueSource } from '../../record/event/due.events.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { ScanRepository } from './scan.repository.js';
import { ScanMetricsWriter } from './scan-metrics.writer.js';
import { ScanTimeoutRepository } from './scan-timeout.repository.js';

/** Records `scan.timed_out` once for each scan whose deadline passes while it is pending. */
@Injectable()
export class ScanTimeouts implements DueSource<ScanId> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly timeouts: ScanTimeoutRepository,
    private readonly scans: ScanRepository,
    private readonly repos: RepoReader,
    private readonly events: EventWriter,
    private readonly metrics: ScanMetricsWriter,
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
      this.metrics.countState('timed_out');
      const scan = await this.scans.findScan(orgId, id);
      const repo = scan && (await this.repos.findRepo(orgId, scan.repoId));
      if (!repo || isUnheard(scan)) return;
      const end = { reason: 'timed_out', at: scan.deadlineAt };
      await this.events.record(orgId, [scanEnded('scan.timed_out', scan, repo, end)]);
    });
  }
}

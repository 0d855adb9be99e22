import { Injectable } from '@nestjs/common';
import { scanEnded } from '../../../domain/reporting/scan-events.js';
import { isUnheard } from '../../../platform/tenancy/scan-trust.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { EventWriter } from '../../record/event/event.writer.js';
import type { Scan } from './scan.js';
import { ScanMetricsWriter } from './scan-metrics.writer.js';

/** Reports scans that end without a verdict, inside the open tenant transaction. */
@Injectable()
export class ScanEndEvents {
  constructor(
    private readonly repos: RepoReader,
    private readonly events: EventWriter,
    private readonly metrics: ScanMetricsWriter,
  ) {}

  async timedOut(scan: Scan): Promise<void> {
    this.metrics.countState('timed_out');
    const repo = await this.repos.findRepo(scan.orgId, scan.repoId);
    if (!repo || isUnheard(scan)) return;
    const end = { reason: 'timed_out', at: scan.deadlineAt };
    await this.events.record(scan.orgId, [scanEnded('scan.timed_out', scan, repo, end)]);
  }
}

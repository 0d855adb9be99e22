import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { Work } from '../../../platform/work/work-loop.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { type ClaimedReport, FORGE_REPORTS, RENEWED_AFTER_MS } from '../../record/forge-report/forge-report.js';
import { ForgeReportLeases } from './forge-report-leases.js';
import { ForgeReportSender, type SentReport } from './forge-report-sender.js';
import { ForgeReportSettler } from './forge-report-settler.js';

/** Makes forges show the verdicts of all organizations: one request at a time for each repository of a connection. */
@Injectable()
export class ForgeReportWork implements Work<ClaimedReport, SentReport> {
  readonly name = FORGE_REPORTS;
  readonly kind = 'forge_report';
  readonly isQueued = true;
  readonly renewedAfterMs = RENEWED_AFTER_MS;

  constructor(
    private readonly leases: ForgeReportLeases,
    private readonly sender: ForgeReportSender,
    private readonly settler: ForgeReportSettler,
    loops: WorkLoops,
  ) {
    loops.register(this);
  }

  claim(atMost: number): Promise<ClaimedReport[]> {
    return this.leases.claim(atMost);
  }

  perform(report: ClaimedReport, signal: AbortSignal): Promise<SentReport> {
    return this.sender.send(report, signal);
  }

  outcomeOf({ settlement, failure }: SentReport): string {
    return failure?.error ?? settlement.state;
  }

  async settle(sent: readonly SentReport[]): Promise<void> {
    const keyed = sent.map((one) => ({ orgId: one.report.orgId, one }));
    for (const [orgId, own] of groupBy(keyed, (each) => each.orgId))
      await this.settler.settle(
        orgId,
        own.map(({ one }) => one),
      );
  }

  renew(reports: readonly ClaimedReport[]): Promise<ClaimedReport[]> {
    return this.leases.renew(reports);
  }

  release(reports: readonly ClaimedReport[]): Promise<void> {
    return this.leases.release(reports);
  }
}

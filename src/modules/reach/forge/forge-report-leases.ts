import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { halfOf } from '../../../platform/work/work-loop.js';
import { type ClaimedKind, WorkQueue } from '../../../platform/work/work-queue.js';
import { type ClaimedReport, FORGE_REPORTS, REPORT_LEASE_SECONDS } from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';

/** Reports that this process may send until their lease ends. */
@Injectable()
export class ForgeReportLeases {
  private readonly kind: ClaimedKind;

  /** Half of all places at most go to one connection. */
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly queue: WorkQueue,
    private readonly reports: ForgeReportRepository,
    @Inject(APP_CONFIG) { outgoing }: Pick<AppConfig, 'outgoing'>,
  ) {
    this.kind = {
      name: FORGE_REPORTS,
      leaseSeconds: REPORT_LEASE_SECONDS,
      ofEach: halfOf(outgoing.concurrency),
      isOneOfRepo: true,
    };
  }

  /** Ends items whose report has been deleted. */
  async claim(atMost: number): Promise<ClaimedReport[]> {
    const items = await this.queue.claim(this.kind, atMost);
    const reading = [...groupBy(items, ({ orgId }) => orgId)].map(([orgId, own]) =>
      this.tenant.run(orgId, () => this.reports.readClaimed(orgId, own)),
    );
    const found = (await Promise.all(reading)).flat();
    await this.queue.endGone(items, found);
    return found;
  }

  /** Answers those whose lease is still this process's own. */
  async renew(reports: readonly ClaimedReport[]): Promise<ClaimedReport[]> {
    const items = reports.map(({ item }) => item);
    const ours = new Set(await this.queue.renew(items, REPORT_LEASE_SECONDS));
    return reports.filter(({ item }) => ours.has(item));
  }

  /** Gives back what was not sent, or perhaps was: the forge is read before it is sent again. */
  release(reports: readonly ClaimedReport[]): Promise<void> {
    return this.queue.release(reports.map(({ item }) => item));
  }
}

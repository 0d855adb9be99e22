import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { halfOf } from '../../../platform/work/work-loop.js';
import { type ClaimedReport, REPORT_LEASE_SECONDS } from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { ForgeReportClaimsRepository } from './forge-report-claims.repository.js';

/** Reports that this process may send until their lease ends. */
@Injectable()
export class ForgeReportLeases {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: ForgeReportClaimsRepository,
    private readonly reports: ForgeReportRepository,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
  ) {}

  /** Half of all places at most go to one connection. */
  async claim(atMost: number): Promise<ClaimedReport[]> {
    const ofEach = halfOf(this.config.outgoing.concurrency);
    const claims = await this.claims.claim(atMost, ofEach, this.tenant.now());
    const found = [...groupBy(claims, ({ orgId }) => orgId)].map(([orgId, own]) =>
      this.tenant.run(orgId, () => this.reports.readClaimed(orgId, own)),
    );
    return (await Promise.all(found)).flat();
  }

  /** Answers those whose lease is still this process's own. */
  async renew(reports: readonly ClaimedReport[]): Promise<ClaimedReport[]> {
    const until = new Date(this.tenant.now().getTime() + REPORT_LEASE_SECONDS * 1_000);
    const renewed = [...groupBy(reports, ({ orgId }) => orgId)].map(([orgId, own]) =>
      this.tenant.run(orgId, () => this.reports.renew(orgId, own, until)),
    );
    const ours = new Set((await Promise.all(renewed)).flat().map(({ lease }) => lease));
    return reports.filter(({ lease }) => ours.has(lease));
  }

  /** Gives back what was not sent. */
  async release(reports: readonly ClaimedReport[]): Promise<void> {
    for (const [orgId, own] of groupBy(reports, ({ orgId }) => orgId))
      await this.tenant.run(orgId, () => this.reports.release(orgId, own));
  }
}

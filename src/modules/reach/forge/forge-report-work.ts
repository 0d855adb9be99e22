import { Inject, Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { OrgId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { halfOf, type Work } from '../../../platform/work/work-loop.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { type ClaimedReport, LEASE_SECONDS, RENEWED_AFTER_MS } from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { ForgeReportClaimsRepository } from './forge-report-claims.repository.js';
import { ForgeReportSender, type SentReport } from './forge-report-sender.js';
import { ForgeReportSettler } from './forge-report-settler.js';

/** Makes forges show the verdicts of all organizations: one request at a time for each repository of a connection. */
@Injectable()
export class ForgeReportWork implements Work<ClaimedReport, SentReport> {
  readonly name = 'forge-reports';
  readonly kind = 'forge_report';
  readonly renewedAfterMs = RENEWED_AFTER_MS;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: ForgeReportClaimsRepository,
    private readonly reports: ForgeReportRepository,
    private readonly sender: ForgeReportSender,
    private readonly settler: ForgeReportSettler,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'outgoing'>,
    loops: WorkLoops,
  ) {
    loops.register(this);
  }

  /** Half of all places at most go to one connection. */
  async claim(atMost: number): Promise<ClaimedReport[]> {
    const ofEach = halfOf(this.config.outgoing.concurrency);
    const claims = await this.claims.claim(atMost, ofEach, this.tenant.now());
    const found = [...groupBy(claims, ofOrg)].map(([orgId, own]) =>
      this.tenant.run(orgId, () => this.reports.readClaimed(orgId, own)),
    );
    return (await Promise.all(found)).flat();
  }

  perform(report: ClaimedReport, signal: AbortSignal): Promise<SentReport> {
    return this.sender.send(report, signal);
  }

  outcomeOf({ settlement, failure }: SentReport): string {
    return failure?.error ?? settlement.state;
  }

  async settle(sent: readonly SentReport[]): Promise<void> {
    const keyed = sent.map((one) => ({ orgId: one.report.orgId, one }));
    for (const [orgId, own] of groupBy(keyed, ofOrg))
      await this.settler.settle(
        orgId,
        own.map(({ one }) => one),
      );
  }

  async renew(reports: readonly ClaimedReport[]): Promise<ClaimedReport[]> {
    const until = new Date(this.tenant.now().getTime() + LEASE_SECONDS * 1_000);
    const renewed = [...groupBy(reports, ofOrg)].map(([orgId, own]) =>
      this.tenant.run(orgId, () => this.reports.renew(orgId, own, until)),
    );
    const ours = new Set((await Promise.all(renewed)).flat().map(({ lease }) => lease));
    return reports.filter(({ lease }) => ours.has(lease));
  }

  async release(reports: readonly ClaimedReport[]): Promise<void> {
    for (const [orgId, own] of groupBy(reports, ofOrg))
      await this.tenant.run(orgId, () => this.reports.release(orgId, own));
  }
}

const ofOrg = ({ orgId }: { readonly orgId: OrgId }): OrgId => orgId;

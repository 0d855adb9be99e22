import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import type { Repo } from '../../people/organization/repo.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { ForgeReportWriter } from '../../record/forge-report/forge-report.writer.js';
import { BaseChoiceReader } from './base-choice.reader.js';
import type { PullRequestTraits } from './pull-request.js';
import type { Scan } from './scan.js';
import { type NewScan, ScanRepository } from './scan.repository.js';
import { ScanMetricsWriter } from './scan-metrics.writer.js';
import { ScannedPulls } from './scanned-pulls.js';

/** Starts scans, inside the open tenant transaction. */
@Injectable()
export class ScanStarter {
  constructor(
    private readonly scans: ScanRepository,
    private readonly pulls: ScannedPulls,
    private readonly bases: BaseChoiceReader,
    private readonly quotas: QuotaWriter,
    private readonly forgeReports: ForgeReportWriter,
    private readonly metrics: ScanMetricsWriter,
  ) {}

  /**
   * A new scan, counted among those of the day and recorded with its pull request by statements that travel with the one that
   * reads it; null where its idempotency key is taken.
   */
  async start(orgId: OrgId, newScan: NewScan, repo: Repo, traits: PullRequestTraits): Promise<Scan | null> {
    const id = await this.scans.insertUnlessKnown(orgId, newScan);
    if (id === null) return null;
    this.metrics.countState('pending');
    const { createdAt } = newScan;
    const [scan, , formerPull] = await together([
      this.findStarted(orgId, id),
      this.quotas.claimScan(orgId),
      this.pulls.record(orgId, { ...newScan, id }, traits),
      this.forgeReports.wantPending({ ...newScan, orgId, id }, repo, createdAt),
    ]);
    await this.pulls.follow(orgId, newScan, formerPull);
    return scan.isBaselineScan ? this.nameBase(scan) : scan;
  }

  private async findStarted(orgId: OrgId, id: ScanId): Promise<Scan> {
    return (await this.scans.findScan(orgId, id))!;
  }

  /** The base that is named now is the one that what CI sends differs from, whichever scan completes meanwhile. */
  private async nameBase(scan: Scan): Promise<Scan> {
    const base = await this.bases.choose(scan);
    if (base === null) return scan;
    await this.scans.update(scan.orgId, scan.id, { namedBaseId: base.id });
    return { ...scan, namedBaseId: base.id };
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, isAgent } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import type { ListedReport } from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { placesOf } from '../../record/forge-report/forge-report.writer.js';
import { refuseOtherPipeline, type Scan, ScanReader } from '../../verdict/scan/scan.reader.js';

/** Reports of scans to forges, as people look at them. */
@Injectable()
export class ForgeReportService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly reports: ForgeReportRepository,
    private readonly clock: Clock,
  ) {}

  listReports({ orgId }: Caller, scanId: ScanId): Promise<ListedReport[]> {
    return this.tenant.run(orgId, async () => this.listOf(orgId, await this.scans.getScan(orgId, scanId)));
  }

  /**
   * Sends again what waits or has failed.
   *
   * @throws AppError not_of_this_pipeline; forbidden for a key of an agent
   */
  retry(caller: Caller, scanId: ScanId): Promise<ListedReport[]> {
    if (isAgent(caller)) throw new AppError('forbidden', "An agent's key may not resend reports to forges.");
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.getScan(orgId, scanId);
      refuseOtherPipeline(caller, scan);
      await this.reports.retry(orgId, scanId, this.clock.now());
      return this.listOf(orgId, scan);
    });
  }

  private listOf(orgId: OrgId, scan: Scan): Promise<ListedReport[]> {
    return this.reports.listReports(orgId, scan.repoId, placesOf(scan));
  }
}

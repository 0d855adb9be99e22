import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FindingReportRepository } from './finding-report.repository.js';

/** Reads what the completion of a scan depends on besides its findings, inside the open tenant transaction. */
@Injectable()
export class FinalFactsReader {
  constructor(
    private readonly reports: FindingReportRepository,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
  ) {}

  /** @param hasGaps false: the repository's secret is not needed, and null */
  async read({ orgId, id, repoId }: Scan, hasGaps: boolean) {
    const [stored, secret, list, { loosened }] = await together([
      this.reports.listReports(orgId, id),
      hasGaps ? this.repos.trackingSecret(orgId, repoId) : null,
      this.scans.findFileListVersion(orgId, id),
      this.scans.findWeakening(orgId, id),
    ]);
    return { stored, secret, list, loosened };
  }

  /** As `read`, for a scan that is completed: its paths stay. */
  async readAgain({ orgId, id }: Scan) {
    const [stored, { loosened }] = await together([
      this.reports.listReports(orgId, id),
      this.scans.findWeakening(orgId, id),
    ]);
    return { stored, loosened };
  }
}

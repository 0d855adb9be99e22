import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { FindingsRepository } from './findings.repository.js';

/** Findings as details of scans, which go before the scans do; the names of tools and their measures stay. */
@Injectable()
export class FindingDetails implements ScanDetails {
  constructor(
    private readonly findings: FindingsRepository,
    private readonly reports: FindingReportRepository,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.findings.deleteOfScans(orgId, scanIds);
    await this.quotas.addStoredBytes(orgId, -(await this.reports.clearStoredBytes(orgId, scanIds)));
  }
}

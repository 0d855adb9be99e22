import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { CoverageRepository } from './coverage.repository.js';

/** Line coverage as details of scans, which goes before the scans do; their totals stay. */
@Injectable()
export class CoverageDetails implements ScanDetails {
  constructor(
    private readonly coverage: CoverageRepository,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.coverage.deleteLines(orgId, scanIds);
    await this.quotas.addStoredBytes(orgId, -(await this.coverage.clearStoredBytes(orgId, scanIds)));
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { TestsRepository } from './tests.repository.js';

/** Test results as details of scans, which go before the scans do; their verdicts keep the numbers. */
@Injectable()
export class TestDetails implements ScanDetails {
  constructor(
    private readonly repository: TestsRepository,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  share({ orgId, id }: Scan, from: ScanId): Promise<void> {
    return this.repository.share(orgId, from, id);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.quotas.addStoredBytes(orgId, -(await this.repository.clear(orgId, scanIds)));
  }
}

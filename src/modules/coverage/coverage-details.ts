import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { CoverageRepository } from './coverage.repository.js';

/** Line coverage as details of scans, which goes before the scans do; their totals stay. */
@Injectable()
export class CoverageDetails implements ScanDetails {
  constructor(
    private readonly coverage: CoverageRepository,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    return this.coverage.deleteLines(orgId, scanIds);
  }
}

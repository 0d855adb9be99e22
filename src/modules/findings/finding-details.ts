import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { FindingsRepository } from './findings.repository.js';

/** Findings as details of scans, which go before the scans do; the names of tools and their measures stay. */
@Injectable()
export class FindingDetails implements ScanDetails {
  constructor(
    private readonly findings: FindingsRepository,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    return this.findings.deleteOfScans(orgId, scanIds);
  }
}

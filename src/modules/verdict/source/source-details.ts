import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import type { Scan } from '../scan/scan.reader.js';
import { type ScanDetails, ScanDetailsWriter } from '../scan/scan-details.writer.js';
import { SourceRepository } from './source.repository.js';

/** Source text as details of scans, which go before the scans do. */
@Injectable()
export class SourceDetails implements ScanDetails {
  constructor(
    private readonly sources: SourceRepository,
    private readonly quotas: QuotaWriter,
    details: ScanDetailsWriter,
  ) {
    details.register(this);
  }

  async deleteOf(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.sources.deleteOfScans(orgId, scanIds);
  }

  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const { count, bytes } = await this.sources.sweep({ orgId, repoId }, limit);
    await this.quotas.addStoredBytes(orgId, -bytes);
    return count;
  }

  keep(orgId: OrgId, repoId: RepoId): Promise<void> {
    return this.sources.keep({ orgId, repoId });
  }

  share(scan: Scan, from: ScanId): Promise<void> {
    return this.sources.copyNames(scan, from);
  }
}

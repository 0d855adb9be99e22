import { Injectable } from '@nestjs/common';
import type { FindingsFormat } from '../../domain/findings/finding.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { FindingReportEntity } from './entities/finding-report.entity.js';

/** What one tool reported to a scan. */
export interface FindingReport {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly format: FindingsFormat | 'coverage';
  readonly digest: Uint8Array;
  readonly findingCount: number;
  readonly duplicationPct: number | null;
  readonly linesOfCode: number | null;
  readonly matchedAgainst: string;
  readonly fixedCount: number;
  readonly tracking: string | null;
}

/** Files with little coverage are findings of our own: no analyzer reported them. */
export const isAnalyzerReport = (report: Pick<FindingReport, 'format'>): boolean => report.format !== 'coverage';

@Injectable()
export class FindingReportRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** In the order of their names. */
  list(orgId: OrgId, scanId: ScanId): Promise<FindingReport[]> {
    return this.repository(orgId).find({ where: { orgId, scanId }, order: { tool: 'ASC' } });
  }

  async save(orgId: OrgId, scanId: ScanId, report: FindingReport): Promise<void> {
    await this.repository(orgId).upsert({ ...report, orgId, scanId, digest: Buffer.from(report.digest) }, [
      'orgId',
      'scanId',
      'tool',
    ]);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(FindingReportEntity);
  }
}

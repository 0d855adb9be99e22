import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { FindingReportEntity } from './entities/finding-report.entity.js';
import type { FindingReport } from './finding-report.js';

@Injectable()
export class FindingReportRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** In the order of their names. */
  listReports(orgId: OrgId, scanId: ScanId): Promise<FindingReport[]> {
    return this.repository(orgId).find({ where: { orgId, scanId }, order: { tool: 'ASC' } });
  }

  findReport(orgId: OrgId, scanId: ScanId, tool: string): Promise<FindingReport | null> {
    return this.repository(orgId).findOneBy({ orgId, scanId, tool });
  }

  async saveReport(orgId: OrgId, scanId: ScanId, report: FindingReport): Promise<void> {
    await this.repository(orgId).upsert({ ...report, orgId, scanId }, ['orgId', 'scanId', 'tool']);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(FindingReportEntity);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
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

  /** Gives a scan the reports of another one, of which nothing is stored again. */
  async copy(orgId: OrgId, from: ScanId, to: ScanId): Promise<void> {
    const reports = await this.listReports(orgId, from);
    for (const report of reports) await this.saveReport(orgId, to, { ...report, storedBytes: 0 });
  }

  /** Nothing is stored of these scans' findings any more. Answers how many bytes were. */
  async clearStoredBytes(orgId: OrgId, scanIds: readonly ScanId[]): Promise<number> {
    const rows: { bytes: number }[] = await this.tenant.manager(orgId).query(
      `WITH cleared AS (
         UPDATE finding_reports r SET stored_bytes = 0
         FROM (SELECT scan_id, tool, stored_bytes AS bytes FROM finding_reports
           WHERE org_id = $1 AND scan_id = ANY ($2) AND stored_bytes > 0 FOR UPDATE) AS before
         WHERE r.org_id = $1 AND r.scan_id = before.scan_id AND r.tool = before.tool
         RETURNING before.bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM cleared`,
      [orgId, scanIds],
    );
    return rows[0]!.bytes;
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(FindingReportEntity);
  }
}

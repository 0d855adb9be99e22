import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { Scan } from '../scan/scan.reader.js';
import { FindingReportEntity } from './entities/finding-report.entity.js';
import type { FindingReport } from './finding-report.js';

const newestWhere = (condition: string) => `
  (SELECT s.id FROM scans s
   WHERE s.org_id = $1 AND s.repo_id = $2 AND s.id < $3 AND ${condition} AND EXISTS
     (SELECT FROM finding_reports r WHERE r.org_id = s.org_id AND r.scan_id = s.id AND r.tool = $4 AND r.state IN ('ok', 'partial'))
   ORDER BY s.id DESC LIMIT 1)`;

const FIND_PREVIOUS = `
  SELECT max(id) AS id FROM (${newestWhere('s.branch = $5')} UNION ALL ${newestWhere('s.pr_number = $6')}) previous`;

@Injectable()
export class FindingReportRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** In the order of their names. */
  list(orgId: OrgId, scanId: ScanId): Promise<FindingReport[]> {
    return this.repository(orgId).find({ where: { orgId, scanId }, order: { tool: 'ASC' } });
  }

  find(orgId: OrgId, scanId: ScanId, tool: string): Promise<FindingReport | null> {
    return this.repository(orgId).findOneBy({ orgId, scanId, tool });
  }

  /**
   * The newest scan before `scan` to which `tool` reported findings, be they none, of its branch or its pull request; null when there is none.
   * Scans of a branch become those of a pull request when that is opened.
   */
  async findPreviousScan(scan: Scan, tool: string): Promise<ScanId | null> {
    const { orgId, repoId, id, branch, prNumber } = scan;
    const rows: { id: ScanId | null }[] = await this.tenant
      .manager(orgId)
      .query(FIND_PREVIOUS, [orgId, repoId, id, tool, branch, prNumber]);
    return rows[0]?.id ?? null;
  }

  async save(orgId: OrgId, scanId: ScanId, report: FindingReport): Promise<void> {
    await this.repository(orgId).upsert({ ...report, orgId, scanId }, ['orgId', 'scanId', 'tool']);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(FindingReportEntity);
  }
}

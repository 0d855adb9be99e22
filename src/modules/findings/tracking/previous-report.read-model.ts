import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Scan } from '../../scan/scan.reader.js';

const newestWhere = (condition: string) => `
  (SELECT s.id FROM scans s
   WHERE s.org_id = $1 AND s.repo_id = $2 AND s.id < $3 AND s.details_expired_at IS NULL AND ${condition} AND EXISTS
     (SELECT FROM finding_reports r WHERE r.org_id = s.org_id AND r.scan_id = s.id AND r.tool = $4 AND r.state IN ('ok', 'partial'))
   ORDER BY s.id DESC LIMIT 1)`;

const FIND_PREVIOUS = `
  SELECT max(id) AS id FROM (${newestWhere('s.branch = $5')} UNION ALL ${newestWhere('s.pr_number = $6')}) previous`;

/** Earlier scans by what a tool reported to them: joins `finding_reports` with `scans`. */
@Injectable()
export class PreviousReportReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Finds the newest scan before `scan`, of its branch or its pull request, to which `tool` reported findings, be they
   * none; null when there is none. Scans of a branch become those of a pull request when that is opened.
   */
  async findScan(scan: Scan, tool: string): Promise<ScanId | null> {
    const { orgId, repoId, id, branch, prNumber } = scan;
    const rows: { id: ScanId | null }[] = await this.tenant
      .manager(orgId)
      .query(FIND_PREVIOUS, [orgId, repoId, id, tool, branch, prNumber]);
    return rows[0]?.id ?? null;
  }
}

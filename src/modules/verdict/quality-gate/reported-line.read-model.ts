import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { ScanId } from '../../../domain/ids.js';
import type { ReportedLine, ReportedRepo } from '../../../domain/reporting/scan-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Scan } from '../scan/scan.reader.js';

interface Row extends Omit<ReportedRepo, 'id'> {
  readonly scanId: ScanId | null;
  readonly status: GateStatus | null;
}

/** State of a scan's branch or pull request, for the events of its evaluation: joins `repos` with `scans`. */
@Injectable()
export class ReportedLineReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async readLine({ orgId, repoId, branch, prNumber }: Scan): Promise<ReportedLine> {
    const line = prNumber === null ? 'p.pr_number IS NULL AND p.branch = $3' : 'p.pr_number = $3';
    const rows: Row[] = await this.tenant.manager(orgId).query(
      `SELECT r.name, r.url, last.id AS "scanId", last.gate_status AS status
       FROM repos r LEFT JOIN LATERAL (
         SELECT p.id, p.gate_status FROM scans p
         WHERE p.org_id = r.org_id AND p.repo_id = r.id AND p.evaluation > 0 AND ${line}
           AND NOT (p.is_of_agent AND p.is_kept_from_baseline) ORDER BY p.id DESC LIMIT 1
       ) AS last ON true
       WHERE r.org_id = $1 AND r.id = $2`,
      [orgId, repoId, prNumber ?? branch],
    );
    const { name, url, scanId, status } = rows[0]!;
    return { repo: { id: repoId, name, url }, last: scanId !== null && status !== null ? { scanId, status } : null };
  }
}

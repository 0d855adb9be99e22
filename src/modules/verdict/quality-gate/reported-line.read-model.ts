import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { ScanId } from '../../../domain/ids.js';
import type { ReportedLine, ReportedRepo } from '../../../domain/reporting/scan-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IS_SHOWN_OF_PULL, type Scan } from '../scan/scan.reader.js';

interface Row extends Omit<ReportedRepo, 'id'> {
  readonly scanId: ScanId | null;
  readonly status: GateStatus | null;
  readonly isShown: boolean;
}

/** State of a scan's branch or pull request, for the events of its evaluation: joins `repos` with `scans`. */
@Injectable()
export class ReportedLineReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async readLine({ orgId, repoId, id, branch, prNumber }: Scan): Promise<ReportedLine> {
    const line = prNumber === null ? 's.pr_number IS NULL AND s.branch = $3' : 's.pr_number = $3';
    const isShown = prNumber === null ? 'NOT s.is_kept_from_baseline' : IS_SHOWN_OF_PULL;
    const rows: Row[] = await this.tenant.manager(orgId).query(
      `SELECT r.name, r.url, last.id AS "scanId", last.gate_status AS status,
         (SELECT ${isShown} FROM scans s WHERE s.org_id = $1 AND s.id = $4) AS "isShown"
       FROM repos r LEFT JOIN LATERAL (
         SELECT s.id, s.gate_status FROM scans s
         WHERE s.org_id = r.org_id AND s.repo_id = r.id AND s.evaluation > 0 AND ${line} AND ${isShown}
         ORDER BY s.id DESC LIMIT 1
       ) AS last ON true
       WHERE r.org_id = $1 AND r.id = $2`,
      [orgId, repoId, prNumber ?? branch, id],
    );
    const { name, url, scanId, status, isShown: isScanShown } = rows[0]!;
    const last = scanId !== null && status !== null ? { scanId, status } : null;
    return { repo: { id: repoId, name, url }, last, isShown: isScanShown };
  }
}

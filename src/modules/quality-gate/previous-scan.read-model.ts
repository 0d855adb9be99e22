import { Injectable } from '@nestjs/common';
import type { DirectionMeasures } from '../../domain/gate/direction.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { Scan } from '../scan/scan.reader.js';

/** The completed scan before a scan of the same branch or pull request: joins `scans` with `evaluations`. */
@Injectable()
export class PreviousScanReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Its measures, as its last evaluation counted them; null where there is none. */
  async findMeasures({ orgId, repoId, id, branch, prNumber }: Scan): Promise<DirectionMeasures | null> {
    const line = prNumber === null ? 'p.pr_number IS NULL AND p.branch = $4' : 'p.pr_number = $4';
    const rows: DirectionMeasures[] = await this.tenant.manager(orgId).query(
      `SELECT e.ratings, p.counters, p.has_findings_report AS "hasFindingsReport", p.lines_total AS "linesTotal",
         p.lines_covered AS "linesCovered"
       FROM scans p JOIN evaluations e ON e.org_id = p.org_id AND e.scan_id = p.id AND e.number = p.evaluation
       WHERE p.org_id = $1 AND p.repo_id = $2 AND p.id < $3 AND p.state = 'completed' AND ${line}
       ORDER BY p.id DESC LIMIT 1`,
      [orgId, repoId, id, prNumber ?? branch],
    );
    return rows[0] ?? null;
  }
}

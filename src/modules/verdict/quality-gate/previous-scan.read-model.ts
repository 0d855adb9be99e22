import { Injectable } from '@nestjs/common';
import type { DirectionMeasures } from '../../../domain/gate/direction.js';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isShownOfPull, type Scan } from '../scan/scan.reader.js';

/** A completed scan that another one of the same branch or pull request follows. */
export interface PreviousScan {
  readonly id: ScanId;
  /** Its findings and line coverage are stored. */
  readonly hasDetails: boolean;
  /** Marks may have changed since its last evaluation. */
  readonly isMarked: boolean;
  /** As its last evaluation counted them. */
  readonly measures: DirectionMeasures;
}

/** The completed scan before a scan of the same branch or pull request: joins `scans` with `evaluations` and the marks of the repository. */
@Injectable()
export class PreviousScanReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null where there is none. */
  async findPrevious(scan: Scan): Promise<PreviousScan | null> {
    const { orgId, repoId, id, branch, prNumber, isKeptFromBaseline, marksChangedAt } = scan;
    const line =
      prNumber === null ? 'p.pr_number IS NULL AND p.branch = $4' : `p.pr_number = $4 AND ${isShownOfPull('p')}`;
    const rows: (Omit<PreviousScan, 'measures'> & DirectionMeasures)[] = await this.tenant.manager(orgId).query(
      `SELECT p.id, p.details_expired_at IS NULL AS "hasDetails",
         $6 OR p.marks_changed_at IS NOT NULL OR p.counters -> 'accepted' IS NOT NULL
           OR EXISTS (SELECT FROM issue_marks m WHERE m.org_id = $1 AND m.repo_id = $2)
           OR EXISTS (SELECT FROM accepted_issues a WHERE a.org_id = $1 AND a.repo_id = $2) AS "isMarked",
         e.ratings, p.counters, p.has_findings_report AS "hasFindingsReport", p.lines_total AS "linesTotal",
         p.lines_covered AS "linesCovered"
       FROM scans p JOIN evaluations e ON e.org_id = p.org_id AND e.scan_id = p.id AND e.number = p.evaluation
       WHERE p.org_id = $1 AND p.repo_id = $2 AND p.id < $3 AND p.state = 'completed' AND ${line}
         AND ($5 OR NOT p.is_kept_from_baseline)
       ORDER BY p.id DESC LIMIT 1`,
      [orgId, repoId, id, prNumber ?? branch, isKeptFromBaseline, marksChangedAt !== null],
    );
    if (!rows[0]) return null;
    const { id: previousId, hasDetails, isMarked, ...measures } = rows[0];
    return { id: previousId, hasDetails, isMarked, measures };
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { ScanCounters } from '../../../domain/ratings/scan-counters.js';
import { MAX_POINTS } from '../../../domain/trend/trend-series.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A completed scan of the default branch. */
export interface TrendPoint {
  readonly id: ScanId;
  readonly at: Date;
  readonly counters: ScanCounters | null;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** Times of completion, both included; null: no bound. */
export interface TrendSpan {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Scans of which a trend is made: joins `scans` with `repos`. */
@Injectable()
export class TrendReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The oldest first; of more scans than points, the last one of each of as many shares of equal size. */
  listPoints(orgId: OrgId, repoId: RepoId, { from, to }: TrendSpan): Promise<TrendPoint[]> {
    return this.tenant.manager(orgId).query(
      `WITH scan AS (
         SELECT s.id, s.completed_at, s.counters, s.lines_total, s.lines_covered, ntile(${MAX_POINTS}) OVER (ORDER BY s.id) AS share
         FROM scans s JOIN repos r ON r.org_id = s.org_id AND r.id = s.repo_id AND r.default_branch = s.branch
         WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number IS NULL AND s.state = 'completed' AND s.is_baseline_scan
           AND ($3::timestamptz IS NULL OR s.completed_at >= $3) AND ($4::timestamptz IS NULL OR s.completed_at <= $4)
       )
       SELECT DISTINCT ON (share) id, completed_at AS at, counters, lines_total AS "linesTotal", lines_covered AS "linesCovered"
       FROM scan ORDER BY share, id DESC`,
      [orgId, repoId, from, to],
    );
  }
}

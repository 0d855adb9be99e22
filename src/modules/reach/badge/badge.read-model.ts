import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { Rating } from '../../../domain/ratings/ratings.js';
import type { BadgeFacts } from '../../../domain/reporting/badge.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isShownOnBranch } from '../../verdict/scan/scan.reader.js';
import type { BadgeSubject } from './badge-tokens.js';

interface BadgeRow {
  readonly gate_status: GateStatus | null;
  readonly ended_at: Date;
  readonly completed_at: Date | null;
  readonly lines_total: number;
  readonly lines_covered: number;
  readonly reliability: Rating | null;
  readonly maintainability: Rating | null;
}

const BRANCH = 'coalesce($4, r.default_branch)';
const ON_BRANCH = `s.org_id = $1 AND s.repo_id = r.id AND s.branch = ${BRANCH} AND s.pr_number IS NULL
  AND ${isShownOnBranch('$1', 'r.id', BRANCH)}`;

/** $1 organization, $2 repository, $3 generation of its token, $4 branch (null: the default branch), $5 now */
export const BADGE: PreparedStatement = {
  name: 'badge',
  text: `
  SELECT ended.gate_status, coalesce(ended.completed_at, ended.deadline_at) AS ended_at,
    measured.completed_at, measured.lines_total, measured.lines_covered,
    e.ratings ->> 'reliability' AS reliability, e.ratings ->> 'maintainability' AS maintainability
  FROM repos r
  CROSS JOIN LATERAL (
    SELECT s.gate_status, s.completed_at, s.deadline_at FROM scans s
    WHERE ${ON_BRANCH} AND (s.state <> 'pending' OR s.deadline_at <= $5::timestamptz)
    ORDER BY s.id DESC LIMIT 1
  ) AS ended
  LEFT JOIN LATERAL (
    SELECT s.id, s.evaluation, s.completed_at, s.lines_total, s.lines_covered FROM scans s
    WHERE ${ON_BRANCH} AND s.state = 'completed'
    ORDER BY s.id DESC LIMIT 1
  ) AS measured ON true
  LEFT JOIN evaluations e ON e.org_id = $1 AND e.scan_id = measured.id AND e.number = measured.evaluation
  WHERE r.org_id = $1 AND r.id = $2 AND r.badge_generation = $3
    AND (SELECT o.deleted_at IS NULL FROM organizations o WHERE o.id = $1)`,
};

/** Facts for badges, one round trip: joins `repos`, `scans`, `evaluations` and `organizations`. */
@Injectable()
export class BadgeReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null where there is no such repository, generation or branch, or no scan of it that ended. */
  async findFacts(
    { orgId, repoId, generation }: BadgeSubject,
    branch: string | null,
    now: Date,
  ): Promise<BadgeFacts | null> {
    const values = [String(orgId), String(repoId), String(generation), branch, now.toISOString()];
    const [row] = await this.tenant.read<BadgeRow>(orgId, BADGE, values);
    return row ? toFacts(row) : null;
  }
}

const toFacts = (row: BadgeRow): BadgeFacts => ({
  gateStatus: row.gate_status,
  endedAt: row.ended_at,
  measured: row.completed_at && {
    linesTotal: row.lines_total,
    linesCovered: row.lines_covered,
    reliability: row.reliability,
    maintainability: row.maintainability,
    completedAt: row.completed_at,
  },
});

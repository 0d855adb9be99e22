import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { SimulationFacts } from '../../../domain/gate/simulation-facts.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IS_SHOWN_OF_PULL, isShownOnBranch, type ScanState } from '../scan/scan.reader.js';

export const SCAN_KINDS = ['all', 'default', 'pr'] as const;
/** All scans, those of default branches outside pull requests, or those of pull requests. */
export type ScanKind = (typeof SCAN_KINDS)[number];

/** Scans that policies are tried on: the newest of those that their branch or pull request shows. */
export interface ScanChoice {
  /** Null: of all repositories. */
  readonly repoIds: readonly RepoId[] | null;
  readonly kind: ScanKind;
  readonly limit: number;
}

/** A scan with what its last evaluation was judged on; null where there is none, or an earlier version stored it. */
export interface JudgedScanRow {
  readonly id: ScanId;
  readonly repoId: RepoId;
  readonly repo: string;
  readonly branch: string;
  readonly prNumber: number | null;
  readonly state: ScanState;
  readonly isOverdue: boolean;
  readonly gateStatus: GateStatus | null;
  readonly failingRules: readonly string[];
  readonly facts: SimulationFacts | null;
}

/** Of a comparison of two columns the planner expects one row in 200, and sorts whole histories; of this form nearly all. */
const IS_OF_DEFAULT_BRANCH = 'NULLIF(s.branch = s.default_branch, false) IS NOT NULL';

const CONDITIONS: Readonly<Record<ScanKind, string>> = {
  all: '',
  default: `AND s.pr_number IS NULL AND ${IS_OF_DEFAULT_BRANCH}`,
  pr: 'AND s.pr_number IS NOT NULL',
};

/** Judged scans, the newest first: $1 organization, $2 repositories or null for all, $3 number of scans, $4 now. */
export const selectJudged = (kind: ScanKind): string => `
  SELECT s.id, s.repo_id AS "repoId", r.name AS repo, s.branch, s.pr_number AS "prNumber", s.state,
    s.state = 'pending' AND s.deadline_at <= $4 AS "isOverdue", s.gate_status AS "gateStatus",
    coalesce(s.failing_rules, '{}') AS "failingRules", e.facts
  FROM (
    SELECT * FROM scans s
    WHERE s.org_id = $1 AND ($2::bigint[] IS NULL OR s.repo_id = ANY ($2)) ${CONDITIONS[kind]}
      AND ${isShownOnBranch('s.org_id', 's.repo_id', 's.branch')} AND ${IS_SHOWN_OF_PULL}
    ORDER BY s.id DESC LIMIT $3
  ) AS s
  JOIN repos r ON r.org_id = s.org_id AND r.id = s.repo_id
  LEFT JOIN evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
  WHERE s.org_id = $1
  ORDER BY s.id DESC`;

/** Scans with their repositories and last evaluations: joins `scans` with `repos` and `evaluations`. */
@Injectable()
export class SimulationReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Newest first; `at` decides which are overdue. */
  listJudged(orgId: OrgId, { repoIds, kind, limit }: ScanChoice, at: Date): Promise<JudgedScanRow[]> {
    return this.tenant.manager(orgId).query(selectJudged(kind), [orgId, repoIds, limit, at]);
  }
}

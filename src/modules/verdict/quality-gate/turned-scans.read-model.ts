import { Injectable } from '@nestjs/common';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IS_NEWEST_OF_LINE } from '../scan/scan.reader.js';
import type { ChangedTerms } from '../scan/verdict-changes.events.js';

/** A judged scan as its stored verdict has it. */
export interface JudgedLine {
  readonly scanId: ScanId;
  readonly repo: string;
  readonly branch: string;
  readonly prNumber: number | null;
  readonly status: GateStatus;
}

/**
 * Judged scans of the branches and pull requests of a condition: the newest completed one of each, with its details. They are
 * found before any verdict is read.
 */
const select = (condition: string, ofVerdict = 'true') => `
  WITH newest AS MATERIALIZED (
    SELECT s.id, s.repo_id, s.branch, s.pr_number, s.gate_status, s.evaluation FROM scans s
    WHERE s.org_id = $1 AND s.state = 'completed' AND s.details_expired_at IS NULL AND ${condition} AND ${IS_NEWEST_OF_LINE}
  )
  SELECT n.id AS "scanId", r.name AS repo, n.branch, n.pr_number AS "prNumber", n.gate_status AS status
  FROM newest n
  JOIN repos r ON r.org_id = $1 AND r.id = n.repo_id
  JOIN evaluations e ON e.org_id = $1 AND e.scan_id = n.id AND e.number = n.evaluation
  WHERE ${ofVerdict}
  ORDER BY n.id DESC LIMIT $2`;

/** $3 repository, $4 pull request; null: all. $5 a list with the rule */
const OF_RULE = select(
  '($3::bigint IS NULL OR s.repo_id = $3) AND ($4::bigint IS NULL OR s.pr_number = $4)',
  "((e.verdict -> 'violations')::jsonb @> $5::jsonb OR (e.verdict -> 'waived_violations')::jsonb @> $5::jsonb)",
);

/** $3 scans */
const OF_SCANS = select('s.id = ANY ($3)');

/** Scans that a write may turn: joins `scans` with `repos` and `evaluations`. */
@Injectable()
export class TurnedScansReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Newest first: those whose verdict breaks the rule, waived or not, or those among the given scans. */
  findCandidates(orgId: OrgId, changed: ChangedTerms, limit: number): Promise<JudgedLine[]> {
    const manager = this.tenant.manager(orgId);
    if ('scanIds' in changed) return manager.query(OF_SCANS, [orgId, limit, changed.scanIds]);
    const { rule, repoId, prNumber } = changed;
    return manager.query(OF_RULE, [orgId, limit, repoId, prNumber, JSON.stringify([{ rule }])]);
  }
}

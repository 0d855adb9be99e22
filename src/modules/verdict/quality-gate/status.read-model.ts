import { Injectable } from '@nestjs/common';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { BaseOutdatedBy } from '../scan/scan.reader.js';
import type { StoredVerdict } from './stored-verdict.js';

/** Parts of a scan's status; `branch` to `is_blocking` matter only while there is no verdict. */
export interface StatusRow {
  readonly repo_id: RepoId;
  readonly branch: string;
  readonly default_branch: string;
  readonly is_baseline_scan: boolean;
  readonly is_overdue: boolean;
  readonly is_blocking: boolean;
  /** The last evaluation's body; null while there is none. */
  readonly verdict: StoredVerdict | null;
  /** The policy that it was judged by; null like `verdict`. */
  readonly policy: Partial<GatePolicy> | null;
  readonly stale: boolean;
  readonly base_outdated_by: BaseOutdatedBy | null;
  /** Time at which this answer changes although nothing is saved: a deadline, or the end of a waiver or an acceptance. Null: never. */
  readonly changes_at: Date | null;
}

/** SQL that names the scan whose status is read, and the time as of which. */
interface StatusPlace {
  readonly org: string;
  readonly scan: string;
  readonly now: string;
}

/**
 * One read by primary keys: the stored verdict, and whether what it was judged on has changed since. That is judged by
 * the sets and marks that the verdict itself names rather than by times alone, so that a waiver or a mark that was
 * being saved while the verdict was made is not overlooked. A test derives from it which triggers must announce a change.
 */
export const selectStatus = ({ org, scan, now }: StatusPlace): string => `
  SELECT s.repo_id, s.branch, s.default_branch, s.is_baseline_scan,
    s.deadline_at <= ${now} AS is_overdue,
    coalesce(own.block_merge_on_fail, c.block_merge_on_fail, false) AS is_blocking,
    e.verdict,
    e.policy,
    e.verdict IS NOT NULL AND s.state <> 'failed' AND (
      e.policy_revision <> coalesce(c.revision, 0)
      OR coalesce((e.verdict #>> '{considered,repo_policy_revision}')::integer, 0) <> coalesce(own.revision, 0)
      OR coalesce((e.verdict #>> '{considered,switches_revision}')::integer, 0) <> o.switches_revision
      OR s.marks_changed_at IS DISTINCT FROM (e.verdict #>> '{considered,marks_changed_at}')::timestamptz
      OR waived.has_changed
      OR s.base_outdated_by IS NOT NULL
      OR coalesce(accepted.until <= ${now}, false)
    ) AS stale,
    s.base_outdated_by,
    CASE WHEN e.verdict IS NOT NULL
      THEN least(waived.next_end, CASE WHEN accepted.until > ${now} THEN accepted.until END)
      WHEN s.deadline_at > ${now} THEN s.deadline_at
    END AS changes_at
  FROM scans s
  LEFT JOIN evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
  JOIN organizations o ON o.id = s.org_id
  LEFT JOIN gate_configs c ON c.org_id = s.org_id
  LEFT JOIN LATERAL (
    SELECT r.revision, r.block_merge_on_fail FROM repo_gate_config_revisions r
    WHERE r.org_id = s.org_id AND r.repo_id = s.repo_id
    ORDER BY r.revision DESC LIMIT 1
  ) AS own ON true
  CROSS JOIN LATERAL (
    SELECT
      -- one that was made and revoked since counts as a change too
      coalesce(bool_or(
        CASE WHEN was_in_force THEN NOT is_in_force ELSE is_in_force OR w.created_at > e.evaluated_at END
      ), false) AS has_changed,
      min(w.expires_at) FILTER (WHERE is_in_force) AS next_end
    FROM waivers w
    CROSS JOIN LATERAL (
      SELECT (e.verdict #> '{considered,waiver_ids}')::jsonb @> to_jsonb(w.id) AS was_in_force,
        w.revoked_at IS NULL AND (w.expires_at IS NULL OR w.expires_at > ${now}) AS is_in_force
    ) AS then_and_now
    WHERE w.org_id = s.org_id
      AND (w.repo_id IS NULL OR w.repo_id = s.repo_id)
      AND (w.pr_number IS NULL OR w.pr_number = s.pr_number OR w.pr_number = ANY (s.group_members))
  ) AS waived
  CROSS JOIN LATERAL (SELECT (e.verdict #>> '{considered,accepted_until}')::timestamptz AS until) AS accepted
  WHERE s.org_id = ${org} AND s.id = ${scan}`;

/** $1 organization, $2 scan, $3 now */
export const STATUS: PreparedStatement = {
  name: 'gate_status',
  text: selectStatus({ org: '$1', scan: '$2', now: '$3' }),
};

@Injectable()
export class StatusReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async findStatus(orgId: OrgId, scanId: ScanId, at: Date): Promise<StatusRow | null> {
    const values = [String(orgId), String(scanId), at.toISOString()];
    const rows = await this.tenant.read<StatusRow>(orgId, STATUS, values);
    return rows[0] ?? null;
  }
}

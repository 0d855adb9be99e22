import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { queueNewest } from '../../../platform/work/work-queue.js';
import { isOpen } from './pull-request.js';
import { type ReachOfChange, type Reevaluation, type ReevaluationCause, REEVALUATIONS } from './reevaluation.js';

/** Hours in which a merge group may still be in its queue. */
const GROUP_HOURS = 24;

/** SQL condition that scan `s` is of a merge group of which no member is closed. */
const isGroupOpen = (now: string): string => `s.group_members IS NOT NULL AND s.state = 'completed'
  AND s.completed_at > ${now} - interval '${GROUP_HOURS} hours'
  AND NOT EXISTS (SELECT FROM pull_requests pr WHERE pr.org_id = s.org_id AND pr.repo_id = s.repo_id
    AND pr.number = ANY (s.group_members) AND pr.closed_at IS NOT NULL)`;

/**
 * Has the open pull requests of a condition judged again, and the merge groups of another one. In one order, so that two changes do
 * not wait for each other in a circle.
 *
 * $1 organization, $2 trigger, $3 requester, $4 now
 */
const request = (reached: { readonly pulls: string; readonly groups: string }): string =>
  queueNewest(`
    SELECT $1::bigint, '${REEVALUATIONS}', 0, repo_id || '/' || key, repo_id, $4::timestamptz, $4::timestamptz,
      said || jsonb_build_object('trigger', $2::text, 'requestedBy', $3::text)
    FROM (
      SELECT pr.repo_id, pr.number::text AS key, jsonb_build_object('prNumber', pr.number) AS said
      FROM pull_requests pr WHERE pr.org_id = $1 AND ${isOpen('$4::timestamptz')} AND ${reached.pulls}
      UNION ALL
      SELECT s.repo_id, 'group/' || s.id, jsonb_build_object('prNumber', NULL, 'scanId', s.id)
      FROM scans s WHERE s.org_id = $1 AND ${isGroupOpen('$4::timestamptz')} AND ${reached.groups}
    ) AS reached
    ORDER BY repo_id, key`);

/** $5 repository, $6 pull request; null: all */
const REQUEST_REACHED = request({
  pulls: '($5::bigint IS NULL OR pr.repo_id = $5) AND ($6::bigint IS NULL OR pr.number = $6)',
  groups: '($5::bigint IS NULL OR s.repo_id = $5) AND ($6::bigint IS NULL OR $6 = ANY (s.group_members))',
});

/** $5 scans */
const REQUEST_OF_SCANS = request({
  pulls:
    '(pr.repo_id, pr.number) IN (SELECT s.repo_id, s.pr_number FROM scans s WHERE s.org_id = $1 AND s.id = ANY ($5))',
  groups: 's.id = ANY ($5)',
});

/** Pull requests and merge groups that wait to be judged again, inside the open tenant transaction. */
@Injectable()
export class ReevaluationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Open pull requests that a change reaches, and merge groups of theirs. */
  async request(orgId: OrgId, cause: ReevaluationCause, { repoId, prNumber }: ReachOfChange): Promise<void> {
    await this.tenant.manager(orgId).query(REQUEST_REACHED, [orgId, ...valuesOf(cause), repoId, prNumber]);
  }

  /** Open pull requests that these scans are of, and the scans of merge groups among them. */
  async requestOf(orgId: OrgId, cause: ReevaluationCause, scans: readonly ScanId[]): Promise<void> {
    await this.tenant.manager(orgId).query(REQUEST_OF_SCANS, [orgId, ...valuesOf(cause), scans]);
  }

  /** False where the pull request, or one of the merge group, was closed meanwhile. */
  async isOpen({ orgId, repoId, payload: { prNumber, scanId } }: Reevaluation, at: Date): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(orgId).query(
      scanId === undefined
        ? `SELECT FROM pull_requests pr
           WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = $3 AND ${isOpen('$4::timestamptz')}`
        : `SELECT FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.id = $3 AND ${isGroupOpen('$4::timestamptz')}`,
      [orgId, repoId, scanId ?? prNumber, at],
    );
    return rows.length > 0;
  }
}

const valuesOf = ({ trigger, requestedBy, at }: ReevaluationCause) => [trigger, requestedBy, at];

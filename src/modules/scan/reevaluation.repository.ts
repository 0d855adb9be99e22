import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { isOpen } from './pull-request.js';
import type { ClaimedReevaluation, ReachOfChange, ReevaluationCause } from './reevaluation.js';

/**
 * Has the open pull requests of a condition judged again. One that waits already keeps its place; a judgement that is under
 * way does not end its wait. In one order, so that two changes do not wait for each other in a circle.
 *
 * $1 organization, $2 trigger, $3 requester, $4 now
 */
const request = (reached: string): string => `
  WITH waiting AS (
    INSERT INTO reevaluations AS r (org_id, repo_id, pr_number, trigger, requested_by, requested_at)
    SELECT pr.org_id, pr.repo_id, pr.number, $2::text, $3::text, $4::timestamptz FROM pull_requests pr
    WHERE pr.org_id = $1 AND ${isOpen('$4::timestamptz')} AND ${reached}
    ORDER BY pr.repo_id, pr.number
    ON CONFLICT (org_id, repo_id, pr_number) DO UPDATE SET trigger = EXCLUDED.trigger, request = EXCLUDED.request,
      requested_by = EXCLUDED.requested_by, claimed_until = NULL, attempts = 0
    RETURNING 1
  )
  SELECT pg_notify('quality_gate_changes', 'work:reevaluations') FROM waiting LIMIT 1`;

/** $5 repository, $6 pull request; null: all */
const REQUEST_REACHED = request('($5::bigint IS NULL OR pr.repo_id = $5) AND ($6::bigint IS NULL OR pr.number = $6)');

/** $5 scans */
const REQUEST_OF_SCANS = request(
  '(pr.repo_id, pr.number) IN (SELECT s.repo_id, s.pr_number FROM scans s WHERE s.org_id = $1 AND s.id = ANY ($5))',
);

const THIS_REQUEST = 'r.org_id = $1 AND r.repo_id = $2 AND r.pr_number = $3 AND r.request = $4';
const keyOf = ({ orgId, repoId, prNumber, request: id }: ClaimedReevaluation) => [orgId, repoId, prNumber, id];

/** Pull requests that wait to be judged again, inside the open tenant transaction. */
@Injectable()
export class ReevaluationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Open pull requests that a change reaches. */
  async request(orgId: OrgId, cause: ReevaluationCause, { repoId, prNumber }: ReachOfChange): Promise<void> {
    await this.tenant.manager(orgId).query(REQUEST_REACHED, [orgId, ...valuesOf(cause), repoId, prNumber]);
  }

  /** Open pull requests that these scans are of. */
  async requestOf(orgId: OrgId, cause: ReevaluationCause, scans: readonly ScanId[]): Promise<void> {
    await this.tenant.manager(orgId).query(REQUEST_OF_SCANS, [orgId, ...valuesOf(cause), scans]);
  }

  /** False where the pull request was closed or changed meanwhile. */
  async isWanted(claimed: ClaimedReevaluation, at: Date): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(claimed.orgId).query(
      `SELECT FROM reevaluations r JOIN pull_requests pr
         ON pr.org_id = r.org_id AND pr.repo_id = r.repo_id AND pr.number = r.pr_number
       WHERE ${THIS_REQUEST} AND ${isOpen('$5::timestamptz')}`,
      [...keyOf(claimed), at],
    );
    return rows.length > 0;
  }

  /** Ends the wait; false where a change came since the claim, or another instance has ended it. */
  async finish(claimed: ClaimedReevaluation): Promise<boolean> {
    const [, count]: [unknown[], number] = await this.tenant
      .manager(claimed.orgId)
      .query(`DELETE FROM reevaluations r WHERE ${THIS_REQUEST}`, keyOf(claimed));
    return count > 0;
  }

  /** Gives up the lease: it is due again at once. */
  async release(claimed: ClaimedReevaluation): Promise<void> {
    await this.tenant
      .manager(claimed.orgId)
      .query(`UPDATE reevaluations r SET claimed_until = NULL WHERE ${THIS_REQUEST}`, keyOf(claimed));
  }
}

const valuesOf = ({ trigger, requestedBy, at }: ReevaluationCause) => [trigger, requestedBy, at];

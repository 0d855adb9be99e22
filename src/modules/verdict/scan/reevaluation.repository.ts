import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { queueNewest } from '../../../platform/work/work-queue.js';
import { isOpen } from './pull-request.js';
import { type ReachOfChange, type Reevaluation, type ReevaluationCause, REEVALUATIONS } from './reevaluation.js';

/**
 * Has the open pull requests of a condition judged again. In one order, so that two changes do not wait for each other in a circle.
 *
 * $1 organization, $2 trigger, $3 requester, $4 now
 */
const request = (reached: string): string =>
  queueNewest(`
    SELECT pr.org_id, '${REEVALUATIONS}', pr.repo_id || '/' || pr.number, pr.repo_id, $4::timestamptz, $4::timestamptz,
      jsonb_build_object('prNumber', pr.number, 'trigger', $2::text, 'requestedBy', $3::text)
    FROM pull_requests pr WHERE pr.org_id = $1 AND ${isOpen('$4::timestamptz')} AND ${reached}
    ORDER BY pr.repo_id, pr.number`);

/** $5 repository, $6 pull request; null: all */
const REQUEST_REACHED = request('($5::bigint IS NULL OR pr.repo_id = $5) AND ($6::bigint IS NULL OR pr.number = $6)');

/** $5 scans */
const REQUEST_OF_SCANS = request(
  '(pr.repo_id, pr.number) IN (SELECT s.repo_id, s.pr_number FROM scans s WHERE s.org_id = $1 AND s.id = ANY ($5))',
);

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

  /** False where the pull request was closed meanwhile. */
  async isOpen({ orgId, repoId, payload }: Reevaluation, at: Date): Promise<boolean> {
    const rows: unknown[] = await this.tenant.manager(orgId).query(
      `SELECT FROM pull_requests pr
       WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = $3 AND ${isOpen('$4::timestamptz')}`,
      [orgId, repoId, payload.prNumber, at],
    );
    return rows.length > 0;
  }
}

const valuesOf = ({ trigger, requestedBy, at }: ReevaluationCause) => [trigger, requestedBy, at];

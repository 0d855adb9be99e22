import { Injectable } from '@nestjs/common';
import type { RuleName } from '../../../domain/gate/rules.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { IS_SHOWN_OF_PULL } from '../scan/scan.reader.js';

/** A pull request as far as it decides whether a waiver would help. */
export interface RequestedPull {
  readonly isClosed: boolean;
  /** The last verdict of the completed scan that it shows names the rule as passed. */
  readonly isPassed: boolean;
}

/** Pull requests for which waivers are requested: joins `pull_requests` and `scans` with `evaluations`. */
@Injectable()
export class RequestedPullReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  async find(orgId: OrgId, repoId: RepoId, number: number, rule: RuleName): Promise<RequestedPull> {
    const [found] = await this.tenant.manager(orgId).query<[RequestedPull]>(
      `SELECT
         EXISTS (SELECT FROM pull_requests pr
           WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = $3 AND pr.closed_at IS NOT NULL) AS "isClosed",
         coalesce((
           SELECT (e.verdict -> 'passed_rules')::jsonb @> $4::jsonb FROM scans s
           JOIN evaluations e ON e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation
           WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $3 AND s.state = 'completed'
             AND ${IS_SHOWN_OF_PULL}
           ORDER BY s.id DESC LIMIT 1), false) AS "isPassed"`,
      [orgId, repoId, number, JSON.stringify([{ rule }])],
    );
    return found;
  }
}

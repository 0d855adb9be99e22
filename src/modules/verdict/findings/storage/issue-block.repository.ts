import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, RepoId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { Scan } from '../../scan/scan.reader.js';

/** The repository and the tool of a problem. */
export interface IssueOrigin {
  readonly issueId: IssueId;
  readonly repoId: RepoId;
  readonly tool: string;
}

/** Ids of problems, which are taken in blocks. */
@Injectable()
export class IssueBlockRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Takes the given number of consecutive ids for problems of a tool. Answers the first. */
  async take({ orgId, repoId }: Scan, tool: string, count: number): Promise<IssueId> {
    const rows: { firstId: IssueId }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO issue_blocks (org_id, first_id, id_count, repo_id, tool) VALUES ($1, take_issue_ids($3), $3, $2, $4)
       RETURNING first_id AS "firstId"`,
      [orgId, repoId, count, tool],
    );
    return rows[0]!.firstId;
  }

  /** Origins of those ids that the organization took. */
  findOrigins(orgId: OrgId, issueIds: readonly IssueId[]): Promise<IssueOrigin[]> {
    return this.tenant.manager(orgId).query(
      `SELECT wanted.id AS "issueId", repo_id AS "repoId", tool FROM unnest($2::bigint[]) AS wanted (id)
       CROSS JOIN LATERAL (
         SELECT * FROM issue_blocks WHERE org_id = $1 AND first_id <= wanted.id ORDER BY first_id DESC LIMIT 1) AS block
       WHERE wanted.id < first_id + id_count`,
      [orgId, issueIds],
    );
  }
}

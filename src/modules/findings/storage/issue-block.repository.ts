import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Scan } from '../../scan/scan.reader.js';

/** The repository and the tool of a problem. */
export interface IssueOrigin {
  readonly repoId: RepoId;
  readonly tool: string;
}

/** Ids of problems, which are taken in blocks. */
@Injectable()
export class IssueBlockRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Takes so many ids that follow one another for problems of a tool. Answers the first. */
  async take({ orgId, repoId }: Scan, tool: string, count: number): Promise<IssueId> {
    const rows: { firstId: IssueId }[] = await this.tenant.manager(orgId).query(
      `INSERT INTO issue_blocks (org_id, first_id, id_count, repo_id, tool) VALUES ($1, take_issue_ids($3), $3, $2, $4)
       RETURNING first_id AS "firstId"`,
      [orgId, repoId, count, tool],
    );
    return rows[0]!.firstId;
  }

  /** Null for an id that the organization never took. */
  async findOrigin(orgId: OrgId, issueId: IssueId): Promise<IssueOrigin | null> {
    const rows: IssueOrigin[] = await this.tenant.manager(orgId).query(
      `SELECT repo_id AS "repoId", tool FROM (
         SELECT * FROM issue_blocks WHERE org_id = $1 AND first_id <= $2 ORDER BY first_id DESC LIMIT 1) AS block
       WHERE $2 < first_id + id_count`,
      [orgId, issueId],
    );
    return rows[0] ?? null;
  }
}

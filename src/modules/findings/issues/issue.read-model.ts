import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A problem, by what its newest finding says. */
export interface FoundIssue {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly features: Uint8Array;
  readonly firstSeenScanId: ScanId;
}

/** Problems with the repository they are in: joins `findings` with `scans`. */
@Injectable()
export class IssueReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The problem's newest finding, with what a mark keeps of it; null when the organization has no such problem. */
  async findIssue(orgId: OrgId, issueId: IssueId): Promise<FoundIssue | null> {
    const rows: FoundIssue[] = await this.tenant.manager(orgId).query(
      `SELECT s.repo_id AS "repoId", f.tool, f.features, f.first_seen_scan_id AS "firstSeenScanId"
       FROM findings f JOIN scans s ON s.org_id = f.org_id AND s.id = f.scan_id
       WHERE f.org_id = $1 AND f.issue_id = $2 ORDER BY f.scan_id DESC LIMIT 1`,
      [orgId, issueId],
    );
    return rows[0] ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import { TABLES_VERSION } from '../../../../domain/findings/classify/tables-version.js';
import type { IssueId, OrgId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { FoundIssue, IssueMark } from './issue-mark.repository.js';

/** A problem that an administrator accepted; `endsAt` null: for good. */
export interface AcceptedIssue extends Omit<IssueMark, 'lines'>, Pick<FoundIssue, 'directive' | 'severity'> {
  readonly endsAt: Date | null;
}

/** Accepted problems, inside the open tenant transaction. Those in force are among the marks that `IssueMarkRepository` reads. */
@Injectable()
export class AcceptedIssueRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Stores it in the place of an earlier one. */
  async save(orgId: OrgId, issue: AcceptedIssue): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO accepted_issues (org_id, issue_id, repo_id, tool, reason, features, first_seen_scan_id, marked_by,
         marked_at, ends_at, directive, severity, tables_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (org_id, issue_id) DO UPDATE SET reason = excluded.reason, features = excluded.features,
         marked_by = excluded.marked_by, marked_at = excluded.marked_at, ends_at = excluded.ends_at,
         directive = excluded.directive, severity = excluded.severity, tables_version = excluded.tables_version`,
      [
        ...[orgId, issue.issueId, issue.repoId, issue.tool, issue.reason, Buffer.from(issue.features)],
        ...[issue.firstSeenScanId, issue.markedBy, issue.markedAt, issue.endsAt, issue.directive],
        ...[issue.severity, TABLES_VERSION],
      ],
    );
  }

  /** Deletes it. Answers what it was; null where the problem was not accepted. */
  async remove(orgId: OrgId, issueId: IssueId): Promise<Pick<AcceptedIssue, 'repoId' | 'reason' | 'endsAt'> | null> {
    const [rows]: [Pick<AcceptedIssue, 'repoId' | 'reason' | 'endsAt'>[]] = await this.tenant.manager(orgId).query(
      `DELETE FROM accepted_issues WHERE org_id = $1 AND issue_id = $2
         RETURNING repo_id AS "repoId", reason, ends_at AS "endsAt"`,
      [orgId, issueId],
    );
    return rows[0] ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Marks that one request made or removed in a repository. */
export interface MarkOperation {
  readonly repoId: RepoId;
  readonly issueIds: readonly IssueId[];
  /** The marks as they were, as JSON for `IssueMarkRepository.restore`; null for an operation that marked. */
  readonly removed: object | null;
  readonly madeBy: string;
  readonly madeAt: Date;
}

/** An operation as it is stored. */
export interface StoredMarkOperation extends MarkOperation {
  readonly undoneAt: Date | null;
}

/** Days after which an operation is deleted. */
const STORED_DAYS = 7;

/** Operations that marked or unmarked many problems, inside the open tenant transaction. */
@Injectable()
export class MarkOperationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Stores what an operation changed in one repository. Those of a week ago go. */
  async insert(orgId: OrgId, id: string, { repoId, issueIds, removed, madeBy, madeAt }: MarkOperation): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      `DELETE FROM mark_operations WHERE org_id = $1 AND made_at < $2::timestamptz - interval '${STORED_DAYS} days'`,
      [orgId, madeAt],
    );
    await manager.query(
      `INSERT INTO mark_operations (org_id, id, repo_id, issue_ids, removed, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [orgId, id, repoId, issueIds, removed && JSON.stringify(removed), madeBy, madeAt],
    );
  }

  /** The operation in each of its repositories, locked to the end of the transaction. */
  lock(orgId: OrgId, id: string): Promise<StoredMarkOperation[]> {
    return this.tenant.manager(orgId).query(
      `SELECT repo_id AS "repoId", issue_ids AS "issueIds", removed, made_by AS "madeBy", made_at AS "madeAt",
         undone_at AS "undoneAt"
       FROM mark_operations WHERE org_id = $1 AND id = $2 ORDER BY repo_id FOR UPDATE`,
      [orgId, id],
    );
  }

  async recordUndo(orgId: OrgId, id: string, at: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE mark_operations SET undone_at = $3 WHERE org_id = $1 AND id = $2', [orgId, id, at]);
  }
}

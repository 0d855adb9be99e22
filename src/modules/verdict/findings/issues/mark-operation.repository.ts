import { Injectable } from '@nestjs/common';
import type { IssueId, JobId, OrgId, RepoId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';

/** Marks that an operation made or removed in a repository. */
export interface MarkOperation {
  readonly repoId: RepoId;
  readonly issueIds: readonly IssueId[];
  /** The marks as they were, as JSON for `IssueMarkRepository.restore`; null for an operation that marked. */
  readonly removed: object | null;
  readonly madeBy: string;
  readonly madeAt: Date;
}

/** A part of an operation. A job has its parts from the beginning, and makes their marks one after another. */
export interface OperationPart extends MarkOperation {
  /** Its number in the operation, from 0. */
  readonly part: number;
  /** The job that makes the marks; null where the request made them. */
  readonly jobId: JobId | null;
}

/** Facts of a part, without its marks. */
export interface OperationFacts extends Pick<OperationPart, 'repoId' | 'part' | 'jobId' | 'madeAt'> {
  /** Number of its problems. */
  readonly count: number;
  readonly undoneAt: Date | null;
}

/** Days after which an operation is deleted. */
const STORED_DAYS = 7;

const PART = `repo_id AS "repoId", part, job_id AS "jobId", issue_ids AS "issueIds", removed, made_by AS "madeBy",
  made_at AS "madeAt"`;

/** Operations that marked or unmarked many problems, inside the open tenant transaction. */
@Injectable()
export class MarkOperationRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, id: string, operation: OperationPart): Promise<void> {
    const { repoId, part, jobId, issueIds, removed, madeBy, madeAt } = operation;
    await this.tenant.manager(orgId).query(
      `INSERT INTO mark_operations (org_id, id, repo_id, part, job_id, issue_ids, removed, made_by, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [orgId, id, repoId, part, jobId, issueIds, removed && JSON.stringify(removed), madeBy, madeAt],
    );
  }

  /** Deletes operations of a week ago. */
  async deleteOld(orgId: OrgId, at: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query(
        `DELETE FROM mark_operations WHERE org_id = $1 AND made_at < $2::timestamptz - interval '${STORED_DAYS} days'`,
        [orgId, at],
      );
  }

  /** Facts of the operation's parts, which are locked to the end of the transaction. */
  lock(orgId: OrgId, id: string): Promise<OperationFacts[]> {
    return this.tenant.manager(orgId).query(
      `SELECT repo_id AS "repoId", part, job_id AS "jobId", cardinality(issue_ids) AS count, made_at AS "madeAt",
         undone_at AS "undoneAt"
       FROM mark_operations WHERE org_id = $1 AND id = $2 ORDER BY part FOR UPDATE`,
      [orgId, id],
    );
  }

  list(orgId: OrgId, id: string): Promise<OperationPart[]> {
    return this.tenant
      .manager(orgId)
      .query(`SELECT ${PART} FROM mark_operations WHERE org_id = $1 AND id = $2 ORDER BY part`, [orgId, id]);
  }

  /**
   * The first part after a number, locked to the end of the transaction; null where there is none.
   *
   * @param isUndone the part of an operation that is being undone; a job that marks ends where one is
   */
  async lockNext(
    orgId: OrgId,
    id: string,
    { after, isUndone }: { readonly after: number; readonly isUndone: boolean },
  ): Promise<OperationPart | null> {
    const rows: OperationPart[] = await this.tenant.manager(orgId).query(
      `SELECT ${PART} FROM mark_operations
       WHERE org_id = $1 AND id = $2 AND part > $3 AND (undone_at IS NOT NULL) = $4
       ORDER BY part LIMIT 1 FOR UPDATE`,
      [orgId, id, after, isUndone],
    );
    return rows[0] ?? null;
  }

  /** Stores what a job changed of a part. */
  async settle(
    orgId: OrgId,
    id: string,
    { part, issueIds, removed }: Pick<OperationPart, 'part' | 'issueIds' | 'removed'>,
  ): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE mark_operations SET issue_ids = $4, removed = $5 WHERE org_id = $1 AND id = $2 AND part = $3', [
        ...[orgId, id, part],
        ...[issueIds, removed && JSON.stringify(removed)],
      ]);
  }

  async recordUndo(orgId: OrgId, id: string, at: Date): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('UPDATE mark_operations SET undone_at = $3 WHERE org_id = $1 AND id = $2', [orgId, id, at]);
  }
}

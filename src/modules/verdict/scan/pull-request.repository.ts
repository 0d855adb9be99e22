import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { ClosedPullRequest, PullRequestTraits } from './pull-request.js';
import type { Scan } from './scan.js';

@Injectable()
export class PullRequestRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * The pull request was scanned: it is open from now on, even if it was closed before. What CI does not state stays as it
   * was.
   */
  async recordScan(
    orgId: OrgId,
    { id, repoId, prNumber, createdAt }: Pick<Scan, 'id' | 'repoId' | 'prNumber' | 'createdAt'>,
    { title, author, url }: PullRequestTraits,
  ): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO pull_requests AS known (org_id, repo_id, number, title, author, url, last_scan_id, last_scanned_at, authors)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, array_remove(ARRAY[lower($5)], NULL))
       ON CONFLICT (org_id, repo_id, number) DO UPDATE SET title = coalesce(excluded.title, known.title),
         author = coalesce(excluded.author, known.author),
         authors = known.authors || CASE WHEN excluded.authors <@ known.authors THEN '{}' ELSE excluded.authors END, url = coalesce(excluded.url, known.url),
         last_scan_id = greatest(excluded.last_scan_id, known.last_scan_id),
         last_scanned_at = greatest(excluded.last_scanned_at, known.last_scanned_at), closed_at = NULL, is_merged = NULL`,
      [orgId, repoId, prNumber, title, author, url, id, createdAt],
    );
  }

  async findAuthors(orgId: OrgId, repoId: RepoId, number: number): Promise<string[]> {
    const rows: { authors: string[] }[] = await this.tenant
      .manager(orgId)
      .query('SELECT authors FROM pull_requests WHERE org_id = $1 AND repo_id = $2 AND number = $3', [
        orgId,
        repoId,
        number,
      ]);
    return rows[0]?.authors ?? [];
  }

  /** The pull request as it is closed now, at the time of its first closing; null where no scan was of it. */
  async close(
    orgId: OrgId,
    repoId: RepoId,
    number: number,
    { at, isMerged }: { readonly at: Date; readonly isMerged: boolean },
  ): Promise<ClosedPullRequest | null> {
    const rows: ClosedPullRequest[] = await this.tenant.manager(orgId).query(
      `WITH closed AS (
         UPDATE pull_requests SET closed_at = coalesce(closed_at, $4), is_merged = $5
         WHERE org_id = $1 AND repo_id = $2 AND number = $3 RETURNING *)
       SELECT repo_id AS "repoId", number, closed_at AS "closedAt", is_merged AS "isMerged" FROM closed`,
      [orgId, repoId, number, at, isMerged],
    );
    return rows[0] ?? null;
  }

  async reopen(orgId: OrgId, repoId: RepoId, number: number): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE pull_requests SET closed_at = NULL, is_merged = NULL
       WHERE org_id = $1 AND repo_id = $2 AND number = $3 AND closed_at IS NOT NULL`,
      [orgId, repoId, number],
    );
  }
}

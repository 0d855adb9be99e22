import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Scan } from '../scan/scan.reader.js';
import { BaselineEntity } from './entities/baseline.entity.js';

/** A tool's baseline for people to look at. */
export interface ToolBaseline {
  readonly branch: string;
  readonly tool: string;
  readonly problems: number;
  readonly scanId: ScanId;
  readonly updatedAt: Date;
}

/** A baseline that a rebuild cleared. */
export interface ClearedBaseline {
  readonly branch: string;
  readonly problems: number;
  readonly at: Date;
  /** Null if an earlier version cleared it. */
  readonly by: ClearedBy | null;
}

/** A person or key, by the name at that time. */
export interface ClearedBy {
  readonly id: number;
  readonly name: string;
}

/** The baseline of one tool on one branch: the scan that has its findings. */
export interface StoredBaseline {
  /** Raised with each change. */
  readonly version: number;
  readonly scanId: ScanId;
}

const COPIED = 'org_id, repo_id, branch, tool, version, finding_count, scan_id, updated_at';

@Injectable()
export class BaselineRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The baselines of a branch by tool. */
  async findBaselines(orgId: OrgId, repoId: RepoId, branch: string): Promise<ReadonlyMap<string, StoredBaseline>> {
    const rows = await this.repository(orgId).find({
      select: { tool: true, version: true, scanId: true },
      where: { orgId, repoId, branch },
    });
    return new Map(rows.map((row) => [row.tool, row]));
  }

  /** Scans that baselines of the repository rest on, and those that an undo of its last rebuild would bring back. */
  async listScans(orgId: OrgId, repoId: RepoId): Promise<ScanId[]> {
    const rows: { id: ScanId }[] = await this.tenant.manager(orgId).query(
      `SELECT scan_id AS id FROM baselines WHERE org_id = $1 AND repo_id = $2
       UNION SELECT scan_id FROM cleared_baselines WHERE org_id = $1 AND repo_id = $2`,
      [orgId, repoId],
    );
    return rows.map(({ id }) => id);
  }

  /** Points the baselines of these tools to a scan of the branch. */
  async point(
    { orgId, repoId, branch, id }: Scan,
    tools: readonly { readonly tool: string; readonly findingCount: number }[],
    at: Date,
  ): Promise<void> {
    if (tools.length === 0) return;
    await this.tenant.manager(orgId).query(
      `INSERT INTO baselines (org_id, repo_id, branch, tool, version, finding_count, scan_id, updated_at)
       SELECT $1, $2, $3, tool, 1, finding_count, $6, $7 FROM unnest($4::text[], $5::int[]) AS t (tool, finding_count)
       ON CONFLICT (org_id, repo_id, branch, tool) DO UPDATE SET version = baselines.version + 1,
         finding_count = excluded.finding_count, scan_id = excluded.scan_id, updated_at = excluded.updated_at`,
      [orgId, repoId, branch, tools.map(({ tool }) => tool), tools.map((each) => each.findingCount), id, at],
    );
  }

  /** Baselines of all branches of a repository, in the order of the tools' names. */
  listTools(orgId: OrgId, repoId: RepoId): Promise<ToolBaseline[]> {
    return this.tenant.manager(orgId).query(
      `SELECT branch, tool, finding_count AS problems, scan_id AS "scanId", updated_at AS "updatedAt"
       FROM baselines WHERE org_id = $1 AND repo_id = $2 ORDER BY tool COLLATE "C"`,
      [orgId, repoId],
    );
  }

  /** Baselines that rebuilds of a repository cleared and an undo would bring back, by branch. */
  listCleared(orgId: OrgId, repoId: RepoId): Promise<ClearedBaseline[]> {
    return this.tenant.manager(orgId).query(
      `SELECT branch, sum(finding_count)::int AS problems, max(cleared_at) AS at,
         CASE WHEN min(cleared_by_id) IS NOT NULL
           THEN json_build_object('id', min(cleared_by_id), 'name', min(cleared_by_name)) END AS by
       FROM cleared_baselines WHERE org_id = $1 AND repo_id = $2 GROUP BY branch`,
      [orgId, repoId],
    );
  }

  /** Moves a branch's baselines to where an undo finds them. Answers how many findings they held. */
  async clear(
    orgId: OrgId,
    repoId: RepoId,
    branch: string,
    { at, by }: { readonly at: Date; readonly by: ClearedBy },
  ): Promise<number> {
    const manager = this.tenant.manager(orgId);
    const [{ count }]: [{ count: number }] = await manager.query(
      'SELECT coalesce(sum(finding_count), 0)::int AS count FROM baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3',
      [orgId, repoId, branch],
    );
    if (!(await this.repository(orgId).existsBy({ orgId, repoId, branch }))) return count;
    await this.forgetCleared(orgId, repoId, branch);
    await manager.query(
      `WITH moved AS (DELETE FROM baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3 RETURNING *)
       INSERT INTO cleared_baselines (${COPIED}, cleared_at, cleared_by_id, cleared_by_name)
         SELECT ${COPIED}, $4, $5, $6 FROM moved`,
      [orgId, repoId, branch, at, by.id, by.name],
    );
    return count;
  }

  /** Moves what the last rebuild cleared back. Answers how many findings it holds, null when there is nothing. */
  async restore(orgId: OrgId, repoId: RepoId, branch: string): Promise<number | null> {
    const rows: { finding_count: number }[] = await this.tenant.manager(orgId).query(
      `WITH moved AS (DELETE FROM cleared_baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3 RETURNING *),
            restored AS (INSERT INTO baselines (${COPIED}) SELECT ${COPIED} FROM moved RETURNING finding_count)
       SELECT finding_count FROM restored`,
      [orgId, repoId, branch],
    );
    return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row.finding_count, 0);
  }

  /** From now on the last rebuild cannot be undone. */
  async forgetCleared(orgId: OrgId, repoId: RepoId, branch: string): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM cleared_baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3', [
        orgId,
        repoId,
        branch,
      ]);
  }

  private repository(orgId: OrgId) {
    return this.tenant.manager(orgId).getRepository(BaselineEntity);
  }
}

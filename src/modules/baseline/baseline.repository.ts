import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../domain/ids.js';
import { copyOut, copyQuery } from '../../platform/database/bulk-copy.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { TupleReader } from '../../platform/database/tuple-reader.js';
import { BaselineEntity } from './entities/baseline.entity.js';

/** The baseline of one tool on one branch, and the version that a writer has to replace. */
export interface StoredBaseline {
  readonly version: number;
  /** The scan that wrote it. */
  readonly scanId: ScanId;
  readonly packed: Uint8Array;
}

const COPIED = 'org_id, repo_id, branch, tool, version, finding_count, packed, scan_id, updated_at';

/** Size of the pieces in which a baseline passes through memory. */
const PIECE_BYTES = 1024 * 1024;

const selectPieces = (orgId: OrgId, repoId: RepoId, branch: string, tool: string) => copyQuery`
  SELECT version::bigint, scan_id, substring(packed FROM start FOR ${PIECE_BYTES})
  FROM baselines, generate_series(1, octet_length(packed), ${PIECE_BYTES}) AS start
  WHERE org_id = ${orgId} AND repo_id = ${repoId} AND branch = ${branch} AND tool = ${tool}
  ORDER BY start`;

@Injectable()
export class BaselineRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async findBaseline(orgId: OrgId, repoId: RepoId, branch: string, tool: string): Promise<StoredBaseline | null> {
    const copied = await copyOut(this.tenant.manager(orgId), selectPieces(orgId, repoId, branch, tool));
    const reader = new TupleReader(copied);
    const pieces: StoredBaseline[] = [];
    while (reader.next())
      pieces.push({ version: reader.bigint(), scanId: reader.bigint() as ScanId, packed: reader.bytes() });
    const [first] = pieces;
    return first ? { ...first, packed: Buffer.concat(pieces.map((piece) => piece.packed)) } : null;
  }

  /** The versions of a branch's baselines by tool, without their contents. */
  async versions(orgId: OrgId, repoId: RepoId, branch: string): Promise<Map<string, number>> {
    const rows = await this.repository(orgId).find({
      select: { tool: true, version: true },
      where: { orgId, repoId, branch },
    });
    return new Map(rows.map((row) => [row.tool, row.version]));
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

  /**
   * Compare and swap: stores `next` where the stored version still is `expected` (0: none is stored).
   * Answers whether it did.
   */
  async replace(orgId: OrgId, expected: number, next: Omit<BaselineEntity, 'orgId' | 'version'>): Promise<boolean> {
    const values = { ...next, orgId, version: expected + 1 };
    if (expected === 0) {
      const result = await this.repository(orgId)
        .createQueryBuilder()
        .insert()
        .values(values)
        .orIgnore()
        .returning('tool')
        .execute();
      return (result.raw as unknown[]).length === 1;
    }
    const { repoId, branch, tool } = next;
    const result = await this.repository(orgId).update({ orgId, repoId, branch, tool, version: expected }, values);
    return result.affected === 1;
  }

  /** Moves a branch's baselines to where an undo finds them. Answers how many findings they held. */
  async clear(orgId: OrgId, repoId: RepoId, branch: string, at: Date): Promise<number> {
    const manager = this.tenant.manager(orgId);
    const [{ count }]: [{ count: number }] = await manager.query(
      'SELECT coalesce(sum(finding_count), 0)::int AS count FROM baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3',
      [orgId, repoId, branch],
    );
    if (!(await this.repository(orgId).existsBy({ orgId, repoId, branch }))) return count;
    await this.forgetCleared(orgId, repoId, branch);
    await manager.query(
      `WITH moved AS (DELETE FROM baselines WHERE org_id = $1 AND repo_id = $2 AND branch = $3 RETURNING *)
       INSERT INTO cleared_baselines (${COPIED}, cleared_at) SELECT ${COPIED}, $4 FROM moved`,
      [orgId, repoId, branch, at],
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

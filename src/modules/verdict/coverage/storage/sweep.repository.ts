import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';

const BEGIN_NAMED = `
  CREATE TEMPORARY TABLE IF NOT EXISTS named_segments (address bytea PRIMARY KEY) ON COMMIT DROP;
  TRUNCATE named_segments`;

/** Removing stored coverage, inside the open tenant transaction. */
@Injectable()
export class SweepRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async deleteManifests(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.query(orgId, 'DELETE FROM coverage_manifests WHERE org_id = $1 AND scan_id = ANY ($2)', [
      orgId,
      scanIds,
    ]);
  }

  /** Deletes up to `limit` keyframes that no manifest names, and answers their number. */
  async deleteKeyframes(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const [, count]: [unknown, number] = await this.query(
      orgId,
      `DELETE FROM coverage_keyframes WHERE org_id = $1 AND repo_id = $2 AND address IN (
         SELECT k.address FROM coverage_keyframes k WHERE k.org_id = $1 AND k.repo_id = $2 AND NOT EXISTS (
           SELECT FROM coverage_manifests m WHERE m.org_id = $1 AND m.repo_id = $2 AND m.keyframe = k.address)
         LIMIT $3)`,
      [orgId, repoId, limit],
    );
    return count;
  }

  /** True where a manifest was stored in the repository that the snapshot does not show. */
  async hasStoredSince(orgId: OrgId, repoId: RepoId, snapshot: string): Promise<boolean> {
    const [{ exists }]: [{ exists: boolean }] = await this.query(
      orgId,
      `SELECT EXISTS (SELECT FROM coverage_manifests
         WHERE org_id = $1 AND repo_id = $2 AND NOT pg_visible_in_snapshot(stored_by, $3::pg_snapshot))`,
      [orgId, repoId, snapshot],
    );
    return exists;
  }

  async namedKeyframes(orgId: OrgId, repoId: RepoId): Promise<Address[]> {
    const rows: { address: Address }[] = await this.query(
      orgId,
      `SELECT DISTINCT encode(keyframe, 'hex') AS address FROM coverage_manifests WHERE org_id = $1 AND repo_id = $2`,
      [orgId, repoId],
    );
    return rows.map(({ address }) => address);
  }

  /** Up to `limit` differences, in the order of scans and uploads, after those of this one. */
  differencesAfter(
    orgId: OrgId,
    repoId: RepoId,
    { scanId, uploadId }: DifferencePlace,
    limit: number,
  ): Promise<(DifferencePlace & { readonly difference: Buffer })[]> {
    return this.query(
      orgId,
      `SELECT scan_id AS "scanId", upload_id AS "uploadId", difference FROM coverage_manifests
       WHERE org_id = $1 AND repo_id = $2 AND (scan_id, upload_id) > ($3, $4) ORDER BY scan_id, upload_id LIMIT $5`,
      [orgId, repoId, scanId, uploadId, limit],
    );
  }

  /** Begins a list of named segments, which ends with the transaction. */
  async beginNamed(orgId: OrgId): Promise<void> {
    // Without values, which a query of two statements may not have.
    await this.tenant.manager(orgId).query(BEGIN_NAMED);
  }

  /** @param addresses an array of `bytea` (`packByteArrays`) */
  async addNamed(orgId: OrgId, addresses: Uint8Array): Promise<void> {
    await this.query(orgId, 'INSERT INTO named_segments SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING', [
      addresses,
    ]);
  }

  /** Up to `limit` segments that are not on the list, which is this session's alone while they may lie on another node. */
  async unnamedSegments(orgId: OrgId, repoId: RepoId, limit: number): Promise<Address[]> {
    const rows: { address: Address }[] = await this.query(
      orgId,
      `WITH stored AS MATERIALIZED (SELECT address FROM coverage_segments WHERE org_id = $1 AND repo_id = $2)
       SELECT encode(s.address, 'hex') AS address FROM stored s
       WHERE NOT EXISTS (SELECT FROM named_segments n WHERE n.address = s.address)
       LIMIT $3`,
      [orgId, repoId, limit],
    );
    return rows.map(({ address }) => address);
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

/** A scan's upload, as the place of a difference in their order. */
export interface DifferencePlace {
  readonly scanId: number;
  readonly uploadId: number;
}

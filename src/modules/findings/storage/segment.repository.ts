import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { Address } from '../../../domain/segments/manifest.js';
import { packByteArrays } from '../../../platform/database/binary-array.js';
import { copyOut, copyQuery } from '../../../platform/database/bulk-copy.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';

/** Segments on their way into the database, as arrays of `bytea` in its binary format. */
export interface PackedSegments {
  readonly addresses: Uint8Array;
  readonly contents: Uint8Array;
}

/** Tables whose rows manifests share. */
export type SharedTable = 'finding_keyframes' | 'finding_segments';

/** First key of the advisory locks of repositories; spells "find". */
const SEGMENTS_LOCK = 0x66696e64;
/** Second key: locks of other repositories with the same one wait for each other, no more. */
const LOCK_OF = '($1::bigint % 2147483647)::int';

/** Contents of files under their digests, and whole manifests. */
@Injectable()
export class SegmentRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Keeps what the repository's manifests name from being removed until the transaction ends. What is to be named again is
   * looked up behind it.
   */
  async keepSegments(orgId: OrgId, repoId: RepoId): Promise<void> {
    await this.query(orgId, `SELECT pg_advisory_xact_lock_shared(${SEGMENTS_LOCK}, ${LOCK_OF})`, [repoId]);
  }

  /** Waits until nobody keeps the repository's segments, and lets nobody begin to until the transaction ends. */
  async lockSegments(orgId: OrgId, repoId: RepoId): Promise<void> {
    await this.query(orgId, `SELECT pg_advisory_xact_lock(${SEGMENTS_LOCK}, ${LOCK_OF})`, [repoId]);
  }

  /** Stores the segments that are not stored yet. Answers their bytes. */
  async saveSegments(orgId: OrgId, repoId: RepoId, { addresses, contents }: PackedSegments): Promise<number> {
    const stored: { bytes: number }[] = await this.query(
      orgId,
      `INSERT INTO finding_segments (org_id, repo_id, address, content)
       SELECT $1, $2, address, content FROM unnest($3::bytea[], $4::bytea[]) AS segments (address, content)
       ON CONFLICT DO NOTHING RETURNING octet_length(content) AS bytes`,
      [orgId, repoId, addresses, contents],
    );
    return stored.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Tuples of address and content, for `readSegments`. */
  copySegments(orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<CopyRows> {
    if (addresses.length === 0) return Promise.resolve([]);
    const wanted = `{${addresses.map((address) => `"\\\\x${address}"`).join(',')}}`;
    return copyOut(
      this.tenant.manager(orgId),
      copyQuery`SELECT address, content FROM finding_segments
        WHERE org_id = ${orgId} AND repo_id = ${repoId} AND address = ANY (${wanted}::bytea[])`,
    );
  }

  /** Addresses of what the repository has: keyframes, or segments. */
  async listAddresses(orgId: OrgId, repoId: RepoId, table: SharedTable): Promise<Address[]> {
    const rows: { address: Address }[] = await this.query(
      orgId,
      `SELECT encode(address, 'hex') AS address FROM ${table} WHERE org_id = $1 AND repo_id = $2`,
      [orgId, repoId],
    );
    return rows.map(({ address }) => address);
  }

  async deleteAddresses(
    orgId: OrgId,
    repoId: RepoId,
    table: SharedTable,
    addresses: readonly Address[],
  ): Promise<void> {
    if (addresses.length === 0) return;
    const packed = packByteArrays(addresses.map((address) => Buffer.from(address, 'hex')));
    await this.query(orgId, `DELETE FROM ${table} WHERE org_id = $1 AND repo_id = $2 AND address = ANY ($3::bytea[])`, [
      orgId,
      repoId,
      packed,
    ]);
  }

  async findKeyframe(orgId: OrgId, repoId: RepoId, address: Address): Promise<Uint8Array | null> {
    const rows: { content: Buffer }[] = await this.query(
      orgId,
      `SELECT content FROM finding_keyframes WHERE org_id = $1 AND repo_id = $2 AND address = decode($3, 'hex')`,
      [orgId, repoId, address],
    );
    return rows[0]?.content ?? null;
  }

  async saveKeyframe(orgId: OrgId, repoId: RepoId, address: Address, content: Uint8Array): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO finding_keyframes (org_id, repo_id, address, content) VALUES ($1, $2, decode($3, 'hex'), $4)
       ON CONFLICT DO NOTHING`,
      [orgId, repoId, address, content],
    );
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

import type { OrgId, RepoId } from '../../domain/ids.js';
import type { Address } from '../../domain/segments/manifest.js';
import { packByteArrays } from './binary-array.js';
import type { TenantDatabase } from './tenant-database.js';

/** Segments as two arrays of `bytea` (`packByteArrays`), in the order of their addresses, each once. */
export interface PackedSegments {
  readonly addresses: Uint8Array<ArrayBuffer>;
  readonly contents: Uint8Array<ArrayBuffer>;
}

/** A keyframe as it is stored. */
export interface PackedKeyframe {
  readonly address: Address;
  readonly content: Uint8Array;
}

/** Tables of the same columns: org_id, repo_id, address, content. */
interface SegmentTableNames {
  readonly segments: string;
  readonly keyframes: string;
}

/** An array of `bytea`, for a parameter of a statement. */
export const packAddresses = (addresses: readonly Address[]): Uint8Array<ArrayBuffer> =>
  packByteArrays(addresses.map((address) => Buffer.from(address, 'hex')));

/**
 * Segments and keyframes of repositories, each stored once under the digest of its content, inside the open tenant
 * transaction. Manifests of scans name them; a sweep deletes what none names.
 */
export abstract class SegmentTables {
  /** @param kind of the segments, in the name of a repository's lock */
  protected constructor(
    protected readonly tenant: TenantDatabase,
    private readonly kind: string,
    private readonly tables: SegmentTableNames,
  ) {}

  /**
   * Keeps what the repository's manifests name from being removed until the transaction ends. What is to be named again is
   * looked up behind it.
   */
  async keepSegments(orgId: OrgId, repoId: RepoId): Promise<void> {
    await this.lockAs('pg_advisory_xact_lock_shared', orgId, repoId);
  }

  /** Waits until nobody keeps the repository's segments, and lets nobody begin to until the transaction ends. */
  async lockSegments(orgId: OrgId, repoId: RepoId): Promise<void> {
    await this.lockAs('pg_advisory_xact_lock', orgId, repoId);
  }

  /** Stores the segments that are not stored yet. Answers their bytes. */
  async saveSegments(orgId: OrgId, repoId: RepoId, { addresses, contents }: PackedSegments): Promise<number> {
    const stored: { bytes: number }[] = await this.query(
      orgId,
      `INSERT INTO ${this.tables.segments} (org_id, repo_id, address, content)
       SELECT $1, $2, address, content FROM unnest($3::bytea[], $4::bytea[]) AS segments (address, content)
       ON CONFLICT DO NOTHING RETURNING octet_length(content) AS bytes`,
      [orgId, repoId, addresses, contents],
    );
    return stored.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async saveKeyframe(orgId: OrgId, repoId: RepoId, { address, content }: PackedKeyframe): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO ${this.tables.keyframes} (org_id, repo_id, address, content) VALUES ($1, $2, decode($3, 'hex'), $4)
       ON CONFLICT DO NOTHING`,
      [orgId, repoId, address, content],
    );
  }

  /** Content of a keyframe; null where it is not stored. */
  async findKeyframe(orgId: OrgId, repoId: RepoId, address: Address): Promise<Uint8Array | null> {
    const [keyframe] = await this.findKeyframes(orgId, repoId, [address]);
    return keyframe?.content ?? null;
  }

  /** Keyframes as far as they are stored, each once. */
  findKeyframes(orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<PackedKeyframe[]> {
    return this.query(
      orgId,
      `SELECT encode(address, 'hex') AS address, content FROM ${this.tables.keyframes}
       WHERE org_id = $1 AND repo_id = $2 AND address = ANY ($3::bytea[])`,
      [orgId, repoId, packAddresses(addresses)],
    );
  }

  listKeyframes(orgId: OrgId, repoId: RepoId): Promise<Address[]> {
    return this.listAddresses(this.tables.keyframes, orgId, repoId);
  }

  listSegments(orgId: OrgId, repoId: RepoId): Promise<Address[]> {
    return this.listAddresses(this.tables.segments, orgId, repoId);
  }

  deleteKeyframes(orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<void> {
    return this.deleteFrom(this.tables.keyframes, orgId, repoId, addresses);
  }

  deleteSegments(orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<void> {
    return this.deleteFrom(this.tables.segments, orgId, repoId, addresses);
  }

  /** The transactions that are visible now, to find later what others stored meanwhile. */
  async currentSnapshot(orgId: OrgId): Promise<string> {
    const rows: { snapshot: string }[] = await this.query(orgId, 'SELECT pg_current_snapshot()::text AS snapshot', []);
    return rows[0]!.snapshot;
  }

  protected query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }

  private async lockAs(lock: string, orgId: OrgId, repoId: RepoId): Promise<void> {
    await this.query(orgId, `SELECT ${lock}(hashtextextended('${this.kind}:' || $1, 0))`, [String(repoId)]);
  }

  private async listAddresses(table: string, orgId: OrgId, repoId: RepoId): Promise<Address[]> {
    const rows: { address: Address }[] = await this.query(
      orgId,
      `SELECT encode(address, 'hex') AS address FROM ${table} WHERE org_id = $1 AND repo_id = $2`,
      [orgId, repoId],
    );
    return rows.map(({ address }) => address);
  }

  private async deleteFrom(table: string, orgId: OrgId, repoId: RepoId, addresses: readonly Address[]): Promise<void> {
    if (addresses.length === 0) return;
    await this.query(orgId, `DELETE FROM ${table} WHERE org_id = $1 AND repo_id = $2 AND address = ANY ($3::bytea[])`, [
      orgId,
      repoId,
      packAddresses(addresses),
    ]);
  }
}

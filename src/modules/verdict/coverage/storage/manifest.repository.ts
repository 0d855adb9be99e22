import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { packAddresses, type PackedKeyframe, SegmentTables } from '../../../../platform/database/segment-tables.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { Scan } from '../../scan/scan.reader.js';
import type { FileTotals, StoredFiles } from './stored-coverage.js';

/** A scan, and the repository that its segments belong to. */
export type ScanKey = Pick<Scan, 'orgId' | 'repoId' | 'id'>;

/** Manifest of an upload, or of all uploads of a scan. */
export interface ManifestRow extends FileTotals {
  /** `ALL_UPLOADS`, or the upload's id. */
  readonly uploadId: number;
  readonly keyframe: Address;
  readonly difference: Buffer;
}

/** A manifest with the content of its keyframe. */
export interface WholeManifest extends ManifestRow {
  readonly content: Buffer;
}

/** In the place of an upload's id: all uploads of a scan together. Stored where there are several, once it is needed. */
export const ALL_UPLOADS = 0;

const COLUMNS = `m.upload_id AS "uploadId", encode(m.keyframe, 'hex') AS keyframe, m.difference,
  m.file_count AS "fileCount", m.lines_total AS "linesTotal", m.lines_covered AS "linesCovered"`;

/** Covered files as they are stored: segments, keyframes, and the manifests of scans. */
@Injectable()
export class ManifestRepository extends SegmentTables {
  constructor(tenant: TenantDatabase) {
    super(tenant, 'coverage', { segments: 'coverage_segments', keyframes: 'coverage_keyframes' });
  }

  /** Keyframe of the newest scan with coverage, by preference of all of its uploads; null before the first one. */
  async newestKeyframe(orgId: OrgId, repoId: RepoId): Promise<PackedKeyframe | null> {
    const rows: PackedKeyframe[] = await this.query(
      orgId,
      `SELECT encode(k.address, 'hex') AS address, k.content FROM coverage_keyframes k
       WHERE k.org_id = $1 AND k.repo_id = $2 AND k.address = (
         SELECT m.keyframe FROM coverage_manifests m WHERE m.org_id = $1 AND m.repo_id = $2
         ORDER BY m.scan_id DESC, m.upload_id LIMIT 1)`,
      [orgId, repoId],
    );
    return rows[0] ?? null;
  }

  async hasKeyframe(orgId: OrgId, repoId: RepoId, address: Address): Promise<boolean> {
    const [{ exists }]: [{ exists: boolean }] = await this.query(
      orgId,
      `SELECT EXISTS (SELECT FROM coverage_keyframes
         WHERE org_id = $1 AND repo_id = $2 AND address = decode($3, 'hex'))`,
      [orgId, repoId, address],
    );
    return exists;
  }

  /** Contents of segments, by address. */
  async findSegments(
    orgId: OrgId,
    repoId: RepoId,
    addresses: readonly Address[],
  ): Promise<ReadonlyMap<Address, Uint8Array>> {
    if (addresses.length === 0) return new Map();
    const rows: { address: Address; content: Buffer }[] = await this.query(
      orgId,
      `SELECT encode(address, 'hex') AS address, content FROM coverage_segments
       WHERE org_id = $1 AND repo_id = $2 AND address = ANY ($3)`,
      [orgId, repoId, packAddresses(addresses)],
    );
    return new Map(rows.map(({ address, content }) => [address, content]));
  }

  /** Stores a manifest in the place of the one before it, with its keyframe where that is new. */
  async saveManifest({ orgId, repoId, id }: ScanKey, uploadId: number, manifest: StoredFiles): Promise<void> {
    const { keyframe, newKeyframe, difference, fileCount, linesTotal, linesCovered } = manifest;
    if (newKeyframe !== null) await this.saveKeyframe(orgId, repoId, { address: keyframe, content: newKeyframe });
    await this.query(
      orgId,
      `INSERT INTO coverage_manifests
         (org_id, repo_id, scan_id, upload_id, keyframe, difference, file_count, lines_total, lines_covered)
       VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9)
       ON CONFLICT (org_id, scan_id, upload_id) DO UPDATE SET keyframe = excluded.keyframe,
         difference = excluded.difference, file_count = excluded.file_count, lines_total = excluded.lines_total,
         lines_covered = excluded.lines_covered, stored_by = excluded.stored_by`,
      [orgId, repoId, id, uploadId, keyframe, difference, fileCount, linesTotal, linesCovered],
    );
  }

  /** Gives a scan the manifests of another one, which name the same segments. */
  async copy(orgId: OrgId, from: ScanId, to: ScanId): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO coverage_manifests
         (org_id, repo_id, scan_id, upload_id, keyframe, difference, file_count, lines_total, lines_covered)
       SELECT org_id, repo_id, $3, upload_id, keyframe, difference, file_count, lines_total, lines_covered
       FROM coverage_manifests WHERE org_id = $1 AND scan_id = $2`,
      [orgId, from, to],
    );
  }

  /** The manifest of one upload, or of all of them; null where none is stored. */
  async findManifest(scan: ScanKey, uploadId: number): Promise<WholeManifest | null> {
    const rows = await this.selectWhole(scan, 'm.upload_id = $3', uploadId);
    return rows[0] ?? null;
  }

  /** The first two manifests of a scan: that of all uploads where it is stored, then those of uploads. */
  findFirstTwo(scan: ScanKey): Promise<WholeManifest[]> {
    return this.selectWhole(scan, 'true ORDER BY m.upload_id LIMIT $3', 2);
  }

  /** Manifests of a scan's uploads, the first first. */
  findManifests({ orgId, id }: ScanKey): Promise<ManifestRow[]> {
    return this.query(
      orgId,
      `SELECT ${COLUMNS} FROM coverage_manifests m
       WHERE m.org_id = $1 AND m.scan_id = $2 AND m.upload_id <> ${ALL_UPLOADS} ORDER BY m.upload_id`,
      [orgId, id],
    );
  }

  /** Deletes the manifest of all uploads, which another one changes. */
  async forgetUnited({ orgId, id }: ScanKey): Promise<void> {
    await this.query(
      orgId,
      `DELETE FROM coverage_manifests WHERE org_id = $1 AND scan_id = $2 AND upload_id = ${ALL_UPLOADS}`,
      [orgId, id],
    );
  }

  private selectWhole({ orgId, id }: ScanKey, condition: string, value: number): Promise<WholeManifest[]> {
    return this.query(
      orgId,
      `SELECT ${COLUMNS}, k.content FROM coverage_manifests m
       JOIN coverage_keyframes k ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe
       WHERE m.org_id = $1 AND m.scan_id = $2 AND ${condition}`,
      [orgId, id, value],
    );
  }
}

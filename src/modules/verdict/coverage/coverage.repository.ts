import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import type { UnmatchedPaths } from '../../../domain/paths/unmatched-paths.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Facts with which the paths of an upload were resolved to those of the repository. */
export interface UploadPaths {
  /** Path of the report in the repository; null when it was not given. */
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
  readonly sources: readonly string[];
  /** Any path was taken as it is, since neither the repository's files nor the report's place were known. 1.0.0-rc.1 alone reads it. */
  readonly tookAnyPath: boolean;
  /** Paths of files without a place, as they would be in the repository. */
  readonly unmatchedPaths: readonly string[];
}

/** An upload as it is remembered: by its key, or else by its bytes and where they lie. */
export interface RememberedUpload extends UploadPaths {
  readonly uploadKey: string | null;
  readonly digest: Uint8Array;
  readonly format: CoverageFormat;
  readonly fileCount: number;
  /** Size of what it adds, as it is sent to the database. */
  readonly storedBytes: number;
}

/** An upload, whose paths may come to other files with another list of the repository's files. */
export interface PlacedUpload extends Pick<UploadPaths, 'reportPath' | 'exclude' | 'sources'> {
  readonly id: number;
  readonly format: CoverageFormat;
}

/** Uploads of a scan before another one. */
export interface UploadState {
  /** Digests of earlier uploads from this place without a key, or of the last one under the requested key. */
  readonly digests: readonly Buffer[];
  /** True when there are uploads without a key, or one under the requested key. */
  readonly hasUploads: boolean;
  /** Of the last upload under the requested key; else 0. */
  readonly storedBytes: number;
}

/** Uploads of a scan, as far as its files do not show them. */
export interface UploadsOfScan {
  readonly hasUploads: boolean;
  readonly unmatched: UnmatchedPaths;
}

/** Uploads of coverage: what came, and how its paths were resolved. */
@Injectable()
export class CoverageRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** @param uploadKey null for uploads without one */
  async stateOf(
    orgId: OrgId,
    scanId: ScanId,
    uploadKey: string | null,
    reportPath: string | null,
  ): Promise<UploadState> {
    const rows: UploadState[] = await this.query(
      orgId,
      `SELECT
         ARRAY(SELECT digest FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2
           AND upload_key IS NOT DISTINCT FROM $3 AND report_path IS NOT DISTINCT FROM $4) AS digests,
         EXISTS (SELECT FROM coverage_uploads
           WHERE org_id = $1 AND scan_id = $2 AND upload_key IS NOT DISTINCT FROM $3) AS "hasUploads",
         coalesce((SELECT stored_bytes FROM coverage_uploads
           WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3), 0) AS "storedBytes"`,
      [orgId, scanId, uploadKey, reportPath],
    );
    return rows[0]!;
  }

  /** Answers the upload's id. */
  async rememberUpload(orgId: OrgId, scanId: ScanId, upload: RememberedUpload): Promise<number> {
    const { uploadKey, digest, format, fileCount, reportPath, exclude, sources, tookAnyPath, unmatchedPaths } = upload;
    const rows: { id: number }[] = await this.query(
      orgId,
      `INSERT INTO coverage_uploads (org_id, scan_id, upload_key, digest, format, file_count, report_path, sources,
         took_any_path, unmatched_paths, exclude, stored_bytes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (org_id, scan_id, upload_key) WHERE upload_key IS NOT NULL
       DO UPDATE SET digest = excluded.digest, format = excluded.format, file_count = excluded.file_count,
         report_path = excluded.report_path, sources = excluded.sources, took_any_path = excluded.took_any_path,
         unmatched_paths = excluded.unmatched_paths, exclude = excluded.exclude, stored_bytes = excluded.stored_bytes,
         uploaded_at = excluded.uploaded_at
       RETURNING id`,
      [
        ...[orgId, scanId, uploadKey, Buffer.from(digest), format, fileCount],
        ...[reportPath, sources, tookAnyPath, unmatchedPaths, exclude, upload.storedBytes],
      ],
    );
    return rows[0]!.id;
  }

  /** Gives a scan the uploads of another one, under the same ids; nothing is stored again. */
  async copy(orgId: OrgId, from: ScanId, to: ScanId): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO coverage_uploads (org_id, scan_id, id, upload_key, digest, format, file_count, uploaded_at, report_path,
         sources, took_any_path, unmatched_paths, exclude) OVERRIDING SYSTEM VALUE
       SELECT org_id, $3, id, upload_key, digest, format, file_count, uploaded_at, report_path, sources, took_any_path,
         unmatched_paths, exclude FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2`,
      [orgId, from, to],
    );
  }

  /** Uploads of a scan with what their paths are resolved by, the first first. */
  listUploads(orgId: OrgId, scanId: ScanId): Promise<PlacedUpload[]> {
    return this.query(
      orgId,
      `SELECT id, format, report_path AS "reportPath", exclude, sources
       FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2 ORDER BY id`,
      [orgId, scanId],
    );
  }

  /** Notes that the upload's paths were resolved again, and which have no place now. */
  async resolvedUpload(
    orgId: OrgId,
    scanId: ScanId,
    uploadId: number,
    unmatchedPaths: readonly string[],
  ): Promise<void> {
    await this.query(
      orgId,
      `UPDATE coverage_uploads SET took_any_path = false, unmatched_paths = $4
       WHERE org_id = $1 AND scan_id = $2 AND id = $3`,
      [orgId, scanId, uploadId, unmatchedPaths],
    );
  }

  /** All paths without a place in the scan's uploads, and if there are any uploads. */
  async uploadsOf(orgId: OrgId, scanId: ScanId): Promise<UploadsOfScan> {
    const rows: (UnmatchedPaths & Pick<UploadsOfScan, 'hasUploads'>)[] = await this.query(
      orgId,
      `WITH uploads AS (SELECT unmatched_paths FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2),
         unmatched AS (SELECT DISTINCT path COLLATE "C" AS path FROM uploads, unnest(unmatched_paths) AS path)
       SELECT EXISTS (SELECT FROM uploads) AS "hasUploads", count(*)::int AS count,
         ARRAY(SELECT path FROM unmatched ORDER BY path LIMIT 10) AS "firstTen"
       FROM unmatched`,
      [orgId, scanId],
    );
    const { hasUploads, ...unmatched } = rows[0]!;
    return { hasUploads, unmatched };
  }

  /** Those of the names that paths without a place end in. */
  async unmatchedNames(orgId: OrgId, scanId: ScanId, names: readonly string[]): Promise<string[]> {
    const rows: { name: string }[] = await this.query(
      orgId,
      `SELECT DISTINCT name FROM (
         SELECT regexp_replace(path, '^.*/', '') AS name FROM coverage_uploads, unnest(unmatched_paths) AS path
         WHERE org_id = $1 AND scan_id = $2) AS unmatched
       WHERE name = ANY ($3)`,
      [orgId, scanId, names],
    );
    return rows.map(({ name }) => name);
  }

  /** Formats of a scan's reports, each once. */
  async findFormats(orgId: OrgId, scanId: ScanId): Promise<CoverageFormat[]> {
    const rows: { format: CoverageFormat }[] = await this.tenant
      .manager(orgId)
      .query('SELECT DISTINCT format FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2', [orgId, scanId]);
    return rows.map(({ format }) => format);
  }

  /** Nothing is stored of these scans' coverage any more. Answers how many bytes were. */
  async clearStoredBytes(orgId: OrgId, scanIds: readonly ScanId[]): Promise<number> {
    const rows: { bytes: number }[] = await this.tenant.manager(orgId).query(
      `WITH cleared AS (
         UPDATE coverage_uploads u SET stored_bytes = 0
         FROM (SELECT id, stored_bytes AS bytes FROM coverage_uploads
           WHERE org_id = $1 AND scan_id = ANY ($2) AND stored_bytes > 0 FOR UPDATE) AS before
         WHERE u.org_id = $1 AND u.id = before.id
         RETURNING before.bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM cleared`,
      [orgId, scanIds],
    );
    return rows[0]!.bytes;
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

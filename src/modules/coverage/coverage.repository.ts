import { Injectable } from '@nestjs/common';
import type { CoverageCounts, CoverageFormat } from '../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';

/** Lines and branches of one file as stored, packed (domain/coverage/packed-lines.ts). */
export interface PackedFile {
  readonly filePath: string;
  readonly reportFormat: CoverageFormat;
  readonly packed: Uint8Array;
}

/** A file's coverage with its counts. */
export type CountedFile = PackedFile & CoverageCounts;

/** A file as it is listed. */
export type ListedFile = Omit<CountedFile, 'packed'>;

/** Which files to list: all of them where both are null. */
export interface FilePage {
  readonly limit: number | null;
  readonly afterPath: string | null;
}

const ALL_FILES: FilePage = { limit: null, afterPath: null };

/** What the files of a scan come to. */
export interface ScanTotals {
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** An upload as it is remembered: by its key, or else by its bytes. */
export interface RememberedUpload {
  readonly uploadKey: string | null;
  readonly digest: Uint8Array;
  readonly format: CoverageFormat;
  readonly fileCount: number;
}

/** The part that all uploads without a key make up together. */
export const KEYLESS = '';

/** Files of one statement: bounds the memory of a large report. */
const BATCH = 2_000;

@Injectable()
export class CoverageRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Whether these very bytes were uploaded without a key before. */
  async hasUpload(orgId: OrgId, scanId: ScanId, digest: Uint8Array): Promise<boolean> {
    const rows: unknown[] = await this.query(
      orgId,
      'SELECT 1 FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2 AND upload_key IS NULL AND digest = $3',
      [orgId, scanId, Buffer.from(digest)],
    );
    return rows.length > 0;
  }

  /** The digest of what was last uploaded under the key; null when nothing was. */
  async digestUnder(orgId: OrgId, scanId: ScanId, uploadKey: string): Promise<Buffer | null> {
    const rows: { digest: Buffer }[] = await this.query(
      orgId,
      'SELECT digest FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3',
      [orgId, scanId, uploadKey],
    );
    return rows[0]?.digest ?? null;
  }

  /** Whether the scan's coverage is kept in parts, because some upload had a key. */
  async hasParts(orgId: OrgId, scanId: ScanId): Promise<boolean> {
    const rows: unknown[] = await this.query(
      orgId,
      'SELECT 1 FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2 AND upload_key IS NOT NULL LIMIT 1',
      [orgId, scanId],
    );
    return rows.length > 0;
  }

  async rememberUpload(orgId: OrgId, scanId: ScanId, upload: RememberedUpload): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO coverage_uploads (org_id, scan_id, upload_key, digest, format, file_count)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (org_id, scan_id, upload_key) WHERE upload_key IS NOT NULL
       DO UPDATE SET digest = excluded.digest, format = excluded.format, file_count = excluded.file_count`,
      [orgId, scanId, upload.uploadKey, Buffer.from(upload.digest), upload.format, upload.fileCount],
    );
  }

  /** The stored files among `paths`, by path. */
  async findFiles(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<Map<string, PackedFile>> {
    const rows: PackedFile[] = await this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_files
       WHERE org_id = $1 AND scan_id = $2 AND file_path = ANY ($3)`,
      [orgId, scanId, paths],
    );
    return new Map(rows.map((row) => [row.filePath, row]));
  }

  async saveFiles(orgId: OrgId, scanId: ScanId, files: readonly CountedFile[]): Promise<void> {
    for (const batch of batchesOf(files))
      await this.query(
        orgId,
        `INSERT INTO coverage_files (org_id, scan_id, file_path, report_format, lines_total, lines_covered,
           branches_total, branches_covered, packed)
         SELECT $1, $2, f.* FROM unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::bytea[]) f
         ON CONFLICT (org_id, scan_id, file_path) DO UPDATE SET report_format = excluded.report_format,
           lines_total = excluded.lines_total, lines_covered = excluded.lines_covered,
           branches_total = excluded.branches_total, branches_covered = excluded.branches_covered,
           packed = excluded.packed`,
        [
          orgId,
          scanId,
          batch.map((file) => file.filePath),
          batch.map((file) => file.reportFormat),
          batch.map((file) => file.linesTotal),
          batch.map((file) => file.linesCovered),
          batch.map((file) => file.branchesTotal),
          batch.map((file) => file.branchesCovered),
          batch.map((file) => Buffer.from(file.packed)),
        ],
      );
  }

  async deleteFiles(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    await this.query(orgId, 'DELETE FROM coverage_files WHERE org_id = $1 AND scan_id = $2 AND file_path = ANY ($3)', [
      orgId,
      scanId,
      paths,
    ]);
  }

  /** All that the scan has so far becomes its keyless part: from now on it is kept in parts. */
  async copyFilesToPart(orgId: OrgId, scanId: ScanId, uploadKey: string): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO coverage_parts (org_id, scan_id, upload_key, file_path, report_format, packed)
       SELECT org_id, scan_id, $3, file_path, report_format, packed FROM coverage_files
       WHERE org_id = $1 AND scan_id = $2`,
      [orgId, scanId, uploadKey],
    );
  }

  /** What all parts say of the files among `paths`, in the order of path and key. */
  partsOf(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<PackedFile[]> {
    return this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND file_path = ANY ($3) ORDER BY file_path, upload_key`,
      [orgId, scanId, paths],
    );
  }

  async findPart(orgId: OrgId, scanId: ScanId, uploadKey: string): Promise<PackedFile[]> {
    return this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3 ORDER BY file_path`,
      [orgId, scanId, uploadKey],
    );
  }

  async deletePart(orgId: OrgId, scanId: ScanId, uploadKey: string): Promise<void> {
    await this.query(orgId, 'DELETE FROM coverage_parts WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3', [
      orgId,
      scanId,
      uploadKey,
    ]);
  }

  async savePart(orgId: OrgId, scanId: ScanId, uploadKey: string, files: readonly PackedFile[]): Promise<void> {
    for (const batch of batchesOf(files))
      await this.query(
        orgId,
        `INSERT INTO coverage_parts (org_id, scan_id, upload_key, file_path, report_format, packed)
         SELECT $1, $2, $3, f.* FROM unnest($4::text[], $5::text[], $6::bytea[]) f
         ON CONFLICT (org_id, scan_id, upload_key, file_path)
           DO UPDATE SET report_format = excluded.report_format, packed = excluded.packed`,
        [
          orgId,
          scanId,
          uploadKey,
          batch.map((file) => file.filePath),
          batch.map((file) => file.reportFormat),
          batch.map((file) => Buffer.from(file.packed)),
        ],
      );
  }

  /** In the order of their paths. */
  list(orgId: OrgId, scanId: ScanId, { limit, afterPath } = ALL_FILES): Promise<ListedFile[]> {
    return this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", lines_total AS "linesTotal",
         lines_covered AS "linesCovered", branches_total AS "branchesTotal", branches_covered AS "branchesCovered"
       FROM coverage_files WHERE org_id = $1 AND scan_id = $2 AND ($3::text IS NULL OR file_path COLLATE "C" > $3)
       ORDER BY file_path COLLATE "C" LIMIT $4`,
      [orgId, scanId, afterPath, limit],
    );
  }

  async totals(orgId: OrgId, scanId: ScanId): Promise<ScanTotals> {
    const rows: ScanTotals[] = await this.query(
      orgId,
      `SELECT count(*)::int AS "fileCount", coalesce(sum(lines_total), 0)::bigint AS "linesTotal",
         coalesce(sum(lines_covered), 0)::bigint AS "linesCovered"
       FROM coverage_files WHERE org_id = $1 AND scan_id = $2`,
      [orgId, scanId],
    );
    return rows[0]!;
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

function* batchesOf<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let from = 0; from < rows.length; from += BATCH) yield rows.slice(from, from + BATCH);
}

import { Injectable } from '@nestjs/common';
import type { UnmatchedPaths } from '../../domain/coverage/coverage-detail.js';
import type { CoverageCounts, CoverageFormat } from '../../domain/coverage/coverage-report.js';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { copyInto } from '../../platform/database/bulk-copy.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { FILE_COLUMNS } from './coverage-rows.js';

/** Lines and branches of one file as stored, packed (domain/coverage/packed-lines.ts). */
export interface PackedFile {
  readonly filePath: string;
  readonly reportFormat: CoverageFormat;
  readonly packed: Uint8Array;
}

/** A file as it is listed. */
export interface ListedFile extends CoverageCounts {
  readonly filePath: string;
  readonly reportFormat: CoverageFormat;
}

/** Page of files: the size, null for all; and the path after which it begins, null for the first page. */
export interface FilePage {
  readonly limit: number | null;
  readonly afterPath: string | null;
}

/** Totals over the files of a scan. */
export interface ScanTotals {
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** Facts with which the paths of an upload were resolved to those of the repository. */
export interface UploadPaths {
  /** Path of the report in the repository; null when it was not given. */
  readonly reportPath: string | null;
  /** Globs of files that count nowhere. */
  readonly exclude: readonly string[];
  readonly sources: readonly string[];
  /** Any path was taken as it is, since neither the repository's files nor the report's place were known. */
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
  /** Size of its files as they are sent to the database. */
  readonly storedBytes: number;
}

/** An upload whose paths may come to other files when the repository's files become known. */
export interface OpenUpload extends UploadPaths {
  readonly id: number;
  readonly uploadKey: string | null;
}

/** Stored coverage of a scan before another upload. */
export interface CoverageState {
  /** Digests of earlier uploads from this place without a key, or of the last one under the requested key. */
  readonly digests: readonly Buffer[];
  /** True when there are uploads without a key, or one under the requested key. */
  readonly hasUploads: boolean;
  /** Of the last upload under the requested key; else 0. */
  readonly storedBytes: number;
  readonly hasFiles: boolean;
  /** True when it is kept in parts, because some upload had a key. */
  readonly hasParts: boolean;
}

/** The part that all uploads without a key make up together. */
export const KEYLESS = '';

const COLUMNS = FILE_COLUMNS.map(([name]) => name).join(', ');

/** Temporary tables are not below row security, into which COPY is refused; they go with the transaction. */
const BEGIN_INCOMING = `
  CREATE TEMPORARY TABLE IF NOT EXISTS incoming_coverage (
    ${FILE_COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}
  ) ON COMMIT DROP;
  TRUNCATE incoming_coverage`;

const SELECT_LISTED = `
  SELECT file_path AS "filePath", report_format AS "reportFormat", lines_total AS "linesTotal",
    lines_covered AS "linesCovered", branches_total AS "branchesTotal", branches_covered AS "branchesCovered"
  FROM coverage_files WHERE org_id = $1 AND scan_id = $2 AND ($3::text IS NULL OR file_path > $3)
  ORDER BY file_path`;
/** Files that are worked off in one turn of the event loop: a few milliseconds. */
const PORTION = 1_000;

@Injectable()
export class CoverageRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** @param uploadKey null for uploads without one */
  async stateOf(
    orgId: OrgId,
    scanId: ScanId,
    uploadKey: string | null,
    reportPath: string | null,
  ): Promise<CoverageState> {
    const rows: CoverageState[] = await this.query(
      orgId,
      `SELECT
         ARRAY(SELECT digest FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2
           AND upload_key IS NOT DISTINCT FROM $3 AND report_path IS NOT DISTINCT FROM $4) AS digests,
         EXISTS (SELECT FROM coverage_uploads
           WHERE org_id = $1 AND scan_id = $2 AND upload_key IS NOT DISTINCT FROM $3) AS "hasUploads",
         coalesce((SELECT stored_bytes FROM coverage_uploads
           WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3), 0) AS "storedBytes",
         EXISTS (SELECT FROM coverage_files WHERE org_id = $1 AND scan_id = $2) AS "hasFiles",
         EXISTS (SELECT FROM coverage_parts WHERE org_id = $1 AND scan_id = $2) AS "hasParts"`,
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
         unmatched_paths = excluded.unmatched_paths, exclude = excluded.exclude, stored_bytes = excluded.stored_bytes
       RETURNING id`,
      [
        ...[orgId, scanId, uploadKey, Buffer.from(digest), format, fileCount],
        ...[reportPath, sources, tookAnyPath, unmatchedPaths, exclude, upload.storedBytes],
      ],
    );
    return rows[0]!.id;
  }

  /** Uploads with paths that were taken as they are, or that have no place; the first first. */
  openUploads(orgId: OrgId, scanId: ScanId): Promise<OpenUpload[]> {
    return this.query(
      orgId,
      `SELECT id, upload_key AS "uploadKey", report_path AS "reportPath", exclude, sources, took_any_path AS "tookAnyPath",
         unmatched_paths AS "unmatchedPaths"
       FROM coverage_uploads
       WHERE org_id = $1 AND scan_id = $2 AND (took_any_path OR cardinality(unmatched_paths) > 0) ORDER BY id`,
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

  /** All paths without a place in the scan's uploads. */
  async unmatchedPaths(orgId: OrgId, scanId: ScanId): Promise<UnmatchedPaths> {
    const rows: UnmatchedPaths[] = await this.query(
      orgId,
      `WITH unmatched AS (
         SELECT DISTINCT path COLLATE "C" AS path FROM coverage_uploads, unnest(unmatched_paths) AS path
         WHERE org_id = $1 AND scan_id = $2)
       SELECT count(*)::int AS count, ARRAY(SELECT path FROM unmatched ORDER BY path LIMIT 10) AS "firstTen"
       FROM unmatched`,
      [orgId, scanId],
    );
    return rows[0]!;
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

  /** Endings of the names of covered files, from their last dot on (`.ts`). */
  async extensions(orgId: OrgId, scanId: ScanId): Promise<string[]> {
    const rows: { extension: string | null }[] = await this.query(
      orgId,
      `SELECT DISTINCT substring(file_path FROM '[^./]\\.[^./]+$') AS extension FROM coverage_files
       WHERE org_id = $1 AND scan_id = $2`,
      [orgId, scanId],
    );
    return rows.flatMap(({ extension }) => extension ?? []);
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

  async hasUploads(orgId: OrgId, scanId: ScanId): Promise<boolean> {
    const [{ exists }]: [{ exists: boolean }] = await this.query(
      orgId,
      'SELECT EXISTS (SELECT FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2)',
      [orgId, scanId],
    );
    return exists;
  }

  /** Files of an upload without a place, by the paths that it says. */
  async findUnplaced(orgId: OrgId, scanId: ScanId, uploadId: number): Promise<PackedFile[]> {
    return this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_unplaced
       WHERE org_id = $1 AND scan_id = $2 AND upload_id = $3 ORDER BY file_path`,
      [orgId, scanId, uploadId],
    );
  }

  /** Puts files (`encodeCoverage`) in the place of the upload's files without a place. */
  async replaceUnplaced(orgId: OrgId, scanId: ScanId, uploadId: number, tuples: readonly Uint8Array[]): Promise<void> {
    await this.query(orgId, 'DELETE FROM coverage_unplaced WHERE org_id = $1 AND scan_id = $2 AND upload_id = $3', [
      orgId,
      scanId,
      uploadId,
    ]);
    await this.withIncoming(orgId, tuples, () =>
      this.query(
        orgId,
        `INSERT INTO coverage_unplaced (org_id, scan_id, upload_id, file_path, report_format, packed)
         SELECT $1, $2, $3, file_path, report_format, packed FROM incoming_coverage`,
        [orgId, scanId, uploadId],
      ),
    );
  }

  /** Moves a part's files to this upload, without a place from now on. */
  async unplacePart(orgId: OrgId, scanId: ScanId, uploadKey: string, uploadId: number): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO coverage_unplaced (org_id, scan_id, upload_id, file_path, report_format, packed)
       SELECT org_id, scan_id, $4, file_path, report_format, packed FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3
       ON CONFLICT DO NOTHING`,
      [orgId, scanId, uploadKey, uploadId],
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

  /** Stores files (`encodeCoverage`), of which none may be stored already. */
  async insertFiles(orgId: OrgId, scanId: ScanId, tuples: readonly Uint8Array[]): Promise<void> {
    await this.withIncoming(orgId, tuples, () =>
      this.query(
        orgId,
        `INSERT INTO coverage_files (org_id, scan_id, ${COLUMNS}) SELECT $1, $2, ${COLUMNS} FROM incoming_coverage`,
        [orgId, scanId],
      ),
    );
  }

  async deleteFiles(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
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

  /** Coverage of all parts for the files among `paths`, in the order of path and key. */
  partsOf(orgId: OrgId, scanId: ScanId, paths: readonly string[]): Promise<PackedFile[]> {
    return this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND file_path = ANY ($3) ORDER BY file_path, upload_key`,
      [orgId, scanId, paths],
    );
  }

  /** Coverage of one part for the files among `paths`, by path. */
  async findPart(
    orgId: OrgId,
    scanId: ScanId,
    uploadKey: string,
    paths: readonly string[],
  ): Promise<Map<string, PackedFile>> {
    const rows: PackedFile[] = await this.query(
      orgId,
      `SELECT file_path AS "filePath", report_format AS "reportFormat", packed FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3 AND file_path = ANY ($4)`,
      [orgId, scanId, uploadKey, paths],
    );
    return new Map(rows.map((row) => [row.filePath, row]));
  }

  /** Deletes what a part says, and answers of which files it did. */
  async deletePart(orgId: OrgId, scanId: ScanId, uploadKey: string): Promise<string[]> {
    const [rows]: [{ path: string }[], number] = await this.query(
      orgId,
      'DELETE FROM coverage_parts WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3 RETURNING file_path AS path',
      [orgId, scanId, uploadKey],
    );
    return rows.map(({ path }) => path);
  }

  async deleteFromPart(orgId: OrgId, scanId: ScanId, uploadKey: string, paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    await this.query(
      orgId,
      `DELETE FROM coverage_parts
       WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3 AND file_path = ANY ($4)`,
      [orgId, scanId, uploadKey, paths],
    );
  }

  /** Adds files (`encodeCoverage`) to a part, of which none may be in it already. */
  async insertPart(orgId: OrgId, scanId: ScanId, uploadKey: string, tuples: readonly Uint8Array[]): Promise<void> {
    await this.withIncoming(orgId, tuples, () =>
      this.query(
        orgId,
        `INSERT INTO coverage_parts (org_id, scan_id, upload_key, file_path, report_format, packed)
         SELECT $1, $2, $3, file_path, report_format, packed FROM incoming_coverage`,
        [orgId, scanId, uploadKey],
      ),
    );
  }

  /** Files in the order of their paths. */
  listCoverageFiles(orgId: OrgId, scanId: ScanId, { limit, afterPath }: FilePage): Promise<ListedFile[]> {
    return this.query(orgId, `${SELECT_LISTED} LIMIT $4`, [orgId, scanId, afterPath, limit]);
  }

  /**
   * All files in the order of their paths as they are now, portion by portion: a driver that is sent everything at once
   * works it off in one turn of the event loop. The cursor is closed at the end, at the latest with the transaction.
   */
  async *listAll(orgId: OrgId, scanId: ScanId, afterPath: string | null = null): AsyncGenerator<readonly ListedFile[]> {
    const declare = `DECLARE listed_files NO SCROLL CURSOR FOR ${SELECT_LISTED}`;
    await this.query(orgId, declare, [orgId, scanId, afterPath]);
    const fetch = () => this.query<ListedFile[]>(orgId, `FETCH ${PORTION} FROM listed_files`, []);
    let portion = await fetch();
    while (portion.length === PORTION) {
      // The database reads on while this portion is worked off.
      const next = fetch();
      // Whoever stops listening does not have to hear of a failure.
      next.catch(() => undefined);
      yield portion;
      portion = await next;
    }
    if (portion.length > 0) yield portion;
    await this.query(orgId, 'CLOSE listed_files', []);
  }

  /** Deletes the files of scans, line by line as they are; what was uploaded stays known. */
  async deleteLines(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    for (const table of ['coverage_files', 'coverage_parts', 'coverage_unplaced'])
      await this.query(orgId, `DELETE FROM ${table} WHERE org_id = $1 AND scan_id = ANY ($2)`, [orgId, scanIds]);
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

  /** `take` finds the tuples as rows of `incoming_coverage`. */
  private async withIncoming(orgId: OrgId, tuples: readonly Uint8Array[], take: () => Promise<unknown>): Promise<void> {
    if (tuples.every(({ length }) => length === 0)) return;
    // Without values, which a query of two statements may not have.
    const manager = this.tenant.manager(orgId);
    await manager.query(BEGIN_INCOMING);
    await copyInto(manager, 'incoming_coverage', tuples);
    await take();
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

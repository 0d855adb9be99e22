import type { EntityManager } from 'typeorm';
import { unplacedPath } from '../../src/domain/coverage/coverage-manifest.js';
import type { CoverageFormat } from '../../src/domain/coverage/coverage-report.js';
import { mergePackedLines } from '../../src/domain/coverage/merge-coverage.js';
import {
  type AddressedFile,
  addressFile,
  type StoredCoverage,
  storeFiles,
} from '../../src/modules/coverage/storage/stored-coverage.js';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';
import type { PackedKeyframe } from '../../src/platform/database/segment-tables.js';

/** A scan whose coverage is not converted. */
interface OldScan {
  readonly orgId: number;
  readonly repoId: number;
  readonly id: number;
}

interface OldUpload {
  readonly id: number;
  readonly uploadKey: string | null;
  readonly tookAnyPath: boolean;
}

/** A row of one of the old tables. */
interface OldFile {
  readonly path: string;
  readonly format: CoverageFormat;
  readonly packed: Buffer;
}

/** In the place of an upload's id: all uploads of a scan together. */
const ALL_UPLOADS = 0;

const LEFT = `coverage_uploads u WHERE NOT EXISTS (
  SELECT FROM coverage_manifests m WHERE m.org_id = u.org_id AND m.scan_id = u.scan_id)`;

/**
 * Converts the coverage of scans from rows of files to manifests and segments, a scan a batch in the order of their ids,
 * and drops the tables of those rows at the end, which gives their disk back.
 */
export function storeCoverageOnce(): DataMigration {
  // Scans up to it are converted; searched from the beginning again at the end, as the version before may add to them.
  let after = { orgId: 0, id: 0 };
  return {
    name: 'store-coverage-once',
    async countLeft(db) {
      const rows: { count: number }[] = await db.query(
        `SELECT count(DISTINCT (u.org_id, u.scan_id))::int AS count FROM ${LEFT}`,
      );
      return rows[0]!.count;
    },
    async run(db) {
      const scan = await findNext(db, after);
      if (scan !== null) {
        await convert(db, scan);
        after = scan;
        return false;
      }
      after = { orgId: 0, id: 0 };
      return dropOldTables(db);
    },
  };
}

async function findNext(db: EntityManager, after: { orgId: number; id: number }): Promise<OldScan | null> {
  const rows: OldScan[] = await db.query(
    `SELECT s.org_id AS "orgId", s.repo_id AS "repoId", s.id FROM scans s WHERE (s.org_id, s.id) = (
       SELECT u.org_id, u.scan_id FROM ${LEFT} AND (u.org_id, u.scan_id) > ($1, $2)
       ORDER BY u.org_id, u.scan_id LIMIT 1)`,
    [after.orgId, after.id],
  );
  return rows[0] ?? null;
}

/** Answers false where anything was added since: the version before still serves. */
async function dropOldTables(db: EntityManager): Promise<boolean> {
  await db.query('LOCK TABLE coverage_files, coverage_parts, coverage_unplaced IN ACCESS EXCLUSIVE MODE');
  if ((await findNext(db, { orgId: 0, id: 0 })) !== null) return false;
  await db.query(`
    DROP TRIGGER delete_coverage ON scans;
    DROP FUNCTION delete_coverage();
    DROP TABLE coverage_files, coverage_parts, coverage_unplaced;
    DROP FUNCTION convert_coverage_again();
  `);
  return true;
}

async function convert(db: EntityManager, scan: OldScan): Promise<void> {
  // The version before adds coverage under this lock alone.
  await db.query('SELECT FROM scans WHERE org_id = $1 AND id = $2 FOR UPDATE', [scan.orgId, scan.id]);
  let keyframe = await newestKeyframe(db, scan);
  for (const [uploadId, files] of await manifestsOf(db, scan)) {
    const stored = storeFiles(files, keyframe);
    await save(db, scan, uploadId, stored);
    const { keyframe: address, newKeyframe } = stored.manifest;
    if (newKeyframe !== null) keyframe = { address, content: newKeyframe };
  }
}

/** Files of all uploads together where there are several, then of each of them; those without a key had one part. */
async function manifestsOf(db: EntityManager, scan: OldScan): Promise<[uploadId: number, AddressedFile[]][]> {
  const uploads = await uploadsOf(db, scan);
  const keyless = uploads.filter(({ uploadKey }) => uploadKey === null);
  const taker = keyless.find(({ tookAnyPath }) => tookAnyPath);
  const holder = taker ?? keyless[0] ?? uploads[0]!;
  if (taker !== undefined) await uniteSources(db, scan, taker.id);
  const merged = (await filesIn(db, scan, 'coverage_files')).map(({ file }) => file);
  const manifests = new Map<number, AddressedFile[]>();
  const add = (uploadId: number, file: AddressedFile) => {
    const known = manifests.get(uploadId);
    if (known) known.push(file);
    else manifests.set(uploadId, [file]);
  };
  const parts = await filesIn(db, scan, 'coverage_parts', 'upload_key');
  const idOf = new Map(uploads.map(({ id, uploadKey }) => [uploadKey, id]));
  for (const { owner, file } of parts) add(owner === '' ? holder.id : idOf.get(owner)!, file);
  if (parts.length === 0) for (const file of merged) add(holder.id, file);
  for (const { owner, file } of await filesIn(db, scan, 'coverage_unplaced', 'upload_id::text'))
    add(Number(owner), { ...file, entry: { ...file.entry, path: unplacedPath(file.entry.path) } });
  if (manifests.size === 0) return [[holder.id, []]];
  return manifests.size === 1 ? [...manifests] : [[ALL_UPLOADS, merged], ...manifests];
}

const uploadsOf = (db: EntityManager, { orgId, id }: OldScan): Promise<OldUpload[]> =>
  db.query(
    `SELECT id, upload_key AS "uploadKey", took_any_path AS "tookAnyPath" FROM coverage_uploads
     WHERE org_id = $1 AND scan_id = $2 ORDER BY id`,
    [orgId, id],
  );

/** The upload that gets the files of all others without a key is resolved again with the sources of all of them. */
async function uniteSources(db: EntityManager, { orgId, id }: OldScan, uploadId: number): Promise<void> {
  await db.query(
    `UPDATE coverage_uploads SET sources = ARRAY(
       SELECT DISTINCT source FROM coverage_uploads u, unnest(u.sources) AS source
       WHERE u.org_id = $1 AND u.scan_id = $2 AND u.upload_key IS NULL AND u.took_any_path)
     WHERE org_id = $1 AND scan_id = $2 AND id = $3`,
    [orgId, id, uploadId],
  );
}

/** @param owner expression for the upload that a row belongs to */
async function filesIn(
  db: EntityManager,
  { orgId, id }: OldScan,
  table: string,
  owner = `''`,
): Promise<{ owner: string; file: AddressedFile }[]> {
  const rows: (OldFile & { owner: string })[] = await db.query(
    `SELECT ${owner} AS owner, file_path AS path, report_format AS format, packed FROM ${table}
     WHERE org_id = $1 AND scan_id = $2`,
    [orgId, id],
  );
  return rows.map(({ owner: key, path, format, packed }) => ({
    owner: key,
    file: addressFile(mergePackedLines(path, [packed]), format),
  }));
}

async function newestKeyframe(db: EntityManager, { orgId, repoId }: OldScan): Promise<PackedKeyframe | null> {
  const rows: PackedKeyframe[] = await db.query(
    `SELECT encode(k.address, 'hex') AS address, k.content FROM coverage_keyframes k
     WHERE k.org_id = $1 AND k.repo_id = $2 AND k.address = (
       SELECT m.keyframe FROM coverage_manifests m WHERE m.org_id = $1 AND m.repo_id = $2
       ORDER BY m.scan_id DESC, m.upload_id LIMIT 1)`,
    [orgId, repoId],
  );
  return rows[0] ?? null;
}

async function save(
  db: EntityManager,
  { orgId, repoId, id }: OldScan,
  uploadId: number,
  { manifest, segments }: StoredCoverage,
): Promise<void> {
  await db.query(
    `INSERT INTO coverage_segments (org_id, repo_id, address, content)
     SELECT $1, $2, address, content FROM unnest($3::bytea[], $4::bytea[]) AS segments (address, content)
     ON CONFLICT DO NOTHING`,
    [orgId, repoId, segments.addresses, segments.contents],
  );
  if (manifest.newKeyframe !== null)
    await db.query(
      `INSERT INTO coverage_keyframes (org_id, repo_id, address, content) VALUES ($1, $2, decode($3, 'hex'), $4)
       ON CONFLICT DO NOTHING`,
      [orgId, repoId, manifest.keyframe, manifest.newKeyframe],
    );
  await db.query(
    `INSERT INTO coverage_manifests
       (org_id, repo_id, scan_id, upload_id, keyframe, difference, file_count, lines_total, lines_covered)
     VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9)`,
    [
      ...[orgId, repoId, id, uploadId, manifest.keyframe, manifest.difference],
      ...[manifest.fileCount, manifest.linesTotal, manifest.linesCovered],
    ],
  );
}

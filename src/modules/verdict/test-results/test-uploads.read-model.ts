import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import type { PackedUpload, PackedUploads } from './ingest/tests.tasks.js';

/** Scans of one commit whose results are compared, the newest before the scan itself. */
const MAX_EARLIER = 5;

/** Content of upload `u`: its own, or that of the upload whose content it shares. */
const CONTENT = 'coalesce(u.content, shared.content)';
const SHARED = `LEFT JOIN test_uploads shared
  ON shared.org_id = $1 AND shared.scan_id = u.content_scan_id AND shared.id = u.id`;

/** Uploads and deleted files that bear on the results of a scan: joins `scans` with `test_uploads`, and reads `scan_changes`. */
@Injectable()
export class TestUploadsReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The uploads of a scan, in the order in which they came. */
  findUploadsOf(orgId: OrgId, scanId: ScanId): Promise<PackedUpload[]> {
    return this.tenant.manager(orgId).query(
      `SELECT u.upload_key AS key, ${CONTENT} AS content FROM test_uploads u ${SHARED}
         WHERE u.org_id = $1 AND u.scan_id = $2 AND ${CONTENT} IS NOT NULL ORDER BY u.id`,
      [orgId, scanId],
    );
  }

  /**
   * The scan's own uploads, those of the first base that has any, and those of earlier scans of its commit that are trusted as far, each in the
   * order in which they came; the files that its change deletes.
   *
   * @param baseIds as `downwards` lists them
   */
  async findUploads({ orgId, repoId, id, commitSha, trust }: Scan, baseIds: readonly ScanId[]): Promise<PackedUploads> {
    const manager = this.tenant.manager(orgId);
    const [rows, deleted] = await together([
      manager.query<{ kind: 'own' | 'earlier' | 'base'; key: string | null; content: Buffer }[]>(
        `SELECT scan.kind, u.upload_key AS key, ${CONTENT} AS content FROM (
         SELECT $2::bigint AS id, 'own' AS kind
         UNION ALL (SELECT base.id, 'base' FROM unnest($3::bigint[]) WITH ORDINALITY AS base (id, place)
           WHERE EXISTS (SELECT FROM test_uploads u ${SHARED} WHERE u.org_id = $1 AND u.scan_id = base.id AND ${CONTENT} IS NOT NULL)
           ORDER BY base.place LIMIT 1)
         UNION ALL (SELECT s.id, 'earlier' FROM scans s
           WHERE s.org_id = $1 AND s.repo_id = $4 AND left(s.commit_sha, 4) = left($5::text, 4) AND s.commit_sha = $5 AND s.id < $2
             AND s.commit_sha <> ALL (s.unproven_commits) AND s.trust >= $6
           ORDER BY s.id DESC LIMIT ${MAX_EARLIER})) AS scan
       JOIN test_uploads u ON u.org_id = $1 AND u.scan_id = scan.id
       ${SHARED}
       WHERE ${CONTENT} IS NOT NULL ORDER BY u.scan_id, u.id`,
        [orgId, id, baseIds, repoId, commitSha, trust],
      ),
      manager.query<PackedUploads['deleted']>(
        `SELECT file->>'path' AS path, file->>'kind' AS kind FROM scan_changes, jsonb_array_elements(files) AS file
         WHERE org_id = $1 AND scan_id = $2 AND file->>'status' = 'deleted'`,
        [orgId, id],
      ),
    ]);
    const of = (kind: 'own' | 'earlier' | 'base') =>
      rows.filter((row) => row.kind === kind).map(({ key, content }) => ({ key, content }));
    return { own: of('own'), earlier: of('earlier'), base: of('base'), deleted };
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** An upload as it is stored: by its key, or else by its bytes and where they lie. */
export interface StoredUpload {
  readonly uploadKey: string | null;
  readonly reportPath: string | null;
  readonly digest: Uint8Array;
  readonly testCount: number;
  /** The tests, packed. */
  readonly packed: Uint8Array;
}

/** Uploads of a scan before another one. */
export interface UploadsBefore {
  /** True where the same bytes came from the same place under the same key. */
  readonly isKnown: boolean;
  /** Size of the upload under the same key; null where there is none. */
  readonly replacedBytes: number | null;
}

/** Uploads of test results. */
@Injectable()
export class TestsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async findBefore(
    orgId: OrgId,
    scanId: ScanId,
    { uploadKey, reportPath, digest }: Pick<StoredUpload, 'uploadKey' | 'reportPath' | 'digest'>,
  ): Promise<UploadsBefore> {
    const rows: UploadsBefore[] = await this.tenant.manager(orgId).query(
      `SELECT EXISTS (SELECT FROM test_uploads WHERE org_id = $1 AND scan_id = $2 AND digest = $5
           AND upload_key IS NOT DISTINCT FROM $3 AND report_path IS NOT DISTINCT FROM $4) AS "isKnown",
         (SELECT octet_length(content) FROM test_uploads
           WHERE org_id = $1 AND scan_id = $2 AND upload_key = $3) AS "replacedBytes"`,
      [orgId, scanId, uploadKey, reportPath, Buffer.from(digest)],
    );
    return rows[0]!;
  }

  /** Stores an upload, in the place of the one under its key. */
  async save(orgId: OrgId, scanId: ScanId, upload: StoredUpload): Promise<void> {
    const { uploadKey, reportPath, digest, testCount, packed } = upload;
    await this.tenant.manager(orgId).query(
      `INSERT INTO test_uploads (org_id, scan_id, upload_key, report_path, digest, test_count, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (org_id, scan_id, upload_key) WHERE upload_key IS NOT NULL
       DO UPDATE SET report_path = excluded.report_path, digest = excluded.digest, test_count = excluded.test_count,
         content = excluded.content, uploaded_at = excluded.uploaded_at`,
      [orgId, scanId, uploadKey, reportPath, Buffer.from(digest), testCount, Buffer.from(packed)],
    );
  }

  /** Gives a scan the uploads of another one, under the same ids: their content is stored there alone. */
  async share(orgId: OrgId, from: ScanId, to: ScanId): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO test_uploads (org_id, scan_id, id, upload_key, report_path, digest, test_count, uploaded_at, content_scan_id)
       OVERRIDING SYSTEM VALUE
       SELECT org_id, $3, id, upload_key, report_path, digest, test_count, uploaded_at, scan_id
       FROM test_uploads WHERE org_id = $1 AND scan_id = $2`,
      [orgId, from, to],
    );
  }

  /**
   * The tests of these scans are stored no more; that they had some is. Answers how many bytes less are stored. Scans that share them
   * get them first.
   */
  async clear(orgId: OrgId, scanIds: readonly ScanId[]): Promise<number> {
    const handed: { bytes: number }[] = await this.tenant.manager(orgId).query(
      `WITH handed AS (
         UPDATE test_uploads sharing SET content = own.content, content_scan_id = NULL FROM test_uploads own
         WHERE own.org_id = $1 AND own.scan_id = ANY ($2) AND sharing.org_id = $1 AND sharing.content_scan_id = own.scan_id
           AND sharing.id = own.id AND sharing.scan_id <> ALL ($2)
         RETURNING octet_length(own.content) AS bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM handed`,
      [orgId, scanIds],
    );
    const rows: { bytes: number }[] = await this.tenant.manager(orgId).query(
      `WITH cleared AS (
         UPDATE test_uploads u SET content = NULL
         FROM (SELECT scan_id, id, octet_length(content) AS bytes FROM test_uploads
           WHERE org_id = $1 AND scan_id = ANY ($2) AND content IS NOT NULL FOR UPDATE) AS before
         WHERE u.org_id = $1 AND u.scan_id = before.scan_id AND u.id = before.id
         RETURNING before.bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM cleared`,
      [orgId, scanIds],
    );
    return rows[0]!.bytes - handed[0]!.bytes;
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { copyOut, copyQuery, RawSql } from '../../../platform/database/bulk-copy.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { CopyRows } from '../../../platform/database/tuple-reader.js';
import { isRowSuppressed } from '../finding-facts.js';

/** Columns of a listed finding, in the order in which `decodeFindings` reads them. */
const LISTED =
  new RawSql(`f.tool, f.file_path, f.issue_id, f.first_seen_scan_id, f.rule_id, f.message, f.type, f.severity,
  f.debt_kind, f.start_line, f.start_column, f.end_line, f.end_column, f.is_new, ${isRowSuppressed('f')}, f.matched_by,
  f.new_because, f.fingerprint,
  CASE WHEN f.clone IS NOT NULL OR f.nearest IS NOT NULL OR f.was IS NOT NULL
    THEN json_build_object('clone', f.clone, 'nearest', f.nearest, 'was', f.was)::text END`);

/** Reading all findings of a scan. */
@Injectable()
export class ScanFindingsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  copyFindings(orgId: OrgId, scanId: ScanId): Promise<CopyRows> {
    return copyOut(
      this.tenant.manager(orgId),
      copyQuery`SELECT ${LISTED} FROM findings f WHERE f.org_id = ${orgId} AND f.scan_id = ${scanId}`,
    );
  }
}

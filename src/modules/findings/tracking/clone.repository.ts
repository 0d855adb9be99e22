import { Injectable } from '@nestjs/common';
import type { StoredClone } from '../../../domain/findings/clones/stored-clone.js';
import type { IssueId, OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { withoutNestedLoops } from '../../../platform/database/without-nested-loops.js';
import { isRowSuppressed } from '../finding-facts.js';

/** A finding that has copies. */
export interface CloneRow {
  readonly id: number;
  readonly tool: string;
  readonly issueId: IssueId;
  readonly firstSeenScanId: ScanId;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly newBecause: string | null;
  readonly message: string;
  readonly filePath: string | null;
  readonly startLine: number | null;
  readonly endLine: number | null;
  readonly isSuppressed: boolean;
  readonly clone: StoredClone;
}

/** Changes of such a finding: its place and message, its problem and its newness. */
export type CloneUpdate = Pick<
  CloneRow,
  | 'id'
  | 'issueId'
  | 'firstSeenScanId'
  | 'isNew'
  | 'matchedBy'
  | 'newBecause'
  | 'message'
  | 'filePath'
  | 'startLine'
  | 'endLine'
>;

const SELECT = `
  SELECT f.id, f.tool, f.issue_id AS "issueId", f.first_seen_scan_id AS "firstSeenScanId", f.is_new AS "isNew",
    f.matched_by AS "matchedBy", f.new_because AS "newBecause", f.message,
    f.file_path AS "filePath", f.start_line AS "startLine", f.end_line AS "endLine",
    ${isRowSuppressed('f')} AS "isSuppressed", f.clone
  FROM findings f`;

const UPDATE = `
  UPDATE findings f SET issue_id = u.issue_id, first_seen_scan_id = u.first_seen_scan_id, is_new = u.is_new,
    matched_by = u.matched_by, new_because = u.new_because, message = u.message,
    file_path = u.file_path, start_line = u.start_line, end_line = u.end_line,
    start_column = CASE WHEN (f.file_path, f.start_line) = (u.file_path, u.start_line) THEN f.start_column END,
    end_column = CASE WHEN (f.file_path, f.start_line) = (u.file_path, u.start_line) THEN f.end_column END
  FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[], $7::text[], $8::text[], $9::text[], $10::int[],
    $11::int[], $12::text[])
    AS u (id, issue_id, first_seen_scan_id, is_new, matched_by, new_because, file_path, start_line, end_line, message)
  WHERE f.org_id = $1 AND f.scan_id = $2 AND f.id = u.id`;

/** Duplicated texts among the findings of scans. */
@Injectable()
export class CloneRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** In the order in which they were stored. */
  listClones(orgId: OrgId, scanId: ScanId): Promise<CloneRow[]> {
    return this.tenant
      .manager(orgId)
      .query(`${SELECT} WHERE f.org_id = $1 AND f.scan_id = $2 AND f.clone IS NOT NULL ORDER BY f.id`, [orgId, scanId]);
  }

  /** Copies of the clones that count: neither suppressed nor marked as false positives. */
  async listCounted(orgId: OrgId, scanId: ScanId): Promise<StoredClone[]> {
    const rows: { clone: StoredClone }[] = await this.tenant.manager(orgId).query(
      `SELECT f.clone FROM findings f LEFT JOIN issue_marks m ON m.org_id = f.org_id AND m.issue_id = f.issue_id
       WHERE f.org_id = $1 AND f.scan_id = $2 AND f.clone IS NOT NULL AND NOT ${isRowSuppressed('f')} AND m.issue_id IS NULL`,
      [orgId, scanId],
    );
    return rows.map(({ clone }) => clone);
  }

  async update(orgId: OrgId, scanId: ScanId, updates: readonly CloneUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    const column = <K extends keyof CloneUpdate>(name: K) => updates.map((update) => update[name]);
    const manager = this.tenant.manager(orgId);
    await withoutNestedLoops(manager, () =>
      manager.query(UPDATE, [
        orgId,
        scanId,
        column('id'),
        column('issueId'),
        column('firstSeenScanId'),
        column('isNew'),
        column('matchedBy'),
        column('newBecause'),
        column('filePath'),
        column('startLine'),
        column('endLine'),
        column('message'),
      ]),
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { Severity } from '../../domain/findings/finding.js';
import type { FormerFinding, StoredNearest } from '../../domain/findings/listing/finding-columns.js';
import { MATCHED_BY, type MatchedBy } from '../../domain/findings/matching/matched-by.js';
import { NEW_BECAUSE } from '../../domain/findings/tracking/newness.js';
import type { IssueId, OrgId, ScanId } from '../../domain/ids.js';
import type { CountedFinding } from '../../domain/ratings/scan-counters.js';
import { copyInto, copyOut, copyQuery, RawSql } from '../../platform/database/bulk-copy.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { CopyRows } from '../../platform/database/tuple-reader.js';
import { withoutNestedLoops } from '../../platform/database/without-nested-loops.js';
import { isRowSuppressed } from './finding-facts.js';
import { COPY_COLUMNS } from './ingest/copy-rows.js';
import { arraysOf, type Recognition } from './tracking/recognition.js';
import { PROBLEM_COLUMNS } from './tracking/stored-problems.js';

const STORED = COPY_COLUMNS.map(([name]) => name).filter((name) => name !== 'row');

/** Temporary tables are not below row security, into which COPY is refused; they go with the transaction. */
const CREATE_INCOMING = `
  CREATE TEMPORARY TABLE IF NOT EXISTS incoming_findings (
    ${COPY_COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}
  ) ON COMMIT DROP`;

/** An explanation of the row with a number, of a finding that is new: `$12` has them by these numbers. */
const explanationOf = (row: string): string =>
  `CASE WHEN ($9::smallint[])[${row}] > 0 THEN $12::jsonb -> ${row}::text END`;

/** Results of tracking each row are in arrays, at its number. */
const INSERT_INCOMING = `
  INSERT INTO findings (org_id, scan_id, tool, issue_id, first_seen_scan_id, is_new, matched_by, new_because,
    is_suppressed_on_base, nearest, was, ${STORED.join(', ')})
  SELECT $1, $2, $3, coalesce(nullif(($5::bigint[])[f.row], 0), nextval('issue_ids')),
    coalesce(nullif(($6::bigint[])[f.row], 0), $2), ($7::boolean[])[f.row], ($4::text[])[($8::smallint[])[f.row]],
    ($11::text[])[($9::smallint[])[f.row]], ($10::boolean[])[f.row], explanation -> 'nearest', explanation -> 'was',
    ${STORED.map((name) => `f.${name}`).join(', ')}
  FROM incoming_findings f CROSS JOIN LATERAL (SELECT ${explanationOf('f.row')} AS explanation) AS e`;

const PROBLEM = new RawSql(PROBLEM_COLUMNS.join(', '));
const selectProblems = (orgId: OrgId, scanId: ScanId, tool: string) => copyQuery`
  SELECT ${PROBLEM} FROM findings WHERE org_id = ${orgId} AND scan_id = ${scanId} AND tool = ${tool} ORDER BY id`;

/**
 * By the number of each row in the order of `selectProblems`. A finding that nothing recognizes keeps the id that it has,
 * unless that turns out to be the problem of another one. For `withoutNestedLoops`.
 */
export const RETRACK = `
  WITH known AS (
    SELECT id, issue_id, first_seen_scan_id, (row_number() OVER (ORDER BY id) - 1)::int AS row
    FROM findings WHERE org_id = $1 AND scan_id = $2 AND tool = $3
  ), found AS (
    SELECT known.id,
      coalesce(nullif(($5::bigint[])[row], 0), CASE WHEN taken.id IS NULL THEN issue_id ELSE nextval('issue_ids') END)
        AS issue_id,
      coalesce(nullif(($6::bigint[])[row], 0), CASE WHEN taken.id IS NULL THEN first_seen_scan_id ELSE $2 END)
        AS first_seen_scan_id,
      ($7::boolean[])[row] AS is_new, ($4::text[])[($8::smallint[])[row]] AS matched_by,
      ($11::text[])[($9::smallint[])[row]] AS new_because, ($10::boolean[])[row] AS is_suppressed_on_base,
      explanation -> 'nearest' AS nearest, explanation -> 'was' AS was
    FROM known LEFT JOIN unnest($5::bigint[]) AS taken (id) ON taken.id = known.issue_id
      CROSS JOIN LATERAL (SELECT ${explanationOf('row')} AS explanation) AS e
  )
  UPDATE findings f SET issue_id = found.issue_id, first_seen_scan_id = found.first_seen_scan_id,
    is_new = found.is_new, matched_by = found.matched_by, new_because = found.new_because,
    is_suppressed_on_base = found.is_suppressed_on_base, nearest = found.nearest, was = found.was
  FROM found
  WHERE f.org_id = $1 AND f.scan_id = $2 AND f.id = found.id
    AND (f.issue_id, f.first_seen_scan_id, f.is_new, f.matched_by, f.new_because, f.is_suppressed_on_base, f.nearest, f.was)
      IS DISTINCT FROM (found.issue_id, found.first_seen_scan_id, found.is_new, found.matched_by, found.new_because,
        found.is_suppressed_on_base, found.nearest, found.was)`;

@Injectable()
export class FindingsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Sends a tool's tuples (`encodeFindings`) to the server as they are, to be stored by `insertStaged`. */
  async stage(orgId: OrgId, tuples: readonly Uint8Array[]): Promise<void> {
    if (tuples.length === 0) return;
    const manager = this.tenant.manager(orgId);
    await manager.query(CREATE_INCOMING);
    await copyInto(manager, 'incoming_findings', tuples);
  }

  /** Stores what was staged, by what tracking found out of it. */
  async insertStaged(
    orgId: OrgId,
    scanId: ScanId,
    tool: string,
    recognition: Recognition,
    explanations: Explanations,
  ): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(INSERT_INCOMING, [orgId, scanId, tool, ...parametersOf(recognition, explanations)]);
    await manager.query('TRUNCATE incoming_findings');
  }

  async deleteOfTool(orgId: OrgId, scanId: ScanId, tool: string): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM findings WHERE org_id = $1 AND scan_id = $2 AND tool = $3', [orgId, scanId, tool]);
  }

  async deleteOfScans(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM findings WHERE org_id = $1 AND scan_id = ANY ($2)', [orgId, scanIds]);
  }

  /** Findings of a tool in a scan, as the matcher needs them, in the order of insertion. */
  problemsOfTool(orgId: OrgId, scanId: ScanId, tool: string): Promise<CopyRows> {
    return copyOut(this.tenant.manager(orgId), selectProblems(orgId, scanId, tool));
  }

  /** Recognizes a tool's stored findings as tracking found out of `problemsOfTool`; those that stay as they are are left alone. */
  async retrack(
    orgId: OrgId,
    scanId: ScanId,
    tool: string,
    recognition: Recognition,
    explanations: Explanations,
  ): Promise<void> {
    const manager = this.tenant.manager(orgId);
    const values = [orgId, scanId, tool, ...parametersOf(recognition, explanations)];
    await withoutNestedLoops(manager, () => manager.query(RETRACK, values));
  }

  /** Problems by their ids, as some scans found them: of each the newest of these. */
  findProblems(orgId: OrgId, scanIds: readonly ScanId[], ids: readonly number[]): Promise<FoundProblem[]> {
    return this.tenant.manager(orgId).query(
      `SELECT DISTINCT ON (issue_id) issue_id AS "issueId", file_path AS "filePath", start_line AS "line", severity, message
       FROM findings WHERE org_id = $1 AND scan_id = ANY ($2) AND issue_id = ANY ($3) ORDER BY issue_id, scan_id DESC`,
      [orgId, scanIds, ids],
    );
  }

  /** Number of counting findings that were matched in this way. */
  async countMatchedBy(orgId: OrgId, scanId: ScanId, matchedBy: MatchedBy): Promise<number> {
    const rows: { count: number }[] = await this.tenant.manager(orgId).query(
      `SELECT count(*)::int AS count FROM findings f
       LEFT JOIN issue_marks m ON m.org_id = f.org_id AND m.issue_id = f.issue_id
       WHERE f.org_id = $1 AND f.scan_id = $2 AND f.matched_by = $3 AND f.type <> 'coverage_gap'
         AND NOT ${isRowSuppressed('f')} AND m.issue_id IS NULL`,
      [orgId, scanId, matchedBy],
    );
    return rows[0]?.count ?? 0;
  }

  /** The scan's findings in groups that count alike, under the marks of now. */
  groups(orgId: OrgId, scanId: ScanId): Promise<CountedFinding[]> {
    return this.tenant.manager(orgId).query(
      `SELECT f.type, f.severity, f.debt_kind AS "debtKind", f.is_new AS "isNew", ${isRowSuppressed('f')} AS "isSuppressed",
         m.issue_id IS NOT NULL AS "isFalsePositive", count(*)::int AS count
       FROM findings f LEFT JOIN issue_marks m ON m.org_id = f.org_id AND m.issue_id = f.issue_id
       WHERE f.org_id = $1 AND f.scan_id = $2
       GROUP BY 1, 2, 3, 4, 5, 6`,
      [orgId, scanId],
    );
  }

  /** The scans that found the problem. */
  async scansOfIssue(orgId: OrgId, issueId: IssueId): Promise<ScanId[]> {
    const rows: { scanId: ScanId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT DISTINCT scan_id AS "scanId" FROM findings WHERE org_id = $1 AND issue_id = $2', [orgId, issueId]);
    return rows.map((row) => row.scanId);
  }
}

/** A problem as some scan found it. */
export interface FoundProblem {
  readonly issueId: number;
  readonly filePath: string | null;
  readonly line: number | null;
  readonly severity: Severity;
  readonly message: string;
}

/** Explanation of a new finding, as it is stored and sent: one of the two. */
export interface Explanation {
  readonly nearest?: StoredNearest;
  readonly was?: FormerFinding;
}

/** Explanations by the number of the finding's row. */
export type Explanations = ReadonlyMap<number, Explanation>;

/** Values for `$4` to `$12` of the statements that store a recognition. */
const parametersOf = (recognition: Recognition, explanations: Explanations): unknown[] => [
  MATCHED_BY,
  ...arraysOf(recognition),
  NEW_BECAUSE,
  explanations.size === 0 ? null : JSON.stringify(Object.fromEntries(explanations)),
];

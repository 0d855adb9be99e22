import { Injectable } from '@nestjs/common';
import type { DebtKind, FindingType, Severity } from '../../domain/findings/finding.js';
import type { IssueId, OrgId, RepoId, ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';

/** One finding on its way into the database. */
export interface NewFinding {
  /** Null: a problem never seen before, which gets an id of its own. */
  readonly issueId: number | null;
  readonly firstSeenScanId: number | null;
  readonly ruleId: string;
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  readonly filePath: string | null;
  readonly startLine: number | null;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly message: string;
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly isSuppressed: boolean;
  readonly features: Uint8Array;
}

/** A stored finding as the matcher needs it. */
export interface StoredFeatures {
  readonly id: number;
  readonly issueId: number;
  readonly firstSeenScanId: number;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly features: Uint8Array;
}

/** Findings that count alike, and how many there are. */
export interface FindingGroup {
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  readonly isNew: boolean;
  readonly isFalsePositive: boolean;
  readonly isSuppressed: boolean;
  readonly count: number;
}

/** How a finding is to be recognized from now on. */
export interface Retracked {
  readonly id: number;
  readonly issueId: number | null;
  readonly firstSeenScanId: number | null;
  readonly isNew: boolean;
  readonly matchedBy: string | null;
}

/** A column of `findings`: its name, the SQL type of the array that carries it, and where its values come from. */
type Column = readonly [name: string, type: string, read: (row: NewFinding) => unknown];

const COLUMNS: readonly Column[] = [
  ['issue_id', 'bigint', (row) => row.issueId],
  ['first_seen_scan_id', 'bigint', (row) => row.firstSeenScanId],
  ['rule_id', 'text', (row) => row.ruleId],
  ['type', 'finding_type', (row) => row.type],
  ['severity', 'severity', (row) => row.severity],
  ['debt_kind', 'text', (row) => row.debtKind],
  ['file_path', 'text', (row) => row.filePath],
  ['start_line', 'integer', (row) => row.startLine],
  ['start_column', 'integer', (row) => row.startColumn],
  ['end_line', 'integer', (row) => row.endLine],
  ['end_column', 'integer', (row) => row.endColumn],
  ['message', 'text', (row) => row.message],
  ['fingerprint', 'bytea', (row) => Buffer.from(row.fingerprint, 'hex')],
  ['is_new', 'boolean', (row) => row.isNew],
  ['matched_by', 'text', (row) => row.matchedBy],
  ['is_suppressed', 'boolean', (row) => row.isSuppressed],
  ['features', 'bytea', (row) => Buffer.from(row.features)],
];

/** Findings of one statement: bounds the memory of a large report. */
const BATCH = 5_000;

const INSERT = `
  INSERT INTO findings (org_id, scan_id, tool, ${COLUMNS.map(([name]) => name).join(', ')})
  SELECT $1, $2, $3, coalesce(f.issue_id, nextval('issue_ids')), coalesce(f.first_seen_scan_id, $2),
    ${COLUMNS.slice(2)
      .map(([name]) => `f.${name}`)
      .join(', ')}
  FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 4}::${type}[]`).join(', ')})
    AS f (${COLUMNS.map(([name]) => name).join(', ')})`;

const RETRACK = `
  UPDATE findings f SET issue_id = coalesce(r.issue_id, nextval('issue_ids')),
    first_seen_scan_id = coalesce(r.first_seen_scan_id, f.scan_id), is_new = r.is_new, matched_by = r.matched_by
  FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[], $7::text[])
    AS r (id, issue_id, first_seen_scan_id, is_new, matched_by)
  WHERE f.org_id = $1 AND f.scan_id = $2 AND f.id = r.id`;

@Injectable()
export class FindingsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  async insert(orgId: OrgId, scanId: ScanId, tool: string, findings: readonly NewFinding[]): Promise<void> {
    for (let from = 0; from < findings.length; from += BATCH) {
      const batch = findings.slice(from, from + BATCH);
      const columns = COLUMNS.map(([, , read]) => batch.map(read));
      await this.tenant.manager(orgId).query(INSERT, [orgId, scanId, tool, ...columns]);
    }
  }

  async deleteOfTool(orgId: OrgId, scanId: ScanId, tool: string): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM findings WHERE org_id = $1 AND scan_id = $2 AND tool = $3', [orgId, scanId, tool]);
  }

  /** What a tool found in a scan, in the order of insertion. */
  featuresOfTool(orgId: OrgId, scanId: ScanId, tool: string): Promise<StoredFeatures[]> {
    return this.tenant.manager(orgId).query(
      `SELECT id, issue_id AS "issueId", first_seen_scan_id AS "firstSeenScanId", is_new AS "isNew",
          matched_by AS "matchedBy", features
       FROM findings WHERE org_id = $1 AND scan_id = $2 AND tool = $3 ORDER BY id`,
      [orgId, scanId, tool],
    );
  }

  async retrack(orgId: OrgId, scanId: ScanId, findings: readonly Retracked[]): Promise<void> {
    if (findings.length === 0) return;
    await this.tenant
      .manager(orgId)
      .query(RETRACK, [
        orgId,
        scanId,
        findings.map((finding) => finding.id),
        findings.map((finding) => finding.issueId),
        findings.map((finding) => finding.firstSeenScanId),
        findings.map((finding) => finding.isNew),
        findings.map((finding) => finding.matchedBy),
      ]);
  }

  /** The scan's findings in groups that count alike, under the marks of now. */
  groups(orgId: OrgId, scanId: ScanId): Promise<FindingGroup[]> {
    return this.tenant.manager(orgId).query(
      `SELECT f.type, f.severity, f.debt_kind AS "debtKind", f.is_new AS "isNew", f.is_suppressed AS "isSuppressed",
         m.issue_id IS NOT NULL AS "isFalsePositive", count(*)::int AS count
       FROM findings f LEFT JOIN issue_marks m ON m.org_id = f.org_id AND m.issue_id = f.issue_id
       WHERE f.org_id = $1 AND f.scan_id = $2
       GROUP BY 1, 2, 3, 4, 5, 6`,
      [orgId, scanId],
    );
  }

  /** The problem's newest finding, with what a mark keeps of it; null when the organization has no such problem. */
  async findIssue(orgId: OrgId, issueId: IssueId): Promise<FoundIssue | null> {
    const rows: FoundIssue[] = await this.tenant.manager(orgId).query(
      `SELECT s.repo_id AS "repoId", f.tool, f.features, f.first_seen_scan_id AS "firstSeenScanId"
       FROM findings f JOIN scans s ON s.org_id = f.org_id AND s.id = f.scan_id
       WHERE f.org_id = $1 AND f.issue_id = $2 ORDER BY f.scan_id DESC LIMIT 1`,
      [orgId, issueId],
    );
    return rows[0] ?? null;
  }

  /** The scans that found the problem. */
  async scansOfIssue(orgId: OrgId, issueId: IssueId): Promise<ScanId[]> {
    const rows: { scanId: ScanId }[] = await this.tenant
      .manager(orgId)
      .query('SELECT DISTINCT scan_id AS "scanId" FROM findings WHERE org_id = $1 AND issue_id = $2', [orgId, issueId]);
    return rows.map((row) => row.scanId);
  }
}

/** A problem, by what its newest finding says. */
export interface FoundIssue {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly features: Uint8Array;
  readonly firstSeenScanId: ScanId;
}

import { Injectable } from '@nestjs/common';
import type { StoredClone } from '../../../domain/findings/clones/stored-clone.js';
import { type DebtKind, type FindingType, SEVERITIES, type Severity } from '../../../domain/findings/finding.js';
import type { IssueId, OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { CursorKey } from '../../../platform/validation/cursor.js';
import { isStorableText } from '../../../platform/validation/text.js';
import { isRowSuppressed } from '../finding-facts.js';
import type { FormerFinding, StoredNearest } from '../findings.repository.js';

/** A finding as it is listed and exported. */
export interface ListedFinding {
  readonly id: number;
  readonly issueId: IssueId;
  readonly firstSeenScanId: ScanId;
  readonly tool: string;
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
  readonly newBecause: string | null;
  readonly nearest: StoredNearest | null;
  readonly was: FormerFinding | null;
  readonly isSuppressed: boolean;
  /** Places of a duplicated text; else null. */
  readonly clone: StoredClone | null;
  readonly fpReason: string | null;
  readonly fpMarkedAt: Date | null;
}

export interface FindingFilter {
  readonly severity?: Severity | undefined;
  readonly type?: FindingType | undefined;
  readonly tool?: string | undefined;
  readonly isNew?: boolean | undefined;
  readonly isFalsePositive?: boolean | undefined;
  readonly isSuppressed?: boolean | undefined;
  /** A file, or a folder with all below it. */
  readonly path?: string | undefined;
}

export const FINDING_SORTS = ['severity', 'path', 'newest'] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];

/** A column that lists are ordered by, and what a cursor carries of it. */
interface KeyColumn {
  readonly sql: string;
  /** Type of the column in SQL. */
  readonly type: 'text' | 'bigint' | 'severity';
  readonly keyOf: (finding: ListedFinding) => string | number;
  readonly isKey: (value: unknown) => boolean;
  /** Value of the column for a key; the key itself where left out. */
  readonly fromKey?: (key: string | number) => string;
}

const isText = (value: unknown): boolean => typeof value === 'string' && isStorableText(value);
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value);
/** In a cursor a severity is its rank, 1 for the worst. */
const severityOfRank = (rank: unknown): Severity | undefined => SEVERITIES[Number(rank) - 1];

const PATH: KeyColumn = {
  sql: `coalesce(f.file_path, '')`,
  type: 'text',
  keyOf: ({ filePath }) => filePath ?? '',
  isKey: isText,
};
const LINE: KeyColumn = {
  sql: 'coalesce(f.start_line, 0)',
  type: 'bigint',
  keyOf: ({ startLine }) => startLine ?? 0,
  isKey: isInteger,
};
/** The type is declared worst first. */
const SEVERITY: KeyColumn = {
  sql: 'f.severity',
  type: 'severity',
  keyOf: ({ severity }) => SEVERITIES.indexOf(severity) + 1,
  isKey: (value) => isInteger(value) && severityOfRank(value) !== undefined,
  fromKey: (rank) => severityOfRank(rank)!,
};
const FIRST_SEEN: KeyColumn = {
  sql: 'f.first_seen_scan_id',
  type: 'bigint',
  keyOf: ({ firstSeenScanId }) => firstSeenScanId,
  isKey: isInteger,
};
const ID: KeyColumn = { sql: 'f.id', type: 'bigint', keyOf: ({ id }) => id, isKey: isInteger };

/** The columns of each order; the last one tells rows apart, so that a page goes on where the one before ended. */
const ORDERS: Readonly<Record<FindingSort, { columns: readonly KeyColumn[]; direction: 'ASC' | 'DESC' }>> = {
  severity: { columns: [SEVERITY, PATH, LINE, ID], direction: 'ASC' },
  path: { columns: [PATH, LINE, SEVERITY, ID], direction: 'ASC' },
  newest: { columns: [FIRST_SEEN, ID], direction: 'DESC' },
};

/** True when a key, which a client may have made up, can be one of a list in that order. */
export function isFindingKey(key: unknown, sort: FindingSort): key is CursorKey {
  const { columns } = ORDERS[sort];
  return Array.isArray(key) && key.length === columns.length && columns.every(({ isKey }, at) => isKey(key[at]));
}

/** The key of a finding in a list in that order. */
export const findingKeyOf = (finding: ListedFinding, sort: FindingSort): CursorKey =>
  ORDERS[sort].columns.map(({ keyOf }) => keyOf(finding));

/** Rows of before may be marked as new though they are suppressed. */
const IS_NEW = `(f.is_new AND NOT ${isRowSuppressed('f')})`;

const LISTED = `f.id, f.issue_id AS "issueId", f.first_seen_scan_id AS "firstSeenScanId", f.tool, f.rule_id AS "ruleId",
  f.type, f.severity, f.debt_kind AS "debtKind", f.file_path AS "filePath",
  f.start_line AS "startLine", f.start_column AS "startColumn", f.end_line AS "endLine", f.end_column AS "endColumn",
  f.message, encode(f.fingerprint, 'hex') AS fingerprint,
  ${IS_NEW} AS "isNew", f.matched_by AS "matchedBy", f.new_because AS "newBecause", f.nearest, f.was,
  ${isRowSuppressed('f')} AS "isSuppressed", f.clone, m.reason AS "fpReason",
  m.marked_at AS "fpMarkedAt"`;

const FROM = `findings f LEFT JOIN issue_marks m ON m.org_id = f.org_id AND m.issue_id = f.issue_id`;

/** Reading lists of findings. */
@Injectable()
export class FindingListRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** A page of a scan's findings after the key `after`. */
  async listFindings(
    orgId: OrgId,
    scanId: ScanId,
    filter: FindingFilter,
    page: { sort: FindingSort; limit: number; after: CursorKey | null },
  ): Promise<ListedFinding[]> {
    const { columns, direction } = ORDERS[page.sort];
    const query = new Conditions(orgId, scanId, filter);
    const names = columns.map(({ sql }) => sql);
    if (page.after) {
      const values = page.after.map((key, at) => {
        const { type, fromKey } = columns[at]!;
        return `${query.bind(fromKey?.(key) ?? key)}::${type}`;
      });
      query.add(`(${names.join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${values.join(', ')})`);
    }
    return this.tenant.manager(orgId).query(
      `SELECT ${LISTED} FROM ${FROM} WHERE ${query.sql}
       ORDER BY ${names.map((name) => `${name} ${direction}`).join(', ')} LIMIT ${query.bind(page.limit)}`,
      query.values,
    );
  }

  async count(orgId: OrgId, scanId: ScanId, filter: FindingFilter): Promise<number> {
    const query = new Conditions(orgId, scanId, filter);
    const rows: { total: number }[] = await this.tenant
      .manager(orgId)
      .query(`SELECT count(*)::int AS total FROM ${FROM} WHERE ${query.sql}`, query.values);
    return rows[0]?.total ?? 0;
  }

  /** All findings of a scan in a stable order. */
  all(orgId: OrgId, scanId: ScanId): Promise<ListedFinding[]> {
    return this.tenant
      .manager(orgId)
      .query(`SELECT ${LISTED} FROM ${FROM} WHERE f.org_id = $1 AND f.scan_id = $2 ORDER BY f.tool, f.id`, [
        orgId,
        scanId,
      ]);
  }
}

/** The WHERE clause of a list, its values bound in order. */
class Conditions {
  readonly values: unknown[] = [];
  private readonly conditions: string[] = [];

  constructor(orgId: OrgId, scanId: ScanId, filter: FindingFilter) {
    this.add(`f.org_id = ${this.bind(orgId)} AND f.scan_id = ${this.bind(scanId)}`);
    if (filter.severity !== undefined) this.add(`f.severity = ${this.bind(filter.severity)}::severity`);
    if (filter.type !== undefined) this.add(`f.type = ${this.bind(filter.type)}::finding_type`);
    if (filter.tool !== undefined) this.add(`f.tool = ${this.bind(filter.tool)}`);
    if (filter.isNew !== undefined) this.add(`${IS_NEW} = ${this.bind(filter.isNew)}`);
    if (filter.isSuppressed !== undefined) this.add(`${isRowSuppressed('f')} = ${this.bind(filter.isSuppressed)}`);
    if (filter.isFalsePositive !== undefined) this.add(`m.issue_id IS ${filter.isFalsePositive ? 'NOT NULL' : 'NULL'}`);
    if (filter.path !== undefined) {
      const folder = `${filter.path.replace(/\/+$/, '')}/`;
      this.add(`(f.file_path = ${this.bind(filter.path)} OR starts_with(f.file_path, ${this.bind(folder)}))`);
    }
  }

  add(condition: string): void {
    this.conditions.push(condition);
  }

  bind(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  get sql(): string {
    return this.conditions.join(' AND ');
  }
}

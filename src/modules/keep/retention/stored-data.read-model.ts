import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Figures of what is stored of an organization, or of one repository or scan of it, which its deletion ends. */
export interface StoredData {
  readonly repositories: number;
  readonly scans: number;
  /** Findings in reports of scans that keep their details. */
  readonly findings: number;
  readonly coverageUploads: number;
  /** Bytes of uploads as the quota counts them. */
  readonly bytes: number;
  /** Time of the oldest scan; null without any. */
  readonly oldest: Date | null;
  /** False positives and accepted problems. */
  readonly marks: number;
  readonly waivers: number;
}

/** Rows that count. A scan has no marks and waivers of its own. */
const SCOPES = {
  org: { scans: '$2::bigint = s.org_id', ofRepo: '$2::bigint = org_id', repos: '$2::bigint = org_id' },
  repo: { scans: 's.repo_id = $2', ofRepo: 'repo_id = $2', repos: 'id = $2' },
  scan: { scans: 's.id = $2', ofRepo: 'false', repos: 'false' },
} as const;

type Scope = (typeof SCOPES)[keyof typeof SCOPES];

const count = ({ scans, ofRepo, repos }: Scope): string => `
  WITH doomed AS (SELECT s.id, s.created_at, s.details_expired_at FROM scans s WHERE s.org_id = $1 AND ${scans}),
  reports AS (
    SELECT sum(f.finding_count) FILTER (WHERE d.details_expired_at IS NULL AND f.format <> 'suppressions') AS findings,
      sum(f.stored_bytes) AS bytes
    FROM doomed d JOIN finding_reports f ON f.org_id = $1 AND f.scan_id = d.id),
  coverage AS (
    SELECT count(*) AS uploads, sum(c.stored_bytes) AS bytes
    FROM doomed d JOIN coverage_uploads c ON c.org_id = $1 AND c.scan_id = d.id),
  tests AS (
    SELECT sum(octet_length(t.content)) AS bytes FROM doomed d JOIN test_uploads t ON t.org_id = $1 AND t.scan_id = d.id)
  SELECT (SELECT count(*) FROM repos WHERE org_id = $1 AND ${repos})::int AS repositories,
    (SELECT count(*) FROM doomed)::int AS scans,
    coalesce((SELECT findings FROM reports), 0)::bigint AS findings,
    (SELECT uploads FROM coverage)::int AS "coverageUploads",
    (coalesce((SELECT bytes FROM reports), 0) + coalesce((SELECT bytes FROM coverage), 0)
      + coalesce((SELECT bytes FROM tests), 0))::bigint AS bytes,
    (SELECT min(created_at) FROM doomed) AS oldest,
    ((SELECT count(*) FROM issue_marks WHERE org_id = $1 AND ${ofRepo})
      + (SELECT count(*) FROM accepted_issues WHERE org_id = $1 AND ${ofRepo}))::int AS marks,
    (SELECT count(*) FROM waivers WHERE org_id = $1 AND ${ofRepo})::int AS waivers`;

const STATEMENTS = { org: count(SCOPES.org), repo: count(SCOPES.repo), scan: count(SCOPES.scan) } as const;

/** Counts over the tables that a deletion empties, inside the open tenant transaction. */
@Injectable()
export class StoredDataReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  ofOrganization(orgId: OrgId): Promise<StoredData> {
    return this.count('org', orgId, orgId);
  }

  ofRepo(orgId: OrgId, repoId: RepoId): Promise<StoredData> {
    return this.count('repo', orgId, repoId);
  }

  ofScan(orgId: OrgId, scanId: ScanId): Promise<StoredData> {
    return this.count('scan', orgId, scanId);
  }

  private async count(of: keyof typeof STATEMENTS, orgId: OrgId, id: number): Promise<StoredData> {
    const rows: StoredData[] = await this.tenant.manager(orgId).query(STATEMENTS[of], [orgId, id]);
    return rows[0]!;
  }
}

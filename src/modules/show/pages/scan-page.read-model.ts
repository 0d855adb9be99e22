import { Injectable } from '@nestjs/common';
import type { CoverageFormat } from '../../../domain/coverage/coverage-report.js';
import type { FindingsFormat } from '../../../domain/findings/finding.js';
import type { RunState } from '../../../domain/findings/run-state.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { selectActorNames } from '../../people/auth/actor.reader.js';
import { type Repo, REPO_COLUMNS } from '../../people/organization/repo.reader.js';
import { isShownOfPull } from '../../verdict/scan/scan.reader.js';
import type { PreviousScan } from './previous-scan.js';

/** A report that a scan received. */
export interface ReceivedReport {
  readonly kind: 'findings' | 'coverage' | 'tests';
  /** Null for coverage and test results: their reports name no tool. */
  readonly tool: string | null;
  readonly toolVersion: string | null;
  readonly format: FindingsFormat | CoverageFormat | 'junit';
  readonly records: number;
  /** Null where an earlier version received it. */
  readonly rejected: number | null;
  readonly uploadKey: string | null;
  readonly state: RunState;
  readonly uploadedAt: Date;
}

/** Facts of a scan's page beside the scan, its status and its evaluations. */
export interface ScanPageFacts {
  readonly repo: Repo | null;
  readonly previous: PreviousScan | null;
  readonly reports: readonly ReceivedReport[];
  /** Names of those who started the scan's evaluations, by `Evaluation.evaluatedBy`. */
  readonly evaluators: ReadonlyMap<string, string>;
}

const REPO = `
  SELECT ${REPO_COLUMNS}
  FROM scans s JOIN repos r ON r.org_id = s.org_id AND r.id = s.repo_id
  WHERE s.org_id = $1 AND s.id = $2`;

/** Completed scans before scan `s`, the newest first. */
const before = (line: string): string => `
  (SELECT p.* FROM scans p WHERE p.org_id = s.org_id AND p.repo_id = s.repo_id AND p.id < s.id AND p.state = 'completed'
     AND (s.is_kept_from_baseline OR NOT p.is_kept_from_baseline) AND ${line} ORDER BY p.id DESC LIMIT 1)`;

const PREVIOUS = `
  SELECT p.id AS "scanId", p.findings_total AS "findingsTotal", p.lines_total AS "linesTotal",
    p.lines_covered AS "linesCovered", p.duplication_pct AS "duplicationPct", p.quality_rating AS "qualityRating", e.policy,
    json_build_object('passed_rules', e.verdict -> 'passed_rules', 'violations', e.verdict -> 'violations',
      'tolerated_violations', e.verdict -> 'tolerated_violations', 'waived_violations', e.verdict -> 'waived_violations',
      'skipped_rules', e.verdict -> 'skipped_rules') AS rules
  FROM scans s
  CROSS JOIN LATERAL (
    ${before('s.pr_number IS NULL AND p.pr_number IS NULL AND p.branch = s.branch')}
    UNION ALL
    ${before(`p.pr_number = s.pr_number AND ${isShownOfPull('p')}`)}
  ) AS p
  JOIN evaluations e ON e.org_id = s.org_id AND e.scan_id = p.id AND e.number = p.evaluation
  WHERE s.org_id = $1 AND s.id = $2`;

/** Coverage gaps are findings of the service itself, and directives are not problems: neither is a report of a tool. */
const REPORTS = `
  SELECT 'findings' AS kind, tool, tool_version AS "toolVersion", format, finding_count AS records, rejected,
    NULL AS "uploadKey", state, uploaded_at AS "uploadedAt"
  FROM finding_reports WHERE org_id = $1 AND scan_id = $2 AND format NOT IN ('coverage', 'suppressions')
  UNION ALL
  SELECT 'coverage', NULL, NULL, format, file_count, cardinality(unmatched_paths), upload_key, 'ok', uploaded_at
  FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2
  UNION ALL
  SELECT 'tests', NULL, NULL, 'junit', test_count, 0, upload_key, 'ok', uploaded_at
  FROM test_uploads WHERE org_id = $1 AND scan_id = $2
  ORDER BY "uploadedAt", kind, tool`;

const idsOf = (kind: string): string =>
  `ARRAY(SELECT split_part(actor, ':', 2)::bigint FROM actors WHERE actor ~ '^${kind}:\\d+$')`;

const EVALUATORS = `
  WITH actors AS (SELECT DISTINCT evaluated_by AS actor FROM evaluations WHERE org_id = $1 AND scan_id = $2)
  ${selectActorNames({ users: idsOf('user'), keys: idsOf('api_key'), publishers: idsOf('trusted_publisher') })}`;

/** Statements of a scan's page: $1 organization, $2 scan. */
export const SCAN_PAGE = { repo: REPO, previous: PREVIOUS, reports: REPORTS, evaluators: EVALUATORS } as const;

/** The page of a scan: joins `scans` with `repos`, `evaluations` and the reports of all kinds. */
@Injectable()
export class ScanPageReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Inside the open tenant transaction. */
  async findFacts(orgId: OrgId, scanId: ScanId): Promise<ScanPageFacts> {
    const [repos, previous, reports, evaluators] = await together([
      this.query<Repo>(orgId, SCAN_PAGE.repo, scanId),
      this.query<PreviousScan>(orgId, SCAN_PAGE.previous, scanId),
      this.query<ReceivedReport>(orgId, SCAN_PAGE.reports, scanId),
      this.query<{ actor: string; name: string }>(orgId, SCAN_PAGE.evaluators, scanId),
    ]);
    return {
      ...{ repo: repos[0] ?? null, previous: previous[0] ?? null, reports },
      evaluators: new Map(evaluators.map(({ actor, name }) => [actor, name])),
    };
  }

  private query<Row>(orgId: OrgId, sql: string, scanId: ScanId): Promise<Row[]> {
    return this.tenant.manager(orgId).query(sql, [orgId, scanId]);
  }
}

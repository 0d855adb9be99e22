import { Injectable } from '@nestjs/common';
import type { StatusReason } from '../../../domain/gate/decide-status.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { isShownOfPull } from '../../verdict/scan/scan.reader.js';
import type { PullRequestStatus } from './pull-request-state.js';
import { OF_SCAN, statusOf } from './pull-requests.read-model.js';
import { type ScanSummaryJson, SUMMARY } from './scan-summary.js';

/** A scan of the history, as the database writes it into JSON. */
export interface HistoryScanJson extends ScanSummaryJson {
  readonly branch: string;
  readonly prNumber: number | null;
  readonly commitTitle: string | null;
  readonly commitAuthor: string | null;
  readonly status: PullRequestStatus;
  readonly reason: StatusReason | null;
  /** Known pull requests whose number the commit's title has. */
  readonly namedPulls: readonly number[];
  /** The pull request that was scanned at the same commit; null without one. */
  readonly pullOfCommit: number | null;
  /** The scan before it that the branch or pull request shows; null for the first one. */
  readonly below: Pick<ScanSummaryJson, 'id' | 'findingsTotal' | 'linesTotal' | 'linesCovered'> | null;
}

export interface History {
  readonly repo: { readonly id: number; readonly name: string };
  readonly branch: string;
  /** The default branch first. */
  readonly branches: readonly string[];
  readonly scans: readonly HistoryScanJson[];
}

/** Scans to list; what is null is left open. */
export interface HistoryFilter {
  /** Null: the default branch. */
  readonly branch: string | null;
  /** Both included. */
  readonly from: Date | null;
  readonly to: Date | null;
}

const NOW = '$3::timestamptz';
/** Of the default branch outside of pull requests: a fork's branch may have its name. */
const inHistory = (scan: string): string =>
  `${scan}.org_id = $1 AND ${scan}.repo_id = $2 AND ${scan}.branch = place.branch
    AND (${scan}.pr_number IS NULL OR place.branch <> place.default_branch)`;

/** $1 organization, $2 repository, $3 now, $4 branch, $5 from, $6 to, $7 id of the scan before, $8 number */
export const HISTORY: PreparedStatement = {
  name: 'history',
  text: `
  WITH place AS MATERIALIZED (
    SELECT coalesce($4::text, r.default_branch) AS branch, r.id, r.name, r.default_branch FROM repos r WHERE r.org_id = $1 AND r.id = $2
  )
  SELECT json_build_object('id', place.id, 'name', place.name) AS repo, place.branch,
    (SELECT array_prepend(place.default_branch, coalesce(array_agg(DISTINCT n.branch ORDER BY n.branch), '{}'))
      FROM (SELECT s.branch FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 ORDER BY s.id DESC LIMIT 500) AS n
      WHERE n.branch <> place.default_branch) AS branches,
    (SELECT coalesce(json_agg(shown ORDER BY id DESC), '[]') FROM (
    SELECT ${SUMMARY}, s.branch, s.pr_number AS "prNumber", s.commit_title AS "commitTitle",
      s.commit_author AS "commitAuthor", ${statusOf(NOW, OF_SCAN)} AS status,
      (SELECT e.verdict ->> 'reason' FROM evaluations e
        WHERE e.org_id = $1 AND e.scan_id = s.id AND e.number = s.evaluation) AS reason,
      (SELECT coalesce(json_agg(pr.number), '[]') FROM pull_requests pr WHERE pr.org_id = $1 AND pr.repo_id = $2 AND pr.number IN (
        SELECT named[1]::bigint FROM regexp_matches(s.commit_title, '(?:[#!]|PR )(\\d{1,9})', 'g') AS named)) AS "namedPulls",
      (SELECT p.pr_number FROM scans p WHERE p.org_id = $1 AND p.repo_id = $2 AND left(p.commit_sha, 4) = left(s.commit_sha, 4)
        AND p.commit_sha = s.commit_sha AND p.pr_number IS NOT NULL ORDER BY p.id DESC LIMIT 1) AS "pullOfCommit",
      (SELECT json_build_object('id', b.id, 'findingsTotal', b.findings_total, 'linesTotal', b.lines_total, 'linesCovered', b.lines_covered)
        FROM scans b WHERE ${inHistory('b')} AND b.id < s.id
          AND (s.is_kept_from_baseline OR NOT b.is_kept_from_baseline) AND ${isShownOfPull('b')} ORDER BY b.id DESC LIMIT 1) AS below
    FROM scans s WHERE ${inHistory('s')} AND ($5::timestamptz IS NULL OR s.created_at >= $5)
      AND ($6::timestamptz IS NULL OR s.created_at <= $6) AND ($7::bigint IS NULL OR s.id < $7)
    ORDER BY s.id DESC LIMIT $8::bigint) AS shown) AS scans
  FROM place`,
};

/** Scans of a branch in their order: joins `repos`, `scans` and `evaluations`. */
@Injectable()
export class HistoryReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null where there is no such repository. */
  async findHistory(
    orgId: OrgId,
    repoId: RepoId,
    { branch, from, to }: HistoryFilter,
    page: { readonly limit: number; readonly before: ScanId | null },
    now: Date,
  ): Promise<History | null> {
    const rows = await this.tenant.read<History>(orgId, HISTORY, [
      ...[String(orgId), String(repoId), now.toISOString(), branch, from?.toISOString() ?? null],
      ...[to?.toISOString() ?? null, page.before === null ? null : String(page.before), String(page.limit)],
    ]);
    return rows[0] ?? null;
  }
}

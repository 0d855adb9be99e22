import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { EvaluatedRatings } from '../../../domain/ratings/evaluated-ratings.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { REPO_COLUMNS, type RepoJson } from '../../people/organization/repo.reader.js';
import { selectStatus, type StatusRow } from '../../verdict/quality-gate/status.reader.js';
import { SCAN_COLUMNS, type ScanJson } from '../../verdict/scan/scan.reader.js';
import { selectWaivers, type WaiverJson } from '../../verdict/waiver/waiver.reader.js';
import { endsSoon, isEnded, isInForce, isOnBranch, isOpen } from './conditions.js';
import { isScanned } from './overview.read-model.js';
import { lastEvaluationOf, type PreviousJson, selectPrevious } from './previous-scan.read-model.js';
import { type PullRequestJson, selectPullRequests } from './pull-requests.read-model.js';
import { type ScanSummaryJson, SUMMARY } from './scan-summary.js';

/** Stored problems of a tool that the default branch is known to have. */
export interface BaselineJson {
  readonly tool: string;
  readonly problems: number;
  readonly scan_id: ScanId;
  readonly updated_at: string;
}

/** A repository's page, as the database writes it into JSON. */
export interface RepositoryPageRow {
  readonly repo: RepoJson;
  readonly branch: string;
  /** True where any scan of the branch was started outside of pull requests. */
  readonly isScanned: boolean;
  readonly last: ScanJson | null;
  readonly status: StatusRow | null;
  readonly ratings: EvaluatedRatings | null;
  /** The completed scan before the last one. */
  readonly previous: PreviousJson | null;
  readonly pending: Pick<ScanJson, 'id' | 'createdAt'> | null;
  /** Completed scans, the newest first. */
  readonly trend: readonly ScanSummaryJson[];
  readonly pullRequests: readonly PullRequestJson[];
  readonly waivers: readonly (WaiverJson & { readonly endsSoon: boolean | null })[];
  readonly baseline: readonly BaselineJson[];
}

const NOW = '$3::timestamptz';
const PULL_REQUESTS = 10;
const WAIVERS = 100;
const ON_BRANCH = isOnBranch('$1', '$2', 'page.branch');

/** $1 organization, $2 repository, $3 now, $4 branch or null for the default branch, $5 points of the trend */
export const REPOSITORY_PAGE: PreparedStatement = {
  name: 'repository_page',
  text: `
  WITH page AS MATERIALIZED (
    SELECT r.id, coalesce($4::text, r.default_branch) AS branch FROM repos r WHERE r.org_id = $1 AND r.id = $2
  ),
  last AS MATERIALIZED (
    SELECT ended.* FROM page CROSS JOIN LATERAL (
      SELECT s.id, s.evaluation FROM scans s WHERE ${ON_BRANCH} AND ${isEnded(NOW)} ORDER BY s.id DESC LIMIT 1
    ) AS ended
  ),
  previous AS MATERIALIZED (
    SELECT completed.* FROM page, last, LATERAL (
      SELECT s.id, s.evaluation FROM scans s WHERE ${ON_BRANCH} AND s.state = 'completed' AND s.id < last.id
      ORDER BY s.id DESC LIMIT 1
    ) AS completed
  )
  SELECT page.branch,
    (SELECT to_json(repo) FROM (SELECT ${REPO_COLUMNS} FROM repos r WHERE r.org_id = $1 AND r.id = $2) AS repo) AS repo,
    ${isScanned(ON_BRANCH)} AS "isScanned",
    (SELECT to_json(scan) FROM (
      SELECT ${SCAN_COLUMNS} FROM scans s WHERE s.org_id = $1 AND s.id = (SELECT last.id FROM last)) AS scan) AS last,
    (SELECT to_json(status) FROM (
      ${selectStatus({ org: '$1', scan: '(SELECT last.id FROM last)', now: NOW })}) AS status) AS status,
    (SELECT e.ratings FROM ${lastEvaluationOf('last')}) AS ratings,
    ${selectPrevious('previous')} AS previous,
    (SELECT json_build_object('id', newest.id, 'createdAt', newest.created_at) FROM (
      SELECT s.id, s.created_at, ${isEnded(NOW)} AS is_ended FROM scans s WHERE ${ON_BRANCH} ORDER BY s.id DESC LIMIT 1
      ) AS newest WHERE NOT newest.is_ended) AS pending,
    (SELECT coalesce(json_agg(point), '[]') FROM (
      SELECT ${SUMMARY} FROM scans s WHERE ${ON_BRANCH} AND s.state = 'completed'
      ORDER BY s.id DESC LIMIT $5::bigint) AS point) AS trend,
    (SELECT coalesce(json_agg(shown ORDER BY place DESC), '[]') FROM (${selectPullRequests({
      ...{ orgId: '$1', repoId: '$2', now: NOW, where: isOpen(NOW), limit: String(PULL_REQUESTS) },
    })}) AS shown) AS "pullRequests",
    (SELECT coalesce(json_agg(waiver), '[]') FROM (
      ${selectWaivers(
        `${isInForce('$1', NOW)} AND (w.repo_id IS NULL OR w.repo_id = $2)`,
        `${endsSoon(NOW)} AS "endsSoon"`,
        WAIVERS,
      )}) AS waiver) AS waivers,
    (SELECT coalesce(json_agg(known ORDER BY known.tool), '[]') FROM (
      SELECT b.tool, b.finding_count AS problems, b.scan_id, b.updated_at
      FROM baselines b JOIN repos r ON r.org_id = b.org_id AND r.id = b.repo_id AND r.default_branch = b.branch
      WHERE b.org_id = $1 AND b.repo_id = $2) AS known) AS baseline
  FROM page`,
};

/** A repository with the last scan of a branch and all that its page shows beside it: joins the tables of most features. */
@Injectable()
export class RepositoryPageReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Null where there is no such repository.
   *
   * @param branch null for the default branch
   * @param points most points of the trend
   */
  async findPage(
    orgId: OrgId,
    repoId: RepoId,
    { branch, points }: { readonly branch: string | null; readonly points: number },
    now: Date,
  ): Promise<RepositoryPageRow | null> {
    const values = [String(orgId), String(repoId), now.toISOString(), branch, String(points)];
    const rows = await this.tenant.read<RepositoryPageRow>(orgId, REPOSITORY_PAGE, values);
    return rows[0] ?? null;
  }
}

import { Injectable } from '@nestjs/common';
import type { FileRanges } from '../../../domain/coverage/measure-change.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { REPO_COLUMNS, type RepoJson } from '../../people/organization/repo.reader.js';
import type { ReadScan } from '../../verdict/findings/listing/new-findings.reader.js';
import { selectStatus, type StatusRow } from '../../verdict/quality-gate/status.reader.js';
import { IS_SHOWN_OF_PULL } from '../../verdict/scan/scan.reader.js';
import { selectStack, type StackedPullRequest } from '../../verdict/scan/stack.reader.js';
import { selectWaivers, type WaiverJson } from '../../verdict/waiver/waiver.reader.js';
import { endsSoon, isInForce } from './conditions.js';
import { type PolicyJson, selectPolicy } from './policy-choice.read-model.js';
import { type PreviousJson, selectPrevious } from './previous-scan.read-model.js';
import type { PullRequestStatus } from './pull-request-state.js';
import { type PullRequestJson, selectPullRequests } from './pull-requests.read-model.js';

/** A scan of a pull request, as the database writes it into JSON. */
export interface PushJson {
  readonly id: ScanId;
  readonly commitSha: string | null;
  readonly createdAt: string;
  readonly completedAt: string | null;
  readonly status: PullRequestStatus;
  readonly newTotal: number | null;
  readonly fixedCount: number | null;
  readonly baseScanId: ScanId | null;
  readonly appeared: number | null;
  readonly disappeared: number | null;
}

/** A pull request's page, as the database writes it into JSON. */
export interface PullRequestPageRow {
  readonly repo: RepoJson;
  readonly pullRequest: PullRequestJson | null;
  readonly status: StatusRow | null;
  /** The completed scan before the last one. */
  readonly previous: PreviousJson | null;
  /** The last completed scan, while its findings are stored. */
  readonly detailed: Pick<ReadScan, 'id' | 'state' | 'evaluation'> | null;
  readonly scans: readonly PushJson[];
  readonly uncovered: readonly FileRanges[] | null;
  readonly waivers: readonly (WaiverJson & { readonly endsSoon: boolean | null })[];
  readonly policy: PolicyJson | null;
  /** With itself alone where it is in none. */
  readonly stack: readonly StackedPullRequest[];
}

const NOW = '$3::timestamptz';
const SCANS = 100;
const WAIVERS = 100;
const OF_PULL_REQUEST = 's.org_id = $1 AND s.repo_id = $2 AND s.pr_number = $4';
const SHOWN = `${OF_PULL_REQUEST} AND s.state = 'completed' AND ${IS_SHOWN_OF_PULL}`;
const LAST = `(SELECT s.id FROM scans s WHERE ${OF_PULL_REQUEST} AND ${IS_SHOWN_OF_PULL} ORDER BY s.id DESC LIMIT 1)`;

/**
 * Uncovered added lines that an earlier version stored are those of its verdict: the first ranges of the first files.
 *
 * $1 organization, $2 repository, $3 now, $4 number
 */
export const PULL_REQUEST_PAGE: PreparedStatement = {
  name: 'pull_request_page',
  text: `
  WITH previous AS MATERIALIZED (
    SELECT s.id, s.evaluation FROM scans s WHERE ${SHOWN} AND s.id < ${LAST} ORDER BY s.id DESC LIMIT 1
  )
  SELECT
    (SELECT to_json(repo) FROM (SELECT ${REPO_COLUMNS} FROM repos r WHERE r.org_id = $1 AND r.id = $2) AS repo) AS repo,
    (SELECT to_json(shown) FROM (${selectPullRequests({
      ...{ orgId: '$1', repoId: '$2', now: NOW, where: 'pr.number = $4', limit: '1' },
    })}) AS shown) AS "pullRequest",
    (SELECT to_json(status) FROM (${selectStatus({ org: '$1', scan: LAST, now: NOW })}) AS status) AS status,
    (SELECT to_json(detailed) FROM (
      SELECT s.id, s.state, s.evaluation, s.details_expired_at FROM scans s WHERE ${SHOWN}
      ORDER BY s.id DESC LIMIT 1) AS detailed WHERE detailed.details_expired_at IS NULL) AS detailed,
    ${selectPrevious('previous')} AS previous,
    (SELECT coalesce(json_agg(push), '[]') FROM (
      SELECT s.id, s.commit_sha AS "commitSha", s.created_at AS "createdAt", s.completed_at AS "completedAt",
        CASE WHEN s.state <> 'pending' THEN s.gate_status WHEN s.deadline_at <= ${NOW} THEN 'timed_out' ELSE 'pending' END
          AS status,
        s.new_total AS "newTotal", s.fixed_count AS "fixedCount", s.base_scan_id AS "baseScanId", s.appeared, s.disappeared
      FROM scans s WHERE ${OF_PULL_REQUEST} ORDER BY s.id DESC LIMIT ${SCANS}) AS push) AS scans,
    (SELECT coalesce(s.uncovered_added, s.coverage_detail -> 'uncovered')::json FROM scans s
      WHERE ${SHOWN} ORDER BY s.id DESC LIMIT 1) AS uncovered,
    (SELECT coalesce(json_agg(waiver), '[]') FROM (
      ${selectWaivers(
        `${isInForce('$1', NOW)} AND (w.repo_id IS NULL OR w.repo_id = $2) AND (w.pr_number IS NULL OR w.pr_number = $4)`,
        `${endsSoon(NOW)} AS "endsSoon"`,
        WAIVERS,
      )}) AS waiver) AS waivers,
    ${selectPolicy('$1')} AS policy,
    (SELECT coalesce(json_agg(stacked), '[]') FROM (
      ${selectStack({ orgId: '$1', repoId: '$2', number: '$4', now: NOW })}) AS stacked) AS stack
  FROM repos r WHERE r.org_id = $1 AND r.id = $2`,
};

/** A pull request with its scans and all that its page shows beside them: joins the tables of most features. */
@Injectable()
export class PullRequestPageReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null where there is no such repository. */
  async findPage(orgId: OrgId, repoId: RepoId, number: number, now: Date): Promise<PullRequestPageRow | null> {
    const values = [String(orgId), String(repoId), now.toISOString(), String(number)];
    const rows = await this.tenant.read<PullRequestPageRow>(orgId, PULL_REQUEST_PAGE, values);
    return rows[0] ?? null;
  }
}

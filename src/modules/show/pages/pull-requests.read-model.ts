import { Injectable } from '@nestjs/common';
import type { StatusReason } from '../../../domain/gate/decide-status.js';
import type { OrgId, RepoId, ScanId, UserId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { REPO_COLUMNS, type RepoJson } from '../../people/organization/repo.reader.js';
import { selectStatus } from '../../verdict/quality-gate/status.reader.js';
import { isWrittenBy } from '../../verdict/scan/author-digests.reader.js';
import { IS_SHOWN_OF_PULL, SCAN_COLUMNS, type ScanJson } from '../../verdict/scan/scan.reader.js';
import { isOpen } from './conditions.js';
import type { PullRequestState, PullRequestStatus } from './pull-request-state.js';

/** A pull request with its last scan, as the database writes it into JSON. */
export interface PullRequestJson {
  readonly repo_id: RepoId;
  readonly number: number;
  readonly title: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly closed_at: string | null;
  readonly is_merged: boolean | null;
  readonly is_open: boolean;
  readonly place: ScanId;
  readonly status: PullRequestStatus;
  /** Of the last scan: `stale` where its verdict rests on what has changed since. */
  readonly judged: { readonly reason: StatusReason | null; readonly stale: boolean };
  readonly scan: ScanJson;
  readonly scan_count: number;
}

/** A repository with its pull requests. */
export interface ListedPullRequests {
  readonly repo: RepoJson;
  readonly pullRequests: readonly PullRequestJson[];
}

/** Pull requests to list; what is null is left open. */
export interface PullRequestFilter {
  readonly state: PullRequestState;
  readonly status: PullRequestStatus | null;
}

/** Pull requests of all repositories to list; what is null is left open. */
export interface AllPullRequestsFilter {
  readonly state: PullRequestState;
  readonly repoId: RepoId | null;
  /** Caseless. */
  readonly author: string | null;
  readonly owner: string | null;
  readonly statuses: readonly PullRequestStatus[] | null;
  /** A rule that the last scan violates. */
  readonly rule: string | null;
  /** The author, with hashes of the address in hex digits. */
  readonly writtenBy: { readonly userId: UserId; readonly digests: readonly string[] } | null;
  readonly since: Date | null;
}

/** A pull request with its repository. */
export interface AnyPullRequest extends PullRequestJson {
  readonly repo_name: string;
  readonly owners: readonly string[];
}

/** SQL of the values that a list of pull requests depends on. */
interface ListPlace {
  readonly orgId: string;
  /** Null: of all repositories. */
  readonly repoId: string | null;
  readonly now: string;
  /** Condition on pull request `pr` and its last `scan`. */
  readonly where: string;
  readonly limit: string;
}

/** Columns of scan `s` by which it has a status. */
export const OF_SCAN = { state: 's.state', gateStatus: 's.gate_status', deadline: 's.deadline_at' };

/** Columns of a pull request's last `scan`. */
const OF_LAST = { state: 'scan.state', gateStatus: 'scan."gateStatus"', deadline: 'scan."deadlineAt"' };

/** Status of a scan, in the words of lists of scans. */
export const statusOf = (now: string, { state, gateStatus, deadline } = OF_LAST): string =>
  `CASE WHEN ${state} <> 'pending' THEN ${gateStatus} WHEN ${deadline} <= ${now} THEN 'timed_out' ELSE 'pending' END`;

/** Pull requests, those that were scanned last first. */
export const selectPullRequests = ({ orgId, repoId, now, where, limit }: ListPlace): string => `
  SELECT listed.*,
    (SELECT json_build_object('reason', status.verdict ->> 'reason', 'stale', status.stale) FROM (
      ${selectStatus({ org: orgId, scan: 'listed.last_id', now })}) AS status) AS judged,
    (SELECT count(*) FROM scans s
      WHERE s.org_id = ${orgId} AND s.repo_id = listed.repo_id AND s.pr_number = listed.number) AS scan_count
  FROM (
    SELECT pr.repo_id, pr.number, pr.title, pr.author, pr.url, pr.closed_at, pr.is_merged, ${isOpen(now)} AS is_open,
      pr.last_scan_id AS place, ${statusOf(now)} AS status, scan.id AS last_id, to_json(scan) AS scan
    FROM pull_requests pr CROSS JOIN LATERAL (
      SELECT ${SCAN_COLUMNS} FROM scans s
      WHERE s.org_id = ${orgId} AND s.repo_id = pr.repo_id AND s.pr_number = pr.number AND ${IS_SHOWN_OF_PULL}
      ORDER BY s.id DESC LIMIT 1
    ) AS scan
    WHERE pr.org_id = ${orgId} AND ${repoId === null ? '' : `pr.repo_id = ${repoId} AND `}${where}
    ORDER BY pr.last_scan_id DESC LIMIT ${limit}
  ) AS listed`;

const NOW = '$3::timestamptz';

/** $1 organization, $2 repository, $3 now, $4 state, $5 status, $6 place of the one before, $7 number */
export const PULL_REQUESTS: PreparedStatement = {
  name: 'pull_requests',
  text: `
  SELECT coalesce((SELECT json_agg(shown ORDER BY place DESC) FROM (${selectPullRequests({
    ...{ orgId: '$1', repoId: '$2', now: NOW, limit: '$7::bigint' },
    where: `($4::text = 'all' OR (${isOpen(NOW)}) = ($4 = 'open'))
      AND ($5::text IS NULL OR $5 = ${statusOf(NOW)} OR $5 = 'failed' AND ${statusOf(NOW)} = 'timed_out')
      AND ($6::bigint IS NULL OR pr.last_scan_id < $6)`,
  })}) AS shown), '[]') AS "pullRequests",
    (SELECT to_json(repo) FROM (SELECT ${REPO_COLUMNS}) AS repo) AS repo
  FROM repos r WHERE r.org_id = $1 AND r.id = $2`,
};

/** Owners of the files that a pull request touches, as its last completed scan found them. */
const ownersOf = (pullRequest: string): string => `(SELECT s.owners FROM scans s
  WHERE s.org_id = $1 AND s.repo_id = ${pullRequest}.repo_id AND s.pr_number = ${pullRequest}.number AND s.state = 'completed'
    AND ${IS_SHOWN_OF_PULL}
  ORDER BY s.id DESC LIMIT 1)`;

/**
 * $1 organization, $2 now, $3 state, $4 repository, $5 author, $6 owner, $7 statuses, $8 rule, $9 hashes of the author's address in
 * hex digits, $10 since, $11 place of the one before, $12 number, $13 the author
 */
export const ALL_PULL_REQUESTS: PreparedStatement = {
  name: 'all_pull_requests',
  text: `
  SELECT shown.*, coalesce(${ownersOf('shown')}, '{}') AS owners,
    (SELECT r.name FROM repos r WHERE r.org_id = $1 AND r.id = shown.repo_id) AS repo_name
  FROM (${selectPullRequests({
    ...{ orgId: '$1', repoId: null, now: '$2::timestamptz', limit: '$12::bigint' },
    where: `($3::text = 'all' OR (${isOpen('$2::timestamptz')}) = ($3 = 'open'))
      AND ($4::bigint IS NULL OR pr.repo_id = $4) AND ($5::text IS NULL OR lower(pr.author) = lower($5))
      AND ($10::timestamptz IS NULL OR pr.last_scanned_at >= $10) AND ($11::bigint IS NULL OR pr.last_scan_id < $11)
      AND ($7::text[] IS NULL OR ${statusOf('$2::timestamptz')} = ANY ($7))
      AND ($8::text IS NULL OR $8 = ANY (scan."failingRules"))
      AND ($6::text IS NULL OR ${ownersOf('pr')} @> ARRAY[$6])
      AND ($9::text[] IS NULL OR EXISTS (SELECT FROM scans s
        WHERE s.org_id = $1 AND s.id = scan.id AND ${isWrittenBy('$9', '$13::bigint')}))`,
  })}) AS shown ORDER BY shown.place DESC`,
};

/** Pull requests with their last scans: joins `repos`, `pull_requests`, `scans` and `evaluations`. */
@Injectable()
export class PullRequestsReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null where there is no such repository. */
  async listPullRequests(
    orgId: OrgId,
    repoId: RepoId,
    { state, status }: PullRequestFilter,
    page: { readonly limit: number; readonly before: ScanId | null },
    now: Date,
  ): Promise<ListedPullRequests | null> {
    const rows = await this.tenant.read<ListedPullRequests>(orgId, PULL_REQUESTS, [
      ...[String(orgId), String(repoId), now.toISOString(), state, status],
      ...[page.before === null ? null : String(page.before), String(page.limit)],
    ]);
    return rows[0] ?? null;
  }

  /** Of all repositories that the caller sees. */
  async listAll(
    orgId: OrgId,
    { state, repoId, author, owner, statuses, rule, writtenBy, since }: AllPullRequestsFilter,
    page: { readonly limit: number; readonly before: ScanId | null },
    now: Date,
  ): Promise<AnyPullRequest[]> {
    const list = (texts: readonly string[] | null) => texts && `{${texts.join()}}`;
    return this.tenant.read<AnyPullRequest>(orgId, ALL_PULL_REQUESTS, [
      ...[String(orgId), now.toISOString(), state, repoId === null ? null : String(repoId), author, owner],
      ...[list(statuses), rule, list(writtenBy?.digests ?? null), since?.toISOString() ?? null],
      ...[page.before === null ? null : String(page.before), String(page.limit)],
      writtenBy && String(writtenBy.userId),
    ]);
  }
}

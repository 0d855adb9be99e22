import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, UserId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { selectStatus } from '../../verdict/quality-gate/status.reader.js';
import { IS_SHOWN_OF_PULL } from '../../verdict/scan/scan.reader.js';
import { endsSoon, isEnded, isInForce, isOnBranch, isOpen } from './conditions.js';
import { type PolicyJson, selectPolicy } from './policy-choice.read-model.js';
import { REPO_VERDICTS, type RepoOrder, type RepoVerdict } from './repo-verdict.js';
import { type ScanSummaryJson, type StatusJson, SUMMARY } from './scan-summary.js';

/** Repositories to list; what is null is left open. */
export interface OverviewFilter {
  /** Part of the name or an alias, caseless. */
  readonly q: string | null;
  readonly verdicts: readonly RepoVerdict[] | null;
  readonly sort: RepoOrder;
}

/** Place of a repository in the order of a list. */
export type RepoPlace = readonly [isFavourite: 0 | 1, place: number, name: string];

/** A repository with what a list shows of it, as the database writes it into JSON. */
export interface OverviewRow {
  readonly id: RepoId;
  readonly name: string;
  readonly url: string | null;
  readonly default_branch: string;
  readonly favourite: boolean;
  readonly created_at: string;
  readonly place: number;
  readonly last: ScanSummaryJson | null;
  readonly status: StatusJson | null;
  readonly pending: Pick<ScanSummaryJson, 'id' | 'createdAt'> | null;
  /** Completed scans, the newest first. */
  readonly trend: readonly ScanSummaryJson[] | null;
  readonly pull_requests: { readonly open: number; readonly failed: number };
  readonly waivers: { readonly in_force: number; readonly ending_soon: number };
}

export interface Overview {
  /** Numbers of repositories by verdict, whatever the filter by verdict. */
  readonly counts: Readonly<Partial<Record<RepoVerdict, number>>>;
  readonly repos: readonly OverviewRow[];
  /** Days without a completed scan of a default branch after which it counts as missing. */
  readonly stale_after_days: number;
  readonly policy: PolicyJson | null;
}

const NOW = '$2::timestamptz';
/** Points of a trend in the list. */
const POINTS = 12;
const ORDER = 'favourite DESC, place, lower(name) COLLATE "C", name COLLATE "C"';
const onDefaultBranch = (repo: string): string => isOnBranch('$1', `${repo}.id`, `${repo}.default_branch`);

/** Condition that a scan `s` exists, by the order of an index: for few expected rows EXISTS goes through the whole table. */
export const isScanned = (condition: string): string =>
  `(SELECT s.id FROM scans s WHERE ${condition} ORDER BY s.id DESC LIMIT 1) IS NOT NULL`;

/**
 * All repositories that the search matches with their verdicts; of those on the page what a list shows of them.
 *
 * $1 organization, $2 now, $3 search, $4 verdicts, $5 order, $6 number of repositories, $7 to $9 place of the one before,
 * $10 the person whose favourites come first
 */
export const OVERVIEW: PreparedStatement = {
  name: 'overview',
  text: `
  WITH lines AS MATERIALIZED (
    SELECT r.id, r.name, r.url, r.default_branch, r.created_at, last.id AS last_id,
      last.quality_rating, last.findings_total, last.lines_total, last.lines_covered,
      EXISTS (SELECT FROM favourites f WHERE f.org_id = $1 AND f.user_id = $10::bigint AND f.repo_id = r.id) AS favourite,
      CASE
        WHEN last.gate_status = 'passed' THEN CASE last.direction WHEN 'degrading' THEN 'degrading' ELSE 'clear' END
        WHEN last.gate_status = 'not_configured' THEN 'not_judged'
        WHEN last.id IS NOT NULL THEN 'failed'
        WHEN ${isScanned(onDefaultBranch('r'))} THEN 'pending'
        ELSE 'never_scanned'
      END AS verdict
    FROM repos r LEFT JOIN LATERAL (
      SELECT s.id, s.gate_status, s.direction, s.quality_rating, s.findings_total, s.lines_total, s.lines_covered FROM scans s WHERE ${onDefaultBranch('r')} AND ${isEnded(NOW)}
      ORDER BY s.id DESC LIMIT 1
    ) AS last ON true
    WHERE r.org_id = $1 AND ($3::text IS NULL OR EXISTS (
      SELECT FROM unnest(r.name || r.aliases) AS n (name) WHERE strpos(lower(n.name), lower($3)) > 0))
  ),
  page AS MATERIALIZED (
    SELECT * FROM (
      SELECT *, CASE $5::text
        WHEN 'worst' THEN array_position(ARRAY['${REPO_VERDICTS.join("', '")}'], verdict)::bigint
        WHEN 'recent' THEN -coalesce(last_id, 0)
        WHEN 'rating' THEN -coalesce(ascii(quality_rating), 0)
        WHEN 'findings' THEN -coalesce(findings_total, -1)
        -- in billionths: as exact as numbers for people
        WHEN 'coverage' THEN coalesce(lines_covered * 1000000000 / NULLIF(lines_total, 0), 1000000001)
        ELSE 0
      END AS place
      FROM lines WHERE $4::text[] IS NULL OR verdict = ANY ($4)
    ) AS placed
    WHERE $7::integer IS NULL
      OR (1 - favourite::integer, place, lower(name) COLLATE "C", name COLLATE "C")
        > (1 - $7, $8::bigint, lower($9::text) COLLATE "C", $9 COLLATE "C")
    ORDER BY ${ORDER} LIMIT $6::bigint
  ),
  waived AS MATERIALIZED (
    SELECT w.repo_id, count(*) AS in_force, count(*) FILTER (WHERE ${endsSoon(NOW)}) AS ending_soon
    FROM waivers w WHERE ${isInForce('$1', NOW)} GROUP BY w.repo_id
  )
  SELECT
    (SELECT o.stale_after_days FROM organizations o WHERE o.id = $1) AS stale_after_days,
    ${selectPolicy('$1')} AS policy,
    (SELECT coalesce(json_object_agg(verdict, count), '{}') FROM (
      SELECT verdict, count(*) AS count FROM lines GROUP BY verdict) AS counted) AS counts,
    (SELECT coalesce(json_agg(shown ORDER BY ${ORDER}), '[]') FROM (
      SELECT p.id, p.name, p.url, p.default_branch, p.created_at, p.favourite, p.place,
        (SELECT to_json(last) FROM (
          SELECT ${SUMMARY} FROM scans s WHERE s.org_id = $1 AND s.id = p.last_id) AS last) AS last,
        (SELECT json_build_object('reason', status.verdict ->> 'reason', 'stale', status.stale) FROM (
          ${selectStatus({ org: '$1', scan: 'p.last_id', now: NOW })}) AS status) AS status,
        (SELECT json_build_object('id', s.id, 'createdAt', s.created_at) FROM (
          SELECT s.id, s.created_at, s.state, s.deadline_at FROM scans s WHERE ${onDefaultBranch('p')}
          ORDER BY s.id DESC LIMIT 1) AS s WHERE NOT ${isEnded(NOW)}) AS pending,
        (SELECT json_agg(point) FROM (
          SELECT ${SUMMARY} FROM scans s WHERE ${onDefaultBranch('p')} AND s.state = 'completed'
          ORDER BY s.id DESC LIMIT ${POINTS}) AS point) AS trend,
        (SELECT json_build_object('open', count(*), 'failed', count(*) FILTER (WHERE newest.is_failed)) FROM
          pull_requests pr CROSS JOIN LATERAL (
            SELECT coalesce(s.gate_status = 'failed', ${isEnded(NOW)}) AS is_failed FROM scans s
            WHERE s.org_id = $1 AND s.repo_id = p.id AND s.pr_number = pr.number AND ${IS_SHOWN_OF_PULL}
            ORDER BY s.id DESC LIMIT 1
          ) AS newest
          WHERE pr.org_id = $1 AND pr.repo_id = p.id AND ${isOpen(NOW)}) AS pull_requests,
        (SELECT json_build_object('in_force', coalesce(sum(in_force), 0), 'ending_soon', coalesce(sum(ending_soon), 0))
          FROM waived w WHERE w.repo_id IS NULL OR w.repo_id = p.id) AS waivers
      FROM page p) AS shown) AS repos`,
};

/** Repositories with their last scans, for the overview: joins `organizations`, `gate_configs`, `repos`, `favourites`, `scans`, `pull_requests` and `waivers`. */
@Injectable()
export class OverviewReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** @param userId the person whose favourites come first; null for none */
  async findOverview(
    orgId: OrgId,
    userId: UserId | null,
    { q, verdicts, sort }: OverviewFilter,
    page: { readonly limit: number; readonly after: RepoPlace | null },
    now: Date,
  ): Promise<Overview> {
    const [favourite = null, place = null, name = null] = page.after ?? [];
    const rows = await this.tenant.read<Overview>(orgId, OVERVIEW, [
      ...[String(orgId), now.toISOString(), q, verdicts && `{${verdicts.join()}}`, sort],
      ...[page.limit, favourite, place].map((value) => (value === null ? null : String(value))),
      ...[name, userId === null ? null : String(userId)],
    ]);
    return rows[0]!;
  }
}

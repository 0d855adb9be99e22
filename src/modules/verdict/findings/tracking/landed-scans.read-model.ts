import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { IS_SHOWN_OF_PULL, type Scan } from '../../scan/scan.reader.js';

/** The last scan of a pull request that may have landed. */
export interface LandedCandidate {
  readonly id: ScanId;
  /** Its commit is in the history, or its forge says that it was merged. */
  readonly isCertain: boolean;
  /** A subject names its number. */
  readonly isNamed: boolean;
}

/** Pull requests that are looked into; those scanned last come first. */
const MAX_CANDIDATES = 20;
/** Days after which a pull request that nothing names is not looked for any more. */
const MAX_DAYS = 30;

/** $1 organization, $2 repository, $3 branch, $4 scan, $5 commits, $6 numbers, $7 the base */
const CANDIDATES = `
  WITH since AS (SELECT max(created_at) AS at FROM scans WHERE org_id = $1 AND id = $7),
  completed AS (
    SELECT s.id, s.pr_number, s.commit_sha = ANY ($5) OR s.extra_shas && $5 AS is_in_history FROM scans s
    WHERE s.org_id = $1 AND s.repo_id = $2 AND s.id < $4 AND s.pr_number IS NOT NULL AND s.state = 'completed'
      AND s.details_expired_at IS NULL AND coalesce(s.base_branch, s.default_branch) = $3
      AND s.created_at > now() - interval '${MAX_DAYS} days' AND ${IS_SHOWN_OF_PULL}),
  newest AS (
    SELECT DISTINCT ON (pr_number) id, pr_number, is_in_history FROM completed ORDER BY pr_number, is_in_history DESC, id DESC)
  SELECT newest.id, newest.is_in_history OR coalesce(pr.is_merged AND pr.closed_at >= since.at, false) AS "isCertain",
    newest.pr_number = ANY ($6) AS "isNamed"
  FROM newest CROSS JOIN since
  LEFT JOIN pull_requests pr ON pr.org_id = $1 AND pr.repo_id = $2 AND pr.number = newest.pr_number
  WHERE newest.is_in_history OR pr.is_merged IS DISTINCT FROM false AND (pr.closed_at IS NULL OR pr.closed_at >= since.at)
  ORDER BY "isCertain" DESC, "isNamed" DESC, newest.id DESC LIMIT ${MAX_CANDIDATES}`;

/** $1 organization, $2 repository, $3 branch, $4 scan, $5 commits, the newest first */
const NEWEST_OF_COMMITS = `
  SELECT s.id FROM unnest($5::text[]) WITH ORDINALITY AS named (commit, place)
  JOIN scans s ON s.org_id = $1 AND s.repo_id = $2 AND left(s.commit_sha, 4) = left(named.commit, 4) AND s.commit_sha = named.commit
  WHERE s.branch = $3 AND s.pr_number IS NULL AND s.state = 'completed' AND s.details_expired_at IS NULL AND s.id < $4
    AND NOT s.is_kept_from_baseline
  ORDER BY named.place, s.id DESC LIMIT 1`;

/** Scans that may lend ids to a branch: joins `scans` with `pull_requests`. */
@Injectable()
export class LandedScansReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The last scan of each pull request into the branch that may have landed since the base. */
  findCandidates(
    { orgId, repoId, branch, id, namedBaseId }: Scan,
    commits: readonly string[],
    numbers: readonly number[],
  ): Promise<LandedCandidate[]> {
    return this.tenant.manager(orgId).query(CANDIDATES, [orgId, repoId, branch, id, commits, numbers, namedBaseId]);
  }

  /** For each reverted commit the newest scan of the default branch from before it, as far as there is one. */
  async findBefore(
    { orgId, repoId, defaultBranch, id }: Scan,
    beforeReverted: readonly (readonly string[])[],
  ): Promise<ScanId[]> {
    const found: ScanId[] = [];
    for (const commits of beforeReverted) {
      const rows: { id: ScanId }[] = await this.tenant
        .manager(orgId)
        .query(NEWEST_OF_COMMITS, [orgId, repoId, defaultBranch, id, commits]);
      found.push(...rows.map((row) => row.id));
    }
    return [...new Set(found)];
  }
}

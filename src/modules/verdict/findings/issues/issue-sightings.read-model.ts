import { Injectable } from '@nestjs/common';
import type { IssueId, OrgId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { IS_SHOWN_OF_PULL, isShownOnBranch } from '../../scan/scan.reader.js';
import { hasIssue, type LocatedIssues } from '../storage/scan-manifest.repository.js';

/** A scan that found a problem. */
export interface Sighting {
  readonly scanId: ScanId;
  readonly commitSha: string | null;
  readonly branch: string;
  readonly prNumber: number | null;
  /** Start of the scan. */
  readonly at: Date;
}

/** Scans that found a problem, of those whose findings are stored. */
export interface Sightings {
  readonly total: number;
  /** The newest ones and the first, the newest first; the chosen one among them where it found the problem. */
  readonly scans: readonly Sighting[];
  /** The newest completed scan has it: of the default branch where that ever had it, else of where it was last found. */
  readonly isOpen: boolean;
}

/** Scans of a problem that are listed. */
export const MAX_LISTED_SIGHTINGS = 50;

/** The newest completed scan of a line in which the tool ran; found from the line's end, as an index has it. */
const newestOf = (line: string): string => `
  (SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.state = 'completed' AND ${line}
     AND s.id IN (SELECT ran.id FROM ran)
   ORDER BY s.id DESC LIMIT 1)`;

/**
 * One pass over the stored manifests that the tool has in the repository, in a part of its own: they may lie on another node than
 * the scans. A scan in which the tool did not run decides nothing
 * about the problem.
 *
 * $1 organization, $2 repository, $3 tool, $4 the problem, $5 as `hasIssue`, $6 the chosen scan, $7 number of scans
 */
export const SIGHTINGS = `
  WITH ran AS MATERIALIZED (
    SELECT m.scan_id AS id, ${hasIssue('$4::bigint')} AS has FROM scan_manifests m
    WHERE m.org_id = $1 AND m.repo_id = $2 AND m.tool = $3
  ), seen AS MATERIALIZED (
    SELECT s.id, s.commit_sha, s.branch, s.pr_number, s.created_at, s.pr_number IS NULL AND s.branch = s.default_branch AS is_default,
      row_number() OVER (ORDER BY s.id DESC) AS place, count(*) OVER () AS total
    FROM ran JOIN scans s ON s.org_id = $1 AND s.id = ran.id AND s.details_expired_at IS NULL WHERE ran.has
  ), deciding AS (
    SELECT branch, pr_number FROM seen ORDER BY is_default DESC, id DESC LIMIT 1
  ), newest AS (
    SELECT s.id FROM deciding d CROSS JOIN LATERAL (
      ${newestOf(`d.pr_number IS NULL AND s.pr_number IS NULL AND s.branch = d.branch AND ${isShownOnBranch('$1', '$2', 'd.branch')}`)}
      UNION ALL
      ${newestOf(`s.pr_number = d.pr_number AND ${IS_SHOWN_OF_PULL}`)}
    ) AS s
  )
  SELECT id AS "scanId", commit_sha AS "commitSha", branch, pr_number AS "prNumber", created_at AS at, total,
    NOT EXISTS (SELECT id FROM newest WHERE id NOT IN (SELECT seen.id FROM seen)) AS "isOpen"
  FROM seen WHERE place <= $7 OR place = total OR id = $6 ORDER BY id DESC`;

/** Scans that found a problem, inside the open tenant transaction. */
@Injectable()
export class IssueSightingsReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** @param chosen a scan to include, however old */
  async findSightings(
    orgId: OrgId,
    issueId: IssueId,
    { repoId, tool, keyframes }: LocatedIssues,
    chosen: ScanId | null,
  ): Promise<Sightings> {
    const rows: (Sighting & Pick<Sightings, 'total' | 'isOpen'>)[] = await this.tenant
      .manager(orgId)
      .query(SIGHTINGS, [orgId, repoId, tool, issueId, keyframes, chosen, MAX_LISTED_SIGHTINGS]);
    const { total = 0, isOpen = false } = rows[0] ?? {};
    return { total, isOpen, scans: rows };
  }
}

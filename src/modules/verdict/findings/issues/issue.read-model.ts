import { Injectable } from '@nestjs/common';
import { packFeatures } from '../../../../domain/findings/features/pack-features.js';
import { markedLineOf } from '../../../../domain/findings/marked-line.js';
import type { FindingFile } from '../../../../domain/findings/segments/file-facts.js';
import { kindOf } from '../../../../domain/findings/segments/kinds.js';
import { featuresOf } from '../../../../domain/findings/segments/segment.js';
import { groupBy } from '../../../../domain/group-by.js';
import type { IssueId, OrgId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { IS_SHOWN_OF_PULL } from '../../scan/scan.reader.js';
import { ContentsReader } from '../storage/contents.reader.js';
import { FindingStore, type StoredFindings } from '../storage/finding-store.js';
import { IssueBlockRepository, type IssueOrigin } from '../storage/issue-block.repository.js';
import { HAS_ANY_ISSUE, type LocatedIssues, ScanManifestRepository } from '../storage/scan-manifest.repository.js';
import type { FoundIssue } from './issue-mark.repository.js';

const ON_BRANCH = 's.branch = line.branch AND s.pr_number IS NULL';
const OF_PULL = 's.pr_number = line.pr_number';
/** The newest completed scan of each line of a common table. */
const newestOf = (lines: string, isOfLine: string): string => `
    SELECT (SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND ${isOfLine}
      AND s.state = 'completed' ORDER BY s.id DESC LIMIT 1) AS id FROM ${lines} AS line`;

/**
 * The newest completed scan of each line of a repository, the newest that the line shows, and the pending scans. A line is a pull request,
 * or a branch outside of them. Each line is found from the one before by an index, however many scans it has.
 *
 * $1 organization, $2 repository
 */
export const NEWEST_SCANS = `
  WITH RECURSIVE branches AS (
    (SELECT branch FROM scans WHERE org_id = $1 AND repo_id = $2 AND pr_number IS NULL ORDER BY branch LIMIT 1)
    UNION ALL
    SELECT (SELECT s.branch FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number IS NULL AND s.branch > b.branch
      ORDER BY s.branch LIMIT 1) FROM branches b WHERE b.branch IS NOT NULL
  ), pulls AS (
    (SELECT pr_number FROM scans WHERE org_id = $1 AND repo_id = $2 AND pr_number IS NOT NULL ORDER BY pr_number LIMIT 1)
    UNION ALL
    SELECT (SELECT s.pr_number FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number > p.pr_number
      ORDER BY s.pr_number LIMIT 1) FROM pulls p WHERE p.pr_number IS NOT NULL
  ), newest AS (
    ${newestOf('branches', ON_BRANCH)} UNION ${newestOf('branches', `${ON_BRANCH} AND NOT s.is_kept_from_baseline`)}
    UNION ${newestOf('pulls', OF_PULL)} UNION ${newestOf('pulls', `${OF_PULL} AND ${IS_SHOWN_OF_PULL}`)}
    UNION
    SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.state = 'pending'
  )
  SELECT id FROM newest WHERE id IS NOT NULL`;

/** Those of the scans `$2` that found any of the problems. $1 organization, $3 tool, $4 problems, $5 as `HAS_ANY_ISSUE` */
export const SCANS_WITH_ANY = `
  SELECT m.scan_id AS "scanId" FROM scan_manifests m
  WHERE m.org_id = $1 AND m.scan_id = ANY ($2::bigint[]) AND m.tool = $3 AND ${HAS_ANY_ISSUE}`;

/** $1 organization, $2 scans. */
const AUTHORS = `
  SELECT DISTINCT named.name FROM scans s
  JOIN pull_requests p ON p.org_id = s.org_id AND p.repo_id = s.repo_id AND p.number = s.pr_number, unnest(p.authors) AS named (name)
  WHERE s.org_id = $1 AND s.id = ANY ($2::bigint[])`;

/** True for a scan `o` that names an author of the digests $3. */
const HAS_AUTHOR = `(encode(o.author_login_digest, 'hex') = ANY ($3) OR encode(o.author_email_digest, 'hex') = ANY ($3))`;

/** $1 organization, $2 scans, $3 digests of names of a person */
const IS_WRITTEN_BY = `
  SELECT EXISTS (
    SELECT FROM scans s JOIN scans o ON o.org_id = s.org_id AND o.repo_id = s.repo_id AND o.pr_number = s.pr_number
    WHERE s.org_id = $1 AND s.id = ANY ($2::bigint[])
      AND ${HAS_AUTHOR}
  ) AS is_written`;

/** $1 organization, $2 problems, $3 digests of names of a person */
const FIRST_AUTHORS = `
  SELECT a.issue_id AS id, p.authors, EXISTS (
    SELECT FROM scans o WHERE o.org_id = $1 AND o.repo_id = s.repo_id AND o.pr_number = s.pr_number
      AND ${HAS_AUTHOR}
  ) AS "isWritten"
  FROM accepted_issues a
  JOIN scans s ON s.org_id = $1 AND s.id = a.first_seen_scan_id
  JOIN pull_requests p ON p.org_id = $1 AND p.repo_id = s.repo_id AND p.number = s.pr_number
  WHERE a.org_id = $1 AND a.issue_id = ANY ($2::bigint[])`;

/** Problems with the repository they are in: joins what scans found with `scans` and `pull_requests`. */
@Injectable()
export class IssueReadModel {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly blocks: IssueBlockRepository,
    private readonly manifests: ScanManifestRepository,
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
  ) {}

  /** The problems, in groups of those that the same keyframes have; ids that the organization never took are in none. */
  async locate(orgId: OrgId, issueIds: readonly IssueId[]): Promise<LocatedIssues[]> {
    const origins = await this.blocks.findOrigins(orgId, issueIds);
    const ofTools = groupBy(origins, ({ repoId, tool }) => JSON.stringify([repoId, tool]));
    const located: LocatedIssues[] = [];
    for (const group of ofTools.values()) {
      const [{ repoId, tool }] = group as [IssueOrigin];
      const keyframesOf = await this.store.findKeyframesWith(
        orgId,
        repoId,
        tool,
        new Set(group.map(({ issueId }) => issueId)),
      );
      const alike = groupBy(group, ({ issueId }) => keyframesOf.get(issueId)!.join());
      for (const issues of alike.values()) {
        const ids = issues.map(({ issueId }) => issueId);
        located.push({ repoId, tool, issueIds: ids, keyframes: keyframesOf.get(ids[0]!)! });
      }
    }
    return located;
  }

  /**
   * Findings of the problems, with what a mark keeps of them. Problems that no scan has are left out.
   *
   * @param scanId whose findings they are; null: the newest finding of each
   */
  async findIssues(orgId: OrgId, located: readonly LocatedIssues[], scanId: ScanId | null): Promise<FoundIssue[]> {
    const found: FoundIssue[] = [];
    for (const alike of located) found.push(...(await this.findAlike(orgId, alike, scanId)));
    return found;
  }

  /** All whom a scan of one of these scans' pull requests has named as the author. */
  async findAuthors(orgId: OrgId, scanIds: readonly ScanId[]): Promise<string[]> {
    const rows = await this.tenant.manager(orgId).query<{ name: string }[]>(AUTHORS, [orgId, scanIds]);
    return rows.map(({ name }) => name);
  }

  /** Authors of the pull requests that had accepted problems first, and whether a scan of it has an author of these digests. */
  listFirstAuthors(
    orgId: OrgId,
    issueIds: readonly IssueId[],
    digests: readonly string[],
  ): Promise<{ readonly id: IssueId; readonly authors: string[]; readonly isWritten: boolean }[]> {
    return this.tenant.manager(orgId).query(FIRST_AUTHORS, [orgId, issueIds, digests]);
  }

  /** True where a scan of the same pull requests has an author of these digests. */
  async areWrittenBy(orgId: OrgId, scanIds: readonly ScanId[], digests: readonly string[]): Promise<boolean> {
    const [row] = await this.tenant
      .manager(orgId)
      .query<{ is_written: boolean }[]>(IS_WRITTEN_BY, [orgId, scanIds, digests]);
    return row!.is_written;
  }

  /** Scans that found any of the problems and whose verdict somebody may still act on: pending ones, and the newest of each line. */
  async scansToActOn(orgId: OrgId, located: readonly LocatedIssues[]): Promise<ScanId[]> {
    const manager = this.tenant.manager(orgId);
    const newest = new Map(
      await together(
        [...new Set(located.map(({ repoId }) => repoId))].map(async (repoId) => {
          const scans = await manager.query<{ id: ScanId }[]>(NEWEST_SCANS, [orgId, repoId]);
          return [repoId, scans.map(({ id }) => id)] as const;
        }),
      ),
    );
    const found = await together(
      located.map(({ repoId, tool, issueIds, keyframes }) =>
        manager.query<{ scanId: ScanId }[]>(SCANS_WITH_ANY, [orgId, newest.get(repoId), tool, issueIds, keyframes]),
      ),
    );
    return [...new Set(found.flat().map(({ scanId }) => scanId))];
  }

  private async findAlike(orgId: OrgId, located: LocatedIssues, scanId: ScanId | null): Promise<FoundIssue[]> {
    const { repoId, tool, issueIds } = located;
    const places =
      scanId === null
        ? await this.manifests.findNewestWith(orgId, located)
        : issueIds.map((issueId) => ({ issueId, scanId }));
    const scanOf = new Map<number, ScanId>(places.map((place) => [place.issueId, place.scanId]));
    const keys = [...new Set(scanOf.values())].map((id) => ({ scanId: id, tool }));
    const stored = await this.store.loadSome({ orgId, repoId }, keys);
    const isWanted = ({ facts }: FindingFile, of: StoredFindings) =>
      facts.issueIds.some((id) => scanOf.get(id) === of.scanId);
    const files = await this.contents.readFiles({ orgId, repoId }, stored, isWanted);
    return files.flatMap(({ findings, file: { facts }, segment, details }) => {
      const features = featuresOf([segment]);
      if (features === null) return [];
      return facts.issueIds.flatMap((id, row): FoundIssue[] =>
        scanOf.get(id) !== findings.scanId
          ? []
          : [
              {
                ...{ issueId: id as IssueId, repoId, tool, features: packFeatures(features, row) },
                firstSeenScanId: facts.firstSeenScanIds[row]! as ScanId,
                directive: details.directives.get(row) ?? null,
                severity: kindOf(details.kinds[row]!).severity,
                line: markedLineOf(features, row),
              },
            ],
      );
    });
  }
}

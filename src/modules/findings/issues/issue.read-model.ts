import { Injectable } from '@nestjs/common';
import { packFeatures } from '../../../domain/findings/features/pack-features.js';
import { featuresOf } from '../../../domain/findings/segments/segment.js';
import type { IssueId, OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { Address } from '../../../domain/segments/manifest.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ContentsReader } from '../storage/contents.reader.js';
import { FindingStore } from '../storage/finding-store.js';
import { IssueBlockRepository } from '../storage/issue-block.repository.js';
import { HAS_ISSUE, ScanManifestRepository } from '../storage/scan-manifest.repository.js';

/** A problem, by what its newest finding says. */
export interface FoundIssue {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly features: Uint8Array;
  readonly firstSeenScanId: ScanId;
}

/** A problem with the keyframes that have it. */
export interface LocatedIssue {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly keyframes: readonly Address[];
}

/**
 * The newest completed scan of each line of a repository, and its pending scans. A line is a pull request, or a branch outside
 * of them. Each line is found from the one before by an index, however many scans it has.
 */
const SCANS_TO_ACT_ON = `
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
    SELECT (SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.branch = b.branch AND s.pr_number IS NULL
      AND s.state = 'completed' ORDER BY s.id DESC LIMIT 1) AS id FROM branches b WHERE b.branch IS NOT NULL
    UNION
    SELECT (SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.pr_number = p.pr_number
      AND s.state = 'completed' ORDER BY s.id DESC LIMIT 1) FROM pulls p WHERE p.pr_number IS NOT NULL
    UNION
    SELECT s.id FROM scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.state = 'pending'
  )
  SELECT m.scan_id AS "scanId" FROM newest n JOIN scan_manifests m ON m.org_id = $1 AND m.scan_id = n.id AND m.tool = $3
  WHERE ${HAS_ISSUE}`;

/** Problems with the repository they are in: joins what scans found with `scans`. */
@Injectable()
export class IssueReadModel {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly blocks: IssueBlockRepository,
    private readonly manifests: ScanManifestRepository,
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
  ) {}

  /** The problem's newest finding, with what a mark keeps of it; null when the organization has no such problem. */
  async findIssue(orgId: OrgId, issueId: IssueId): Promise<FoundIssue | null> {
    const located = await this.locate(orgId, issueId);
    if (located === null) return null;
    const { repoId, tool } = located;
    const scanId = await this.manifests.findNewestWith(orgId, located, issueId, located.keyframes);
    const stored = scanId === null ? null : await this.store.load({ orgId, repoId }, scanId, tool);
    if (stored === null) return null;
    const isWanted = ({ facts }: { readonly facts: { readonly issueIds: readonly number[] } }) =>
      facts.issueIds.includes(issueId);
    const [found] = await this.contents.readFiles({ orgId, repoId }, [stored], isWanted);
    const features = found && featuresOf([found.segment]);
    if (!features) return null;
    const row = found.file.facts.issueIds.indexOf(issueId);
    return {
      ...{ repoId, tool, features: packFeatures(features, row) },
      firstSeenScanId: found.file.facts.firstSeenScanIds[row]! as ScanId,
    };
  }

  /** Scans that found the problem and whose verdict somebody may still act on: pending ones, and the newest of each line. */
  async scansToActOn(orgId: OrgId, issueId: IssueId): Promise<ScanId[]> {
    const located = await this.locate(orgId, issueId);
    if (located === null) return [];
    const { repoId, tool, keyframes } = located;
    const rows: { scanId: ScanId }[] = await this.tenant
      .manager(orgId)
      .query(SCANS_TO_ACT_ON, [orgId, repoId, tool, issueId, keyframes]);
    return rows.map(({ scanId }) => scanId);
  }

  /** Null for an id that the organization never took. */
  async locate(orgId: OrgId, issueId: IssueId): Promise<LocatedIssue | null> {
    const origin = await this.blocks.findOrigin(orgId, issueId);
    if (origin === null) return null;
    const { repoId, tool } = origin;
    return { repoId, tool, keyframes: await this.store.findKeyframesWith(orgId, repoId, tool, issueId) };
  }
}

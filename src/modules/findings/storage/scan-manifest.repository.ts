import { Injectable } from '@nestjs/common';
import type { FindingGroup } from '../../../domain/findings/segments/groups.js';
import type { IssueId, OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { Address } from '../../../domain/segments/manifest.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { RowNotes } from './scan-findings.js';

/** Names a tool's findings in a scan. */
export interface FindingsKey {
  readonly scanId: ScanId;
  readonly tool: string;
}

/** A tool's findings in a scan, as a row of `scan_manifests`. */
export interface ScanManifestRow extends FindingsKey {
  readonly repoId: RepoId;
  readonly keyframe: Address;
  readonly difference: Uint8Array;
  /** Problems of the scan that the keyframe has not, and the other way round. */
  readonly addedIssueIds: readonly number[];
  readonly removedIssueIds: readonly number[];
  /** `packStates` of its findings. */
  readonly states: Uint8Array;
  readonly notes: RowNotes;
  readonly groups: readonly FindingGroup[];
}

/** A manifest as it is read. */
export interface ReadManifest extends ScanManifestRow {
  /** Its packed keyframe; null where that is known. */
  readonly packedKeyframe: Uint8Array | null;
}

/** `$2` the addresses of known keyframes. */
const READ_MANIFESTS = `
  SELECT m.scan_id AS "scanId", m.tool, m.repo_id AS "repoId", encode(m.keyframe, 'hex') AS keyframe, m.difference,
    m.added_issue_ids AS "addedIssueIds", m.removed_issue_ids AS "removedIssueIds", m.states, m.notes, m.groups,
    k.content AS "packedKeyframe"
  FROM scan_manifests m LEFT JOIN finding_keyframes k ON k.org_id = m.org_id AND k.repo_id = m.repo_id
    AND k.address = m.keyframe AND k.address <> ALL (ARRAY(SELECT decode(known, 'hex') FROM unnest($2::text[]) AS known))
  WHERE m.org_id = $1`;

/** Manifests of scans: which segment each file of a tool's findings has. */
@Injectable()
export class ScanManifestRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Manifests of several scans, as far as they are stored.
   *
   * @param known addresses of keyframes whose content is not needed
   */
  findManifests(orgId: OrgId, keys: readonly FindingsKey[], known: readonly Address[]): Promise<ReadManifest[]> {
    return this.query(
      orgId,
      `${READ_MANIFESTS} AND (m.scan_id, m.tool) IN (SELECT * FROM unnest($3::bigint[], $4::text[]))`,
      [orgId, known, keys.map(({ scanId }) => scanId), keys.map(({ tool }) => tool)],
    );
  }

  /** The manifests of a scan, in the order of their tools. */
  listManifests(orgId: OrgId, scanId: ScanId, known: readonly Address[]): Promise<ReadManifest[]> {
    const text = `${READ_MANIFESTS} AND m.scan_id = $3 ORDER BY m.tool COLLATE "C"`;
    return this.query(orgId, text, [orgId, known, scanId]);
  }

  /** Numbers of findings that count alike, of all tools of a scan. */
  async listGroups(orgId: OrgId, scanId: ScanId): Promise<FindingGroup[]> {
    const rows: { groups: FindingGroup[] }[] = await this.query(
      orgId,
      'SELECT groups FROM scan_manifests WHERE org_id = $1 AND scan_id = $2',
      [orgId, scanId],
    );
    return rows.flatMap(({ groups }) => groups);
  }

  /** Stores a manifest in the place of the tool's earlier one. */
  async saveManifest(orgId: OrgId, row: ScanManifestRow): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO scan_manifests (org_id, scan_id, tool, repo_id, keyframe, difference, added_issue_ids,
         removed_issue_ids, states, notes, groups)
       VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10, $11)
       ON CONFLICT (org_id, scan_id, tool) DO UPDATE SET keyframe = excluded.keyframe, difference = excluded.difference,
         added_issue_ids = excluded.added_issue_ids, removed_issue_ids = excluded.removed_issue_ids,
         states = excluded.states, notes = excluded.notes, groups = excluded.groups, stored_by = excluded.stored_by`,
      [
        ...[orgId, row.scanId, row.tool, row.repoId, row.keyframe, row.difference, row.addedIssueIds],
        ...[row.removedIssueIds, row.states, JSON.stringify(row.notes), JSON.stringify(row.groups)],
      ],
    );
  }

  async deleteManifest(orgId: OrgId, scanId: ScanId, tool: string): Promise<void> {
    await this.query(orgId, 'DELETE FROM scan_manifests WHERE org_id = $1 AND scan_id = $2 AND tool = $3', [
      orgId,
      scanId,
      tool,
    ]);
  }

  async deleteOfScans(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    await this.query(orgId, 'DELETE FROM scan_manifests WHERE org_id = $1 AND scan_id = ANY ($2)', [orgId, scanIds]);
  }

  /** Keyframes and differences of a repository's manifests; with a snapshot only those that were stored after it. */
  listStored(
    orgId: OrgId,
    repoId: RepoId,
    after: string | null = null,
  ): Promise<Pick<ScanManifestRow, 'keyframe' | 'difference'>[]> {
    return this.query(
      orgId,
      `SELECT encode(keyframe, 'hex') AS keyframe, difference FROM scan_manifests WHERE org_id = $1 AND repo_id = $2
         AND ($3::pg_snapshot IS NULL OR NOT pg_visible_in_snapshot(stored_by, $3))`,
      [orgId, repoId, after],
    );
  }

  /** Keyframes of the tool's manifests in a repository, those of newer scans first. */
  async listKeyframes(orgId: OrgId, repoId: RepoId, tool: string): Promise<Address[]> {
    const rows: { keyframe: Address }[] = await this.query(
      orgId,
      `SELECT encode(keyframe, 'hex') AS keyframe FROM scan_manifests WHERE org_id = $1 AND repo_id = $2 AND tool = $3
       GROUP BY keyframe ORDER BY max(scan_id) DESC`,
      [orgId, repoId, tool],
    );
    return rows.map(({ keyframe }) => keyframe);
  }

  /**
   * The newest scan that found a problem.
   *
   * @param keyframes those that have the problem
   */
  async findNewestWith(
    orgId: OrgId,
    { repoId, tool }: { readonly repoId: RepoId; readonly tool: string },
    issueId: IssueId,
    keyframes: readonly Address[],
  ): Promise<ScanId | null> {
    const rows: { scanId: ScanId }[] = await this.query(
      orgId,
      `SELECT scan_id AS "scanId" FROM scan_manifests m
       WHERE org_id = $1 AND repo_id = $2 AND tool = $3 AND ${HAS_ISSUE} ORDER BY scan_id DESC LIMIT 1`,
      [orgId, repoId, tool, issueId, keyframes],
    );
    return rows[0]?.scanId ?? null;
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

/** `$4` the problem, `$5` the keyframes that have it: the scan of manifest `m` found it. */
export const HAS_ISSUE = `CASE WHEN m.keyframe = ANY (SELECT decode(k, 'hex') FROM unnest($5::text[]) AS k)
  THEN NOT $4 = ANY (m.removed_issue_ids) ELSE $4 = ANY (m.added_issue_ids) END`;

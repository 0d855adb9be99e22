import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import type { FindingGroup } from '../../../../domain/findings/segments/groups.js';
import type { IssueId, OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { RowNotes } from '../../../../domain/scanned/scan-findings.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';

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

/** A manifest, and the tool and repository that it is of. */
export type StoredManifest = Pick<ScanManifestRow, 'scanId' | 'tool' | 'repoId' | 'keyframe' | 'difference'>;

/** A manifest as it is read. */
export interface ReadManifest extends ScanManifestRow {
  /** Its packed keyframe; null where that is known. */
  readonly packedKeyframe: Uint8Array | null;
}

/** Problems of a tool that the same keyframes have. */
export interface LocatedIssues {
  readonly repoId: RepoId;
  readonly tool: string;
  readonly issueIds: readonly IssueId[];
  readonly keyframes: readonly Address[];
}

const MANIFESTS_AT_ONCE = 20;

/** `$2` the addresses of known keyframes. */
const READ_MANIFESTS = `
  SELECT m.scan_id AS "scanId", m.tool, m.repo_id AS "repoId", encode(m.keyframe, 'hex') AS keyframe, m.difference,
    m.added_issue_ids AS "addedIssueIds", m.removed_issue_ids AS "removedIssueIds", m.states, m.notes, m.groups,
    k.content AS "packedKeyframe"
  FROM scan_manifests m LEFT JOIN finding_keyframes k ON k.org_id = m.org_id AND k.repo_id = m.repo_id
    AND k.address = m.keyframe AND k.address <> ALL (ARRAY(SELECT decode(known, 'hex') FROM unnest($2::text[]) AS known))
  WHERE m.org_id = $1`;

/** Notes on a tool's findings of which verdicts warn. */
export interface RemarksOfTool {
  readonly tool: string;
  readonly newRules: readonly string[];
  readonly reindented: number;
}

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

  /** The manifests of a scan's problems, in the order of their tools. */
  listManifests(orgId: OrgId, scanId: ScanId, known: readonly Address[]): Promise<ReadManifest[]> {
    const text = `${READ_MANIFESTS} AND m.scan_id = $3 AND m.tool <> $4 ORDER BY m.tool COLLATE "C"`;
    return this.query(orgId, text, [orgId, known, scanId, SUPPRESSIONS_TOOL]);
  }

  /** Names the state of a scan's manifests: with any change of one it is another. */
  async revisionOf(orgId: OrgId, scanId: ScanId): Promise<string> {
    const rows = await this.query<{ revision: string }[]>(
      orgId,
      `SELECT coalesce(string_agg(tool || ' ' || stored_by::text, ',' ORDER BY tool), '') AS revision
       FROM scan_manifests WHERE org_id = $1 AND scan_id = $2`,
      [orgId, scanId],
    );
    return rows[0]!.revision;
  }

  /** Numbers of problems that count alike, of all tools of a scan. */
  async listGroups(orgId: OrgId, scanId: ScanId): Promise<FindingGroup[]> {
    const rows: { groups: FindingGroup[] }[] = await this.query(
      orgId,
      'SELECT groups FROM scan_manifests WHERE org_id = $1 AND scan_id = $2 AND tool <> $3',
      [orgId, scanId, SUPPRESSIONS_TOOL],
    );
    return rows.flatMap(({ groups }) => groups);
  }

  /** `RowNotes.newRules` and `RowNotes.reindented` by tool, of tools that have any. */
  listRemarks(orgId: OrgId, scanId: ScanId): Promise<RemarksOfTool[]> {
    return this.query(
      orgId,
      `SELECT tool, coalesce(notes -> 'newRules', '[]') AS "newRules", coalesce((notes ->> 'reindented')::integer, 0) AS reindented
       FROM scan_manifests WHERE org_id = $1 AND scan_id = $2 AND notes ?| ARRAY['newRules', 'reindented']`,
      [orgId, scanId],
    );
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

  /** Gives a scan the manifests of another one, which name the same segments. */
  async copy(orgId: OrgId, from: ScanId, to: ScanId): Promise<void> {
    await this.query(
      orgId,
      `INSERT INTO scan_manifests (org_id, scan_id, tool, repo_id, keyframe, difference, added_issue_ids, removed_issue_ids,
         states, notes, groups)
       SELECT org_id, $3, tool, repo_id, keyframe, difference, added_issue_ids, removed_issue_ids, states, notes, groups
       FROM scan_manifests WHERE org_id = $1 AND scan_id = $2`,
      [orgId, from, to],
    );
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

  /** All manifests of the organization, in the order of their scans; a few are in memory. */
  async *eachStored(orgId: OrgId): AsyncGenerator<StoredManifest> {
    let last: FindingsKey = { scanId: 0 as ScanId, tool: '' };
    for (;;) {
      const rows = await this.query<StoredManifest[]>(
        orgId,
        `SELECT scan_id AS "scanId", tool, repo_id AS "repoId", encode(keyframe, 'hex') AS keyframe, difference
         FROM scan_manifests WHERE org_id = $1 AND (scan_id, tool) > ($2, $3) ORDER BY scan_id, tool LIMIT $4`,
        [orgId, last.scanId, last.tool, MANIFESTS_AT_ONCE],
      );
      yield* rows;
      if (rows.length < MANIFESTS_AT_ONCE) return;
      last = rows.at(-1)!;
    }
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

  /** The newest scan that found each of the problems. */
  findNewestWith(
    orgId: OrgId,
    { repoId, tool, issueIds, keyframes }: LocatedIssues,
  ): Promise<{ issueId: IssueId; scanId: ScanId }[]> {
    return this.query(
      orgId,
      `SELECT wanted.id AS "issueId", newest.scan_id AS "scanId" FROM unnest($4::bigint[]) AS wanted (id)
       CROSS JOIN LATERAL (
         SELECT m.scan_id FROM scan_manifests m WHERE m.org_id = $1 AND m.repo_id = $2 AND m.tool = $3
           AND ${hasIssue('wanted.id')} ORDER BY m.scan_id DESC LIMIT 1) AS newest`,
      [orgId, repoId, tool, issueIds, keyframes],
    );
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

/** The keyframe of manifest `m` is one of `$5`, which have the problems. */
const IS_HAVING = `m.keyframe = ANY (SELECT decode(known, 'hex') FROM unnest($5::text[]) AS known)`;

/**
 * Condition that the scan of manifest `m` found a problem.
 *
 * @param issueId an expression of SQL; `$5` has the keyframes with that problem
 */
export const hasIssue = (issueId: string): string =>
  `CASE WHEN ${IS_HAVING} THEN NOT ${issueId} = ANY (m.removed_issue_ids) ELSE ${issueId} = ANY (m.added_issue_ids) END`;

/** Condition that it found any of the problems `$4`, all of which the keyframes `$5` have; each list is read once. */
export const HAS_ANY_ISSUE = `CASE WHEN ${IS_HAVING}
  THEN EXISTS (SELECT unnest($4::bigint[]) EXCEPT SELECT unnest(m.removed_issue_ids))
  ELSE EXISTS (SELECT FROM unnest(m.added_issue_ids) AS added (id) WHERE added.id = ANY ($4::bigint[])) END`;

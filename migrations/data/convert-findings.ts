import type { EntityManager } from 'typeorm';
import type { FeatureTable } from '../../src/domain/findings/features/feature-table.js';
import { UnknownFeaturesVersion, unpackFeatures } from '../../src/domain/findings/features/pack-features.js';
import type { DebtKind, FindingType, Severity } from '../../src/domain/findings/finding.js';
import { MATCHED_BY, type MatchedBy } from '../../src/domain/findings/matching/matched-by.js';
import {
  contentFacts,
  FILE_FACTS,
  type FileFacts,
  type FindingFile,
} from '../../src/domain/findings/segments/file-facts.js';
import { flagsOf, joinGroups } from '../../src/domain/findings/segments/groups.js';
import { codeOfKind } from '../../src/domain/findings/segments/kinds.js';
import { codeOfState, packStates } from '../../src/domain/findings/segments/row-states.js';
import { packSegment, type SegmentRow } from '../../src/domain/findings/segments/segment.js';
import { NEW_BECAUSE, type NewBecause } from '../../src/domain/findings/tracking/newness.js';
import type { Explanation } from '../../src/domain/findings/tracking/track-files.js';
import { type Keyframe, readKeyframe, storeAgainst } from '../../src/domain/segments/keyframes.js';
import { addressOf, comparePaths } from '../../src/domain/segments/manifest.js';
import { differingIds } from '../../src/modules/findings/storage/count-change.js';
import { packByteArrays } from '../../src/platform/database/binary-array.js';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';

/** A row of the former table `findings`. */
interface FindingRow {
  readonly issue_id: number;
  readonly first_seen_scan_id: number;
  readonly tool: string;
  readonly rule_id: string;
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debt_kind: DebtKind;
  readonly file_path: string | null;
  readonly start_line: number | null;
  readonly start_column: number | null;
  readonly end_line: number | null;
  readonly end_column: number | null;
  readonly message: string;
  readonly fingerprint: Buffer;
  readonly is_new: boolean;
  readonly matched_by: string | null;
  readonly new_because: string | null;
  readonly is_suppressed: boolean;
  readonly is_suppressed_on_base: boolean;
  readonly nearest: NonNullable<Explanation['nearest']> | null;
  readonly was: NonNullable<Explanation['was']> | null;
  readonly features: Buffer;
  readonly clone: unknown;
}

interface ScanPlace {
  readonly orgId: number;
  readonly scanId: number;
  readonly repoId: number;
}

/** Stores the findings of former versions once, scan by scan, and removes the table that had them. */
export class ConvertFindings implements DataMigration {
  readonly name = 'store-findings-once';
  /** The newest keyframe of each tool of the repositories at hand. */
  private readonly keyframes = new Map<string, Keyframe<FileFacts>>();

  /** The scan that was converted last by this process. */
  private last: ScanPlace = { orgId: 0, repoId: 0, scanId: 0 };

  async countLeft(db: EntityManager): Promise<number> {
    const [{ count }]: [{ count: number }] = await db.query(
      'SELECT count(DISTINCT (org_id, scan_id))::int AS count FROM findings',
    );
    return count;
  }

  async run(db: EntityManager): Promise<boolean> {
    const [scan]: ScanPlace[] = await db.query(
      `SELECT s.org_id AS "orgId", s.id AS "scanId", s.repo_id AS "repoId"
       FROM scans s WHERE (s.org_id, s.repo_id, s.id) > ($1, $2, $3)
         AND EXISTS (SELECT FROM findings f WHERE f.org_id = s.org_id AND f.scan_id = s.id)
       ORDER BY s.org_id, s.repo_id, s.id LIMIT 1`,
      [this.last.orgId, this.last.repoId, this.last.scanId],
    );
    if (scan === undefined) {
      await db.query(`
        DROP TRIGGER delete_findings ON public.scans;
        DROP FUNCTION public.delete_findings();
        DROP TABLE public.findings;
        ALTER TABLE public.baselines DROP COLUMN packed;
        ALTER TABLE public.cleared_baselines DROP COLUMN packed`);
      return true;
    }
    const tools: { tool: string }[] = await db.query(
      'SELECT DISTINCT tool FROM findings WHERE org_id = $1 AND scan_id = $2 ORDER BY tool',
      [scan.orgId, scan.scanId],
    );
    for (const { tool } of tools) await this.convert(db, scan, tool);
    await db.query('DELETE FROM findings WHERE org_id = $1 AND scan_id = $2', [scan.orgId, scan.scanId]);
    this.last = scan;
    return false;
  }

  private async convert(db: EntityManager, scan: ScanPlace, tool: string): Promise<void> {
    const { orgId, repoId, scanId } = scan;
    const rows: FindingRow[] = await db.query(
      'SELECT * FROM findings WHERE org_id = $1 AND scan_id = $2 AND tool = $3 ORDER BY id',
      [orgId, scanId, tool],
    );
    const files = packFiles(rows);
    await db.query(
      `INSERT INTO finding_segments (org_id, repo_id, address, content)
       SELECT $1, $2, address, content FROM unnest($3::bytea[], $4::bytea[]) AS segments (address, content)
       ON CONFLICT DO NOTHING`,
      [
        ...[orgId, repoId, packByteArrays(files.map(({ entry }) => Buffer.from(entry.address, 'hex')))],
        packByteArrays(files.map(({ content }) => content)),
      ],
    );
    const key = `${orgId}/${repoId}/${tool}`;
    const near = this.keyframes.get(key) ?? null;
    const manifest = files.map(({ entry }) => entry);
    const stored = storeAgainst(near, manifest, FILE_FACTS);
    if (stored.newKeyframe !== null) {
      await db.query(
        `INSERT INTO finding_keyframes (org_id, repo_id, address, content) VALUES ($1, $2, decode($3, 'hex'), $4)
         ON CONFLICT DO NOTHING`,
        [orgId, repoId, stored.keyframe, stored.newKeyframe],
      );
      this.keyframes.clear();
      this.keyframes.set(key, readKeyframe(stored.keyframe, stored.newKeyframe, FILE_FACTS));
    }
    const ids = stored.newKeyframe === null && near !== null ? differingIds(near.manifest, manifest) : null;
    const inOrder = files.flatMap((file) => file.rows);
    const states = Uint16Array.from(inOrder, stateOf);
    await db.query(
      `INSERT INTO scan_manifests (org_id, scan_id, tool, repo_id, keyframe, difference, added_issue_ids,
         removed_issue_ids, states, notes, groups)
       VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, $9, $10, $11)`,
      [
        ...[orgId, scanId, tool, repoId, stored.keyframe, stored.difference],
        ...[ids?.addedIssueIds ?? [], ids?.removedIssueIds ?? [], packStates(states)],
        JSON.stringify({ explanations: explanationsOf(inOrder) }),
        JSON.stringify(joinGroups(inOrder.map((row, at) => [codeOfKind(toSegmentRow(row)), flagsOf(states[at]!), 1]))),
      ],
    );
    await this.saveBlocks(db, scan, tool, ids?.addedIssueIds ?? inOrder.map((row) => row.issue_id));
  }

  /** Makes blocks of ids that no block has yet. */
  private async saveBlocks(db: EntityManager, { orgId, repoId }: ScanPlace, tool: string, ids: readonly number[]) {
    await db.query(
      `INSERT INTO issue_blocks (org_id, first_id, id_count, repo_id, tool)
       SELECT $1, min(id), count(*), $2, $3 FROM (
         SELECT id, id - row_number() OVER (ORDER BY id) AS run FROM unnest($4::bigint[]) AS id
         WHERE NOT EXISTS (SELECT FROM (
           SELECT first_id, id_count FROM issue_blocks WHERE org_id = $1 AND first_id <= id ORDER BY first_id DESC LIMIT 1
         ) AS block WHERE id < first_id + id_count)
       ) AS left_over GROUP BY run`,
      [orgId, repoId, tool, [...new Set(ids)]],
    );
  }
}

interface PackedFindings {
  readonly entry: FindingFile;
  readonly content: Uint8Array;
  readonly rows: readonly FindingRow[];
}

/** Files in the order of a manifest. */
function packFiles(rows: readonly FindingRow[]): PackedFindings[] {
  const rowsOf = new Map<string, FindingRow[]>();
  for (const row of rows) rowsOf.set(row.file_path ?? '', [...(rowsOf.get(row.file_path ?? '') ?? []), row]);
  return [...rowsOf]
    .sort(([one], [other]) => comparePaths(one, other))
    .map(([path, ofFile]) => {
      const features = readFeatures(ofFile);
      const segmentRows = ofFile.map(toSegmentRow);
      const content = packSegment(segmentRows, features);
      const hasClones = segmentRows.some(({ clone }) => clone !== null);
      const facts = {
        ...contentFacts(segmentRows.map(codeOfKind), features, hasClones),
        issueIds: ofFile.map((row) => row.issue_id),
        firstSeenScanIds: ofFile.map((row) => row.first_seen_scan_id),
      };
      // The path is part of it, as it is in the addresses of reported files.
      const address = addressOf(Buffer.concat([Buffer.from(`${path}\0`), content]));
      return { entry: { path, address, facts }, content, rows: ofFile };
    });
}

function readFeatures(rows: readonly FindingRow[]): FeatureTable | null {
  try {
    return unpackFeatures(rows.map(({ features }) => features));
  } catch (error) {
    if (error instanceof UnknownFeaturesVersion) return null;
    throw error;
  }
}

const toSegmentRow = (row: FindingRow): SegmentRow => ({
  ruleId: row.rule_id,
  type: row.type,
  severity: row.severity,
  debtKind: row.debt_kind,
  isSuppressed: row.is_suppressed,
  region: {
    startLine: row.start_line,
    startColumn: row.start_column,
    endLine: row.end_line,
    endColumn: row.end_column,
  },
  message: row.message,
  fingerprint: row.fingerprint.toString('hex'),
  clone: row.clone === null ? null : JSON.stringify(row.clone),
});

const stateOf = (row: FindingRow): number =>
  codeOfState({
    ...{ isNew: row.is_new, isSuppressedOnBase: row.is_suppressed_on_base },
    matchedBy: MATCHED_BY.find((name) => name === row.matched_by) ?? (null satisfies MatchedBy | null),
    newBecause: row.new_because === null ? null : NEW_BECAUSE.indexOf(row.new_because as NewBecause),
  });

const explanationsOf = (rows: readonly FindingRow[]): Record<number, Explanation> =>
  Object.fromEntries(
    rows.flatMap(({ nearest, was }, row): [number, Explanation][] => {
      if (was !== null) return [[row, { was }]];
      return nearest === null ? [] : [[row, { nearest }]];
    }),
  );

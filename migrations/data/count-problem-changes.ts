import type { EntityManager } from 'typeorm';
import { FILE_FACTS, type FileFacts } from '../../src/domain/findings/segments/file-facts.js';
import { type Keyframe, readKeyframe, readStored } from '../../src/domain/segments/keyframes.js';
import { countChange, type ToolFiles } from '../../src/modules/findings/storage/count-change.js';
import type { DataMigration } from '../../src/platform/database/data-migrations.js';

const BATCH = 50;

const LEFT = `public.scans s WHERE s.state = 'completed' AND s.appeared IS NULL AND s.details_expired_at IS NULL`;

/** Scans behind a key ($1, $2), with the completed scan before each, of the same branch or pull request. */
const SELECT = `
  SELECT s.org_id AS "orgId", s.id, before.id AS "beforeId"
  FROM (SELECT * FROM ${LEFT} AND (s.org_id, s.id) > ($1, $2) ORDER BY s.org_id, s.id LIMIT ${BATCH}) AS s
  LEFT JOIN LATERAL (
    SELECT p.id, p.details_expired_at FROM public.scans p
    WHERE p.org_id = s.org_id AND p.repo_id = s.repo_id AND p.id < s.id AND p.state = 'completed'
      AND p.pr_number IS NOT DISTINCT FROM s.pr_number AND (s.pr_number IS NOT NULL OR p.branch = s.branch)
    ORDER BY p.id DESC LIMIT 1
  ) AS before ON before.details_expired_at IS NULL
  ORDER BY s.org_id, s.id`;

/** Keyframes come once: their manifests differ little. */
const MANIFESTS = `
  SELECT m.scan_id AS "scanId", m.tool, m.repo_id || '/' || encode(m.keyframe, 'hex') AS keyframe, m.difference
  FROM public.scan_manifests m WHERE m.org_id = $1 AND m.scan_id = ANY ($2)`;

const KEYFRAME = `
  SELECT content FROM public.finding_keyframes
  WHERE org_id = $1 AND repo_id = split_part($2, '/', 1)::bigint AND address = decode(split_part($2, '/', 2), 'hex')`;

interface Key {
  readonly orgId: number;
  readonly id: number;
}

interface OldScan extends Key {
  readonly beforeId: number | null;
}

interface StoredManifest {
  readonly scanId: number;
  readonly tool: string;
  readonly keyframe: string;
  readonly difference: Buffer;
}

/**
 * Counts the problems that appeared and disappeared in scans that an earlier version completed, as far as the findings are stored of
 * both scans. An interrupted migration begins again, and leaves out what is counted.
 */
export function countProblemChanges(): DataMigration {
  let after: Key = { orgId: 0, id: 0 };
  return {
    name: 'count-problem-changes',
    async countLeft(db) {
      const rows: { count: number }[] = await db.query(`SELECT count(*)::int AS count FROM ${LEFT}`);
      return Math.ceil(rows[0]!.count / BATCH);
    },
    async run(db) {
      const batch: OldScan[] = await db.query(SELECT, [after.orgId, after.id]);
      for (const orgId of new Set(batch.map((scan) => scan.orgId)))
        await countAll(
          db,
          orgId,
          batch.filter((scan) => scan.orgId === orgId && scan.beforeId !== null),
        );
      after = batch.at(-1) ?? after;
      return batch.length < BATCH;
    },
  };
}

async function countAll(db: EntityManager, orgId: number, scans: readonly OldScan[]): Promise<void> {
  const ids = [...new Set(scans.flatMap(({ id, beforeId }) => [id, beforeId]))];
  const manifests: StoredManifest[] = await db.query(MANIFESTS, [orgId, ids]);
  const keyframes = await readKeyframes(db, orgId, new Set(manifests.map(({ keyframe }) => keyframe)));
  const filesOf = (scanId: number | null): ToolFiles[] =>
    manifests
      .filter((stored) => stored.scanId === scanId)
      .map(({ tool, keyframe, difference }) => ({
        tool,
        manifest: readStored(keyframes.get(keyframe)!, difference, FILE_FACTS),
      }));
  const changes = scans.map(({ id, beforeId }) => ({ id, ...countChange(filesOf(beforeId), filesOf(id)) }));
  await db.query(
    `UPDATE public.scans s SET appeared = counted.appeared, disappeared = counted.disappeared
     FROM unnest($2::bigint[], $3::integer[], $4::integer[]) AS counted (id, appeared, disappeared)
     WHERE s.org_id = $1 AND s.id = counted.id AND s.appeared IS NULL`,
    [
      orgId,
      changes.map(({ id }) => id),
      changes.map(({ appeared }) => appeared),
      changes.map(({ disappeared }) => disappeared),
    ],
  );
}

async function readKeyframes(
  db: EntityManager,
  orgId: number,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Keyframe<FileFacts>>> {
  const keyframes = new Map<string, Keyframe<FileFacts>>();
  for (const name of names) {
    const [{ content }]: [{ content: Buffer }] = await db.query(KEYFRAME, [orgId, name]);
    keyframes.set(name, readKeyframe(name, content, FILE_FACTS));
  }
  return keyframes;
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { COVERAGE_FACTS } from '../../../src/domain/coverage/coverage-manifest.js';
import { FILE_FACTS } from '../../../src/domain/findings/segments/file-facts.js';
import { eachStored } from '../../../src/domain/segments/keyframes.js';
import type { FactsFormat } from '../../../src/domain/segments/manifest.js';

/** States that no moment of a scan's life may have: rows of one transaction that are there without the others. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  'findings without their report': `
    SELECT m.scan_id FROM scan_manifests m LEFT JOIN finding_reports r USING (org_id, scan_id, tool) WHERE r.tool IS NULL`,
  'a report without all its findings': `
    SELECT r.scan_id FROM finding_reports r JOIN detailed USING (org_id, scan_id) WHERE r.finding_count <> coalesce(
      (SELECT sum((g ->> 2)::int) FROM scan_manifests m, jsonb_array_elements(m.groups) AS g
       WHERE m.org_id = r.org_id AND m.scan_id = r.scan_id AND m.tool = r.tool), 0)`,
  'a manifest without its keyframe': `
    SELECT m.scan_id FROM scan_manifests m LEFT JOIN finding_keyframes k
      ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe WHERE k.address IS NULL`,
  'coverage without all its files': `
    SELECT u.scan_id FROM coverage_uploads u JOIN detailed USING (org_id, scan_id) WHERE u.file_count <>
      (SELECT coalesce(sum(m.file_count), 0) FROM coverage_manifests m
       WHERE m.org_id = u.org_id AND m.scan_id = u.scan_id AND m.upload_id = u.id)`,
  'covered files without their upload': `
    SELECT m.scan_id FROM coverage_manifests m
    LEFT JOIN coverage_uploads u ON u.org_id = m.org_id AND u.scan_id = m.scan_id AND m.upload_id IN (0, u.id)
    WHERE u.id IS NULL`,
  'covered files without their keyframe': `
    SELECT m.scan_id FROM coverage_manifests m
    LEFT JOIN coverage_keyframes k ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe
    WHERE k.address IS NULL`,
  'uploads that are counted wrong': `
    SELECT s.id FROM scans s WHERE s.uploads_received <>
      (SELECT count(*) FROM finding_reports r WHERE r.org_id = s.org_id AND r.scan_id = s.id AND r.format <> 'coverage') +
      (SELECT count(*) FROM coverage_uploads u WHERE u.org_id = s.org_id AND u.scan_id = s.id) +
      (SELECT count(*) FROM test_uploads u WHERE u.org_id = s.org_id AND u.scan_id = s.id)`,
  'a completed scan without its evaluation, or the reverse': `
    SELECT s.id FROM scans s WHERE (s.state = 'completed') <>
      EXISTS (SELECT FROM evaluations e WHERE e.org_id = s.org_id AND e.scan_id = s.id AND e.number = s.evaluation)`,
  'a baseline of a scan that is not completed': `
    SELECT b.scan_id FROM baselines b JOIN scans s ON s.org_id = b.org_id AND s.id = b.scan_id
    WHERE s.state <> 'completed'`,
};

/**
 * Scans whose details are stored still, and, under their own names, the tables that Citus divides among its nodes: it joins them
 * with others only where they are read apart.
 */
const DETAILED = `WITH detailed AS (SELECT org_id, id AS scan_id FROM scans WHERE details_deleted_at IS NULL),
  scan_manifests AS MATERIALIZED (SELECT org_id, repo_id, scan_id, tool, keyframe, groups FROM public.scan_manifests),
  coverage_manifests AS MATERIALIZED (
    SELECT org_id, repo_id, scan_id, upload_id, keyframe, file_count FROM public.coverage_manifests),
  finding_keyframes AS MATERIALIZED (SELECT org_id, repo_id, address FROM public.finding_keyframes),
  coverage_keyframes AS MATERIALIZED (SELECT org_id, repo_id, address FROM public.coverage_keyframes)`;

/** The contradictions in the embedded database of a running service, each with its scans. Looks behind the wall. */
export async function findContradictions(dataDir: string): Promise<Record<string, unknown[]>> {
  return findContradictionsIn(await superuserOf(dataDir));
}

/** The embedded database of a running service, as its superuser. */
export async function superuserOf(dataDir: string): Promise<pg.ClientConfig> {
  const [, , , port] = (await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  const password = (await readFile(path.join(dataDir, 'postgres.password'), 'utf8')).trim();
  return { host: '127.0.0.1', port: Number(port), user: 'postgres', password };
}

/** Contradictions in any database, read as its superuser. */
export async function findContradictionsIn(superuser: pg.ClientConfig): Promise<Record<string, unknown[]>> {
  const client = new pg.Client(superuser);
  await client.connect();
  try {
    const found: Record<string, unknown[]> = {};
    for (const [name, sql] of Object.entries(CONTRADICTIONS)) {
      const { rows } = await client.query({ text: `${DETAILED} ${sql}`, rowMode: 'array' });
      if (rows.length > 0) found[name] = rows.flat();
    }
    for (const [name, stored] of Object.entries(MANIFESTS)) {
      const incomplete = await findIncompleteManifests(client, stored);
      if (incomplete.length > 0) found[name] = incomplete;
    }
    return found;
  } finally {
    await client.end();
  }
}

/** Tables of manifests with what they name, and the format of their facts. */
interface StoredManifests {
  readonly manifests: string;
  readonly keyframes: string;
  readonly segments: string;
  readonly facts: FactsFormat<unknown>;
}

const MANIFESTS: Readonly<Record<string, StoredManifests>> = {
  'findings without all their segments': {
    ...{ manifests: 'scan_manifests', keyframes: 'finding_keyframes', segments: 'finding_segments' },
    facts: FILE_FACTS,
  },
  'covered files without all their segments': {
    ...{ manifests: 'coverage_manifests', keyframes: 'coverage_keyframes', segments: 'coverage_segments' },
    facts: COVERAGE_FACTS,
  },
};

/** Scans with a manifest that names a segment which is not stored. */
async function findIncompleteManifests(client: pg.Client, stored: StoredManifests): Promise<number[]> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT repo_id || '/' || encode(address, 'hex') AS key FROM ${stored.segments}`,
  );
  const segments = new Set(rows.map(({ key }) => key));
  const manifests = await client.query<{ scan: string; repo: string; content: Buffer; difference: Buffer }>(
    `SELECT m.scan_id AS scan, m.repo_id AS repo, k.content, m.difference FROM ${stored.manifests} m
     JOIN ${stored.keyframes} k ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe`,
  );
  const isComplete = ({ repo, content, difference }: (typeof manifests.rows)[0]): boolean => {
    for (const { address } of eachStored(content, difference, stored.facts))
      if (!segments.has(`${repo}/${address}`)) return false;
    return true;
  };
  return manifests.rows.filter((manifest) => !isComplete(manifest)).map(({ scan }) => Number(scan));
}

import pg from 'pg';
import { DATA_MIGRATIONS, MIGRATIONS } from '../../ormconfig.js';
import { packFeatures } from '../../src/domain/findings/features/pack-features.js';
import { stateOf } from '../../src/domain/findings/segments/row-states.js';
import { featuresOf, segmentRows } from '../../src/domain/findings/segments/segment.js';
import { NEW_BECAUSE } from '../../src/domain/findings/tracking/newness.js';
import type { OrgId, RepoId, ScanId } from '../../src/domain/ids.js';
import { ContentsReader } from '../../src/modules/findings/storage/contents.reader.js';
import { FindingStore } from '../../src/modules/findings/storage/finding-store.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { TenantDatabase } from '../../src/platform/database/tenant-database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const log = { info: () => undefined };

/** Rows as the version before segments stored them, made of what this one stores. */
async function storeAsRows(app: TestApp, client: pg.Client): Promise<void> {
  const { rows: scans } = await client.query<{ orgId: string; repoId: string; id: string }>(
    `SELECT DISTINCT org_id AS "orgId", repo_id AS "repoId", scan_id AS id FROM scan_manifests`,
  );
  const tenant = app.app.get(TenantDatabase);
  for (const scan of scans) {
    const [orgId, repoId, id] = [Number(scan.orgId) as OrgId, Number(scan.repoId) as RepoId, Number(scan.id) as ScanId];
    const files = await tenant.run(orgId, async () => {
      const stored = await app.app.get(FindingStore).loadAll({ orgId, repoId, id });
      return app.app.get(ContentsReader).readFiles({ orgId, repoId }, stored, () => true);
    });
    for (const { findings, file, start, segment } of files) {
      const features = featuresOf([segment])!;
      for (const [at, row] of segmentRows(segment).entries()) {
        const state = stateOf(findings.states[start + at]!);
        const explanation = findings.notes.explanations?.[start + at];
        const place = findings.notes.places?.[start + at];
        await client.query(
          `INSERT INTO findings (org_id, scan_id, issue_id, first_seen_scan_id, tool, rule_id, type, severity, debt_kind,
             file_path, start_line, start_column, end_line, end_column, message, fingerprint, is_new, matched_by, new_because,
             is_suppressed, is_suppressed_on_base, nearest, was, features, clone)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, decode($16, 'hex'), $17, $18, $19, $20,
             $21, $22, $23, $24, $25)`,
          [
            ...[orgId, id, file.facts.issueIds[at], file.facts.firstSeenScanIds[at], findings.tool, row.ruleId],
            ...[row.type, row.severity, row.debtKind, (place?.filePath ?? file.path) || null],
            ...[place?.startLine ?? row.region.startLine, place ? null : row.region.startColumn],
            ...[place?.endLine ?? row.region.endLine, place ? null : row.region.endColumn],
            ...[place?.message ?? row.message, row.fingerprint, state.isNew, state.matchedBy],
            ...[state.newBecause === null ? null : NEW_BECAUSE[state.newBecause], row.isSuppressed],
            ...[state.isSuppressedOnBase, json(explanation?.nearest), json(explanation?.was)],
            ...[Buffer.from(packFeatures(features, at)), row.clone],
          ],
        );
      }
    }
  }
  await client.query(`UPDATE baselines SET packed = '\\x00'`);
  await client.query('DELETE FROM scan_manifests; DELETE FROM finding_segments; DELETE FROM finding_keyframes');
  await client.query('DELETE FROM issue_blocks');
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

describe('an installation of the version before', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    await prepareDatabase(database.admin, MIGRATIONS);
    client = new pg.Client({ ...database.admin, ssl: false });
    await client.connect();
    app = await startTestApp({}, { through: () => Promise.resolve(database.app) });
  });
  afterAll(async () => {
    await app.stop();
    await client.end();
    await database.drop();
  });

  const sarif = (lines: readonly string[], path = 'src/a.js') => ({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'analyzer' } },
        results: lines.map((line, at) => ({
          ruleId: line.includes('!') ? 'loud' : 'eval',
          message: { text: `Do not write "${line}".` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: path },
                region: { startLine: at + 1, startColumn: 3, snippet: { text: line } },
              },
            },
          ],
        })),
      },
    ],
  });

  const block = Array.from({ length: 12 }, (_, at) => `const value${at} = compute(${at});`).join('\n');
  const CLONES = {
    statistics: { total: { lines: 1000, duplicatedLines: 24 } },
    duplicates: [
      {
        format: 'javascript',
        lines: 12,
        fragment: block,
        firstFile: { name: 'src/a.js', start: 1, end: 12 },
        secondFile: { name: 'src/b.js', start: 31, end: 42 },
      },
    ],
  };

  async function scan(fields: object, reports: readonly object[]): Promise<number> {
    const { body } = await app.admin.post('/scans', { repo: 'acme/web', ...fields });
    for (const report of reports) {
      const answer = await app.admin.upload(`/scans/${body.id}/findings`, {}, { content: JSON.stringify(report) });
      expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    }
    await app.admin.post(`/scans/${body.id}/complete`, {});
    return body.id as number;
  }

  const listed = async ({ admin }: TestApp, id: number) => {
    const { body } = await admin.get(`/scans/${id}/findings?limit=200&sort=path`);
    return [body.total, body.findings, (await admin.get(`/scans/${id}/sarif`)).text];
  };

  /** One after the other: an organization has one export at a time. */
  async function listedOf(service: TestApp, scans: readonly number[]) {
    const all: Awaited<ReturnType<typeof listed>>[] = [];
    for (const id of scans) all.push(await listed(service, id));
    return all;
  }

  it('is converted in steps, and shows, counts and recognizes what it did', async () => {
    const scans = [
      await scan({ branch: 'main' }, [sarif(['  eval(a);', '  eval(b);', '  eval(c)!;']), CLONES]),
      await scan({ branch: 'main' }, [sarif(['  eval(a);', '  eval(b);', '  eval(c)!;']), CLONES]),
      await scan({ branch: 'topic', pr_number: 4 }, [sarif(['  eval(a);', '  eval(bb);', '  eval(d)!;']), CLONES]),
    ];
    const marked = (await listed(app, scans[0]!))[1].find((finding: any) => finding.tool === 'analyzer');
    await app.admin.post('/quality/findings/mark-fp', { issue_id: marked.issue_id, is_fp: true, reason: 'harmless' });
    const before = await listedOf(app, scans);
    const preview = async ({ admin }: TestApp) => (await admin.post(`/quality/gates/evaluate/${scans[2]}`, {})).body;
    const judged = await preview(app);

    await storeAsRows(app, client);
    // An interrupted start: one scan is converted, the others are left.
    const stopped = { name: 'stopped', countLeft: () => Promise.resolve(0), run: () => Promise.resolve(false) };
    const conversion = DATA_MIGRATIONS.find(({ name }) => name === 'store-findings-once')!;
    let batches = 0;
    const once = {
      ...stopped,
      name: conversion.name,
      run: async (db: Parameters<typeof conversion.run>[0]) => {
        if (batches++ > 0) throw new Error('interrupted');
        return conversion.run(db);
      },
    };
    await expect(prepareDatabase(database.admin, MIGRATIONS, { dataMigrations: [once], log })).rejects.toThrow(
      'interrupted',
    );
    const left = async () => (await client.query('SELECT DISTINCT scan_id FROM findings')).rows.length;
    expect(await left()).toBe(scans.length - 1);
    await prepareDatabase(database.admin, MIGRATIONS, { dataMigrations: DATA_MIGRATIONS, log });
    await expect(left()).rejects.toThrow(/does not exist/);

    const converted = await startTestApp({}, { beside: app, through: () => Promise.resolve(database.app) });
    try {
      expect(await listedOf(converted, scans)).toEqual(before);
      expect(await preview(converted)).toEqual({ ...judged, evaluated_at: expect.anything() });
      const next = await scan({ branch: 'main' }, [sarif(['  eval(a);', '  eval(b);', '  eval(c)!;']), CLONES]);
      const ids = (findings: any[]) => findings.map(({ issue_id: id }) => id as number);
      expect(ids((await listed(converted, next))[1])).toEqual(ids(before[1]![1]));
      const other = before[2]![1].findLast((finding: any) => finding.tool === 'analyzer');
      const mark = { issue_id: other.issue_id, is_fp: true, reason: 'known' };
      expect((await converted.admin.post('/quality/findings/mark-fp', mark)).status).toBe(200);
      expect((await converted.admin.get(`/quality/gates/status/${scans[2]}`)).body.stale).toBe(true);
    } finally {
      await converted.stop();
    }
  });
});

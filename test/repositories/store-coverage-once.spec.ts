import pg from 'pg';
import { DATA_MIGRATIONS, MIGRATIONS } from '../../ormconfig.js';
import { COVERAGE_FACTS } from '../../src/domain/coverage/coverage-manifest.js';
import { packCoverage } from '../../src/domain/coverage/packed-lines.js';
import { eachStored } from '../../src/domain/segments/keyframes.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** Tests the conversion of covered files from rows of each scan to segments of the repository. */
describe('stored coverage of the version before', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let org: number;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
    await prepareDatabase(database.admin, MIGRATIONS);
    client = new pg.Client({ ...database.admin });
    await client.connect();
    org = await insert('organizations', { name: 'One', slug: 'one' });
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const rows = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(sql, values)).rows;

  async function insert(table: string, values: Record<string, unknown>, returned = 'id'): Promise<number> {
    const places = Object.keys(values).map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO ${table} (${Object.keys(values).join()}) VALUES (${places.join()}) RETURNING ${returned}`;
    return Number((await rows<Record<string, unknown>>(sql, Object.values(values)))[0]![returned]);
  }

  const aRepo = (name: string): Promise<number> => insert('repos', { org_id: org, name });

  const aScan = (repo: number): Promise<number> =>
    insert('scans', {
      ...{ org_id: org, repo_id: repo, branch: 'main', default_branch: 'main', is_baseline_scan: true },
      ...{ baseline_generation: 0, created_by: 'user:1', deadline_at: '2100-01-01' },
    });

  const anUpload = (scan: number, values: Record<string, unknown> = {}): Promise<number> =>
    insert('coverage_uploads', {
      ...{ org_id: org, scan_id: scan, digest: Buffer.from(String(Math.random())), format: 'lcov', file_count: 1 },
      ...values,
    });

  const packed = (hits: readonly number[]): Buffer =>
    Buffer.from(
      packCoverage({
        ...{ path: '', lines: Uint32Array.from(hits, (_, index) => index + 1), hits: Uint32Array.from(hits) },
        ...{ branchLines: Uint32Array.of(), branchesCovered: Uint32Array.of(), branchesTotal: Uint32Array.of() },
        counted: null,
      }),
    );

  async function addFile(table: string, scan: number, path: string, hits: number[], values = {}): Promise<void> {
    const counts = {
      ...{ lines_total: hits.length, lines_covered: hits.filter((hit) => hit > 0).length },
      ...{ branches_total: 0, branches_covered: 0 },
    };
    await insert(
      table,
      {
        ...{ org_id: org, scan_id: scan, file_path: path, report_format: 'lcov', packed: packed(hits) },
        ...(table === 'coverage_files' && counts),
        ...values,
      },
      'scan_id',
    );
  }

  const lines: unknown[] = [];
  const convert = () =>
    prepareDatabase(database.admin, MIGRATIONS, {
      dataMigrations: DATA_MIGRATIONS,
      log: { info: (line: unknown) => lines.push(line) },
    });

  interface Manifest extends pg.QueryResultRow {
    uploadId: number;
    keyframe: Buffer;
    difference: Buffer;
    totals: number[];
  }

  /** Files of each manifest of a scan with their hits, by the upload's id; 0 for all uploads together. */
  async function storedOf(scan: number): Promise<Record<number, Record<string, number[]>>> {
    const stored: Record<number, Record<string, number[]>> = {};
    const segments = await rows<{ address: string; content: Buffer }>(
      `SELECT encode(address, 'hex') AS address, content FROM coverage_segments`,
    );
    const contents = new Map(segments.map(({ address, content }) => [address, content]));
    const manifests = await rows<Manifest>(
      `SELECT upload_id::int AS "uploadId", k.content AS keyframe, difference,
         ARRAY[file_count, lines_total::int, lines_covered::int] AS totals
       FROM coverage_manifests m JOIN coverage_keyframes k
         ON k.org_id = m.org_id AND k.repo_id = m.repo_id AND k.address = m.keyframe
       WHERE scan_id = $1 ORDER BY 1`,
      [scan],
    );
    for (const { uploadId, keyframe, difference } of manifests)
      stored[uploadId] = Object.fromEntries(
        [...eachStored(keyframe, difference, COVERAGE_FACTS)].map(({ path, address }) => [
          path,
          // version, number of lines, then of each its distance and its hits
          [...contents.get(address)!]
            .slice(2)
            .filter((_, index) => index % 2 === 1)
            .slice(0, -1),
        ]),
      );
    return stored;
  }

  const tableCount = async (): Promise<number> =>
    (await rows(`SELECT FROM pg_tables WHERE tablename IN ('coverage_files', 'coverage_parts', 'coverage_unplaced')`))
      .length;

  it('is stored once, whichever scans cover the same, and its tables go', async () => {
    const repo = await aRepo('acme/one');
    const scans = [await aScan(repo), await aScan(repo)];
    const uploads: number[] = [];
    for (const [index, scan] of scans.entries()) {
      uploads.push(await anUpload(scan));
      for (let file = 0; file < 20; file++)
        await addFile('coverage_files', scan, `src/${String(file).padStart(2, '0')}.ts`, [1, file === 7 ? index : 3]);
    }
    await convert();
    expect(await tableCount()).toBe(0);
    expect(Object.keys((await storedOf(scans[1]!))[uploads[1]!]!)).toHaveLength(20);
    expect((await storedOf(scans[0]!))[uploads[0]!]!['src/07.ts']).toEqual([1, 0]);
    expect((await storedOf(scans[1]!))[uploads[1]!]!['src/07.ts']).toEqual([1, 1]);
    expect(await rows('SELECT FROM coverage_keyframes')).toHaveLength(1);
    expect(await rows('SELECT FROM coverage_segments')).toHaveLength(3);
    expect(await rows('SELECT file_count, lines_total::int AS lines FROM coverage_manifests')).toEqual(
      scans.map(() => ({ file_count: 20, lines: 40 })),
    );
  });

  it('keeps what each key said, what those without a key said, and files without a place', async () => {
    const scan = await aScan(await aRepo('acme/parts'));
    const first = await anUpload(scan, { took_any_path: true, sources: ['/a'] });
    const second = await anUpload(scan, { took_any_path: true, sources: ['/b'] });
    const unit = await anUpload(scan, { upload_key: 'unit', unmatched_paths: ['x.ts'] });
    await addFile('coverage_files', scan, 'a.ts', [5, 2]);
    await addFile('coverage_parts', scan, 'a.ts', [5, 0], { upload_key: '' });
    await addFile('coverage_parts', scan, 'a.ts', [1, 2], { upload_key: 'unit' });
    await addFile('coverage_unplaced', scan, 'x.ts', [4], { upload_id: unit });
    await convert();
    expect(await storedOf(scan)).toEqual({
      0: { 'a.ts': [5, 2] },
      [first]: { 'a.ts': [5, 0] },
      [unit]: { '\0x.ts': [4], 'a.ts': [1, 2] },
    });
    const sources = await rows('SELECT sources FROM coverage_uploads WHERE id = ANY ($1) ORDER BY id', [
      [first, second],
    ]);
    expect(sources).toEqual([{ sources: ['/a', '/b'] }, { sources: ['/b'] }]);
  });

  it('of an empty report is an empty manifest', async () => {
    const scan = await aScan(await aRepo('acme/empty'));
    const upload = await anUpload(scan, { file_count: 0 });
    await convert();
    expect(await storedOf(scan)).toEqual({ [upload]: {} });
  });

  it('goes on where an interrupted start left it, with what the version before added meanwhile', async () => {
    const repo = await aRepo('acme/interrupted');
    const scans = [await aScan(repo), await aScan(repo), await aScan(repo)];
    for (const scan of scans) {
      await anUpload(scan);
      await addFile('coverage_files', scan, 'a.ts', [scan]);
    }
    await client.query(`
      CREATE FUNCTION interrupt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'interrupted'; END $$;
      CREATE TRIGGER interrupt BEFORE INSERT ON coverage_manifests FOR EACH ROW WHEN (NEW.scan_id = ${scans[2]})
        EXECUTE FUNCTION interrupt()`);
    await expect(convert()).rejects.toThrow('interrupted');
    expect(await rows('SELECT FROM coverage_manifests')).toHaveLength(2);
    expect(await tableCount()).toBe(3);
    await addFile('coverage_files', scans[0]!, 'b.ts', [9]);
    await client.query('DROP TRIGGER interrupt ON coverage_manifests');
    lines.length = 0;
    await convert();
    expect(lines).toEqual([{ migration: 'store-coverage-once', total: 2 }]);
    const [files] = Object.values(await storedOf(scans[0]!));
    expect(Object.keys(files!)).toEqual(['a.ts', 'b.ts']);
    for (const scan of scans.slice(1)) expect(Object.values(await storedOf(scan))).toEqual([{ 'a.ts': [scan] }]);
    expect(await tableCount()).toBe(0);
  });
});

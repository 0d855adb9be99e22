import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, lines } from '../../support/reports.js';
import { type GateWorld, startGateWorld } from './gate-world.js';

let world: GateWorld;
let org: ApiClient & { readonly orgId: number };

beforeAll(async () => {
  world = await startGateWorld();
  org = await world.anOrg();
});
afterAll(() => world.stop());

type Lines = [line: number, hits: number][];

async function aScan(files: Record<string, Lines>, more: object = {}, changes?: readonly object[]): Promise<number> {
  const scan = (await org.post('/scans', { repo: 'acme/tree', branch: 'main', ...more })).body.scan_id as number;
  if (changes) expect((await org.post(`/scans/${scan}/changes`, { files: changes })).status).toBe(200);
  if (Object.keys(files).length > 0)
    await org.upload('/quality/coverage/upload', { scan_id: String(scan) }, { content: anLcov(files) });
  return scan;
}

const tree = (scan: number, query = '') => org.get(`/quality/coverage/${scan}/tree${query}`);
const namesOf = (body: any): string[] => body.entries.map(({ name }: { name: string }) => name);

const FILES = {
  'src/api/list.ts': lines(10, 5),
  'src/api/show.ts': lines(10, 10),
  'src/main.ts': lines(4, 1),
  'tools/run.ts': lines(2, 2),
};
const CHANGES = [
  { path: 'src/api/list.ts', added: [[5, 7]] },
  { path: 'README.md', added: [[1, 2]] },
];

describe('GET /quality/coverage/:scan_id/tree', () => {
  it('lists the files and folders of the root with all that they contain', async () => {
    const scan = await aScan(FILES, { branch: 'feature' }, CHANGES);
    expect(await tree(scan)).toMatchObject({
      status: 200,
      body: {
        scan_id: scan,
        path: '',
        entries: [
          {
            ...{ name: 'src/', kind: 'folder', file_count: 3, lines_total: 24, lines_covered: 16, coverage_pct: 66.67 },
            ...{ delta_pct: null, changed_lines_total: 3, changed_lines_covered: 1 },
          },
          {
            ...{ name: 'tools/', kind: 'folder', file_count: 1, lines_total: 2, lines_covered: 2, coverage_pct: 100 },
            ...{ delta_pct: null, changed_lines_total: 0, changed_lines_covered: 0 },
          },
        ],
        next_cursor: null,
      },
    });
    const verdict = (await org.post(`/scans/${scan}/complete`)).body;
    expect(verdict.uncovered).toEqual([{ file_path: 'src/api/list.ts', ranges: [[6, 7]], more_lines: 0 }]);
  });

  it('lists a folder, or a file alone', async () => {
    const scan = await aScan(FILES);
    const folder = (await tree(scan, '?path=src/')).body;
    expect(folder.path).toBe('src/');
    expect(folder.entries.map(({ name, kind }: any) => [name, kind])).toEqual([
      ['api/', 'folder'],
      ['main.ts', 'file'],
    ]);
    const file = (await tree(scan, '?path=src/api/list.ts')).body;
    expect(file.entries).toEqual([
      {
        ...{ name: 'list.ts', kind: 'file', file_count: 1, lines_total: 10, lines_covered: 5, coverage_pct: 50 },
        ...{ owners: [], delta_pct: null, changed_lines_total: null, changed_lines_covered: null },
      },
    ]);
  });

  it('lists only what has added lines, or missed ones', async () => {
    const scan = await aScan(FILES, { branch: 'feature' }, CHANGES);
    expect(namesOf((await tree(scan, '?path=src/api/&only=added')).body)).toEqual(['list.ts']);
    expect(namesOf((await tree(scan, '?only=added')).body)).toEqual(['src/']);
    expect(namesOf((await tree(scan, '?path=src/&only=missed')).body)).toEqual(['api/', 'main.ts']);
    expect(namesOf((await tree(scan, '?path=tools/&only=missed')).body)).toEqual([]);
    const [folder] = (await tree(scan, '?only=added')).body.entries;
    expect(folder).toMatchObject({ file_count: 3, lines_total: 24 });
  });

  it('lists only what has files that are covered less than in another scan', async () => {
    const before = await aScan({
      'src/api/list.ts': lines(10, 6),
      'src/api/show.ts': lines(10, 1),
      'tools/run.ts': lines(2, 2),
    });
    const scan = await aScan(FILES);
    const worse = async (path: string) =>
      namesOf((await tree(scan, `?compare=${before}&only=worse${path && `&path=${path}`}`)).body);
    expect(await worse('')).toEqual(['src/']);
    expect(await worse('src/')).toEqual(['api/']);
    expect(await worse('src/api/')).toEqual(['list.ts']);
    expect(await tree(scan, '?only=worse')).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field: 'compare' }] },
    });
  });

  it('compares with another scan of the repository', async () => {
    const before = await aScan({ 'src/api/list.ts': lines(10, 6), 'src/main.ts': lines(8, 8) });
    const scan = await aScan(FILES);
    const deltas = async (path: string) =>
      (await tree(scan, `?path=${path}&compare=${before}`)).body.entries.map(({ name, delta_pct }: any) => [
        name,
        delta_pct,
      ]);
    expect(await deltas('src/')).toEqual([
      ['api/', 15],
      ['main.ts', -75],
    ]);
    expect(await deltas('src/api/')).toEqual([
      ['list.ts', -10],
      ['show.ts', null],
    ]);
  });

  it('lists files flat and by their names, folders joined, and in each order with files of the change first', async () => {
    const files = {
      'lib/java/a10.ts': lines(10, 9),
      'lib/java/a9.ts': lines(4, 1),
      'lib/java/deep/b.ts': lines(8, 0),
      'src/c.ts': lines(3, 3),
    };
    const changes = [{ path: 'src/c.ts', added: [[1, 2]] }];
    const before = await aScan({ ...files, 'lib/java/a10.ts': lines(10, 10) });
    expect((await org.post(`/scans/${before}/complete`)).status).toBe(200);
    const scan = await aScan(files, { branch: 'feature' }, changes);
    const names = async (query: string) => namesOf((await tree(scan, query)).body);
    expect(await names('?join=true')).toEqual(['lib/java/', 'src/']);
    expect(await names('?join=true&path=lib/')).toEqual(['java/']);
    expect(await names('?join=true&path=lib/java/')).toEqual(['a10.ts', 'a9.ts', 'deep/']);
    expect(await names('?flat=true&path=lib/')).toEqual(['java/a10.ts', 'java/a9.ts', 'java/deep/b.ts']);
    expect(await names('?flat=true&q=A')).toEqual(['lib/java/a10.ts', 'lib/java/a9.ts']);
    expect(await names('?q=none')).toEqual([]);
    const flat = (sort: string) => names(`?flat=true&sort=${sort}&compare=${before}`);
    expect(await flat('name')).toEqual(['src/c.ts', 'lib/java/a9.ts', 'lib/java/a10.ts', 'lib/java/deep/b.ts']);
    expect(await flat('missed')).toEqual(['src/c.ts', 'lib/java/deep/b.ts', 'lib/java/a9.ts', 'lib/java/a10.ts']);
    expect(await flat('coverage')).toEqual(['src/c.ts', 'lib/java/deep/b.ts', 'lib/java/a9.ts', 'lib/java/a10.ts']);
    expect((await flat('change'))[1]).toBe('lib/java/a10.ts');
    const page = async (cursor = '') => (await tree(scan, `?flat=true&sort=missed&limit=3${cursor}`)).body;
    const first = await page();
    expect([...namesOf(first), ...namesOf(await page(`&cursor=${first.next_cursor}`))]).toEqual(await flat('missed'));
    expect((await tree(scan, '?sort=best')).status).toBe(400);
  });

  it('goes on behind a cursor', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 205 }, (_, at) => [`f${String(at).padStart(3, '0')}.ts`, lines(1, 1)]),
    );
    const scan = await aScan(files);
    const first = (await tree(scan)).body;
    expect(first.entries).toHaveLength(200);
    const rest = (await tree(scan, `?cursor=${first.next_cursor}`)).body;
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(Object.keys(files));
    expect(rest.next_cursor).toBeNull();
    expect((await tree(scan, '?limit=1000')).body).toMatchObject({ entries: { length: 205 }, next_cursor: null });
  });

  it('has an empty root where there is no coverage', async () => {
    const scan = await aScan({});
    expect(await tree(scan)).toMatchObject({ status: 200, body: { path: '', entries: [], next_cursor: null } });
  });

  it('counts the added lines of more files than are unpacked at once', async () => {
    const paths = Array.from({ length: 450 }, (_, at) => `src/${at}.ts`);
    const scan = await aScan(
      Object.fromEntries(paths.map((path) => [path, lines(3, 2)])),
      { branch: 'feature' },
      paths.map((path) => ({ path, added: [[2, 3]] })),
    );
    const [src] = (await tree(scan)).body.entries;
    expect(src).toMatchObject({ file_count: 450, changed_lines_total: 900, changed_lines_covered: 450 });
  });

  it.each(['src', 'src/api', 'nothing/', 'src/api/list', '/'])('is 404 for the path %s', async (path) => {
    const scan = await aScan(FILES);
    expect(await tree(scan, `?path=${path}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is 404 for a scan to compare with that is unknown, or of another repository or organization', async () => {
    const scan = await aScan(FILES);
    const elsewhere = await aScan(FILES, { repo: 'acme/other' });
    const foreign = (await (await world.anOrg()).post('/scans', { repo: 'acme/tree', branch: 'main' })).body.scan_id;
    for (const other of [elsewhere, foreign, 999_999])
      expect(await tree(scan, `?compare=${other}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each(['?only=covered', '?limit=0', '?limit=1001', '?compare=x', '?cursor=x', '?path='])(
    'refuses %s',
    async (query) => {
      expect(await tree(await aScan(FILES), query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    },
  );

  it('is 410 once the details of either scan have expired', async () => {
    const old = await aScan(FILES);
    const scan = await aScan(FILES);
    await query(world.database.admin, `UPDATE scans SET details_expired_at = now() WHERE id = ${old}`);
    for (const answer of [await tree(old), await tree(scan, `?compare=${old}`)])
      expect(answer).toMatchObject({ status: 410, body: { code: 'details_expired' } });
  });
});

import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const COLUMNS = `conclusion, failing_rules, findings_total, new_total, coverage_pct, quality_rating, debt_minutes, direction`;
type Row = Record<string, unknown>;
const summaryOf = async (id: number): Promise<Row> =>
  (await query<Row>(service.database.admin, `SELECT ${COLUMNS} FROM scans WHERE id = ${id}`))[0]!;

const problems = (count: number) =>
  aSarifLog(
    Array.from({ length: count }, (_, at) => ({ rule: 'r', path: `${at}.ts`, line: 1, securitySeverity: '8.0' })),
  );
const cover = (id: number, covered: number) =>
  service.admin.upload(
    '/quality/coverage/upload',
    { scan_id: String(id) },
    { content: anLcov({ 'a.ts': lines(8, covered) }) },
  );

async function aScan(wish: object, findings: number, covered: number): Promise<number> {
  const id = (await service.admin.post('/scans', { repo: 'acme/web', branch: 'main', ...wish })).body.id as number;
  await service.admin.post(`/scans/${id}/findings`, problems(findings));
  await cover(id, covered);
  expect((await service.admin.post(`/scans/${id}/complete`)).status).toBe(200);
  return id;
}

it('are stored at completion and at each later evaluation', async () => {
  await service.admin.put('/quality/gates/config', { policy: { new_high_max: 0 }, enabled: true });
  const first = await aScan({}, 1, 7);
  expect(await summaryOf(first)).toMatchObject({
    findings_total: 1,
    new_total: 0,
    coverage_pct: 87.5,
    direction: null,
  });
  const change = { branch: 'feature', pr_number: 4 };
  const worse = await aScan(change, 3, 7);
  expect(await summaryOf(worse)).toEqual({
    conclusion: 'neutral',
    failing_rules: ['new_high_max'],
    findings_total: 3,
    new_total: 2,
    coverage_pct: 87.5,
    quality_rating: 'C',
    debt_minutes: 30,
    direction: null,
  });
  const better = await aScan(change, 2, 7);
  expect(await summaryOf(better)).toMatchObject({ findings_total: 2, new_total: 1, direction: 'improving' });

  // coverage that comes late, then a recomputation under a mark
  await cover(better, 8);
  expect(await summaryOf(better)).toMatchObject({ coverage_pct: 100 });
  const { findings } = (await service.admin.get(`/scans/${better}/findings?is_new=true`)).body;
  const marked = { issue_id: findings[0].issue_id as number, is_fp: true, reason: 'none' };
  await service.admin.post('/quality/findings/mark-fp', marked);
  await service.admin.post(`/quality/gates/recompute/${better}`);
  expect(await summaryOf(better)).toMatchObject({ findings_total: 1, new_total: 0, failing_rules: [] });

  const given = (await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.id as number;
  await service.admin.post(`/scans/${given}/fail`, { reason: 'broken' });
  expect(await summaryOf(given)).toMatchObject({ failing_rules: [], findings_total: null, direction: null });
});

it('a mark is no change: both scans are counted under it', async () => {
  await service.admin.put('/quality/gates/config', { policy: { new_high_max: null }, enabled: true });
  const on = { repo: 'acme/marked' };
  const first = await aScan(on, 3, 7);
  const second = await aScan(on, 3, 7);
  const { repo_id: repoId } = (await service.admin.get(`/scans/${second}`)).body;
  const { findings } = (await service.admin.get(`/scans/${second}/findings`)).body;
  const mark = { issue_id: findings[0].issue_id as number, is_fp: true, reason: 'none' };
  await service.admin.post('/quality/findings/mark-fp', mark);
  await service.admin.post(`/quality/gates/recompute/${second}`);
  expect(await summaryOf(second)).toMatchObject({ findings_total: 2, direction: 'steady' });

  const ofRepo = async (path: string) => (await service.admin.get(`/repos/${repoId}/${path}`)).body;
  const { repos } = (await service.admin.get('/overview?q=acme/marked')).body;
  expect(repos[0].previous).toMatchObject({ scan_id: first, findings_total: 3, findings_delta: 0 });
  expect(await ofRepo('overview')).toMatchObject({
    previous: { findings_delta: 0 },
    changes: { new_findings: 0, fixed: 0, marked: 1 },
  });
  expect((await ofRepo('history')).scans.map(({ change }: Row) => change)).toEqual([
    { findings: 0, marked: 1, delta_pts: 0 },
    { findings: null, marked: 0, delta_pts: null },
  ]);

  // a mark that is taken back, and one more problem
  await service.admin.post('/quality/findings/mark-fp', { ...mark, is_fp: false, reason: undefined });
  const third = await aScan(on, 4, 7);
  expect(await summaryOf(third)).toMatchObject({ findings_total: 4, direction: 'degrading' });
  expect((await ofRepo('overview')).changes).toMatchObject({ new_findings: 1, fixed: 0, marked: -1 });
});

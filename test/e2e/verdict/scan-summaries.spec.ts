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

import { aMember, anApiKey, anOrganization } from '../../support/actors.js';
import { comparable } from '../../support/answers.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

interface Wish {
  readonly repo?: string;
  readonly branch?: string;
  readonly pr_number?: number;
  /** Numbers of the problems that its analyzer finds. */
  readonly problems?: readonly number[];
  readonly covered?: number;
  /** Added lines of `a.ts`. */
  readonly added?: readonly [number, number][];
  readonly metrics?: object;
}

const problem = (at: number) => ({ rule: `rule-${at}`, path: `${at}.ts`, line: 1, securitySeverity: '8.0' });

async function aPendingScan({ repo = 'acme/web', branch = 'main', pr_number, ...wish }: Wish): Promise<number> {
  const { id } = (await service.admin.post('/scans', { repo, branch, pr_number })).body as { id: number };
  const { problems = [1], covered = 7, added } = wish;
  if (added) await service.admin.post(`/scans/${id}/changes`, { files: [{ path: 'a.ts', added }] });
  await service.admin.post(`/scans/${id}/findings`, aSarifLog(problems.map(problem)));
  const file = { content: anLcov({ 'a.ts': lines(8, covered) }) };
  await service.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, file);
  return id;
}

async function aScan(wish: Wish = {}): Promise<number> {
  const id = await aPendingScan(wish);
  const answer = await service.admin.post(`/scans/${id}/complete`, { metrics: wish.metrics });
  expect(answer.status).toBe(200);
  return id;
}

const summaryOf = async (id: number) => {
  const { status, body } = await service.admin.get(`/scans/${id}/summary`);
  expect(status).toBe(200);
  return body as Record<string, any>;
};

describe('the page of a scan', () => {
  it('is what the routes of its parts answer, in one request', async () => {
    const id = await aScan({ repo: 'acme/parts' });
    const page = await summaryOf(id);
    const of = async (path: string) => (await service.admin.get(path)).body as Record<string, unknown>;
    expect(page.scan).toEqual(await of(`/scans/${id}`));
    expect(page.repo).toEqual(await of(`/repos/${page.scan.repo_id}`));
    expect(page.verdict).toEqual(await of(`/quality/gates/status/${id}`));
    const { held_down_by: holders, ...ratings } = await of(`/quality/ratings/${id}`);
    expect(page.ratings).toEqual(ratings);
    expect(holders).toMatchObject({ coverage: { text: 'Coverage B: tests run 87.5 % of all lines' } });
    expect(page.tech_debt).toEqual(await of(`/quality/tech-debt/${id}`));
    expect(page.evaluations).toEqual((await of(`/quality/gates/history/${id}`)).evaluations);
    expect(page.coverage).toEqual({
      file_count: 1,
      lines_total: 8,
      lines_covered: 7,
      coverage_pct: 87.5,
      changed: null,
    });
  });

  it('counts findings by severity and type, false positives left out', async () => {
    const id = await aScan({ repo: 'acme/counts', problems: [1, 2], covered: 1 });
    const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0, total: 0 };
    const { all, new: fresh } = (await summaryOf(id)).counters;
    expect(all).toMatchObject({ ...none, high: 3, total: 3 });
    expect(all.by_type).toMatchObject({ security: 2, coverage_gap: 1, bug: 0 });
    expect([all.judged.total, all.reliability]).toEqual([2, 2]);
    expect(fresh).toMatchObject(none);
  });

  it('compares with the scan before of the same branch', async () => {
    const repo = 'acme/compared';
    const first = await aScan({ repo, problems: [1, 2], metrics: { duplication_pct: 2.555 } });
    await aScan({ repo, branch: 'other', problems: [9] });
    const pending = await aPendingScan({ repo, problems: [8] });
    const second = await aScan({ repo, problems: [2, 3, 4], covered: 8, metrics: { duplication_pct: 1 } });
    expect(await summaryOf(first)).toMatchObject({ previous: null, changes: null });
    const { previous, changes } = await summaryOf(second);
    expect(previous).toEqual({
      scan_id: first,
      findings_total: 2,
      findings_delta: 1,
      coverage_pct: 87.5,
      coverage_delta_pts: 12.5,
      duplication_pct: 2.56,
      quality_rating: 'B',
    });
    expect(changes).toEqual({
      previous_scan_id: first,
      new_findings: 2,
      fixed: 1,
      marked: 0,
      coverage_pct: { from: 87.5, to: 100, delta_pts: 12.5 },
      duplication_pct: { from: 2.56, to: 1, delta_pts: -1.56 },
      quality_rating: { from: 'B', to: 'C' },
      rules: [],
      policy_changed: false,
    });
    expect(await summaryOf(pending)).toMatchObject({ previous: { scan_id: first }, changes: null, counters: null });
  });

  it('compares pushes of a pull request with each other', async () => {
    const repo = 'acme/pushes';
    await aScan({ repo, problems: [1] });
    const change = { repo, branch: 'feature', pr_number: 7 };
    const first = await aScan({ ...change, problems: [1, 2] });
    await aScan({ repo, branch: 'feature', problems: [] });
    const second = await aScan({ ...change, branch: 'renamed', problems: [1] });
    expect((await summaryOf(first)).changes).toBeNull();
    expect((await summaryOf(second)).changes).toMatchObject({ previous_scan_id: first, new_findings: 0, fixed: 1 });
  });

  it('names rules that answer otherwise, and a policy that changed', async () => {
    const org = await anOrganization(service);
    const { admin } = org;
    const complete = async (problems: number[]) => {
      const { id } = (await admin.post('/scans', { repo: 'acme/rules', branch: 'feature', pr_number: 1 })).body;
      await admin.post(`/scans/${id}/findings`, aSarifLog(problems.map(problem)));
      await admin.post(`/scans/${id}/complete`);
      return (await admin.get(`/scans/${id}/summary`)).body.changes;
    };
    await admin.put('/quality/gates/config', { policy: { new_high_max: 0, rating_min: null }, enabled: true });
    await complete([]);
    expect(await complete([1])).toMatchObject({
      rules: [{ rule: 'new_high_max', from: 'passed', to: 'violated' }],
      policy_changed: false,
    });
    await admin.put('/quality/gates/config', { policy: { new_high_max: 1, rating_min: 'A' } });
    expect(await complete([1])).toMatchObject({
      rules: [
        { rule: 'new_high_max', from: 'violated', to: 'passed' },
        { rule: 'rating_min', from: 'skipped', to: 'violated' },
      ],
      policy_changed: true,
    });
  });

  it('lists the reports that it received, with what could not be read', async () => {
    const { id } = (await service.admin.post('/scans', { repo: 'acme/reports', branch: 'main' })).body;
    const eslint = JSON.stringify([
      { filePath: 'a.ts', messages: [{ ruleId: 'r', severity: 2, message: 'm', line: 1, column: 1 }, 7] },
    ]);
    await service.admin.upload(`/scans/${id}/findings`, { tool_version: '9.1.0' }, { content: eslint });
    await service.admin.post(`/scans/${id}/findings`, aSarifLog([problem(1), problem(2)], 'semgrep'));
    const coverage = (key: string, path: string) =>
      service.admin.upload(
        '/quality/coverage/upload',
        { scan_id: String(id), upload_key: key },
        { content: anLcov({ 'a.ts': lines(3, 1), [path]: lines(2, 2) }) },
      );
    await service.admin.post(`/scans/${id}/files`, { paths: ['a.ts', 'b.ts'] });
    await coverage('unit', 'elsewhere/c.ts');
    const content = '<testsuite><testcase name="a"/><testcase name="b"/></testsuite>';
    await service.admin.upload(`/scans/${id}/tests`, { upload_key: 'unit' }, { content });
    const { reports } = await summaryOf(id as number);
    expect(reports).toEqual([
      {
        kind: 'findings',
        tool: 'eslint',
        tool_version: '9.1.0',
        format: 'eslint',
        records: 1,
        rejected: 1,
        upload_key: null,
        state: 'ok',
        uploaded_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({ tool: 'semgrep', tool_version: '1.2.3', format: 'sarif', records: 2, rejected: 0 }),
      {
        kind: 'coverage',
        tool: null,
        tool_version: null,
        format: 'lcov',
        records: 1,
        rejected: 1,
        upload_key: 'unit',
        state: 'ok',
        uploaded_at: expect.any(String),
      },
      expect.objectContaining({
        kind: 'tests',
        tool: null,
        format: 'junit',
        records: 2,
        rejected: 0,
        upload_key: 'unit',
      }),
    ]);
    const [first] = reports as { uploaded_at: string }[];
    await service.admin.post(`/scans/${id}/findings`, aSarifLog([problem(1)], 'semgrep'));
    await coverage('unit', 'b.ts');
    const again = (await summaryOf(id as number)).reports as Record<string, any>[];
    expect(again.map(({ records, rejected }) => [records, rejected])).toEqual([
      [1, 1],
      [2, 0],
      [1, 0],
      [2, 0],
    ]);
    expect(again[0]!.uploaded_at).toBe(first!.uploaded_at);
    for (const at of [2, 3]) expect(again[at]!.uploaded_at > reports[at].uploaded_at).toBe(true);
  });

  it('has no changes of a scan that failed, and every key', async () => {
    const repo = 'acme/failed';
    await aScan({ repo });
    const { id } = (await service.admin.post('/scans', { repo, branch: 'main' })).body;
    await service.admin.post(`/scans/${id}/fail`, { reason: 'the tool broke' });
    expect(await summaryOf(id as number)).toMatchObject({
      scan: { status: 'failed', reason: 'the tool broke' },
      verdict: { status: 'failed', reason: 'scan_error' },
      coverage: { file_count: 0, coverage_pct: null, changed: null },
      counters: null,
      changes: null,
      reports: [],
      evaluations: [{ trigger: 'scan_failed' }],
    });
  });

  it('says what the caller may do with it', async () => {
    const id = await aScan({ repo: 'acme/rights' });
    const canOf = async (client: TestApp['admin']) => (await client.get(`/scans/${id}/summary`)).body.can;
    const viewer = await canOf((await aMember(service, 'VIEWER')).client);
    expect(Object.values(viewer as object).filter(Boolean)).toEqual([]);
    expect(await canOf((await aMember(service, 'MEMBER')).client)).toMatchObject({ mark_fp: true, recompute: false });
    expect(await canOf((await aMember(service, 'ORG_ADMIN')).client)).toMatchObject({ recompute: true, waive: true });
  });

  it('links to the forge of the repository', async () => {
    const id = await aScan({ repo: 'acme/linked' });
    const { repo, links } = await summaryOf(id);
    expect(links).toBeNull();
    await service.admin.patch(`/repos/${repo.id}`, { url: 'https://github.com/acme/linked' });
    expect((await summaryOf(id)).links.commit).toBe('https://github.com/acme/linked/commit/{sha}');
  });

  it('is not found in another organization, as one that does not exist', async () => {
    const id = await aScan();
    const { admin } = await anOrganization(service);
    const [foreign, absent] = [await admin.get(`/scans/${id}/summary`), await admin.get('/scans/999999999/summary')];
    expect(foreign.status).toBe(404);
    expect(comparable(absent)).toEqual(comparable(foreign));
    const reader = await anApiKey(service, { scopes: ['read:repos'] });
    expect((await reader.client.get(`/scans/${id}/summary`)).body.code).toBe('scope_required');
  });
});

it('shows of scans of an earlier version what they stored', async () => {
  const repo = 'acme/earlier';
  await aScan({ repo });
  const id = await aScan({ repo, problems: [2] });
  await query(service.database.admin, `UPDATE scans SET appeared = NULL, disappeared = NULL WHERE id = ${id}`);
  await query(service.database.admin, `UPDATE finding_reports SET rejected = NULL WHERE scan_id = ${id}`);
  const { changes, reports } = await summaryOf(id);
  expect(changes).toMatchObject({ new_findings: null, fixed: null, coverage_pct: { from: 87.5, to: 87.5 } });
  expect(reports[0]).toMatchObject({ rejected: null, records: 1 });
});

import { anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const result = (rule: string, level: SarifResult['level'] = 'warning'): SarifResult => ({
  rule,
  path: 'src/a.ts',
  line: 1 + rule.charCodeAt(0),
  level,
  snippet: `call('${rule}')`,
});
const KEPT = ['k', 'l'].map((rule) => result(rule));
const BEFORE = [...KEPT, result('f'), result('g'), result('w', 'note')];
const AFTER = [...KEPT, result('n'), result('o', 'error'), result('p', 'note'), result('w', 'error')];
const COVERED_BEFORE = {
  'src/a.ts': [
    [1, 1],
    [2, 0],
  ],
  'src/gone.ts': [[1, 0]],
  'src/same.ts': [[1, 1]],
} as const;
const COVERED_AFTER = {
  'src/a.ts': [
    [1, 1],
    [2, 1],
  ],
  'src/added.ts': [
    [1, 1],
    [2, 0],
    [3, 0],
  ],
  'src/same.ts': [[5, 9]],
} as const;

describe('the comparison of two scans', () => {
  let app: TestApp;
  let before: number;
  let after: number;

  beforeAll(async () => {
    app = await startTestApp();
    before = await completedScan(app.admin, BEFORE, COVERED_BEFORE);
    after = await completedScan(app.admin, AFTER, COVERED_AFTER);
  });
  afterAll(() => app.stop());

  async function aScan(api: ApiClient, results: readonly SarifResult[], repo = 'acme/compared'): Promise<number> {
    const id = (await api.post('/scans', { repo, branch: 'main' })).body.scan_id as number;
    expect((await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) })).status).toBe(200);
    return id;
  }

  async function completedScan(
    api: ApiClient,
    results: readonly SarifResult[],
    covered: Parameters<typeof anLcov>[0] = {},
    repo = 'acme/compared',
  ): Promise<number> {
    const id = await aScan(api, results, repo);
    if (Object.keys(covered).length > 0)
      await api.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: anLcov(covered) });
    expect((await api.post(`/scans/${id}/complete`)).status).toBe(200);
    return id;
  }

  const compare = (query = '', [id, other] = [after, before]) => app.admin.get(`/scans/${id}/compare/${other}${query}`);
  const rulesOf = (findings: any[]) =>
    findings.filter(({ type }) => type !== 'coverage_gap').map(({ rule_id }) => rule_id);

  it('lists what moved, lines that are duplicated, and rules with other thresholds', async () => {
    const { admin } = await anOrganization(app);
    const config = (max: number) => ({ policy: { duplication_pct_max: max, rating_min: null }, enabled: true });
    const aClonedScan = async (line: number, lines: number) => {
      const id = await aScan(admin, [{ ...result('k'), line }, result('l')]);
      const place = (name: string) => ({ name, start: 1, end: lines, startLoc: { line: 1 }, endLoc: { line: lines } });
      const duplicate = { lines, fragment: 'copied();', firstFile: place('src/a.ts'), secondFile: place('src/b.ts') };
      const report = { statistics: { total: {} }, duplicates: [duplicate] };
      expect((await admin.post(`/scans/${id}/findings`, JSON.stringify(report))).status).toBe(200);
      expect((await admin.post(`/scans/${id}/complete`)).status).toBe(200);
      return id;
    };
    await admin.put('/quality/gates/config', config(3));
    const one = await aClonedScan(4, 10);
    await admin.put('/quality/gates/config', config(5));
    const other = await aClonedScan(9, 30);
    const { body } = await admin.get(`/scans/${other}/compare/${one}`);
    expect(body.moved).toEqual([
      expect.objectContaining({ rule_id: 'k', line: 9, moved_from: { file_path: 'src/a.ts', line: 4 } }),
    ]);
    expect(body.duplication).toEqual(['src/a.ts', 'src/b.ts'].map((file_path) => ({ file_path, from: 10, to: 30 })));
    expect(body.policy).toEqual([{ rule: 'duplication_pct_max', from: 3, to: 5 }]);
    expect(body.counts).toMatchObject({ moved: 1, duplication: 2 });
    const only = await admin.get(`/scans/${other}/compare/${one}?kind=duplication&limit=1`);
    const next = await admin.get(`/scans/${other}/compare/${one}?kind=duplication&cursor=${only.body.next_cursor}`);
    expect([only, next].flatMap((page) => page.body.duplication.map((file: any) => file.file_path))).toEqual([
      'src/a.ts',
      'src/b.ts',
    ]);
  });

  it('takes nothing for worse that other tables judged', async () => {
    const { admin } = await anOrganization(app);
    const [one, other] = [await completedScan(admin, AFTER), await completedScan(admin, BEFORE)];
    await query(app.database.admin, 'UPDATE finding_reports SET tables_version = 1 WHERE scan_id = $1', [other]);
    const { body } = await admin.get(`/scans/${one}/compare/${other}`);
    expect(body.counts).toMatchObject({ worsened: 0, new: 3, fixed: 2 });
  });

  it('lists problems that came, went and got worse, worst first, and files of another coverage', async () => {
    const { status, body } = await compare();
    expect(status).toBe(200);
    expect([body.scan_id, body.other_scan_id, body.next_cursor]).toEqual([after, before, null]);
    expect(body.repo).toEqual({ id: expect.any(Number), name: 'acme/compared' });
    const ofMain = { branch: 'main', commit_sha: null, pr_number: null, completed_at: expect.any(String) };
    expect([body.scan, body.other_scan]).toEqual([ofMain, ofMain]);
    expect(rulesOf(body.new)).toEqual(['o', 'n', 'p']);
    expect(rulesOf(body.fixed)).toEqual(['f', 'g']);
    expect(rulesOf(body.worsened)).toEqual(['w']);
    expect(body.worsened[0]).toMatchObject({ severity: 'high', was: { severity: 'low', message: 'w found' } });
    expect(body.coverage).toEqual([
      { file_path: 'src/a.ts', from: 50, to: 100 },
      { file_path: 'src/added.ts', from: null, to: 33.33 },
      { file_path: 'src/gone.ts', from: 0, to: null },
    ]);
    expect(body.counts).toEqual({
      new: body.new.length,
      fixed: body.fixed.length,
      worsened: 1,
      // the gap of a file of which only the name is another one
      moved: 1,
      coverage: 3,
      duplication: 0,
    });
  });

  it('lists the opposite the other way around', async () => {
    const { body } = await compare('', [before, after]);
    expect(rulesOf(body.new)).toEqual(['f', 'g']);
    expect(rulesOf(body.fixed)).toEqual(['o', 'n', 'p']);
    expect(rulesOf(body.worsened)).toEqual([]);
    expect(body.coverage[0]).toEqual({ file_path: 'src/a.ts', from: 100, to: 50 });
  });

  it('finds nothing between a scan and itself', async () => {
    const { body } = await compare('', [after, after]);
    expect(body.counts).toEqual({ new: 0, fixed: 0, worsened: 0, moved: 0, coverage: 0, duplication: 0 });
  });

  it('lists one kind on request, and counts all', async () => {
    const whole = (await compare()).body;
    const none = { new: [], fixed: [], worsened: [], moved: [], coverage: [], duplication: [] };
    for (const kind of Object.keys(none)) {
      const { body } = await compare(`?kind=${kind}`);
      expect(body).toEqual({ ...whole, ...none, [kind]: whole[kind] });
    }
  });

  it('lists everything once in pages', async () => {
    const whole = (await compare()).body;
    const listed: Record<string, unknown[]> = {
      ...{ new: [], fixed: [], worsened: [], moved: [], coverage: [], duplication: [] },
    };
    for (let cursor = ''; ;) {
      const { body } = await compare(`?limit=2${cursor}`);
      const page = Object.keys(listed).flatMap((kind) => body[kind]);
      expect(page.length).toBeLessThanOrEqual(2);
      for (const kind of Object.keys(listed)) listed[kind]!.push(...body[kind]);
      if (body.next_cursor === null) break;
      expect(page).toHaveLength(2);
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(whole).toMatchObject(listed);
  });

  it('shows marks of false positives', async () => {
    const [{ issue_id }] = (await compare('?kind=new')).body.new;
    await app.admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'a double' });
    expect((await compare('?kind=new')).body.new[0]).toMatchObject({ user_marked_fp: true, fp_reason: 'a double' });
  });

  it.each([
    ['kind', 'kind=old'],
    ['limit', 'limit=201'],
    ['cursor', `cursor=${Buffer.from('["new",1]').toString('base64url')}`],
    ['cursor', `kind=new&cursor=${Buffer.from('["coverage","a"]').toString('base64url')}`],
  ])('refuses a %s in %s', async (field, query) => {
    const { status, body } = await compare(`?${query}`);
    expect([status, body.errors?.[0].field]).toEqual([400, field]);
  });

  it('compares completed scans only', async () => {
    const pending = await aScan(app.admin, KEPT);
    for (const pair of [
      [pending, before],
      [after, pending],
    ] as [number, number][]) {
      const { status, body } = await compare('', pair);
      expect([status, body.code]).toEqual([409, 'scan_pending']);
    }
    await app.admin.post(`/scans/${pending}/fail`, { reason: 'gave up' });
    const { status, body } = await compare('', [after, pending]);
    expect([status, body.code]).toEqual([409, 'scan_failed']);
  });

  it('compares scans of one repository only, of the own organization', async () => {
    const elsewhere = await completedScan(app.admin, KEPT, {}, 'acme/elsewhere');
    const own = await anOrganization(app);
    const foreign = await completedScan(own.admin, KEPT);
    for (const pair of [
      [after, elsewhere],
      [elsewhere, after],
      [after, foreign],
      [foreign, after],
    ] as [number, number][]) {
      const { status, body } = await compare('', pair);
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
  });
});

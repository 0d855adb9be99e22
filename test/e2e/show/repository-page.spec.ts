import { aMember, anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { countRoundTrips } from '../../support/round-trips.js';
import { startTestApp } from '../../support/test-app.js';
import { aDuplicatedScan, aScan, complete, type GateWorld, startGateWorld } from '../verdict/gate-world.js';

let world: GateWorld;
beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

/** Duplication alone decides. */
const ONE_RULE = { duplication_pct_max: 3, rating_min: null, new_coverage_min: null };
const GATE = { policy: ONE_RULE, enabled: true };
const ON_MAIN = { branch: 'main', pr_number: null };
type Body = Record<string, any>;

async function pageOf(client: ApiClient, repoId: number, query = ''): Promise<Body> {
  const { status, body } = await client.get(`/repos/${repoId}/overview${query}`);
  expect(status).toBe(200);
  return body as Body;
}

/** A completed scan with findings on these lines of code, so many of three lines covered. */
async function scanOf(
  org: ApiClient,
  { found, covered, pct, ...where }: { found: number[]; covered: number; pct: number; [wish: string]: unknown },
) {
  const scan = await aScan(org, { ...ON_MAIN, ...where });
  const problems = found.map((line) => ({ rule: `rule-${line}`, path: 'src/a.ts', line, snippet: `code(${line});` }));
  expect((await org.post(`/scans/${scan.id}/findings`, aSarifLog(problems))).status).toBe(200);
  const form = { scan_id: String(scan.id) };
  await org.upload('/quality/coverage/upload', form, { content: anLcov({ 'src/b.ts': lines(8, covered) }) });
  await complete(org, scan.id, { metrics: { duplication_pct: pct } });
  return scan;
}

describe('the overview of a repository', () => {
  it('has the last scan of its default branch as the routes of that scan have it', async () => {
    const org = await world.anOrgWith(GATE);
    await scanOf(org, { found: [1], covered: 8, pct: 1 });
    const { id, repoId } = await scanOf(org, { found: [1, 2, 3], covered: 8, pct: 4 });
    const page = await pageOf(org, repoId);
    const same = async (path: string) => (await org.get(path)).body as Body;
    expect(page.repo).toEqual(await same(`/repos/${repoId}`));
    expect(page.branch).toBe('main');
    expect(page.scan).toEqual(await same(`/scans/${id}`));
    expect(page.verdict).toEqual(await same(`/quality/gates/status/${id}`));
    const { held_down_by: holders, ...ratings } = await same(`/quality/ratings/${id}`);
    expect(page.ratings).toEqual(ratings);
    expect(holders).toMatchObject({ duplication: { text: 'Duplication C: 4 % of all lines are duplicates' } });
    expect(page.tech_debt).toEqual(await same(`/quality/tech-debt/${id}`));
    expect(page.coverage).toEqual({
      ...{ file_count: 1, lines_total: 8, lines_covered: 8, coverage_pct: 100, changed: null },
    });
    expect(page.counters.all).toMatchObject({ total: 3, info: 0 });
    expect(page.counters.new).toMatchObject({ total: 0 });
    const { by_type: byType, total, judged, reliability, ...severities } = page.counters.all as Body;
    expect([judged, reliability]).toEqual([expect.objectContaining({ total: 3 }), expect.any(Number)]);
    const sum = (numbers: object) => Object.values(numbers as Record<string, number>).reduce((a, b) => a + b, 0);
    expect([sum(byType as object), sum(severities)]).toEqual([total, total]);
    expect(page.baseline).toMatchObject({
      scan_id: id,
      problems: 3,
      tools: [
        { tool: 'coverage', problems: 0 },
        { tool: 'scanner', problems: 3, scan_id: id },
      ],
    });
  });

  it('says what changed since the scan before', async () => {
    const org = await world.anOrgWith(GATE);
    const first = await scanOf(org, { found: [1, 2, 3], covered: 8, pct: 1 });
    expect(await pageOf(org, first.repoId)).toMatchObject({ changes: null, previous: null });
    const { repoId } = await scanOf(org, { found: [2, 3, 4, 5, 6], covered: 7, pct: 4 });
    const page = await pageOf(org, repoId);
    expect(page.previous).toMatchObject({ scan_id: first.id, coverage_pct: 100, duplication_pct: 1 });
    expect(page.changes).toEqual((await org.get(`/scans/${page.scan.id}/summary`)).body.changes);
    expect(page.changes).toEqual({
      previous_scan_id: first.id,
      new_findings: 3,
      fixed: 1,
      marked: 0,
      coverage_pct: { from: 100, to: 87.5, delta_pts: -12.5 },
      duplication_pct: { from: 1, to: 4, delta_pts: 3 },
      quality_rating: { from: expect.any(String) as string, to: expect.any(String) as string },
      rules: [{ rule: 'duplication_pct_max', from: 'passed', to: 'violated' }],
      policy_changed: false,
    });

    await org.put('/quality/gates/config', { policy: { ...ONE_RULE, duplication_pct_max: 5 } });
    expect((await pageOf(org, repoId)).verdict).toMatchObject({ stale: true });
    await org.post(`/quality/gates/recompute/${page.scan.id}`);
    expect((await pageOf(org, repoId)).changes).toMatchObject({ rules: [], policy_changed: true });
  });

  it('counts the same changes as the comparison of the two scans', async () => {
    const org = await world.anOrgWith(GATE);
    let found = Array.from({ length: 60 }, (_, at) => 10 * at + 1);
    let before = await scanOf(org, { found, covered: 8, pct: 1 });
    for (const wish of [
      { from: 3, to: 5 },
      { from: 0, to: 55 },
      { from: 58, to: 60 },
    ]) {
      found = [...found.filter((_, at) => at < wish.from || at >= wish.to), 1000 + wish.to, 2000 + wish.to];
      const now = await scanOf(org, { found, covered: 8, pct: 1 });
      const { counts } = (await org.get(`/scans/${now.id}/compare/${before.id}`)).body as Body;
      const { changes } = await pageOf(org, now.repoId);
      expect({ new: changes.new_findings, fixed: changes.fixed }).toEqual({ new: counts.new, fixed: counts.fixed });
      before = now;
    }
  });

  it('has a trend of completed scans, the oldest first, with as many points as wanted', async () => {
    const org = await world.anOrgWith(GATE);
    const ids: number[] = [];
    for (const pct of [1, 2.345, 4]) ids.push((await aDuplicatedScan(org, pct, ON_MAIN)).id);
    const { id, repoId } = await aScan(org, ON_MAIN);
    await org.post(`/scans/${id}/fail`, { reason: 'broken' });
    const page = await pageOf(org, repoId);
    expect(page.scan).toMatchObject({ id, status: 'failed' });
    expect(page.changes).toBeNull();
    expect(page.counters).toBeNull();
    expect(page.previous).toMatchObject({ scan_id: ids[2] });
    expect((page.trend as Body[]).map(({ scan_id }) => scan_id)).toEqual(ids);
    expect(page.trend[1]).toEqual({
      ...{ scan_id: ids[1], commit_sha: null, completed_at: expect.stringMatching(/Z$/) as string, status: 'passed' },
      ...{ direction: 'steady', failing_rules: [], quality_rating: 'B', findings_total: null, coverage_pct: null },
      ...{ duplication_pct: 2.35, new_total: 0, tech_debt_minutes: null, tests: null },
    });
    // as in the overview: failed scans are listed as failed
    expect((await org.get(`/scans/${ids[2]}`)).body).toMatchObject({ direction: 'degrading', gate_status: 'failed' });
    expect((await org.get('/scans?direction=degrading')).body).toMatchObject({ scans: [] });
    await org.put('/quality/gates/config', { policy: { duplication_pct_max: 10 } });
    await org.post(`/quality/gates/recompute/${ids[2]}`);
    const { scans } = (await org.get('/scans?direction=degrading')).body as Body;
    expect(scans).toMatchObject([{ id: ids[2], direction: 'degrading', gate_status: 'passed' }]);
    expect((await org.get('/scans?direction=down')).status).toBe(400);
    expect((await pageOf(org, repoId, '?points=2')).trend).toHaveLength(2);
    for (const query of ['?points=1', '?points=201', '?points=x', '?branch='])
      expect((await org.get(`/repos/${repoId}/overview${query}`)).status).toBe(400);
  });

  it('is of another branch where one is named; of a branch that was never scanned there is none', async () => {
    const org = await world.anOrgWith(GATE);
    await aDuplicatedScan(org, 1, ON_MAIN);
    const { id, repoId } = await aDuplicatedScan(org, 4, { branch: 'next', pr_number: null });
    await aDuplicatedScan(org, 4, { branch: 'change', pr_number: 7 });
    const page = await pageOf(org, repoId, '?branch=next');
    expect(page).toMatchObject({ branch: 'next', scan: { id }, previous: null, changes: null });
    for (const branch of ['gone', 'change'])
      expect((await org.get(`/repos/${repoId}/overview?branch=${branch}`)).body).toMatchObject({ code: 'not_found' });
    expect((await org.get('/repos/9007199254740991/overview')).body).toMatchObject({ code: 'not_found' });
  });

  it('of a repository that was never scanned has nothing but the repository', async () => {
    const org = await world.anOrgWith(GATE);
    const { body: repo } = await org.post('/repos', { name: 'acme/empty' });
    const nothing = { scan: null, verdict: null, ratings: null, tech_debt: null, coverage: null, counters: null };
    expect(await pageOf(org, repo.id as number)).toMatchObject({
      ...{ ...nothing, previous: null, changes: null, pending_scan: null, trend: [], pull_requests: [] },
      ...{ waivers_in_force: [], baseline: null },
    });
    const { body: scan } = await org.post('/scans', { repo: 'acme/empty', branch: 'main' });
    expect(await pageOf(org, repo.id as number)).toMatchObject({
      ...nothing,
      pending_scan: { scan_id: scan.id, started_at: scan.created_at },
    });
    world.clock.advanceMinutes(24 * 60);
    expect(await pageOf(org, repo.id as number)).toMatchObject({
      scan: { id: scan.id, status: 'failed', reason: 'timed_out' },
      verdict: { status: 'failed', reason: 'timed_out' },
      counters: null,
      pending_scan: null,
      trend: [],
    });
  });

  it('lists waivers in force that reach it, those that end first first', async () => {
    const org = await world.anOrgWith(GATE);
    const { repoId } = await aDuplicatedScan(org, 1, ON_MAIN);
    const { repoId: other } = await aDuplicatedScan(org, 1, { ...ON_MAIN, repo: 'acme/other' });
    await org.patch('/org', { waiver_max_days: null });
    const soon = new Date(world.clock.now().getTime() + 86_400_000).toISOString();
    const waive = async (wish: object) =>
      (
        await org.post('/quality/gates/waivers', {
          ...{ rule: 'rating_min', reason: 'known', expires_at: null, max_actual: 'D', ...wish },
        })
      ).body.id as number;
    const unlimited = await waive({});
    const ending = await waive({ repo_id: repoId, pr_number: 5, expires_at: soon });
    const credited = await waive({ rule: 'duplication_pct_max', max_actual: 50 });
    await waive({ repo_id: other });
    const { id: scan } = await aDuplicatedScan(org, 20, ON_MAIN);
    const { waivers_in_force: waivers } = await pageOf(org, repoId);
    const listed = (await org.get('/quality/gates/waivers')).body.waivers as Body[];
    for (const { id, usage, created_by_name } of waivers as Body[])
      expect({ usage, created_by_name }).toEqual(
        (({ usage: uses, created_by_name: name }) => ({ usage: uses, created_by_name: name }))(
          listed.find((each) => each.id === id)!,
        ),
      );
    expect(waivers[2].usage).toMatchObject({ evaluations: 1, last_scan_id: scan });
    expect(waivers).toMatchObject([
      { id: ending, repo_id: repoId, pr_number: 5, ending_soon: true, max_actual: 'D', reason: 'known' },
      { id: unlimited, repo_id: null, pr_number: null, expires_at: null, ending_soon: false },
      { id: credited, rule: 'duplication_pct_max' },
    ]);
  });

  it('says what the caller may do', async () => {
    const { repoId } = await aDuplicatedScan(world.admin, 1, ON_MAIN);
    const { client: member } = await aMember(world, 'MEMBER');
    expect((await pageOf(member, repoId)).can).toMatchObject({ mark_fp: true, waive: false, rebuild_baseline: false });
    expect((await pageOf(world.admin, repoId)).can).toMatchObject({ mark_fp: true, waive: true, read_audit: true });
    const { client: reader } = await anApiKey(world, { role: 'ORG_OWNER', scopes: ['read:repos'] });
    expect(Object.values((await pageOf(reader, repoId)).can as Body)).not.toContain(true);
    const { repoId: other } = await aDuplicatedScan(world.admin, 1, { ...ON_MAIN, repo: 'acme/other' });
    const { client: bound } = await anApiKey(world, { role: 'VIEWER', scopes: ['read:scans'], repo_ids: [other] });
    expect((await bound.get(`/repos/${repoId}/overview`)).status).toBe(404);
  });
});

describe('the trend of a repository', () => {
  const CODE_OWNERS = '* @all\n/src/api/ @api @all\n/docs/\n';

  /** A completed scan with a finding of each of these rules in each file, and some of four lines covered. */
  async function trended(
    org: ApiClient,
    {
      found,
      covered,
      ...where
    }: { found: Record<string, string[]>; covered: Record<string, number>; [wish: string]: unknown },
  ) {
    const scan = await aScan(org, { ...ON_MAIN, ...where });
    const paths = ['a.ts', ...Object.keys({ ...found, ...covered })];
    await org.post(`/scans/${scan.id}/files`, { paths, code_owners: CODE_OWNERS });
    const problems = Object.entries(found).flatMap(([path, rules]) =>
      rules.map((rule, at) => ({
        rule,
        path,
        line: at + 1,
        level: rule === 'note' ? ('note' as const) : ('error' as const),
        snippet: `${path}${at}`,
      })),
    );
    expect((await org.post(`/scans/${scan.id}/findings`, aSarifLog(problems))).status).toBe(200);
    const files = Object.fromEntries(Object.entries(covered).map(([path, count]) => [path, lines(4, count)]));
    if (Object.keys(files).length > 0)
      await org.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, { content: anLcov(files) });
    await complete(org, scan.id);
    return scan;
  }

  async function trendOf(org: ApiClient, repoId: number, query: string): Promise<Body> {
    const { status, body } = await org.get(`/repos/${repoId}/trend${query}`);
    expect([status, body]).toEqual([200, expect.anything()]);
    return body as Body;
  }
  const seriesOf = async (org: ApiClient, repoId: number, query: string): Promise<Record<string, unknown>> =>
    Object.fromEntries((await trendOf(org, repoId, query)).series.map(({ key, values }: Body) => [key, values]));

  it('has the facts of scans of the default branch by rule, folder and owner; older scans are gaps', async () => {
    const org = await world.anOrgWith(GATE);
    const first = await trended(org, { found: { 'src/api/a.ts': ['x'] }, covered: {} });
    const second = await trended(org, {
      found: { 'src/api/a.ts': ['x', 'y'], 'src/api/v1/b.ts': ['x'], 'docs/c.md': ['note'], 'd.ts': ['y'] },
      covered: { 'src/api/a.ts': 3, 'src/api/v1/b.ts': 4, 'd.ts': 4 },
    });
    const third = await trended(org, { found: { 'd.ts': ['y'] }, covered: { 'd.ts': 4 } });
    await trended(org, { found: { 'd.ts': ['z'] }, covered: {}, branch: 'other' });
    await trended(org, { found: { 'd.ts': ['z'] }, covered: {}, branch: 'main', pr_number: 7 });
    const { repoId } = first;
    await query(world.database.admin, 'DELETE FROM trend_facts WHERE scan_id = $1', [first.id]);
    const trend = await trendOf(org, repoId, '?measure=findings&group_by=rule');
    expect(trend).toEqual({
      measure: 'findings',
      group_by: 'rule',
      points: [first, second, third].map(({ id }) => ({ scan_id: id, at: expect.stringMatching(/^2.*Z$/) })),
      series: [
        { key: 'y', values: [null, 2, 1] },
        { key: 'note', values: [null, 1, 0] },
        { key: 'x', values: [null, 2, 0] },
      ],
    });
    const series = (wish: string) => seriesOf(org, repoId, `?${wish}`);
    expect(await series('measure=findings&group_by=folder')).toEqual({
      'src/api': [null, 3, 0],
      docs: [null, 1, 0],
      '(root)': [null, 1, 1],
    });
    expect(await series('measure=findings&group_by=owner')).toEqual({
      '@api': [null, 3, 0],
      '@all': [null, 4, 1],
      '(none)': [null, 1, 0],
    });
    expect(await series('measure=low&group_by=owner')).toEqual({ '(none)': [null, 1, 0] });
    expect(await series('measure=coverage_pct&group_by=folder')).toEqual({
      'src/api': [null, 87.5, null],
      '(root)': [null, 100, 100],
    });
    expect(await series('measure=uncovered_lines&group_by=owner')).toEqual({
      '@api': [null, 1, 0],
      '@all': [null, 1, 0],
    });
    expect(await series('measure=findings')).toEqual({ '(all)': [1, 5, 1] });
    expect(await series('measure=coverage_pct')).toEqual({ '(all)': [null, 91.67, 100] });
    expect(await series('')).toEqual({ '(all)': [1, 5, 1] });
  });

  it('counts no false positives, follows late coverage, and ends with its scan', async () => {
    const org = await world.anOrgWith(GATE);
    const { id, repoId } = await trended(org, { found: { 'a.ts': ['x', 'y'] }, covered: {} });
    const { findings } = (await org.get(`/scans/${id}/findings`)).body;
    const marked = findings.find(({ rule_id }: Body) => rule_id === 'x').issue_id as number;
    const mark = { issue_id: marked, is_fp: true, reason: 'it is none' };
    expect((await org.post('/quality/findings/mark-fp', mark)).status).toBe(200);
    await trended(org, { found: { 'a.ts': ['x', 'y'] }, covered: {} });
    const last = await trended(org, { found: { 'a.ts': ['x', 'y'] }, covered: {} });
    const content = anLcov({ 'a.ts': lines(4, 3) });
    await org.upload('/quality/coverage/upload', { scan_id: String(last.id) }, { content });
    const series = (wish: string) => seriesOf(org, repoId, `?${wish}`);
    expect(await series('measure=findings&group_by=rule')).toEqual({ x: [1, 0, 0], y: [1, 1, 1] });
    expect(await series('measure=coverage_pct&group_by=folder')).toEqual({ '(root)': [null, null, 75] });
    expect((await org.delete(`/scans/${id}`)).status).toBe(204);
    expect(await series('measure=findings&group_by=rule')).toEqual({ y: [1, 1] });
  });

  it('takes spans of time, and names what it does not know', async () => {
    const org = await world.anOrgWith(GATE);
    const { id, repoId } = await trended(org, { found: { 'a.ts': ['x'] }, covered: {} });
    const [{ at }] = (await trendOf(org, repoId, '')).points;
    const points = async (wish: string) =>
      (await trendOf(org, repoId, wish)).points.map(({ scan_id }: Body) => scan_id);
    expect(await points(`?from=${at}&to=${at}`)).toEqual([id]);
    expect(await points(`?from=${new Date(Date.parse(at as string) + 1).toISOString()}`)).toEqual([]);
    expect(await points(`?to=${new Date(Date.parse(at as string) - 1).toISOString()}`)).toEqual([]);
    const empty = await trendOf(org, repoId, `?group_by=rule&to=2020-01-01`);
    expect([empty.points, empty.series]).toEqual([[], []]);
    for (const [wish, field] of [
      ['measure=beauty', 'measure'],
      ['group_by=mood', 'group_by'],
      ['from=yesterday', 'from'],
      ['to=2026-02-30', 'to'],
      ['measure=coverage_pct&group_by=rule', 'group_by'],
    ]) {
      const { status, body } = await org.get(`/repos/${repoId}/trend?${wish}`);
      expect([status, body.errors.map((error: Body) => error.field)]).toEqual([400, [field]]);
    }
    const stranger = await world.anOrgWith(GATE);
    expect((await stranger.get(`/repos/${repoId}/trend`)).status).toBe(404);
  });

  it('has 200 keys at most and the last of 365 shares of scans', async () => {
    const org = await world.anOrgWith(GATE);
    const rules = Array.from({ length: 203 }, (_, at) => `rule-${at}`);
    const { id, repoId } = await trended(org, { found: { 'a.ts': [...rules, 'rule-7'] }, covered: {} });
    const { series } = await trendOf(org, repoId, '?group_by=rule');
    expect([series.length, series[0], series.at(-1)]).toEqual([
      201,
      { key: 'rule-7', values: [2] },
      { key: '(other)', values: [3] },
    ]);
    await query(
      world.database.admin,
      `INSERT INTO scans (org_id, repo_id, branch, default_branch, is_baseline_scan, baseline_generation, state, created_by, created_at,
         deadline_at, completed_at)
       SELECT org_id, repo_id, branch, default_branch, true, baseline_generation, 'completed', created_by, created_at, deadline_at, completed_at
       FROM scans, generate_series(1, 400) WHERE id = $1`,
      [id],
    );
    const many = await trendOf(org, repoId, '');
    expect(many.points).toHaveLength(365);
    expect(many.series[0].values).toHaveLength(365);
    const newest = await query<{ id: number }>(
      world.database.admin,
      'SELECT max(id)::int AS id FROM scans WHERE repo_id = $1',
      [repoId],
    );
    expect(many.points.at(-1).scan_id).toBe(newest[0]!.id);
  });
});

describe('waiting for the next scan of a repository', () => {
  const timed = async <T>(work: Promise<T>): Promise<[T, number]> => {
    const startedMs = performance.now();
    return [await work, performance.now() - startedMs];
  };

  it('ends when a newer scan of the branch has ended, and with no other', async () => {
    const org = await world.anOrgWith(GATE);
    const { id: after, repoId } = await aDuplicatedScan(org, 1, ON_MAIN);
    const waiting = timed(pageOf(org, repoId, `?wait=25&after=${after}`));
    await aDuplicatedScan(org, 1, { branch: 'next', pr_number: null });
    await aDuplicatedScan(org, 1, { branch: 'main', pr_number: 9 });
    const { id } = await aDuplicatedScan(org, 4, ON_MAIN);
    const [page, tookMs] = await waiting;
    expect(page).toMatchObject({ scan: { id, status: 'completed' }, verdict: { status: 'failed' } });
    expect(tookMs).toBeLessThan(20_000);
  });

  it('ends with a scan that failed', async () => {
    const org = await world.anOrgWith(GATE);
    const { body: repo } = await org.post('/repos', { name: 'acme/waited' });
    const waiting = pageOf(org, repo.id as number, '?wait=25');
    const { id } = await aScan(org, { ...ON_MAIN, repo: 'acme/waited' });
    await org.post(`/scans/${id}/fail`, { reason: 'broken' });
    expect(await waiting).toMatchObject({ scan: { id, status: 'failed' } });
  });

  it('is no wait where there is a newer scan already, and ends with the time', async () => {
    const org = await world.anOrgWith(GATE);
    const { id, repoId } = await aDuplicatedScan(org, 1, ON_MAIN);
    for (const query of ['?wait=25', `?wait=25&after=${id - 1}`])
      expect((await timed(pageOf(org, repoId, query)))[1]).toBeLessThan(20_000);
    const [page, tookMs] = await timed(pageOf(org, repoId, `?wait=1&after=${id}`));
    expect(page).toMatchObject({ scan: { id } });
    expect(tookMs).toBeGreaterThan(900);
    for (const query of ['?wait=31', '?wait=x', '?after=0'])
      expect((await org.get(`/repos/${repoId}/overview${query}`)).status).toBe(400);
    expect((await org.get('/repos/9007199254740991/overview?wait=25')).status).toBe(404);
  });

  it('takes places among the polls for verdicts; without one it is answered at once', async () => {
    const org = await world.anOrgWith(GATE);
    const { id: after, repoId } = await aDuplicatedScan(org, 1, ON_MAIN);
    const path = `/repos/${repoId}/overview?wait=30&after=${after}`;
    const polls = Array.from({ length: 101 }, () => org.get(path));
    const first = await Promise.race(polls);
    expect(first.headers.get('retry-after')).toBe('10');
    expect(first.body).toMatchObject({ scan: { id: after } });
    const { id } = await aDuplicatedScan(org, 1, ON_MAIN);
    const pages = (await Promise.all(polls)).map(({ body }) => (body as Body).scan.id as number);
    expect(pages.filter((scanId) => scanId === id)).toHaveLength(100);
  });
});

describe('pull requests of a repository', () => {
  const listOf = async (org: ApiClient, repoId: number, query = ''): Promise<Body> => {
    const { status, body } = await org.get(`/repos/${repoId}/pull-requests${query}`);
    expect(status).toBe(200);
    return body as Body;
  };
  const numbersOf = async (org: ApiClient, repoId: number, query = '') =>
    ((await listOf(org, repoId, query)).pull_requests as Body[]).map(({ pr_number }) => pr_number as number);

  it('are listed with their last scan, those that were scanned last first', async () => {
    const org = await world.anOrgWith(GATE);
    await scanOf(org, { found: [1], covered: 8, pct: 1 });
    const said = { title: 'Add a cart', author: 'jane', pr_url: 'https://forge.example/1' };
    await aDuplicatedScan(org, 1, { pr_number: 1, ...said });
    await aDuplicatedScan(org, 1, { pr_number: 2 });
    const scan = await aScan(org, { pr_number: 1, base_branch: 'main', commit_sha: 'c0ffee11' });
    const problems = [2, 3].map((line) => ({ rule: 'r', path: 'src/a.ts', line, snippet: `new(${line});` }));
    await org.post(`/scans/${scan.id}/findings`, aSarifLog(problems));
    await org.post(`/scans/${scan.id}/changes`, {
      files: [
        { path: 'src/a.ts', added: [[2, 3]] },
        { path: 'src/b.ts', added: [[1, 3]] },
      ],
    });
    const coverage = { content: anLcov({ 'src/b.ts': lines(8, 2) }) };
    await org.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, coverage);
    await complete(org, scan.id, { metrics: { duplication_pct: 4 } });

    const { pull_requests: listed, next_cursor: next } = await listOf(org, scan.repoId);
    expect(next).toBeNull();
    expect((listed as Body[]).map(({ pr_number }) => pr_number as number)).toEqual([1, 2]);
    expect(listed[0]).toEqual({
      ...{ pr_number: 1, title: 'Add a cart', author: 'jane', url: 'https://forge.example/1' },
      ...{ branch: 'feature/auth-rework', base_branch: 'main', state: 'open', merged: null, closed_at: null },
      ...{ status: 'failed', stale: false },
      last_scan: {
        ...{ scan_id: scan.id, commit_sha: 'c0ffee11', status: 'failed', reason: null, direction: 'degrading' },
        started_at: expect.stringMatching(/Z$/) as string,
        completed_at: expect.stringMatching(/Z$/) as string,
        failing_rules: expect.arrayContaining(['duplication_pct_max']) as string[],
        quality_rating: expect.stringMatching(/[A-E]/) as string,
        ...{ findings_total: 3, coverage_pct: 25, duplication_pct: 4 },
        tech_debt_minutes: expect.any(Number) as number,
      },
      new_in_pr: (await org.get(`/quality/gates/status/${scan.id}`)).body.new_in_pr as object,
      fixed: 1,
      base_scan_id: expect.any(Number) as number,
      patch_coverage_pct: 66.67,
      scan_count: 2,
    });
    expect(listed[0].new_in_pr).toMatchObject({ total: 2 });
    expect((await pageOf(org, scan.repoId)).pull_requests).toEqual(listed);

    await org.put('/quality/gates/config', { block_merge_on_fail: true });
    const { pull_requests: late } = await listOf(org, scan.repoId);
    expect(late).toEqual((listed as Body[]).map((each) => ({ ...each, stale: true })));
  });

  it('are filtered by state and status, in pages', async () => {
    const org = await world.anOrgWith(GATE);
    const { repoId } = await aDuplicatedScan(org, 1, { pr_number: 1 });
    await aDuplicatedScan(org, 4, { pr_number: 2 });
    const late = await aScan(org, { pr_number: 3 });
    world.clock.advanceMinutes(24 * 60);
    const { id } = await aScan(org, { pr_number: 4 });
    await aDuplicatedScan(org, 4, { pr_number: 5 });
    await org.post(`/repos/${repoId}/pull-requests/5/close`, { merged: true });

    expect(await numbersOf(org, repoId)).toEqual([4, 3, 2, 1]);
    expect(await numbersOf(org, repoId, '?state=all')).toEqual([5, 4, 3, 2, 1]);
    expect(await numbersOf(org, repoId, '?state=closed')).toEqual([5]);
    expect(await numbersOf(org, repoId, '?state=all&status=failed')).toEqual([5, 3, 2]);
    for (const [status, numbers] of Object.entries({ timed_out: [3], pending: [4], passed: [1], not_configured: [] }))
      expect(await numbersOf(org, repoId, `?status=${status}`)).toEqual(numbers);
    const { repo, pull_requests: all } = await listOf(org, repoId, '?state=all');
    expect(repo).toEqual((await org.get(`/repos/${repoId}`)).body);
    expect(all[0]).toMatchObject({ state: 'closed', merged: true, closed_at: expect.any(String) as string });
    expect(all[1]).toMatchObject({ status: 'pending', last_scan: { scan_id: id, reason: null }, new_in_pr: null });
    expect(all[2]).toMatchObject({ last_scan: { scan_id: late.id, status: 'timed_out', reason: 'timed_out' } });

    const paged: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Body = await listOf(org, repoId, `?state=all&limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...(page.pull_requests as Body[]).map(({ pr_number }) => pr_number as number));
      cursor = page.next_cursor as string | null;
    }
    expect(paged).toEqual([5, 4, 3, 2, 1]);
    for (const query of ['?state=done', '?status=green', '?cursor=x', '?limit=201'])
      expect((await org.get(`/repos/${repoId}/pull-requests${query}`)).status).toBe(400);
    expect((await org.get('/repos/9007199254740991/pull-requests')).status).toBe(404);
  });

  it('do not list one whose scans are deleted', async () => {
    const org = await world.anOrgWith(GATE);
    const { id, repoId } = await aScan(org, { pr_number: 1 });
    expect(await numbersOf(org, repoId)).toEqual([1]);
    expect((await org.delete(`/scans/${id}`)).status).toBe(204);
    expect(await numbersOf(org, repoId)).toEqual([]);
  });
});

it('pages take one round trip to the database', async () => {
  let counter!: Awaited<ReturnType<typeof countRoundTrips>>;
  const service = await startTestApp(
    {},
    { through: async (database) => (counter = await countRoundTrips(database)).connection },
  );
  try {
    const { client } = await anApiKey(service, { role: 'ORG_ADMIN' });
    for (const pct of [1, 2]) await aDuplicatedScan(service.admin, pct, ON_MAIN);
    const { repoId } = await aDuplicatedScan(service.admin, 4, { pr_number: 1 });
    const most = { '/overview': 1, [`/repos/${repoId}/overview`]: 1, [`/repos/${repoId}/pull-requests`]: 1 };
    for (const [path, trips] of Object.entries(most)) {
      const read = async () => expect((await client.get(path)).status).toBe(200);
      const counts: number[] = [];
      for (let again = 0; again < 6; again += 1) counts.push(await counter.during(read));
      expect({ path, trips: Math.min(...counts) }).toEqual({ path, trips });
    }
  } finally {
    await service.stop();
    await counter.close();
  }
});

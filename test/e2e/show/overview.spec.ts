import { aMember, anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { aDuplicatedScan, type GateWorld, startGateWorld } from '../verdict/gate-world.js';

let world: GateWorld;
beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

/** Duplication alone decides. */
const ONE_RULE = { duplication_pct_max: 3, rating_min: null, new_coverage_min: null };
const MAX_DUPLICATION = { policy: { duplication_pct_max: 3 }, enabled: true };
const [GOOD, BAD] = [1, 4];
const onMain = (repo: string) => ({ repo, branch: 'main', pr_number: null });
const scanMain = (org: ApiClient, repo: string, pct: number) => aDuplicatedScan(org, pct, onMain(repo));

interface Listed {
  readonly id: number;
  readonly name: string;
  readonly [field: string]: any;
}
interface Overview {
  readonly counts: Record<string, number>;
  readonly repos: Listed[];
  readonly next_cursor: string | null;
}

async function overview(client: ApiClient, query = ''): Promise<Overview> {
  const { status, body } = await client.get(`/overview${query}`);
  expect(status).toBe(200);
  return body as Overview;
}
const namesOf = async (client: ApiClient, query = '') => (await overview(client, query)).repos.map(({ name }) => name);

/** One repository of each verdict, two of them failed. */
async function aPortfolio() {
  const org = await world.anOrgWith(MAX_DUPLICATION);
  await scanMain(org, 'b/failed', BAD);
  await scanMain(org, 'A/failed', BAD);
  await scanMain(org, 'clear', GOOD);
  await scanMain(org, 'degrading', 0);
  await aDuplicatedScan(org, 2.9, onMain('degrading'));
  const begun = await org.post('/scans', { repo: 'pending', branch: 'main' });
  await org.post('/repos', { name: 'scanned never' });
  await org.put('/quality/gates/config', { enabled: false });
  await scanMain(org, 'judged not', GOOD);
  await org.put('/quality/gates/config', { enabled: true });
  return { org, pending: begun.body.id as number };
}

describe('the overview', () => {
  it('counts repositories by verdict and lists the worst first', async () => {
    const { org } = await aPortfolio();
    const { body } = await org.get('/overview');
    expect(body).toMatchObject({ org_id: org.orgId, next_cursor: null });
    expect(body.counts).toEqual({
      repos: 7,
      failed: 2,
      degrading: 1,
      clear: 1,
      not_judged: 1,
      pending: 1,
      never_scanned: 1,
    });
    expect(await namesOf(org)).toEqual([
      ...['A/failed', 'b/failed', 'degrading', 'pending', 'judged not', 'clear', 'scanned never'],
    ]);
    expect(await namesOf(org, '?sort=name')).toEqual([
      ...['A/failed', 'b/failed', 'clear', 'degrading', 'judged not', 'pending', 'scanned never'],
    ]);
    expect((await namesOf(org, '?sort=recent')).slice(0, 5)).toEqual([
      ...['judged not', 'degrading', 'clear', 'A/failed', 'b/failed'],
    ]);
  });

  it('is searched by name and filtered by verdict; counts follow the search alone', async () => {
    const { org } = await aPortfolio();
    expect(await namesOf(org, '?q=FAILED')).toEqual(['A/failed', 'b/failed']);
    expect(await namesOf(org, '?q=%25')).toEqual([]);
    expect(await namesOf(org, '?verdict=degrading,clear')).toEqual(['degrading', 'clear']);
    expect(await namesOf(org, '?verdict=pending&verdict=never_scanned')).toEqual(['pending', 'scanned never']);
    const { counts, repos } = await overview(org, '?q=e&verdict=clear');
    expect(counts).toMatchObject({ repos: 7, failed: 2, clear: 1 });
    expect(repos).toHaveLength(1);
    for (const query of ['?verdict=green', '?sort=size', '?limit=0', '?cursor=x', '?q='])
      expect((await org.get(`/overview${query}`)).body).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it.each(['worst', 'name', 'recent'])('has pages in the order of %s', async (sort) => {
    const { org } = await aPortfolio();
    const all = await namesOf(org, `?sort=${sort}`);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Overview = await overview(org, `?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.repos.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(all);
  });

  it('is sorted by rating, findings and coverage, the favourites of a person first', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const problem = (n: number) => ({ rule: 'no', path: `src/${n}.ts`, line: n, message: 'No.', snippet: `no(${n})` });
    for (const [repo, findings, covered] of [
      ['one', 1, 5],
      ['two', 9, 9],
      ['none', 0, 0],
    ] as const) {
      const id = (await org.post('/scans', { repo, branch: 'main' })).body.scan_id;
      await org.post(`/scans/${id}/findings`, aSarifLog(Array.from({ length: findings }, (_, n) => problem(n + 1))));
      if (covered > 0)
        await org.upload(
          '/quality/coverage/upload',
          { scan_id: String(id) },
          { content: anLcov({ 'a.ts': lines(10, covered) }) },
        );
      await org.post(`/scans/${id}/complete`);
    }
    await org.post('/repos', { name: 'empty' });
    expect(await namesOf(org, '?sort=findings')).toEqual(['two', 'one', 'none', 'empty']);
    expect(await namesOf(org, '?sort=coverage')).toEqual(['one', 'two', 'empty', 'none']);
    expect((await namesOf(org, '?sort=rating')).at(-1)).toBe('empty');
    const { repos } = await overview(org, '?sort=name');
    const [none, two] = ['none', 'two'].map((name) => repos.find((repo) => repo.name === name)!);
    for (const { id } of [none!, two!, two!])
      expect((await org.send('PUT', `/repos/${id}/favourite`)).status).toBe(204);
    const listed: [string, boolean][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Overview = await overview(org, `?sort=findings&limit=1${cursor && `&cursor=${cursor}`}`);
      listed.push(...page.repos.map(({ name, favourite }): [string, boolean] => [name, favourite]));
      cursor = page.next_cursor;
    }
    expect(listed).toEqual([
      ['two', true],
      ['none', true],
      ['one', false],
      ['empty', false],
    ]);
    const key = await anApiKey(world, {}, org);
    expect((await overview(key.client, '?sort=findings')).repos.map(({ favourite }) => favourite)).not.toContain(true);
    expect((await key.client.send('PUT', `/repos/${two!.id}/favourite`)).status).toBe(403);
    expect((await org.delete(`/repos/${two!.id}/favourite`)).status).toBe(204);
    expect((await namesOf(org, '?sort=findings')).slice(0, 2)).toEqual(['none', 'two']);
    expect((await org.send('PUT', '/repos/999999999/favourite')).status).toBe(404);
  });

  it('shows of a repository its last scan, the one before and a trend', async () => {
    const org = await world.anOrgWith({ policy: ONE_RULE, enabled: true });
    const url = 'https://forge.example/acme/web';
    await org.post('/repos', { name: 'acme/web', url });
    const scan = async (findings: number, covered: number, pct: number) => {
      const { body } = await org.post('/scans', { repo: 'acme/web', branch: 'main', commit_sha: 'c0ffee11' });
      const problems = Array.from({ length: findings }, (_, at) => ({ rule: 'r', path: `${at}.ts`, line: 1 }));
      await org.post(`/scans/${body.id}/findings`, aSarifLog(problems));
      const form = { scan_id: String(body.id) };
      await org.upload('/quality/coverage/upload', form, { content: anLcov({ 'a.ts': lines(3, covered) }) });
      await org.post(`/scans/${body.id}/complete`, { metrics: { duplication_pct: pct } });
      return body.id as number;
    };
    const [first, second] = [await scan(2, 2, 2.444), await scan(3, 1, 4)];
    const { repos } = await overview(org);
    const [repo] = repos;
    expect(repo).toEqual({
      id: expect.any(Number) as number,
      name: 'acme/web',
      url,
      default_branch: 'main',
      favourite: false,
      last_scan: {
        scan_id: second,
        commit_sha: 'c0ffee11',
        completed_at: expect.stringMatching(/Z$/) as string,
        status: 'failed',
        reason: null,
        direction: 'degrading',
        failing_rules: ['duplication_pct_max'],
        quality_rating: expect.stringMatching(/[A-E]/) as string,
        findings_total: expect.any(Number) as number,
        coverage_pct: 33.33,
        duplication_pct: 4,
        tech_debt_minutes: expect.any(Number) as number,
        stale: false,
      },
      pending_scan: null,
      scan_missing_since: null,
      previous: expect.objectContaining({ scan_id: first, coverage_pct: 66.67, duplication_pct: 2.44 }) as object,
      trend: [
        expect.objectContaining({ scan_id: first, status: 'passed', coverage_pct: 66.67 }),
        expect.objectContaining({ scan_id: second, status: 'failed', coverage_pct: 33.33 }),
      ],
      pull_requests: { open: 0, failed: 0 },
      waivers: { in_force: 0, ending_soon: 0 },
    });
    expect(Object.keys(repo!.trend[0] as object).sort()).toEqual([
      ...['completed_at', 'coverage_pct', 'findings_total', 'scan_id', 'status'],
    ]);
    // a coverage gap among them
    expect([repo!.previous.findings_total, repo!.last_scan.findings_total]).toEqual([2, 4]);

    await org.put('/quality/gates/config', { policy: { ...ONE_RULE, duplication_pct_max: 5 } });
    expect((await overview(org)).repos[0]!.last_scan).toMatchObject({ status: 'failed', stale: true });
  });

  it('says since when a completed scan of the default branch is missing', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    await scanMain(org, 'acme/web', GOOD);
    const never = (await org.post('/repos', { name: 'never' })).body.created_at as string;
    const missing = async () =>
      Object.fromEntries((await overview(org)).repos.map(({ name, scan_missing_since: since }) => [name, since]));
    expect(await missing()).toEqual({ 'acme/web': null, never: null });
    world.clock.advanceMinutes(2 * 24 * 60);
    await scanMain(org, 'old', GOOD);
    expect((await org.patch('/org', { stale_after_days: 2 })).status).toBe(200);
    const completed = (await overview(org)).repos.find(({ name }) => name === 'acme/web')!.last_scan.completed_at;
    expect(await missing()).toEqual({ 'acme/web': completed, never, old: null });
    await aDuplicatedScan(org, GOOD, { repo: 'acme/web', branch: 'feature', pr_number: 1 });
    expect((await missing())['acme/web']).toBe(completed);
    await scanMain(org, 'acme/web', GOOD);
    expect((await missing())['acme/web']).toBeNull();
    world.clock.advanceMinutes(-2 * 24 * 60);
  });

  it('goes by scans of the default branch outside of pull requests', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const { id } = await scanMain(org, 'acme/web', GOOD);
    await aDuplicatedScan(org, BAD, { repo: 'acme/web', branch: 'main', pr_number: 3 });
    await aDuplicatedScan(org, BAD, { repo: 'acme/web', branch: 'next', pr_number: null });
    const { repos } = await overview(org);
    expect(repos[0]).toMatchObject({ last_scan: { scan_id: id, status: 'passed' }, trend: [{ scan_id: id }] });
  });

  it('shows a pending scan beside the last one, which a scan past its deadline becomes', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const { id } = await scanMain(org, 'acme/web', GOOD);
    const { body: pending } = await org.post('/scans', { repo: 'acme/web', branch: 'main' });
    const [repo] = (await overview(org)).repos;
    expect(repo).toMatchObject({
      last_scan: { scan_id: id },
      pending_scan: { scan_id: pending.id, started_at: pending.created_at },
    });
    world.clock.advanceMinutes(24 * 60);
    const late = await overview(org);
    expect(late.counts).toMatchObject({ failed: 1, clear: 0 });
    expect(late.repos[0]).toMatchObject({
      last_scan: {
        ...{ scan_id: pending.id, status: 'failed', reason: 'timed_out', completed_at: null, direction: null },
        ...{ failing_rules: [], quality_rating: null, findings_total: null, coverage_pct: null, stale: false },
      },
      pending_scan: null,
      previous: { scan_id: id },
      trend: [{ scan_id: id }],
    });
  });

  it('shows a scan that failed with the reason of its verdict, and not in the trend', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const { id } = await scanMain(org, 'acme/web', GOOD);
    const { body } = await org.post('/scans', { repo: 'acme/web', branch: 'main' });
    await org.post(`/scans/${body.id}/fail`, { reason: 'out of memory' });
    expect((await overview(org)).repos[0]).toMatchObject({
      last_scan: { scan_id: body.id, status: 'failed', reason: 'scan_error', findings_total: null },
      previous: { scan_id: id },
      trend: [{ scan_id: id }],
    });
  });

  it('counts open pull requests by their last scan', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const { repoId } = await aDuplicatedScan(org, BAD, { pr_number: 1 });
    await aDuplicatedScan(org, BAD, { pr_number: 2 });
    await aDuplicatedScan(org, GOOD, { pr_number: 2 });
    await aDuplicatedScan(org, BAD, { pr_number: 3 });
    await org.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 4 });
    const counted = async () => (await overview(org)).repos[0]!.pull_requests as object;
    expect(await counted()).toEqual({ open: 4, failed: 2 });
    await org.post(`/repos/${repoId}/pull-requests/3/close`, { merged: true });
    expect(await counted()).toEqual({ open: 3, failed: 1 });
    world.clock.advanceMinutes(29 * 24 * 60);
    // the pending scan has timed out
    expect(await counted()).toEqual({ open: 3, failed: 2 });
    world.clock.advanceMinutes(24 * 60 + 1);
    expect(await counted()).toEqual({ open: 0, failed: 0 });
  });

  it('counts waivers that reach the repository', async () => {
    const org = await world.anOrgWith(MAX_DUPLICATION);
    const [{ repoId }] = [await scanMain(org, 'acme/web', GOOD), await scanMain(org, 'acme/other', GOOD)];
    await org.patch('/org', { waiver_max_days: null });
    const inDays = (days: number) => new Date(world.clock.now().getTime() + days * 86_400_000).toISOString();
    const waive = async (wish: object) => {
      const waiver = { rule: 'rating_min', reason: 'known', expires_at: null, ...wish };
      const { status, body } = await org.post('/quality/gates/waivers', waiver);
      expect(status).toBe(200);
      return body.id as number;
    };
    await waive({});
    await waive({ repo_id: repoId, expires_at: inDays(13) });
    await waive({ repo_id: repoId, pr_number: 5, expires_at: inDays(15) });
    const revoked = await waive({ repo_id: repoId });
    await org.post(`/quality/gates/waivers/${revoked}/revoke`);
    const { repos } = await overview(org, '?sort=name');
    expect(repos.map(({ waivers }) => waivers as object)).toEqual([
      { in_force: 1, ending_soon: 0 },
      { in_force: 3, ending_soon: 1 },
    ]);
    world.clock.advanceMinutes(13 * 24 * 60 + 1);
    expect((await overview(org, '?sort=name')).repos[1]!.waivers).toEqual({ in_force: 2, ending_soon: 1 });
  });

  it('is for members and keys that may read scans or repositories, each with the repositories that they reach', async () => {
    const { repoId } = await aDuplicatedScan(world.admin, GOOD, onMain('own/one'));
    await aDuplicatedScan(world.admin, GOOD, onMain('own/two'));
    const { client: viewer } = await aMember(world, 'VIEWER');
    expect((await namesOf(viewer)).filter((name) => name.startsWith('own/'))).toEqual(['own/one', 'own/two']);
    const { client: bound } = await anApiKey(world, { role: 'VIEWER', scopes: ['read:repos'], repo_ids: [repoId] });
    expect(await overview(bound)).toMatchObject({ counts: { repos: 1 }, repos: [{ name: 'own/one' }] });
    const { client: writer } = await anApiKey(world, { role: 'MEMBER', scopes: ['write:scans'] });
    expect((await writer.get('/overview')).status).toBe(403);
    expect((await world.anonymous.get('/overview')).status).toBe(401);
  });
});

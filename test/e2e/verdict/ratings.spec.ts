import {
  aDuplicatedScan,
  aKey,
  aScan,
  complete,
  type GateWorld,
  startGateWorld,
  untraced,
  uploadFindings,
} from './gate-world.js';

const NO_FINDINGS = {
  complexity: 0,
  dead_code: 0,
  duplication: 0,
  coverage_gap: 0,
  security: 0,
  bug: 0,
  code_smell: 0,
};

describe('ratings and technical debt', () => {
  let world: GateWorld;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  afterAll(() => world.stop());

  type Org = GateWorld['admin'];
  const ratings = async (org: Org, scanId: number) => (await org.get(`/quality/ratings/${scanId}`)).body;
  const debt = async (org: Org, scanId: number) => (await org.get(`/quality/tech-debt/${scanId}`)).body;

  it('are null while the scan is pending', async () => {
    const scan = await aScan(world.admin);
    expect(await ratings(world.admin, scan.id)).toEqual({
      scan_id: scan.id,
      quality_rating: null,
      maintainability_rating: null,
      reliability_rating: null,
      coverage_rating: null,
      duplication_rating: null,
      tech_debt_minutes: null,
      parse_coverage_pct: null,
      files_parsed: null,
      files_skipped: null,
      rated_by: null,
      tool_versions: {},
      held_down_by: null,
    });
    expect(await debt(world.admin, scan.id)).toEqual({
      scan_id: scan.id,
      total_minutes: null,
      total_hours: null,
      total_engineer_days: null,
      findings_by_type: null,
    });
  });

  it('say what holds each of them down', async () => {
    const org = await world.anOrg();
    const scan = await aScan(org);
    await uploadFindings(org, scan.id, [
      { ruleId: 'sql', score: 7.5, line: 3 },
      { ruleId: 'exec', score: 9.8, line: 9 },
    ]);
    await complete(org, scan.id, { metrics: { duplication_pct: 4.5 } });
    const { held_down_by: held, reliability_rating } = await ratings(org, scan.id);
    expect(reliability_rating).toBe('D');
    expect(held).toMatchObject({
      reliability: {
        text: 'Reliability D: Found by exec in src/cart.ts',
        rule_id: 'exec',
        severity: 'critical',
        line: 9,
      },
      maintainability: null,
      coverage: null,
      duplication: { text: 'Duplication C: 4.5 % of all lines are duplicates', issue_id: null },
    });
    const [, exec] = (await org.get(`/scans/${scan.id}/findings?sort=path`)).body.findings;
    await org.post('/quality/findings/mark-fp', { issue_id: exec.issue_id, is_fp: true, reason: 'x' });
    expect((await ratings(org, scan.id)).held_down_by.reliability).toMatchObject({ rule_id: 'sql' });
  });

  it('say which tools they rest on: a search for duplicates says nothing of reliability', async () => {
    const scan = await aScan(world.admin);
    const clones = { duplicates: [], statistics: { total: { lines: 100, percentage: 0.5 } } };
    const sent = await world.admin.upload(
      `/scans/${scan.id}/findings`,
      {},
      { content: JSON.stringify(clones), name: 'jscpd-report.json' },
    );
    expect([sent.status, sent.body.tool]).toEqual([200, 'jscpd']);
    await complete(world.admin, scan.id);
    expect(await ratings(world.admin, scan.id)).toMatchObject({
      reliability_rating: null,
      maintainability_rating: 'A',
      rated_by: { reliability: [], maintainability: ['jscpd'], coverage: [], duplication: ['jscpd'] },
    });

    const both = await aScan(world.admin);
    await uploadFindings(world.admin, both.id, []);
    await complete(world.admin, both.id);
    expect(await ratings(world.admin, both.id)).toMatchObject({
      reliability_rating: 'A',
      rated_by: { reliability: ['example-analyzer'], maintainability: ['example-analyzer'] },
    });
  });

  it('tell what the scanner said of itself, as in the specification', async () => {
    const scan = await aScan(world.admin);
    const tool_versions = { lizard: '1.17.13', semgrep: '1.95.0' };
    await complete(world.admin, scan.id, {
      metrics: { duplication_pct: 0.5, files_parsed: 1847, files_skipped: 34, tool_versions },
    });
    expect(await ratings(world.admin, scan.id)).toMatchObject({
      quality_rating: 'A',
      maintainability_rating: null,
      reliability_rating: null,
      coverage_rating: null,
      duplication_rating: 'A',
      parse_coverage_pct: 98.2,
      files_parsed: 1847,
      files_skipped: 34,
      tool_versions,
    });
  });

  it.each([
    [0, 0, null],
    [0, 5, 0],
    [5, 0, 100],
    [1999, 1, 100],
    [1, 2, 33.3],
    [2, 1, 66.7],
  ])('show %s parsed and %s skipped files as %s percent', async (files_parsed, files_skipped, expected) => {
    const scan = await aScan(world.admin);
    await complete(world.admin, scan.id, { metrics: { files_parsed, files_skipped } });
    expect((await ratings(world.admin, scan.id)).parse_coverage_pct).toBe(expected);
  });

  it.each([
    [0.99, 'A'],
    [1, 'B'],
    [2.99, 'B'],
    [3, 'C'],
    [5, 'D'],
    [9.99, 'D'],
    [10, 'E'],
  ])('rate duplication of %s percent as %s', async (pct, expected) => {
    const scan = await aDuplicatedScan(world.admin, pct);
    expect(await ratings(world.admin, scan.id)).toMatchObject({
      duplication_rating: expected,
      quality_rating: expected,
    });
  });

  it('rate A where a report came and holds nothing', async () => {
    const scan = await aScan(world.admin);
    await uploadFindings(world.admin, scan.id, []);
    await complete(world.admin, scan.id);
    expect(await ratings(world.admin, scan.id)).toMatchObject({
      quality_rating: 'A',
      maintainability_rating: 'A',
      reliability_rating: 'A',
      tech_debt_minutes: 0,
    });
    expect(await debt(world.admin, scan.id)).toEqual({
      scan_id: scan.id,
      total_minutes: 0,
      total_hours: 0,
      total_engineer_days: 0,
      findings_by_type: NO_FINDINGS,
    });
  });

  it('count findings, and not those marked as false positives once the scan is judged again', async () => {
    const scan = await aScan(world.admin);
    await uploadFindings(world.admin, scan.id, [
      { ruleId: 'sql', score: 9.8, line: 3 },
      { ruleId: 'path', score: 7.5, line: 13 },
      { ruleId: 'path', score: 7.5, line: 23 },
    ]);
    await complete(world.admin, scan.id);
    expect(await ratings(world.admin, scan.id)).toMatchObject({
      reliability_rating: 'D',
      maintainability_rating: 'A',
      quality_rating: 'D',
      tech_debt_minutes: 30,
      tool_versions: { 'example-analyzer': '1.2.3' },
    });
    expect(await debt(world.admin, scan.id)).toEqual({
      scan_id: scan.id,
      total_minutes: 30,
      total_hours: 0.5,
      total_engineer_days: 0.06,
      findings_by_type: { ...NO_FINDINGS, security: 3 },
    });

    const { findings } = (await world.admin.get(`/scans/${scan.id}/findings?severity=critical`)).body;
    const mark = { issue_id: findings[0].issue_id, is_fp: true, reason: 'test code' };
    await world.admin.post('/quality/findings/mark-fp', mark);
    expect((await ratings(world.admin, scan.id)).reliability_rating).toBe('D');
    await world.admin.post(`/quality/gates/recompute/${scan.id}`);
    expect(await ratings(world.admin, scan.id)).toMatchObject({ reliability_rating: 'B', tech_debt_minutes: 20 });
    expect((await debt(world.admin, scan.id)).findings_by_type).toEqual({ ...NO_FINDINGS, security: 2 });
  });

  it('rate also where no gate is configured', async () => {
    const org = await world.anOrg();
    const scan = await aDuplicatedScan(org, 4);
    expect((await ratings(org, scan.id)).quality_rating).toBe('C');
  });

  it.each(['ratings', 'tech-debt'])(
    'GET /quality/%s judges credentials, scope, input and object in this order',
    async (route) => {
      const org = await world.anOrg();
      const scan = await aScan(org);
      const writer = await aKey(org, 'MEMBER', ['write:scans']);
      const viewer = await aKey(org, 'VIEWER', ['read:scans']);
      const stranger = await aKey(await world.anOrg(), 'VIEWER', ['read:scans']);
      expect((await world.anonymous.get(`/quality/${route}/x`)).status).toBe(401);
      expect((await writer.get(`/quality/${route}/x`)).status).toBe(403);
      expect((await viewer.get(`/quality/${route}/01`)).status).toBe(400);
      expect((await viewer.get(`/quality/${route}/${scan.id}`)).status).toBe(200);
      const foreign = await stranger.get(`/quality/${route}/${scan.id}`);
      expect(foreign.status).toBe(404);
      expect(untraced(foreign.body)).toEqual(untraced((await stranger.get(`/quality/${route}/9007199254740991`)).body));
    },
  );
});

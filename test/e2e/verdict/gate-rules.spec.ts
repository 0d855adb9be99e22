import { ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { aSarifLog } from '../../support/reports.js';
import { aScan, complete, type GateWorld, startGateWorld, uploadFindings } from './gate-world.js';

let world: GateWorld;
beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

const onMain = { branch: 'main', pr_number: undefined };

/** A completed scan with this duplication; its verdict. */
async function judged(org: ApiClient, pct: number, values: object = {}, said: object = {}) {
  const scan = await aScan(org, values);
  return complete(org, scan.id, { metrics: { duplication_pct: pct }, ...said });
}

const status = async (org: ApiClient, scanId: number) => (await org.get(`/quality/gates/status/${scanId}`)).body;

describe("a repository's own policy file", () => {
  const policy_file = 'duplication_pct_max: 50\nnew_high_max: 1\n';

  it('relaxes nothing by default: the author of a change does not decide its verdict', async () => {
    const org = await world.anOrgWith({});
    const verdict = await judged(org, 4.2, {}, { policy_file });
    expect(verdict).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'duplication_pct_max', threshold: 3, actual: 4.2 }],
      policy: { duplication_pct_max: 3, new_high_max: 1 },
      policy_file: {
        mode: 'tighten_only',
        applied: ['new_high_max'],
        ignored: [{ rule: 'duplication_pct_max', value: 50, reason: 'looser' }],
      },
      warnings: expect.arrayContaining([{ code: 'policy_file_looser', message: expect.any(String) }]),
    });
    expect(await status(org, verdict.scan_id)).toEqual(verdict);
    expect((await org.post(`/quality/gates/evaluate/${verdict.scan_id}`)).body.policy_file).toEqual(
      verdict.policy_file,
    );
    const { evaluations } = (await org.get(`/quality/gates/history/${verdict.scan_id}`)).body;
    expect(evaluations[0].policy_file).toEqual(verdict.policy_file);
  });

  it.each([
    ['any', 'passed', { applied: ['new_high_max', 'duplication_pct_max'].reverse(), ignored: [] }],
    [
      'ignored',
      'failed',
      {
        applied: [],
        ignored: [
          { rule: 'duplication_pct_max', value: 50, reason: 'ignored' },
          { rule: 'new_high_max', value: 1, reason: 'ignored' },
        ],
      },
    ],
  ])('counts as the organization says: %s', async (mode, expected, effect) => {
    const org = await world.anOrgWith({});
    await org.patch('/org', { repo_policy: mode });
    const verdict = await judged(org, 4.2, {}, { policy_file });
    expect(verdict).toMatchObject({ status: expected, policy_file: { mode, ...effect } });
  });
});

describe('a change whose base breaks an absolute rule already', () => {
  it('is not failed by it, unless it makes it worse', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    expect(await judged(org, 5, onMain)).toMatchObject({ status: 'failed', tolerated_violations: [] });
    expect(await judged(org, 5)).toMatchObject({
      status: 'passed',
      violations: [],
      tolerated_violations: [
        { rule: 'duplication_pct_max', threshold: 3, actual: 5, base_actual: 5, why: 'base_breaks_it' },
      ],
      summary: expect.stringContaining('1 tolerated'),
    });
    expect(await judged(org, 5.01)).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'duplication_pct_max', actual: 5.01 }],
      tolerated_violations: [],
    });
  });

  it('is failed by it where the organization tolerates nothing, and where there is no base', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    expect(await judged(org, 5)).toMatchObject({ status: 'failed', tolerated_violations: [] });
    await judged(org, 5, onMain);
    await org.patch('/org', { tolerate_inherited: false });
    expect(await judged(org, 5)).toMatchObject({ status: 'failed', tolerated_violations: [] });
  });

  it('tolerates a rating that is no worse', async () => {
    const org = await world.anOrgWith({ policy: { duplication_pct_max: null } });
    await judged(org, 7, onMain);
    expect((await judged(org, 6)).tolerated_violations).toEqual([
      { rule: 'rating_min', threshold: 'C', actual: 'D', base_actual: 'D', why: 'base_breaks_it' },
    ]);
    expect((await judged(org, 12)).violations).toMatchObject([{ rule: 'rating_min', actual: 'E' }]);
  });
});

describe('a change that adds nothing which a rule on the whole code counts', () => {
  const ofLines = (duplicated: number, lines: number) => ({
    duplicates: [],
    statistics: { total: { lines, duplicatedLines: duplicated, sources: 1, clones: 1 } },
  });
  async function judgedBy(org: ApiClient, report: object, values: object = {}, metrics: object = {}) {
    const scan = await aScan(org, values);
    await org.post(`/scans/${scan.id}/findings`, report);
    return complete(org, scan.id, { metrics });
  }

  it('is not failed by it for the lines that it removes beside, whatever the organization tolerates', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    await org.patch('/org', { tolerate_inherited: false });
    await judgedBy(org, ofLines(30, 1000), onMain);
    expect(await judgedBy(org, ofLines(30, 998))).toMatchObject({
      status: 'passed',
      tolerated_violations: [{ rule: 'duplication_pct_max', actual: 3.01, base_actual: 3, why: 'only_fewer_lines' }],
    });
    expect(await judgedBy(org, ofLines(31, 998))).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'duplication_pct_max', actual: 3.11 }],
    });
  });

  it('takes the number of lines from CI where no report counts them', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const said = (pct: number, lines: number) => ({ metrics: { duplication_pct: pct, duplicated_lines: lines } });
    await judged(org, 2.9, onMain, said(2.9, 29));
    expect(await judged(org, 3.1, {}, said(3.1, 29))).toMatchObject({ status: 'passed' });
    expect(await judged(org, 3.1, {}, said(3.1, 30))).toMatchObject({ status: 'failed' });
  });
});

describe('optional rules', () => {
  it('are absent until they are set, then listed after the others, and unset by null', async () => {
    const org = await world.anOrgWith({});
    expect(Object.keys((await org.get('/quality/gates/config')).body.policy)).toHaveLength(6);
    const policy = { new_security_max: 0, new_total_max: 1, coverage_drop_max: 0.5, new_critical_max: null };
    const saved = (await org.put('/quality/gates/config', { policy })).body;
    expect(saved.ignored_keys).toEqual([]);
    expect(Object.keys(saved.policy).slice(6)).toEqual(['new_total_max', 'new_security_max', 'coverage_drop_max']);
    const scan = await aScan(org);
    await uploadFindings(org, scan.id, [
      { ruleId: 'sql', score: 5, line: 3 },
      { ruleId: 'path', score: 5, line: 9 },
    ]);
    const verdict = await complete(org, scan.id);
    expect(verdict.violations.map(({ rule, actual }: { rule: string; actual: number }) => [rule, actual])).toEqual([
      ['new_total_max', 2],
      ['new_security_max', 2],
    ]);
    expect(verdict.skipped_rules).toContainEqual({ rule: 'coverage_drop_max', reason: 'no_base' });
    const unset = (await org.put('/quality/gates/config', { policy: { new_total_max: null } })).body.policy;
    expect(Object.keys(unset)).toHaveLength(6);
  });

  it('can be waived, and refuse what does not fit them', async () => {
    const org = await world.anOrgWith({ policy: { new_security_max: 0 } });
    const waiver = { rule: 'new_security_max', reason: 'known', expires_at: null, max_actual: 1 };
    expect((await org.post('/quality/gates/waivers', waiver)).status).toBe(200);
    const scan = await aScan(org);
    await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 5, line: 3 }]);
    expect(await complete(org, scan.id)).toMatchObject({
      status: 'passed',
      waived_violations: [{ rule: 'new_security_max', actual: 1 }],
    });
    const refused = await org.put('/quality/gates/config', {
      policy: { new_security_max: 1.5, coverage_drop_max: 101, tests_failed_max: 0 },
    });
    expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'policy.new_security_max',
      'policy.coverage_drop_max',
    ]);
  });
});

describe('presets', () => {
  const presetsOf = async (org: ApiClient) => (await org.get('/quality/gates/presets')).body;

  it('are offered until one is chosen, and copied by name', async () => {
    const org = await world.anOrgWith({});
    const offered = await presetsOf(org);
    expect(offered.presets.map(({ name, recommended }: any) => [name, recommended])).toEqual([
      ['specified', false],
      ['clean_changes', true],
      ['strict', false],
    ]);
    expect(offered.presets[1].rules).toContainEqual({
      rule: 'new_coverage_min',
      threshold: 80,
      sentence: 'Tests run at least 80 % of the added lines.',
    });
    expect(offered.chosen).toBeNull();
    const saved = (await org.put('/quality/gates/config', { preset: 'clean_changes' })).body;
    expect(saved.policy).toEqual(offered.presets[1].policy);
    expect((await presetsOf(org)).chosen).toBe('clean_changes');
    await org.put('/quality/gates/config', { block_merge_on_fail: true });
    expect((await presetsOf(org)).chosen).toBe('clean_changes');
    await org.put('/quality/gates/config', { policy: { new_high_max: 1 } });
    expect((await presetsOf(org)).chosen).toBe('own');
    await org.put('/quality/gates/config', { preset: 'specified' });
    expect((await presetsOf(org)).chosen).toBe('specified');
  });

  it('are copied to one repository, whatever its organization sets', async () => {
    const org = await world.anOrgWith({ policy: { new_total_max: 5, complexity_new_max: 0 } });
    const { repo_id } = (await org.get(`/scans/${(await aScan(org)).id}`)).body;
    const { presets } = await presetsOf(org);
    const saved = (await org.put(`/quality/gates/config?repo_id=${repo_id}`, { preset: 'clean_changes' })).body;
    expect(saved.policy).toEqual(presets[1].policy);
    expect(saved.overrides).toMatchObject({ new_total_max: null, new_errors_max: 0, new_coverage_on: 'changes' });
    await org.put(`/quality/gates/config?repo_id=${repo_id}`, { policy: { new_coverage_on: null } });
    const read = (await org.get(`/quality/gates/config?repo_id=${repo_id}`)).body;
    expect([read.overrides, read.policy.new_total_max]).toEqual([{ new_coverage_on: null }, 5]);
    expect((await presetsOf(org)).chosen).toBe('own');
  });

  it.each([
    [{ preset: 'clean' }, 'preset'],
    [{ preset: 'strict', policy: {} }, 'preset'],
    [{ policy: { new_coverage_on: 'sometimes' } }, 'policy.new_coverage_on'],
  ])('are refused where they are none, or stand beside a policy: %j', async (draft, field) => {
    const org = await world.anOrgWith({});
    const answer = await org.put('/quality/gates/config', draft);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
  });

  it('count new errors of tools on a change, and skip coverage on the default branch', async () => {
    const org = await world.anOrgWith({});
    await org.put('/quality/gates/config', { preset: 'clean_changes' });
    const report = [
      { filePath: 'a.js', messages: [{ ruleId: 'indent', severity: 2, message: 'm', line: 3, column: 1 }] },
    ];
    const onBranch = await aScan(org);
    await org.post(`/scans/${onBranch.id}/findings`, report);
    expect((await complete(org, onBranch.id)).violations).toContainEqual({
      rule: 'new_errors_max',
      threshold: 0,
      actual: 1,
      severity: 'high',
    });
    expect((await org.get(`/scans/${onBranch.id}/findings`)).body.findings[0].tool_level).toBe('error');
    const main = await aScan(org, onMain);
    expect((await complete(org, main.id)).skipped_rules).toContainEqual({
      rule: 'new_coverage_min',
      reason: 'not_a_change',
    });
  });
});

describe('the actions that turn a verdict', () => {
  const NEXT = (id: number, query = '') => `/scans/${id}/next-actions${query}`;
  const criticals = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ ruleId: `r${at}`, score: 9.8, line: 10 * (at + 1) }));

  it('are as many as the rule is broken by, stored, previewed and listed alike', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null, new_critical_max: 2 } });
    const { id } = await aScan(org);
    await uploadFindings(org, id, criticals(4));
    expect((await status(org, id)).next_actions).toEqual([]);
    const verdict = await complete(org, id);
    const fix = {
      kind: 'fix',
      rule: 'new_critical_max',
      file_path: 'src/cart.ts',
      name: null,
      minutes: 10,
      enough_with: 1,
    };
    const own = { issue_id: expect.any(Number), text: 'Fix this finding: critical, security.' };
    const actions = [10, 20].map((line) => ({ ...fix, ...own, range: [line, line] }));
    expect(verdict).toMatchObject({
      status: 'failed',
      next_actions: actions,
      next_actions_total: { new_critical_max: 2 },
    });
    expect((await status(org, id)).next_actions).toEqual(verdict.next_actions);
    expect((await org.post(`/quality/gates/evaluate/${id}`)).body).toMatchObject({
      next_actions: verdict.next_actions,
    });
    const page = (await org.get(NEXT(id, '?limit=1'))).body;
    expect(page).toEqual({ scan_id: id, next_actions: [verdict.next_actions[0]], next_cursor: expect.any(String) });
    const rest = (await org.get(NEXT(id, `?limit=1&cursor=${page.next_cursor}`))).body;
    expect(rest).toEqual({ scan_id: id, next_actions: [verdict.next_actions[1]], next_cursor: null });
    expect((await org.get(NEXT(id, '?rule=new_high_max'))).body.next_actions).toEqual([]);
    for (const { issue_id } of verdict.next_actions)
      await org.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'done' });
    expect((await org.post(`/quality/gates/recompute/${id}`)).body).toMatchObject({
      ...{ status: 'passed', next_actions: [], next_actions_total: {} },
    });
  });

  it('say of a secret that it is to be revoked', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null, new_security_max: 0 } });
    const { id } = await aScan(org);
    const found = { content: aSarifLog([{ rule: 'generic-api-key', path: 'src/a.ts', line: 2 }], 'gitleaks') };
    await ok(org.upload(`/scans/${id}/findings`, {}, found));
    const [action] = (await complete(org, id)).next_actions;
    expect(action).toMatchObject({ kind: 'fix', file_path: 'src/a.ts', range: [2, 2] });
    expect(action.text).toMatch(/^Fix this finding: \w+, security\. Revoke the secret: it stays in the history\.$/);
  });

  it('beyond 50 are listed by pages', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const { id } = await aScan(org);
    await uploadFindings(org, id, criticals(60));
    const { next_actions, next_actions_total } = await complete(org, id);
    expect([next_actions.length, next_actions_total]).toEqual([50, { new_critical_max: 60 }]);
    const first = (await org.get(NEXT(id, '?limit=55'))).body;
    expect(first.next_actions.slice(0, 50)).toEqual(next_actions);
    expect((await org.get(NEXT(id, `?limit=55&cursor=${first.next_cursor}`))).body.next_actions).toHaveLength(5);
  });

  it('are ranges of added lines, tests and copies where these break rules', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null, tests_failed_max: 0, new_coverage_min: 80 } });
    const { id } = await aScan(org);
    await org.post(`/scans/${id}/files`, { paths: ['src/fee.ts'] });
    await org.post(`/scans/${id}/changes`, { files: [{ path: 'src/fee.ts', status: 'added', added: [[1, 10]] }] });
    const hits = Array.from({ length: 10 }, (_, at) => `DA:${at + 1},${at < 2 || at === 4 ? 1 : 0}`).join('\n');
    const lcov = `SF:src/fee.ts\n${hits}\nend_of_record\n`;
    await org.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: lcov, name: 'lcov.info' });
    const junit =
      '<testsuite><testcase name="adds"><failure message="no"/></testcase><testcase name="ok"/></testsuite>';
    await org.upload(`/scans/${id}/tests`, {}, { content: junit, name: 'junit.xml' });
    expect((await complete(org, id)).next_actions).toMatchObject([
      {
        kind: 'cover',
        file_path: 'src/fee.ts',
        range: [6, 10],
        minutes: 5,
        text: 'Cover these 5 added lines with a test.',
      },
      { kind: 'fix_test', rule: 'tests_failed_max', name: 'adds', minutes: 10 },
    ]);
  });
});

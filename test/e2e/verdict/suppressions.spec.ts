import { Lexer } from '../../../src/cli/suppressions/lexemes.js';
import { readDirectives } from '../../../src/cli/suppressions/read-directives.js';
import { SILENCINGS, sourceOf } from '../../support/silencings.js';
import { ADMIN_EMAIL } from '../../support/test-app.js';
import { aKey, aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

type Org = Awaited<ReturnType<GateWorld['anOrg']>>;

const directive = (line: number, values: object = {}) => ({
  file_path: 'src/cart.ts',
  line,
  family: 'lint',
  directive: 'eslint-disable-next-line',
  rules: ['no-eval'],
  reach: 'next_line',
  reason: null,
  ...values,
});

/** ESLint's report: open problems, and those that it calls suppressed. */
const eslint = (open: readonly number[], suppressed: readonly number[] = []) => {
  const message = (line: number) => ({ ruleId: 'no-eval', severity: 2, message: `No eval ${line}`, line, column: 1 });
  return [{ filePath: 'src/cart.ts', messages: open.map(message), suppressedMessages: suppressed.map(message) }];
};

const added = (path: string, ...ranges: [number, number][]) => ({ path, status: 'modified', added: ranges });
const onMain = { branch: 'main', pr_number: undefined };

const loosened = (values: object = {}) => ({
  ...{ path: '.eslintrc.json', tool: 'eslint', key: 'rules.no-eval', was: 'error', is: 'off' },
  ...{ rules: ['no-eval'], paths: [], ...values },
});

describe('directives that silence tools', () => {
  let world: GateWorld;
  let org: Org;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  beforeEach(async () => {
    org = await world.anOrgWith({ policy: { rating_min: null } });
  });
  afterAll(() => world.stop());

  const send = async (scan: number, suppressions: readonly object[]) =>
    org.post(`/scans/${scan}/findings`, { suppressions });

  async function scanned(
    suppressions: readonly object[] | null,
    { values = {}, files = [], report }: { values?: object; files?: object[]; report?: unknown } = {},
  ) {
    const { id } = await aScan(org, values);
    if (files.length > 0) expect((await org.post(`/scans/${id}/changes`, { files })).status).toBe(200);
    if (report !== undefined) expect((await org.post(`/scans/${id}/findings`, report as object)).status).toBe(200);
    if (suppressions !== null) expect((await send(id, suppressions)).status).toBe(200);
    return { id, ...(await complete(org, id)) };
  }
  const list = async (scan: number, query = '') => (await org.get(`/scans/${scan}/findings?${query}`)).body;
  const recompute = async (scan: number) => (await org.post(`/quality/gates/recompute/${scan}`)).body;

  it('are listed alone, and count nowhere', async () => {
    await scanned([], { values: onMain, report: eslint([]) });
    const verdict = await scanned([directive(4, { reason: 'generated' })], {
      files: [added('src/cart.ts', [4, 9])],
      report: eslint([9], [5]),
    });
    expect(verdict).toMatchObject({ new_in_pr: { total: 1 }, reports: [{ tool: 'eslint' }], missing_tools: [] });
    expect(await list(verdict.id)).toMatchObject({ total: 2, findings: [{ tool: 'eslint' }, { tool: 'eslint' }] });
    const { findings, total } = await list(verdict.id, 'type=suppression&include=facets');
    expect([total, findings]).toMatchObject([
      1,
      [
        {
          ...{ tool: 'suppressions', rule_id: 'lint/eslint-disable-next-line', type: 'suppression', severity: 'info' },
          ...directive(4, { message: 'generated', reason: 'generated', is_new_in_pr: true, new_because: 'added_line' }),
          hides: { rules: ['no-eval'], worst_severity: 'high', count: 1 },
        },
      ],
    ]);
    const summary = (await org.get(`/scans/${verdict.id}/summary`)).body;
    expect(JSON.stringify(summary.counters)).not.toContain('suppression');
    expect(summary.reports).toMatchObject([{ tool: 'eslint' }]);
    expect((await org.get(`/scans/${verdict.id}/sarif`)).text).not.toContain('eslint-disable');
  });

  it('are beside settings by which tools look for less, whose findings are not fixed', async () => {
    org = await world.anOrgWith({ policy: { rating_min: null, loosened_settings_max: 0 } });
    await scanned([], { values: onMain, report: eslint([5, 9]) });
    const judge = async (report: unknown, body: object) => {
      const { id } = await aScan(org);
      const sent = await org.post(`/scans/${id}/changes`, { files: [added('src/cart.ts', [5, 5])], ...body });
      expect(sent.status).toBe(200);
      await org.post(`/scans/${id}/findings`, report);
      return { id, ...(await complete(org, id)) };
    };
    const assertions = [{ file_path: 'test/cart.test.ts', from: 4, to: 1 }];
    const verdict = await judge(eslint([9]), { loosened: [loosened()], assertions });
    expect(verdict).toMatchObject({
      ...{ status: 'failed', loosened: [loosened()], assertions, changes: { no_longer_checked: 1 } },
      violations: [{ rule: 'loosened_settings_max', threshold: 0, actual: 1, severity: 'medium' }],
      warnings: expect.arrayContaining([
        {
          code: 'tools_loosened',
          message: 'The change loosens a setting of a tool: eslint rules.no-eval (.eslintrc.json).',
        },
      ]),
    });
    expect(await list(verdict.id, 'change=no_longer_checked')).toMatchObject({
      ...{ total: 1, scan_id: verdict.id },
      findings: [{ tool: 'eslint', rule_id: 'no-eval' }],
    });
    const base = verdict.base.scan_id;
    expect((await org.get(`/scans/${verdict.id}/compare/${base}`)).body).toMatchObject({
      counts: { fixed: 0 },
      fixed: [],
    });
    expect((await org.get(`/scans/${verdict.id}`)).body.fixed).toBe(0);

    const elsewhere = await judge(eslint([9]), { loosened: [loosened({ paths: ['lib'] })] });
    expect(elsewhere.changes).toMatchObject({ no_longer_checked: 0 });
    expect(await list(elsewhere.id, 'change=no_longer_checked')).toMatchObject({ total: 0, findings: [] });
    expect((await org.get(`/scans/${elsewhere.id}`)).body.fixed).toBe(1);
    expect(elsewhere.assertions).toBeNull();

    const unreported = (await aScan(org)).id;
    await org.post(`/scans/${unreported}/changes`, { files: [], loosened: [loosened()] });
    expect((await complete(org, unreported)).changes).toMatchObject({ no_longer_checked: 0 });
    expect(await list(unreported, 'change=no_longer_checked')).toMatchObject({ total: 0, findings: [] });

    const none = await judge(eslint([5, 9]), { loosened: [], assertions: [] });
    expect(none).toMatchObject({ status: 'passed', loosened: [], assertions: [], changes: { no_longer_checked: 0 } });
    const silent = await judge(eslint([5, 9]), {});
    expect(silent).toMatchObject({
      ...{ loosened: null, assertions: null },
      violations: [{ rule: 'loosened_settings_max', actual: null }],
    });
    const { id } = await aScan(org);
    const wrong = await org.post(`/scans/${id}/changes`, { files: [], loosened: [{ path: '../a', tool: '' }] });
    expect([wrong.status, wrong.body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      400,
      ['loosened[0].path', 'loosened[0].tool', 'loosened[0].key'],
    ]);
  });

  it('that a change adds are in its verdict, with what they hide', async () => {
    await scanned([directive(1)], { values: onMain, report: eslint([5, 9]) });
    const verdict = await scanned([directive(1), directive(4), directive(7, { rules: [], reason: 'why' })], {
      files: [added('src/cart.ts', [4, 4], [7, 7])],
      report: eslint([], [5, 8]),
    });
    expect(verdict.suppressions).toEqual({
      added: 2,
      removed: 0,
      unexplained: 1,
      hides: { critical: 0, high: 2, medium: 0, low: 0, info: 0 },
      items: [
        {
          ...directive(4),
          ...{ issue_id: expect.any(Number), is_accepted: false },
          hides: { rules: ['no-eval'], worst_severity: 'high', count: 1 },
        },
        {
          ...directive(7, { rules: [], reason: 'why' }),
          ...{ issue_id: expect.any(Number), is_accepted: false },
          hides: { rules: ['no-eval'], worst_severity: 'high', count: 1 },
        },
      ],
    });
    expect(verdict.warnings).toContainEqual({
      code: 'suppressions_added',
      message:
        'The change adds 2 directives that silence tools: eslint-disable-next-line (src/cart.ts:4), eslint-disable-next-line (src/cart.ts:7).',
    });
  });

  it('are null outside of changes and where none were reported', async () => {
    expect((await scanned([directive(1)], { values: onMain })).suppressions).toBeNull();
    expect((await scanned(null)).suppressions).toBeNull();
    expect((await scanned([])).suppressions).toMatchObject({ added: 0, removed: 1, items: [] });
  });

  it('fail a change by the three rules, below, at and above their thresholds', async () => {
    const rules = { new_suppressions_max: 2, new_unexplained_suppressions_max: 1, new_hidden_high_max: 1 };
    await org.put('/quality/gates/config', { policy: { rating_min: null, new_high_max: null, ...rules } });
    expect((await scanned(null)).skipped_rules).toEqual(
      expect.arrayContaining(Object.keys(rules).map((rule) => ({ rule, reason: 'not_reported' }))),
    );
    await scanned([], { values: onMain, report: eslint([5, 8]) });
    const files = [added('src/cart.ts', [1, 20])];
    const of = (count: number) => ({ files, report: eslint([], [5, 8].slice(0, count)) });
    const two = [directive(4), directive(7, { reason: 'why' })];
    expect((await scanned(two, of(1))).violations).toEqual([]);
    expect((await scanned([...two, directive(11)], of(2))).violations).toEqual([
      { rule: 'new_suppressions_max', threshold: 2, actual: 3, severity: 'medium' },
      { rule: 'new_unexplained_suppressions_max', threshold: 1, actual: 2, severity: 'high' },
      { rule: 'new_hidden_high_max', threshold: 1, actual: 2, severity: 'high' },
    ]);
    expect((await scanned(null)).violations).toEqual(
      Object.keys(rules).map((rule) => expect.objectContaining({ rule, actual: null })),
    );
  });

  it('do not count once a second person accepts them', async () => {
    await org.put('/quality/gates/config', { policy: { rating_min: null, new_suppressions_max: 0 } });
    const { id, suppressions, status } = await scanned([directive(4)], {
      files: [added('src/cart.ts', [4, 4])],
      values: { author: 'ada' },
    });
    expect(status).toBe('failed');
    const accept = { issue_id: suppressions.items[0].issue_id, reason: 'seen' };
    const key = await aKey(org, 'ORG_ADMIN', ['admin']);
    expect((await key.post('/quality/findings/accept', accept)).status).toBe(403);
    const me = ADMIN_EMAIL.split('@')[0];
    const own = await scanned([directive(4, { file_path: 'b.ts' })], {
      values: { branch: 'other', pr_number: 6, author: me },
    });
    const ownId = own.suppressions.items[0].issue_id;
    expect((await org.post('/quality/findings/accept', { ...accept, issue_id: ownId })).body.code).toBe('forbidden');
    expect((await org.post('/quality/findings/accept', accept)).status).toBe(200);
    expect(await recompute(id)).toMatchObject({
      status: 'passed',
      suppressions: { added: 1, items: [{ is_accepted: true }] },
    });
    const mark = await org.post('/quality/findings/mark-fp', { issue_id: accept.issue_id, is_fp: true, reason: 'no' });
    expect([mark.status, mark.body.code]).toEqual([400, 'not_markable']);
  });

  it('in eight languages are read by qgate and named in the verdict, forty of forty', async () => {
    const lexer = new Lexer();
    const directives: object[] = [];
    const files = SILENCINGS.map((each, at) => ({ ...each, path: `case-${at}/${each.path}` }));
    for (const file of files) {
      const text = sourceOf(file);
      for (const found of readDirectives(file.path, text, await lexer.read(file.path, text)))
        directives.push({ file_path: file.path, ...found });
    }
    await scanned([], { values: onMain });
    const verdict = await scanned(directives, {
      files: files.map(({ path, at, added: lines }) => added(path, [at + 1, at + lines.length])),
    });
    expect(verdict.suppressions).toMatchObject({ added: 40, removed: 0 });
    expect(verdict.warnings).toContainEqual(expect.objectContaining({ code: 'tests_focused' }));
    const { findings } = await list(verdict.id, 'type=suppression&is_new=true&limit=200');
    const named = files.map(({ path, at, named: { family, directive: name, rules = [], reason = null } }) => ({
      ...{ file_path: path, line: at + 1, family, directive: name, reason },
      rules: [...rules],
    }));
    expect(findings).toHaveLength(40);
    expect(findings).toEqual(expect.arrayContaining(named.map((each) => expect.objectContaining(each))));
  });

  it('of several reports add up, and repeated ones count once', async () => {
    const { id } = await aScan(org, { expected_uploads: 1 });
    await send(id, [directive(4)]);
    await send(id, [directive(4), directive(9)]);
    await send(id, [directive(1, { file_path: 'src/b.ts' })]);
    await send(id, [directive(4), directive(9)]);
    expect((await list(id, 'type=suppression&sort=path')).findings).toMatchObject([
      { file_path: 'src/b.ts' },
      { line: 4 },
      { line: 9 },
    ]);
    const { body } = await org.post(`/scans/${id}/findings`, {
      suppressions: Array(20_001).fill(directive(1)),
    });
    expect(body).toMatchObject({ code: 'unreadable_report' });
    const named = await org.upload(
      `/scans/${id}/findings`,
      { tool: 'suppressions' },
      {
        content: JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: {} }, results: [] }] }),
      },
    );
    expect(named.body).toMatchObject({ code: 'unreadable_report', detail: expect.stringContaining('reserved') });
  });

  it('that moved, were narrowed, got a reason or were there before the first report are not new', async () => {
    await scanned([directive(10, { rules: ['a', 'b'] }), directive(30), directive(50)], { values: onMain });
    const hunks = [
      [5, 0, 6, 1],
      [10, 1, 11, 1],
      [30, 1, 31, 1],
      [50, 1, 51, 1],
    ];
    const verdict = await scanned(
      [directive(11, { rules: ['a'] }), directive(31, { reason: 'why' }), directive(51, { rules: [] }), directive(70)],
      { files: [{ ...added('src/cart.ts', [6, 6], [11, 11], [31, 31], [51, 51]), hunks }] },
    );
    expect(verdict.suppressions).toMatchObject({ added: 1, removed: 0, items: [{ line: 51 }] });
  });

  it('are the same on a statement that the change rewrote, and new on any other one', async () => {
    const on = (line: number, text: string) =>
      directive(line, { context: { start_line: line, text: `${text} // eslint-disable-line no-eval` } });
    const guard = (operator: string) =>
      `if (getattr(schema, '__func__', None) ${operator} Model.__get_core_schema__.__func__ and not isRoot)`;
    await scanned([on(10, 'const total = eval(sum);'), on(40, 'return eval(tax);'), on(80, guard('is'))], {
      values: { ...onMain, commit_sha: 'a'.repeat(40) },
    });
    const hunks = [
      [10, 1, 10, 3],
      [40, 1, 42, 2],
      [60, 0, 64, 1],
      [80, 1, 83, 0],
      [86, 1, 89, 1],
      [95, 0, 99, 1],
    ];
    const verdict = await scanned(
      [
        on(12, 'await ledger.close({ by: this.clock, at: Date.now() });'),
        on(42, 'if (isAbroad) throw new TypeError(country);'),
        on(43, 'report(country, this.rates);'),
        on(64, 'this.rates.clear();'),
        on(89, guard('is not')),
        on(99, guard('is not')),
      ],
      {
        values: { base_sha: 'a'.repeat(40) },
        files: [{ ...added('src/cart.ts', [10, 12], [42, 43], [64, 64], [89, 89], [99, 99]), hunks }],
      },
    );
    const lines = verdict.suppressions.items.map(({ line }: { line: number }) => line);
    // of the two statements that took the place of one, the first is the same
    expect(lines).toEqual([43, 64, 99]);
    expect(verdict.suppressions.removed).toBe(0);
  });

  it('that are copied from a file that the change leaves alone are new', async () => {
    const context = { start_line: 3, text: 'const a = 1;\n// eslint-disable-next-line no-eval\neval(a);' };
    const old = directive(4, { file_path: 'src/old.ts', context });
    await scanned([old], { values: onMain });
    const me = (await scanned([directive(4, { context })], { files: [added('src/cart.ts', [1, 9])] })).suppressions;
    expect(me).toMatchObject({ added: 1, removed: 0, items: [{ file_path: 'src/cart.ts' }] });
    const renamed = { ...added('src/new.ts'), status: 'renamed', old_path: 'src/old.ts' };
    const moved = await scanned([directive(4, { file_path: 'src/new.ts', context })], { files: [renamed] });
    expect(moved.suppressions).toMatchObject({ added: 0, removed: 0 });
  });

  it('are no longer accepted once they silence more', async () => {
    await org.put('/quality/gates/config', { policy: { rating_min: null, new_suppressions_max: 0 } });
    const files = [added('src/cart.ts', [4, 4])];
    const first = await scanned([directive(4)], { files });
    const issue = first.suppressions.items[0].issue_id;
    expect((await org.post('/quality/findings/accept', { issue_id: issue, reason: 'seen' })).status).toBe(200);
    const narrow = await scanned([directive(4, { reason: 'why' })], { files });
    expect(narrow).toMatchObject({
      status: 'passed',
      suppressions: { items: [{ issue_id: issue, is_accepted: true }] },
    });
    const grown = await scanned([directive(4, { rules: ['no-eval', 'no-new-func'] })], { files });
    expect(grown).toMatchObject({
      status: 'failed',
      suppressions: { items: [{ issue_id: issue, is_accepted: false }] },
    });
    expect((await list(grown.id, 'type=suppression')).findings).toMatchObject([{ is_accepted: false }]);
    expect((await org.get(`/issues/${issue}`)).body.acceptance).toBeNull();
    await org.post('/quality/findings/accept', { issue_id: issue, reason: 'seen again' });
    expect(await recompute(grown.id)).toMatchObject({ status: 'passed' });
  });

  it('need a second person, whatever scans say of the author', async () => {
    const me = ADMIN_EMAIL.split('@')[0]!;
    const files = [added('src/cart.ts', [4, 4])];
    const { suppressions } = await scanned([directive(4)], { files, values: { author: me.toUpperCase() } });
    const { id } = await scanned([directive(4)], { files, values: { author: 'ada' } });
    const accept = { issue_id: suppressions.items[0].issue_id, reason: 'seen' };
    expect((await org.post('/quality/findings/accept', accept)).body.code).toBe('forbidden');
    const byLogin = await scanned([directive(4, { file_path: 'd.ts' })], {
      files: [added('d.ts', [4, 4])],
      values: { branch: 'login', pr_number: 9, author: 'ada', author_login: me.toUpperCase() },
    });
    const ofLogin = { ...accept, issue_id: byLogin.suppressions.items[0].issue_id };
    expect((await org.post('/quality/findings/accept', ofLogin)).body.code).toBe('forbidden');
    const branch = await scanned([directive(7, { file_path: 'c.ts' })], { values: { pr_number: undefined } });
    await scanned([directive(7, { file_path: 'c.ts' })], { values: { author: me } });
    const ofBranch = (await list(branch.id, 'type=suppression')).findings[0].issue_id;
    const denied = await org.post('/quality/findings/accept', { ...accept, issue_id: ofBranch });
    expect(denied.body.code).toBe('forbidden');
    const { repo_id } = (await org.get(`/scans/${id}`)).body;
    const waiver = { rule: 'new_suppressions_max', reason: 'mine', repo_id, pr_number: 5 };
    expect((await org.post('/quality/gates/waivers', waiver)).body.code).toBe('forbidden');
    const key = await aKey(org, 'ORG_ADMIN', ['admin']);
    expect((await key.post('/quality/gates/waivers', waiver)).body.code).toBe('forbidden');
    expect((await org.post('/quality/gates/waivers', { ...waiver, rule: 'new_high_max' })).status).toBe(200);
    expect((await org.post('/quality/gates/waivers', { ...waiver, pr_number: 6 })).status).toBe(200);
  });

  it.each([
    ['the address', () => ({ author_email: ADMIN_EMAIL })],
    ['the name', () => ({ author: `${ADMIN_EMAIL} ` })],
    ['the address in a name', () => ({ author: `"author" <${ADMIN_EMAIL.toUpperCase()}>` })],
    ['the address in a name of the commit', () => ({ author_email: `Author <${ADMIN_EMAIL}> ` })],
  ])('need a second person, whoever acted before a scan said the author by %s', async (_, named) => {
    await org.put('/quality/gates/config', { policy: { rating_min: null, new_suppressions_max: 0 } });
    const files = [added('src/cart.ts', [4, 4])];
    const { suppressions, id } = await scanned([directive(4)], { files });
    const { repo_id } = (await org.get(`/scans/${id}`)).body;
    const waiver = { rule: 'new_suppressions_max', reason: 'mine', repo_id, pr_number: 102 };
    expect((await org.post('/quality/gates/waivers', waiver)).status).toBe(200);
    const accept = { issue_id: suppressions.items[0].issue_id, reason: 'seen' };
    expect((await org.post('/quality/findings/accept', accept)).status).toBe(200);
    expect(await recompute(id)).toMatchObject({ status: 'passed' });
    const pack = async () => (await org.get(`/repos/${repo_id}/local-pack?pr_number=102`)).body;
    expect(await pack()).toMatchObject({ marks: [{ kind: 'accepted' }], waivers: [{ repo_id }] });
    const other = await scanned([directive(4)], { files, values: { pr_number: 102, branch: 'other' } });
    expect(other).toMatchObject({ status: 'passed' });

    const own = await scanned([directive(4)], { files, values: named() });
    expect(own).toMatchObject({ status: 'failed', suppressions: { items: [{ is_accepted: false }] } });
    expect(await recompute(id)).toMatchObject({ status: 'failed' });
    const values = { pr_number: 102, branch: 'other', ...named() };
    const ownToo = await scanned([directive(4)], { files, values });
    expect(ownToo).toMatchObject({ status: 'failed', waived_violations: [] });
    expect(await recompute(other.id)).toMatchObject({ status: 'failed' });
    expect(await pack()).toMatchObject({ marks: [], waivers: [] });
    const simulated = (await org.get('/quality/gates/simulation-inputs')).body;
    expect(simulated.scans.flatMap(({ waivers }: { waivers: object[] }) => waivers)).toEqual([]);
    const wider = { ...waiver, pr_number: undefined };
    expect((await org.post('/quality/gates/waivers', wider)).status).toBe(200);
    expect(await recompute(ownToo.id)).toMatchObject({ status: 'passed', waived_violations: [{}] });
  });

  it('are 20,000 in a scan at most, however many reports bring them', async () => {
    const { id } = await aScan(org);
    const many = (file: string, count: number) =>
      Array.from({ length: count }, (_, at) => directive(at + 1, { file_path: file }));
    expect((await send(id, many('a.ts', 12_000))).status).toBe(200);
    expect((await send(id, many('b.ts', 8_000))).status).toBe(200);
    expect((await send(id, many('a.ts', 12_000))).status).toBe(200);
    const { status, body } = await send(id, many('c.ts', 1));
    expect([status, body.code]).toEqual([400, 'unreadable_report']);
    expect(body.detail).toContain('20001 directives');
    expect(await list(id, 'type=suppression&limit=1')).toMatchObject({ total: 20_000 });
  });

  it('take no reason that nobody can see, and neither do marks', async () => {
    const { suppressions, id } = await scanned(
      [directive(4, { reason: '\u200b' }), directive(7, { reason: '\u3164' })],
      {
        files: [added('src/cart.ts', [4, 9])],
      },
    );
    expect(suppressions).toMatchObject({ added: 2, unexplained: 2, items: [{ reason: null }, { reason: null }] });
    const { repo_id } = (await org.get(`/scans/${id}`)).body;
    const issue_id = suppressions.items[0].issue_id;
    for (const reason of ['\u200b', '\u3164', ' \u2800']) {
      const answers = [
        await org.post('/quality/findings/accept', { issue_id, reason }),
        await org.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason }),
        await org.post('/quality/gates/waivers', { rule: 'new_suppressions_max', repo_id, reason }),
      ];
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([400, 'validation_failed']));
    }
  });

  it('are not marked in bulk, and those that cannot be read are named in the verdict', async () => {
    const { id } = await aScan(org);
    const taken = await send(id, [directive(4), directive(5, { file_path: 'a/'.repeat(600) })]);
    expect(taken.body).toMatchObject({ records_persisted: 1, rejected: [{ index: 1 }] });
    await send(id, [directive(7, { line: 0 })]);
    const verdict = await complete(org, id);
    expect(verdict.warnings).toContainEqual({
      code: 'directives_rejected',
      message:
        '2 entries in directive reports cannot be read, and they do not count. The response to the upload states the reasons.',
    });
    const [{ issue_id }] = (await list(id, 'type=suppression')).findings;
    const bulk = await org.post('/quality/findings/mark-fp/bulk', {
      ...{ issue_ids: [issue_id, 999_999_999], is_fp: true, reason: 'no' },
    });
    expect(bulk.body.refused).toEqual([
      { issue_id, code: 'not_markable' },
      { issue_id: 999_999_999, code: 'not_found' },
    ]);
  });

  it('of files with unusual names are on the lines that the change adds', async () => {
    await scanned([], { values: onMain });
    const names = ['src/a\u0001b.ts', ' src/c d .ts', 'src/e\u202ef.ts', 'src/g\\h.ts'];
    const { suppressions } = await scanned(
      names.map((file_path) => directive(4, { file_path })),
      { files: names.map((name) => added(name, [4, 4])) },
    );
    expect(suppressions).toMatchObject({ added: 4 });
  });
});

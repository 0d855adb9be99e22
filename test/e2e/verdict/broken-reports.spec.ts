import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const found = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    rule: `rule-${index}`,
    path: 'src/old.ts',
    line: 10 * (index + 1),
    snippet: `call(value${index}, first, second)`,
  }));

/** A log of one run of `scanner` with these fields of its own. */
const aRun = (fields: object) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'scanner' } }, ...fields }] });
const BROKEN = aRun({ invocations: [{ executionSuccessful: false }], results: [] });
const WITHOUT_RESULTS = aRun({});

const issues = (...names: string[]) =>
  JSON.stringify(
    names.map((name) => ({
      description: `Do not use ${name}`,
      check_name: `no-${name}`,
      location: { path: 'src/a.ts', lines: { begin: 3 } },
    })),
  );

/** Reports that pass for good news and are none. */
describe('a report that is no report', () => {
  let app: TestApp;
  let api: ApiClient;
  let repo: string;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    repo = `acme/broken-${(repos += 1)}`;
  });

  const begin = async (fields: object = {}): Promise<number> =>
    (await api.post('/scans', { repo, branch: 'main', ...fields })).body.scan_id as number;
  const upload = (scan: number, content: string, fields: Record<string, string> = {}): Promise<ApiAnswer> =>
    api.upload(`/scans/${scan}/findings`, fields, { content });
  const complete = async (scan: number) => (await api.post(`/scans/${scan}/complete`)).body;
  const findings = async (scan: number) => (await api.get(`/scans/${scan}/findings?limit=200`)).body;

  async function scanOf(content: string, fields: object = {}): Promise<number> {
    const scan = await begin(fields);
    expect((await upload(scan, content)).status).toBe(200);
    await complete(scan);
    return scan;
  }
  const PULL = { branch: 'change', pr_number: 1, base_branch: 'main' };
  const newOnes = async (scan: number) =>
    (await findings(scan)).findings.filter((finding: { is_new_in_pr: boolean }) => finding.is_new_in_pr).length;

  it.each([
    ['a run that failed', BROKEN],
    ['a run that scanned nothing', WITHOUT_RESULTS],
  ])('leaves the baseline alone: %s', async (_, content) => {
    await scanOf(aSarifLog(found(5)));
    const main = await scanOf(content);
    expect((await api.get(`/scans/${main}`)).body.fixed).toBe(0);
    expect(await newOnes(await scanOf(aSarifLog(found(6)), PULL))).toBe(1);
  });

  it('is said in the answer, counted as an upload, and replaces what the tool reported only where it failed', async () => {
    const scan = await begin();
    await upload(scan, aSarifLog(found(2)));
    const idle = await upload(scan, WITHOUT_RESULTS);
    expect(idle.body).toMatchObject({ tools: ['scanner'], records_persisted: 0 });
    expect(JSON.stringify(idle.body.warnings)).toContain('scanned nothing');
    expect((await findings(scan)).total).toBe(2);
    const broken = await upload(scan, BROKEN);
    expect(JSON.stringify(broken.body.warnings)).toContain('failed');
    expect((await findings(scan)).total).toBe(0);
    await upload(scan, aSarifLog(found(1)));
    expect((await findings(scan)).total).toBe(1);
    expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
  });

  describe('for the gate', () => {
    const setOrg = async (switches: object) => expect((await api.patch('/org', switches)).status).toBe(200);
    const skipped = (verdict: { skipped_rules: { rule: string; reason: string }[] }) =>
      Object.fromEntries(verdict.skipped_rules.map(({ rule, reason }) => [rule, reason]));
    afterEach(() => setOrg({ on_tool_failure: 'fail', on_missing_tool: 'warn' }));
    const verdictOn = async (fields: object, ...reports: string[]) => {
      const scan = await begin(fields);
      for (const report of reports) await upload(scan, report);
      return complete(scan);
    };

    it.each([
      ['a change', PULL],
      ['the default branch', {}],
    ])('fails %s of which a tool failed, and skips the rules that rest on it', async (_, fields) => {
      await scanOf(aSarifLog(found(1)));
      const verdict = await verdictOn(fields, BROKEN);
      expect(verdict).toMatchObject({ status: 'failed', reason: 'tool_failed', violations: [] });
      expect(verdict.summary).toContain('scanner');
      expect(skipped(verdict)).toMatchObject({ new_critical_max: 'tool_failed', rating_min: 'tool_failed' });
    });

    it('only warns where the organization wants that', async () => {
      await setOrg({ on_tool_failure: 'warn' });
      const verdict = await verdictOn(PULL, BROKEN);
      expect(verdict).toMatchObject({ status: 'passed', reason: null });
      expect(verdict.warnings).toContainEqual({ code: 'tool_failed', message: expect.any(String) });
      expect(skipped(verdict)).toMatchObject({ new_high_max: 'tool_failed' });
    });

    it('keeps a rule violated that what is known breaks already', async () => {
      await setOrg({ on_tool_failure: 'warn' });
      const critical = { rule: 'hole', path: 'src/a.ts', line: 3, securitySeverity: '9.8', snippet: 'open(door)' };
      const verdict = await verdictOn(PULL, BROKEN, aSarifLog([critical], 'guard'));
      expect(verdict.violations).toContainEqual(expect.objectContaining({ rule: 'new_critical_max', actual: 1 }));
    });

    it('fails a change where a tool of its base is missing, where the organization wants that', async () => {
      await setOrg({ on_missing_tool: 'fail' });
      await scanOf(aSarifLog(found(1)));
      const verdict = await verdictOn(PULL, aSarifLog([], 'other'));
      expect(verdict).toMatchObject({ status: 'failed', reason: 'missing_tool', missing_tools: ['scanner'] });
      expect(verdict.summary).toContain('scanner');
    });
  });

  it('is said in the verdict, with the tools of the base that are missing', async () => {
    const main = await begin();
    await upload(main, aSarifLog(found(1)));
    await upload(main, issues('eval'), { tool: 'style' });
    await complete(main);
    const broken = await begin(PULL);
    await upload(broken, BROKEN);
    expect(await complete(broken)).toMatchObject({
      reports: [{ tool: 'scanner', state: 'failed' }],
      missing_tools: ['style'],
      warnings: expect.arrayContaining([
        { code: 'tool_failed', message: expect.stringContaining('scanner') },
        { code: 'tool_missing', message: expect.stringContaining('style') },
      ]),
    });
    const idle = await begin({ ...PULL, pr_number: 2 });
    await upload(idle, WITHOUT_RESULTS);
    expect(await complete(idle)).toMatchObject({
      reports: [{ tool: 'scanner', state: 'not_run' }],
      missing_tools: ['scanner', 'style'],
    });
  });

  it('comes out of the export as it came in', async () => {
    const scan = await scanOf(BROKEN);
    const { body } = await api.get(`/scans/${scan}/sarif`);
    expect(body.runs).toMatchObject([{ invocations: [{ executionSuccessful: false }], results: [] }]);
    expect((await api.get(`/scans/${await scanOf(WITHOUT_RESULTS)}/sarif`)).body.runs).toEqual([]);
  });

  it.each(['42', '"none"', '{}'])('is refused where its results are %s', async (results) => {
    const { status, body } = await upload(await begin(), aRun({ results: JSON.parse(results) as unknown }));
    expect([status, body.code]).toEqual([400, 'unreadable_report']);
  });

  describe('without the name of its tool', () => {
    it('is kept beside one of another content, with a warning, and once where it comes again', async () => {
      const scan = await begin();
      expect((await upload(scan, issues('eval'))).body).toMatchObject({ tool: 'code-quality', warnings: [] });
      const second = await upload(scan, issues('with', 'alert'));
      expect(second.body).toMatchObject({ tool: 'code-quality#2', tools: ['code-quality#2'] });
      expect(JSON.stringify(second.body.warnings)).toContain('code-quality#2');
      expect((await upload(scan, issues('with', 'alert'))).body.tool).toBe('code-quality#2');
      expect((await upload(scan, issues('eval'))).body.tool).toBe('code-quality');
      const { findings: kept, total } = await findings(scan);
      expect(total).toBe(3);
      expect(new Set(kept.map(({ tool }: { tool: string }) => tool))).toEqual(
        new Set(['code-quality', 'code-quality#2']),
      );
      expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(2);
    });

    it('takes the name that is sent with it, under which it is replaced', async () => {
      const scan = await begin();
      expect((await upload(scan, issues('eval'), { tool: 'lint' })).body).toMatchObject({ tool: 'lint', warnings: [] });
      expect((await upload(scan, issues('with'), { tool: ' lint ' })).body.tool).toBe('lint');
      expect((await upload(scan, issues('alert'), { tool: 'style' })).body.tool).toBe('style');
      expect((await findings(scan)).findings.map(({ rule_id }: { rule_id: string }) => rule_id).sort()).toEqual([
        'no-alert',
        'no-with',
      ]);
    });

    it('is recognized in the next scan under its number', async () => {
      const main = await begin();
      await upload(main, issues('eval'));
      await upload(main, issues('with'));
      await complete(main);
      const change = await begin(PULL);
      await upload(change, issues('eval'));
      await upload(change, issues('with'));
      await complete(change);
      expect(await newOnes(change)).toBe(0);
    });

    it('has no name of more than 200 characters', async () => {
      const { status, body } = await upload(await begin(), issues('eval'), { tool: 'x'.repeat(201) });
      expect([status, body.errors?.[0]?.field]).toEqual([400, 'tool']);
    });
  });
});

import { gzipSync } from 'node:zlib';
import { anOrganization, type TestOrganization } from '../../support/actors.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  org = await anOrganization(app);
});

const PARTS: Readonly<Record<string, string>> = {
  failed: '<failure message="no">why</failure>',
  error: '<error/>',
  skipped: '<skipped/>',
  passed: '',
};

/** A report of tests by their name, with the status of each. */
const aReport = (tests: Readonly<Record<string, string>>): string =>
  `<testsuites><testsuite name="cart">${Object.entries(tests)
    .map(
      ([name, status]) => `<testcase name="${name}" classname="Cart" file="tests/cart.py">${PARTS[status]}</testcase>`,
    )
    .join('')}</testsuite></testsuites>`;

async function aScan(values: object = {}): Promise<number> {
  const answer = await org.admin.post('/scans', { repo: 'acme/web', branch: 'main', ...values });
  return answer.body.scan_id as number;
}

const upload = (scan: number, tests: Readonly<Record<string, string>>, fields: Record<string, string> = {}) =>
  org.admin.upload(`/scans/${scan}/tests`, fields, { content: aReport(tests) });

const complete = async (scan: number) => (await org.admin.post(`/scans/${scan}/complete`)).body;

async function namesOf(scan: number, status?: string): Promise<string[]> {
  const { body } = await org.admin.get(`/scans/${scan}/tests${status === undefined ? '' : `?status=${status}`}`);
  return (body.tests as { name: string; status: string }[]).map((test) => `${test.name}: ${test.status}`);
}

/** A completed scan with these results. */
async function aResult(tests: Readonly<Record<string, string>>, values: object = {}): Promise<number> {
  const scan = await aScan(values);
  expect((await upload(scan, tests)).status).toBe(200);
  await complete(scan);
  return scan;
}

describe('an upload of test results', () => {
  it('answers what the report holds', async () => {
    const scan = await aScan();
    const { status, body } = await upload(scan, { a: 'passed', b: 'failed', c: 'error', d: 'skipped' });
    expect([status, body]).toEqual([
      200,
      {
        scan_id: scan,
        records_persisted: 4,
        tests: 4,
        failed: 1,
        skipped: 1,
        errors: 1,
        repeated: false,
        warnings: [],
      },
    ]);
  });

  it('may be the body itself, a form, or gzipped', async () => {
    const scan = await aScan();
    const xml = { 'content-type': 'application/xml' };
    const report = aReport({ a: 'passed' });
    expect((await org.admin.post(`/scans/${scan}/tests?upload_key=k`, report, xml)).body.repeated).toBe(false);
    const packed = await org.admin.upload(`/scans/${scan}/tests`, { upload_key: 'k' }, { content: gzipSync(report) });
    expect(packed.body).toMatchObject({ tests: 1, repeated: true });
  });

  it('changes nothing the second time', async () => {
    const scan = await aScan();
    await upload(scan, { a: 'passed' });
    expect((await upload(scan, { a: 'passed' })).body.repeated).toBe(true);
    expect((await org.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(1);
  });

  it('replaces what came under its key, and is merged with all others', async () => {
    const scan = await aScan();
    await upload(scan, { a: 'failed', b: 'passed' }, { upload_key: 'unit' });
    await upload(scan, { a: 'passed' }, { upload_key: 'unit' });
    expect(await namesOf(scan)).toEqual(['a: passed']);
    await upload(scan, { a: 'failed', c: 'skipped' }, { upload_key: 'e2e' });
    expect(await namesOf(scan)).toEqual(['a: failed', 'c: skipped']);
    expect((await org.admin.get(`/scans/${scan}`)).body.uploads_received).toBe(2);
  });

  it.each([
    ['a key that is too long', { upload_key: 'x'.repeat(201) }, '<testsuite/>', 'validation_failed'],
    ['a path out of the repository', { report_path: '../junit.xml' }, '<testsuite/>', 'validation_failed'],
    ['another format', {}, 'TN:', 'unknown_format'],
    ['a report that breaks off', {}, '<testsuites><testsuite>', 'unreadable_report'],
  ])('refuses %s', async (_, fields, content, code) => {
    const answer = await org.admin.upload(`/scans/${await aScan()}/tests`, fields, { content });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('reports faults of the report before an unknown scan', async () => {
    expect((await org.admin.upload('/scans/999999/tests', {}, { content: 'TN:' })).status).toBe(400);
    expect((await upload(999_999, {})).status).toBe(404);
  });

  it('takes files by the list of the repository, as paths of the report lie below its folder', async () => {
    const scan = await aScan();
    await org.admin.post(`/scans/${scan}/files`, {
      paths: ['packages/web/tests/cart.py', 'packages/api/tests/cart.py'],
    });
    await upload(scan, { a: 'passed' }, { report_path: 'packages/api/junit.xml' });
    const { body } = await org.admin.get(`/scans/${scan}/tests`);
    expect(body.tests[0].file).toBe('packages/api/tests/cart.py');
  });

  it('completes a scan that waits for it, and has a completed one judged again', async () => {
    const scan = await aScan({ expected_uploads: 1 });
    expect((await complete(scan)).status).toBeNull();
    await upload(scan, { a: 'passed' });
    const tests = async () => (await org.admin.get(`/quality/gates/status/${scan}`)).body.tests;
    expect(await tests()).toMatchObject({ total: 1, failed: 0 });
    await upload(scan, { b: 'failed' });
    expect(await tests()).toMatchObject({ total: 2, failed: 1 });
    const { evaluations } = (await org.admin.get(`/quality/gates/history/${scan}`)).body;
    expect(evaluations.map(({ trigger }: { trigger: string }) => trigger).sort()).toEqual([
      'completed',
      'tests_uploaded',
    ]);
  });
});

describe('the list of tests', () => {
  it('has what reports say of each', async () => {
    const scan = await aScan();
    const content =
      '<testsuite name="s"><testcase name="t" classname="C" file="a.py" line="9" time="0.25"><failure message="no">a.py:9</failure></testcase></testsuite>';
    await org.admin.upload(`/scans/${scan}/tests`, {}, { content });
    expect((await org.admin.get(`/scans/${scan}/tests?status=failed`)).body).toEqual({
      tests: [
        {
          ...{ name: 't', class_name: 'C', file: 'a.py', line: 9 },
          ...{ status: 'failed', duration_ms: 250, message: 'no\na.py:9' },
        },
      ],
      next_cursor: null,
    });
  });

  it('goes on where the page before ended', async () => {
    const scan = await aScan();
    const names = Array.from({ length: 7 }, (_, at) => `t${at}`);
    await upload(scan, Object.fromEntries(names.map((name) => [name, 'passed'])));
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await org.admin.get(`/scans/${scan}/tests?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...(body.tests as { name: string }[]).map(({ name }) => name));
      cursor = body.next_cursor as string;
    } while (cursor);
    expect(seen).toEqual(names);
  });

  it('has the slowest first on request', async () => {
    const scan = await aScan();
    const cases = [0.5, 2, 0.25, ''].map((time, at) => `<testcase name="t${at}" time="${time}"/>`).join('');
    await org.admin.upload(`/scans/${scan}/tests`, {}, { content: `<testsuite name="s">${cases}</testsuite>` });
    const page = (query: string) => org.admin.get(`/scans/${scan}/tests?sort=slowest${query}`);
    const { tests, next_cursor } = (await page('&limit=3')).body;
    expect(tests.map(({ name }: { name: string }) => name)).toEqual(['t1', 't0', 't2']);
    expect((await page(`&cursor=${next_cursor}`)).body.tests).toMatchObject([{ name: 't3', duration_ms: null }]);
    expect((await org.admin.get(`/scans/${scan}/tests?sort=fastest`)).status).toBe(400);
  });

  it('is read by a thread where results are many', async () => {
    const scan = await aScan();
    const names = Array.from({ length: 20_000 }, (_, at) => `t${(at * 7919) % 100_003}`);
    expect((await upload(scan, Object.fromEntries(names.map((name) => [name, 'passed'])))).body.tests).toBe(20_000);
    expect((await complete(scan)).tests).toMatchObject({ total: 20_000, passed: 20_000 });
    expect((await org.admin.get(`/scans/${scan}/tests?limit=200`)).body.tests).toHaveLength(200);
  });

  it('refuses another status', async () => {
    expect((await org.admin.get(`/scans/${await aScan()}/tests?status=broken`)).status).toBe(400);
  });
});

describe('a verdict', () => {
  it('has no tests where none came', async () => {
    expect((await complete(await aScan())).tests).toBeNull();
  });

  it('compares with the base: what is gone is missing, unless it was renamed', async () => {
    await aResult({ a: 'passed', b: 'passed', c: 'failed', d: 'passed' });
    const change = await aResult({ a: 'failed', b2: 'passed' }, { branch: 'feature', pr_number: 4 });
    const { body } = await org.admin.get(`/quality/gates/status/${change}`);
    expect(body.tests).toEqual({
      ...{ total: 2, passed: 1, failed: 1, skipped: 0, flaky: 0 },
      from_base: { total: 4, missing: 2, excused: 0, newly_skipped: 0 },
    });
    expect(await namesOf(change, 'missing')).toHaveLength(2);
    expect(await namesOf(change, 'failed')).toEqual(['a: failed']);
  });

  it('does not miss tests whose file went with the source that they tested', async () => {
    const tests = (names: string[]) =>
      `<testsuite>${names.map((name) => `<testcase name="${name}" file="test/${name}.test.js"/>`).join('')}</testsuite>`;
    const base = await aScan();
    await org.admin.upload(`/scans/${base}/tests`, {}, { content: tests(['a', 'b', 'c']) });
    await complete(base);
    const change = await aScan({ branch: 'feature', pr_number: 5 });
    const files = ['lib/a.js', 'test/a.test.js', 'test/b.test.js'].map((path) => ({
      path,
      status: 'deleted',
      added: [],
    }));
    await org.admin.post(`/scans/${change}/changes`, { files });
    await org.admin.upload(`/scans/${change}/tests`, {}, { content: tests(['c']) });
    expect((await complete(change)).tests.from_base).toEqual({ total: 3, missing: 1, excused: 1, newly_skipped: 0 });
    expect(await namesOf(change, 'missing')).toEqual(['b: missing']);
  });

  it('are in the trend of the repository, as the last verdict of each scan counts them', async () => {
    const scans = [
      await aResult({ a: 'passed', b: 'failed', c: 'skipped' }),
      await aScan(),
      await aResult({ a: 'passed' }),
    ];
    await complete(scans[1]!);
    await upload(scans[2]!, { b: 'failed', c: 'failed' });
    const { body } = await org.admin.get(`/scans/${scans[0]}`);
    const page = (await org.admin.get(`/repos/${body.repo_id}/overview`)).body as { trend: Record<string, unknown>[] };
    expect(page.trend.map(({ scan_id, tests }) => [scan_id, tests])).toEqual([
      [scans[0], { total: 3, failed: 1 }],
      [scans[1], null],
      [scans[2], { total: 3, failed: 2 }],
    ]);
  });

  it('knows a test as flaky that failed and passed in turns on one commit', async () => {
    const commit = { commit_sha: 'abcdef1' };
    const first = await aResult({ a: 'failed', b: 'failed' }, commit);
    const second = await aResult({ a: 'passed', b: 'failed' }, commit);
    const other = await aResult({ a: 'passed' }, { commit_sha: 'abcdef2' });
    expect([await namesOf(first), await namesOf(second), await namesOf(other)]).toEqual([
      ['a: failed', 'b: failed'],
      ['a: flaky', 'b: failed'],
      ['a: passed'],
    ]);
  });

  it('names tests that ran on the base and are skipped, and fails by their rule', async () => {
    const policy = { newly_skipped_tests_max: 1, tests_failed_max: 0, tests_total_drop_max: 0 };
    await org.admin.put('/quality/gates/config', { policy, enabled: true });
    await aResult({ a: 'passed', b: 'failed', c: 'skipped', d: 'passed' });
    const change = { branch: 'feature', pr_number: 4 };
    const judged = async (scan: number) => (await org.admin.get(`/quality/gates/status/${scan}`)).body;
    const met = await judged(await aResult({ a: 'skipped', b: 'passed', c: 'skipped', d: 'passed' }, change));
    expect(met).toMatchObject({ status: 'passed', tests: { from_base: { newly_skipped: 1 } } });
    expect(met.warnings).toContainEqual({
      code: 'tests_skipped',
      message: 'A test that ran on the base is skipped here.',
    });
    const scan = await aResult({ a: 'skipped', b: 'skipped', c: 'skipped', d: 'passed' }, change);
    expect(await judged(scan)).toMatchObject({
      violations: [{ rule: 'newly_skipped_tests_max', threshold: 1, actual: 2, severity: 'high' }],
      next_actions: [{ kind: 'restore_test', name: expect.any(String), text: 'Enable this test. It is skipped.' }],
    });
    const list = async (query: string) => (await org.admin.get(`/scans/${scan}/tests?${query}`)).body.tests;
    expect((await list('change=newly_skipped')).map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    expect(await list('change=newly_skipped&status=failed')).toEqual([]);
    expect(await list('change=newly_skipped&limit=1')).toHaveLength(1);
    expect((await org.admin.get(`/scans/${scan}/tests?change=gone`)).status).toBe(400);
    expect((await judged(await aScan(change).then(async (id) => (await complete(id), id)))).violations).toContainEqual(
      expect.objectContaining({ rule: 'newly_skipped_tests_max', actual: null }),
    );
  });

  it('fails by its rules, which waivers reach', async () => {
    await org.admin.put('/quality/gates/config', {
      policy: { tests_failed_max: 0, tests_total_drop_max: 1 },
      enabled: true,
    });
    await aResult({ a: 'passed', b: 'passed', c: 'passed' });
    const change = { branch: 'feature', pr_number: 4 };
    const judged = async (scan: number) => (await org.admin.get(`/quality/gates/status/${scan}`)).body;
    const met = await judged(await aResult({ a: 'passed', b: 'passed' }, change));
    expect([met.status, met.passed_rules.slice(-2)]).toEqual([
      'passed',
      [
        { rule: 'tests_failed_max', threshold: 0, actual: 0 },
        { rule: 'tests_total_drop_max', threshold: 1, actual: 1 },
      ],
    ]);
    const broken = await judged(await aResult({ a: 'failed' }, change));
    expect([broken.status, broken.violations]).toEqual([
      'failed',
      [
        { rule: 'tests_failed_max', threshold: 0, actual: 1, severity: 'high' },
        { rule: 'tests_total_drop_max', threshold: 1, actual: 2, severity: 'medium' },
      ],
    ]);
    const owing = await aScan(change);
    expect(await complete(owing)).toMatchObject({
      summary: expect.stringContaining('but the scan has no test results'),
      violations: [
        { rule: 'tests_failed_max', actual: null },
        { rule: 'tests_total_drop_max', actual: null },
      ],
    });
    const waiver = { rule: 'tests_failed_max', reason: 'known', pr_number: 4, max_actual: 1 };
    const repo = (await org.admin.get(`/scans/${owing}`)).body.repo_id;
    expect((await org.admin.post('/quality/gates/waivers', { ...waiver, repo_id: repo })).status).toBe(200);
    expect(await judged(await aResult({ a: 'failed', b: 'passed', c: 'passed' }, change))).toMatchObject({
      status: 'passed',
      waived_violations: [{ rule: 'tests_failed_max', actual: 1 }],
    });
  });
});

describe('stored results', () => {
  const storedBytes = async () => (await org.admin.get('/org')).body.quotas.stored_bytes.used as number;

  it('count towards the quota until they are deleted', async () => {
    const scan = await aScan();
    await upload(scan, { a: 'passed' }, { upload_key: 'k' });
    const small = await storedBytes();
    expect(small).toBeGreaterThan(0);
    await upload(scan, { a: 'passed', b: 'failed', c: 'skipped' }, { upload_key: 'k' });
    const rows = await query<{ bytes: number }>(
      app.database.admin,
      `SELECT octet_length(content) AS bytes FROM test_uploads WHERE scan_id = ${scan}`,
    );
    expect(rows).toEqual([{ bytes: await storedBytes() }]);
    await org.admin.delete(`/scans/${scan}`);
    expect(await storedBytes()).toBe(0);
  });
});

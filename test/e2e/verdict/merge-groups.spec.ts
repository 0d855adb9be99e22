import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { waitUntil } from '../../support/wait-until.js';
import { aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

/** Scans of merge queues, and reports that are used again where trees are equal. */
let world: GateWorld;
let org: ApiClient;

const BASE = 'b'.repeat(40);
const TREE = 'e'.repeat(40);
const ran = { tree_sha: TREE, run_digest: 'digest of the run' };
const onMain = { branch: 'main', pr_number: undefined };

beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

const rules = { rating_min: null, new_coverage_min: null, complexity_new_max: null, duplication_pct_max: null };
beforeEach(async () => {
  org = await world.anOrgWith({ policy: { ...rules, new_high_max: 9 } });
});

const finding = (path: string, line: number) => ({
  rule: 'eval',
  path,
  line,
  securitySeverity: '7.5',
  snippet: `eval(${path}${line})`,
});
const uploads = async (id: number, findings: ReturnType<typeof finding>[]) => {
  expect((await org.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(findings) })).status).toBe(200);
  await org.upload(
    '/quality/coverage/upload',
    { scan_id: String(id) },
    { content: anLcov({ 'a.ts': lines(9, 4), 'b.ts': lines(9, 9) }) },
  );
  const junit = '<testsuite name="s"><testcase name="works" classname="c"/></testsuite>';
  expect((await org.upload(`/scans/${id}/tests`, {}, { content: junit })).status).toBe(200);
};
/** A member of a group: what it changes, as hunks against the base. */
const change = (path: string, from: number, count: number) => ({
  ...{ path, status: 'modified', kind: 'source', added: [[from, from + count - 1]] },
  hunks: [[from, count, from, count]],
});
async function aChange(
  values: object,
  changes: object[],
  findings: ReturnType<typeof finding>[] = [],
  weakening: object = {},
) {
  const { id } = await aScan(org, { base_branch: 'main', base_sha: BASE, ...values });
  expect((await org.post(`/scans/${id}/changes`, { files: changes, ...weakening })).status).toBe(200);
  await uploads(id, findings);
  return id;
}
const group = (pr_numbers: number[]) => ({
  ...{ branch: 'gh-readonly-queue/main/pr-7-abc', pr_number: undefined, base_branch: undefined, base_sha: undefined },
  merge_group: { pr_numbers, target_branch: 'main', base_sha: BASE },
});
const aGroup = (pr_numbers: number[], values: object = {}) =>
  org.post('/scans', { repo: 'acme/web', commit_sha: 'c'.repeat(40), ...group(pr_numbers), ...values });
const storedBytes = async () => (await org.get('/org')).body.quotas.stored_bytes.used as number;

describe('the scan of a merge group', () => {
  it('is of no pull request, and compared with the target of the group', async () => {
    const main = await aScan(org, { ...onMain, commit_sha: BASE });
    await complete(org, main.id);
    await org.patch(`/repos/${main.repoId}`, { baseline_branches: ['**'] });
    const { status, body } = await aGroup([7, 8, 7]);
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ pr_number: null, is_baseline_scan: false, base_branch: 'main', reused_scan_id: null, reusable: null },
        merge_group: { pr_numbers: [7, 8], target_branch: 'main', base_sha: BASE },
        base: { scan_id: main.id, exact: true },
      },
    ]);
    const refused = await aGroup([7], { pr_number: 7 });
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'merge_group']);
    expect((await aGroup([0])).status).toBe(400);
    const unnamed = await aGroup([], { merge_group: {} });
    expect([unnamed.status, unnamed.body.errors]).toEqual([
      400,
      [
        {
          field: 'merge_group.pr_numbers',
          message: 'must be a list of pull request numbers; send [] if they are not known',
        },
      ],
    ]);
    const unknown = await aGroup([], { merge_group: { pr_numbers: [] } });
    expect([unknown.status, unknown.body.merge_group]).toMatchObject([201, { pr_numbers: [], target_branch: 'main' }]);
    expect((await aGroup(Array.from({ length: 101 }, (_, at) => at + 1))).status).toBe(400);
    const { target_branch } = (await aGroup([7], { merge_group: { pr_numbers: [7] } })).body.merge_group;
    expect(target_branch).toBe('main');
  });

  it('says which members hold what breaks a rule, and counts their waivers', async () => {
    await complete(org, (await aScan(org, { ...onMain, commit_sha: BASE })).id);
    await aChange({ pr_number: 7, branch: 'seven' }, [change('a.ts', 2, 2), change('c.ts', 1, 9)]);
    await aChange({ pr_number: 8, branch: 'eight' }, [change('a.ts', 6, 2)]);
    await org.put('/quality/gates/config', { policy: { ...rules, new_high_max: 1, new_uncovered_max: 1 } });
    const grouped = async () => {
      const id = (await aGroup([7, 8])).body.scan_id as number;
      const both = { ...change('a.ts', 2, 2), added: [[2, 3], [6, 7]], hunks: [[2, 2, 2, 2], [6, 2, 6, 2]] }; // prettier-ignore
      await org.post(`/scans/${id}/changes`, { files: [both, change('c.ts', 1, 9)] });
      await uploads(id, [finding('a.ts', 2), finding('c.ts', 5), finding('a.ts', 7)]);
      return complete(org, id);
    };
    expect((await grouped()).violations).toMatchObject([
      { rule: 'new_high_max', actual: 3, caused_by: [7, 8] },
      { rule: 'new_uncovered_max', actual: 2, caused_by: [8] },
    ]);
    const { repo_id } = (await aGroup([7])).body;
    const waive = (rule: string, pr_number: number, max_actual: number | null) =>
      org.post('/quality/gates/waivers', { rule, repo_id, pr_number, max_actual, reason: 'known', expires_at: null });
    // Seven holds two: a bound of one does not cover them.
    expect((await waive('new_high_max', 7, 1)).status).toBe(200);
    expect((await waive('new_uncovered_max', 8, 2)).status).toBe(200);
    expect(await grouped()).toMatchObject({
      violations: [{ rule: 'new_high_max', caused_by: [7, 8] }],
      waived_violations: [{ rule: 'new_uncovered_max', actual: 2, caused_by: [8] }],
    });
    await waive('new_high_max', 7, 2);
    expect(await grouped()).toMatchObject({ status: 'passed', violations: [] });
  });

  it('says which members stopped tests and loosened tools', async () => {
    const suite = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`;
    const test = (name: string, inside = '') =>
      `<testcase name="${name}" classname="app.CartTest"${name === 'a' ? ' file="a.test.ts"' : ''}>${inside}</testcase>`;
    const main = await aScan(org, { ...onMain, commit_sha: BASE });
    const ran = suite(test('a'), test('b'), '<testcase name="c" classname="app.GoneTest"/>');
    await org.upload(`/scans/${main.id}/tests`, {}, { content: ran });
    await complete(org, main.id);
    const deleted = { ...change('src/app/GoneTest.java', 1, 9), status: 'deleted', added: [], hunks: [[1, 9, 0, 0]] };
    const [skipping, failing] = [change('a.test.ts', 2, 1), change('src/app/CartTest.java', 2, 1)];
    const loosening = change('tsconfig.json', 4, 1);
    await aChange({ pr_number: 7, branch: 'seven' }, [skipping, loosening]);
    await aChange({ pr_number: 8, branch: 'eight' }, [failing, deleted]);
    const policy = { ...rules, tests_failed_max: 0, tests_total_drop_max: 0, newly_skipped_tests_max: 0 };
    await org.put('/quality/gates/config', { policy: { ...policy, loosened_settings_max: 0 } });
    const id = (await aGroup([7, 8])).body.scan_id as number;
    const setting = { path: 'tsconfig.json', tool: 'typescript', key: 'strict', was: 'true', is: 'false' };
    await org.post(`/scans/${id}/changes`, {
      files: [skipping, loosening, failing, deleted],
      loosened: [{ ...setting, rules: [], paths: [] }],
      assertions: [],
    });
    const now = suite(test('a', '<skipped/>'), test('b', '<failure/>'));
    await org.upload(`/scans/${id}/tests`, {}, { content: now });
    const { violations } = await complete(org, id);
    const causes = violations.map(({ rule, caused_by }: any) => [rule, caused_by]);
    expect(Object.fromEntries(causes)).toEqual({
      tests_failed_max: [8],
      tests_total_drop_max: [8],
      newly_skipped_tests_max: [7],
      loosened_settings_max: [7],
    });
  });

  it('is judged again after a waiver of a member, until one of them is closed', async () => {
    await complete(org, (await aScan(org, { ...onMain, commit_sha: BASE })).id);
    await aChange({ pr_number: 7, branch: 'seven' }, [change('a.ts', 2, 2)]);
    await aChange({ pr_number: 8, branch: 'eight' }, [change('b.ts', 2, 2)]);
    await org.put('/quality/gates/config', { policy: { ...rules, new_high_max: 0 } });
    const { scan_id: id, repo_id } = (await aGroup([7, 8])).body;
    await org.post(`/scans/${id}/changes`, { files: [change('a.ts', 2, 2), change('b.ts', 2, 2)] });
    await uploads(id, [finding('a.ts', 2)]);
    expect((await complete(org, id)).status).toBe('failed');
    const status = async () => (await org.get(`/quality/gates/status/${id}`)).body;
    const waive = async (pr_number: number) =>
      (
        await org.post('/quality/gates/waivers', {
          rule: 'new_high_max',
          repo_id,
          pr_number,
          reason: 'x',
          expires_at: null,
        })
      ).body.id as number;
    expect(await status()).toMatchObject({ status: 'failed', stale: false });
    // Without the organization's wish it is stale alone.
    const first = await waive(7);
    expect(await status()).toMatchObject({ status: 'failed', stale: true, evaluation: 1 });
    await org.patch('/org', { reevaluate_on_change: true });
    await org.post(`/quality/gates/waivers/${first}/revoke`);
    await waitUntil(async () => (await status()).evaluation === 2);
    expect(await status()).toMatchObject({ status: 'failed', stale: false });
    await waive(7);
    await waitUntil(async () => (await status()).evaluation === 3);
    expect(await status()).toMatchObject({ status: 'passed', stale: false });
    await org.post(`/repos/${repo_id}/pull-requests/8/close`, { merged: false });
    await org.put('/quality/gates/config', { policy: { ...rules, new_high_max: 1 } });
    const waiting = await query(world.database.admin, `SELECT FROM work_items WHERE key LIKE '%/group/${id}'`);
    expect(waiting).toEqual([]);
  });
});

describe('reports of an equal tree', () => {
  it('are judged again under the policy of now, and stored once', async () => {
    await complete(org, (await aScan(org, { ...onMain, commit_sha: BASE })).id);
    const loosened = [{ path: 'a.toml', tool: 'eslint', key: 'rules', was: 'on', is: 'off', rules: ['r'], paths: [] }];
    const weakening = { loosened, assertions: [{ file_path: 'a.test.ts', from: 4, to: 1 }] };
    const source = await aChange({ pr_number: 7, ...ran }, [change('a.ts', 2, 4)], [finding('a.ts', 2)], weakening);
    const judged = await complete(org, source, { metrics: { lines_of_code: 90 }, policy_file: 'new_high_max: 5' });
    expect(judged.status).toBe('passed');
    const before = await storedBytes();

    await org.put('/quality/gates/config', { policy: { ...rules, new_high_max: 0 } });
    const made = (await aGroup([7], ran)).body;
    expect(made.reusable).toEqual({ scan_id: source });
    const verdict = await complete(org, made.scan_id, { reuse: source });
    expect(verdict).toMatchObject({
      status: 'failed',
      violations: [{ rule: 'new_high_max', actual: 1, caused_by: [7] }],
      tests: { total: 1, passed: 1 },
      new_in_pr: judged.new_in_pr,
      changes: judged.changes,
      ...weakening,
    });
    expect(await storedBytes()).toBe(before);
    const of = async (id: number, path: string) => (await org.get(path.replace(':id', String(id)))).body;
    for (const path of ['/scans/:id/tests', '/quality/coverage/:id/files?path=a.ts'])
      expect({ ...(await of(made.scan_id, path)), scan_id: 0 }).toEqual({ ...(await of(source, path)), scan_id: 0 });
    const ids = async (id: number) =>
      (await of(id, '/scans/:id/findings?type=security')).findings.map((each: any) => [each.issue_id, each.file_path]);
    expect(await ids(source)).toHaveLength(1);
    expect(await ids(made.scan_id)).toEqual(await ids(source));
    expect((await of(made.scan_id, '/scans/:id')).reused_scan_id).toBe(source);
    // A repetition answers the verdict, and another source is refused.
    expect(await complete(org, made.scan_id, { reuse: source })).toEqual(verdict);
    expect((await org.post(`/scans/${made.scan_id}/complete`, { reuse: made.scan_id })).status).toBe(409);
    expect((await aGroup([7], ran)).body.reusable).toEqual({ scan_id: source });
  });

  it('bring their source text and fixes along', async () => {
    const source = await aChange({ pr_number: 7, ...ran }, [change('a.ts', 2, 4)]);
    const { repo_id } = (await org.get(`/scans/${source}`)).body;
    await org.patch(`/repos/${repo_id}`, { source_excerpts: 'files' });
    const form = new FormData();
    form.append('file', new Blob(['text\n']), 'a.ts');
    await org.post(`/scans/${source}/source`, form);
    await org.post(`/scans/${source}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 2, fix: 'x' }], 'lint'));
    await complete(org, source);
    const { scan_id: made } = (await aGroup([7], ran)).body;
    await complete(org, made, { reuse: source });
    for (const path of ['source', 'source/fixes']) {
      const [own, of] = [made, source].map((id) => org.get(`/scans/${id}/${path}?path=a.ts`));
      expect((await own!).body).toEqual((await of!).body);
      expect((await own!).text).toMatch(/"text":"(?:text|x)"/);
    }
  });

  it('are refused beside uploads, and for another run', async () => {
    const source = await aChange({ pr_number: 7, ...ran }, [change('a.ts', 2, 4)]);
    await complete(org, source);
    const reusing = async (values: object, said: object = { reuse: source }) => {
      const made = (await aGroup([7], { ...ran, ...values })).body;
      const answer = await org.post(`/scans/${made.scan_id}/complete`, said);
      return [made.reusable?.scan_id ?? null, answer.status, answer.body.code ?? null];
    };
    const refused = [null, 409, 'not_reusable'];
    expect(await reusing({ tree_sha: 'd'.repeat(40) })).toEqual(refused);
    expect(await reusing({ tree_sha: undefined })).toEqual(refused);
    expect(await reusing({ run_digest: 'another' })).toEqual(refused);
    const other = { pr_numbers: [7], target_branch: 'main', base_sha: 'a'.repeat(40) };
    expect(await reusing({ merge_group: other })).toEqual(refused);
    expect(await reusing({ merge_group: { ...other, base_sha: BASE, target_branch: 'next' } })).toEqual(refused);
    const cut = (base_sha: string) => aGroup([7], { ...ran, merge_group: { ...other, base_sha } });
    expect((await cut(BASE.slice(0, 7))).body.reusable).toEqual({ scan_id: source });
    expect((await cut('a'.repeat(7))).body.reusable).toBeNull();
    expect((await reusing({}, { reuse: 999_999 }))[1]).toBe(404);

    const own = (await aGroup([7], ran)).body.scan_id;
    await uploads(own, []);
    expect((await org.post(`/scans/${own}/complete`, { reuse: source })).body.code).toBe('not_reusable');
    const reused = (await aGroup([7], ran)).body.scan_id;
    await complete(org, reused, { reuse: source });
    const late = await org.upload(`/scans/${reused}/tests`, {}, { content: '<testsuite/>' });
    expect([late.status, late.body.code]).toEqual([409, 'not_reusable']);
    await query(world.database.admin, `UPDATE scans SET is_untrusted = true, trust = 0 WHERE id = ${source}`);
    expect(await reusing({})).toEqual(refused);
  });

  it('stand in for no scan of a key that is trusted further', async () => {
    const keyOf = async (more: object) => {
      const { body } = await org.post('/api-keys', { name: 'x', scopes: ['write:scans', 'read:scans'], ...more });
      return org.as({ 'x-api-key': body.key as string });
    };
    const change = { repo: 'acme/web', branch: 'topic', pr_number: 61, base_branch: 'main', base_sha: BASE, ...ran };
    const [agent, authors] = [await keyOf({ kind: 'agent' }), await keyOf({ may_write_baseline: false })];
    await complete(org, (await aScan(org, onMain)).id);
    const ids: number[] = [];
    for (const key of [agent, authors]) {
      const { body } = await key.post('/scans', change);
      await complete(key, body.id as number);
      ids.push(body.id as number);
    }
    const [ofAgent, ofAuthors] = ids;
    const ask = async (key: ApiClient) => (await key.post('/scans', change)).body;
    expect((await ask(org)).reusable).toBeNull();
    expect((await ask(authors)).reusable).toEqual({ scan_id: ofAuthors });
    const { id } = await ask(org);
    const refused = await org.post(`/scans/${id}/complete`, { reuse: ofAgent });
    expect([refused.status, refused.body.code]).toEqual([409, 'not_reusable']);
  });

  it('of a default branch, by a key that may not write its baseline, is not shown in place of its last scan', async () => {
    const main = await aScan(org, onMain);
    await uploads(
      main.id,
      Array.from({ length: 10 }, (_, at) => finding('a.ts', at + 1)),
    );
    await complete(org, main.id);
    for (const more of [{ kind: 'agent' }, { may_write_baseline: false }]) {
      const { body: key } = await org.post('/api-keys', { name: 'x', scopes: ['write:scans', 'read:scans'], ...more });
      const by = org.as({ 'x-api-key': key.key as string });
      const begun = await by.post('/scans', { repo: 'acme/web', ...group([7]), branch: 'main' });
      expect(begun.status).toBe(201);
      await complete(by, begun.body.id as number);
      expect((await org.get(`/repos/${main.repoId}/overview`)).body.scan.id).toBe(main.id);
    }
  });

  it('serve a baseline branch where their key may write it, and all others for 24 hours', async () => {
    const keyOf = async (may_write_baseline: boolean) => {
      const made = await org.post('/api-keys', {
        name: 'ci',
        role: 'MEMBER',
        scopes: ['write:scans', 'read:scans'],
        may_write_baseline,
      });
      return org.as({ 'x-api-key': made.body.key as string });
    };
    const key = await keyOf(true);
    const of = { repo: 'acme/web', ...onMain, ...ran };
    await complete(org, (await aScan(org, onMain)).id);
    const kept = (await (await keyOf(false)).post('/scans', of)).body.scan_id as number;
    await complete(org, kept);
    const reusable = async () => (await key.post('/scans', of)).body.reusable;
    expect(await reusable()).toBeNull();
    const { id } = await aScan(org, { ...onMain, ...ran });
    await complete(org, id);
    expect(await reusable()).toEqual({ scan_id: id });
    world.clock.advanceMinutes(24 * 60 - 1);
    expect(await reusable()).toEqual({ scan_id: id });
    world.clock.advanceMinutes(2);
    expect(await reusable()).toBeNull();
  });
});

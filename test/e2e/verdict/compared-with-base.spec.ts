import fc from 'fast-check';
import type { ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog, lines, type SarifResult } from '../../support/reports.js';
import { takeCount } from '../../support/seed.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

const commit = (number: number): string => String(number).repeat(40);

const problem = (name: string, fields: Partial<SarifResult> = {}): SarifResult => ({
  rule: `rule-${name}`,
  path: `src/${name}.ts`,
  line: 10,
  level: 'error',
  snippet: `call(${name}, first, second)`,
  ...fields,
});
const A = problem('a');
const B = problem('b');
const C = problem('c');

interface Reported {
  readonly results: readonly SarifResult[];
  /** Version of the tool; by `aSarifLog` 1.2.3. */
  readonly version?: string | null;
  readonly fields?: Record<string, string>;
  /** Rules whose results are suppressed. */
  readonly suppressed?: readonly string[];
}

interface Scanned extends Reported {
  /** Fields of the upload; by default a configuration, so that the tool is known. */
  readonly fields?: Record<string, string>;
  readonly scan?: Record<string, unknown>;
  readonly changes?: readonly {
    readonly path: string;
    readonly added: readonly (readonly [number, number])[];
    readonly unchanged_but_space?: readonly (readonly [number, number])[];
    readonly hunks_w?: readonly (readonly number[])[];
  }[];
  /** The repository's files. */
  readonly files?: readonly string[];
  readonly complete?: Record<string, unknown>;
}

describe('a change compared with its base', () => {
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
    repo = `acme/based-${(repos += 1)}`;
  });

  function reportOf({ results, version, suppressed = [] }: Reported): string {
    const log = JSON.parse(aSarifLog(results)) as { runs: { tool: any; results: any[] }[] };
    const [run] = log.runs;
    if (version === null) delete run!.tool.driver.version;
    else if (version !== undefined) run!.tool.driver.version = version;
    for (const result of run!.results)
      if (suppressed.includes(result.ruleId as string)) result.suppressions = [{ kind: 'inSource' }];
    return JSON.stringify(log);
  }

  async function begin(scanned: Scanned): Promise<number> {
    const started = await api.post('/scans', { repo, branch: 'main', ...scanned.scan });
    expect(started.status).toBe(201);
    const id = started.body.id as number;
    if (scanned.changes) await api.post(`/scans/${id}/changes`, { files: scanned.changes });
    if (scanned.files) await api.post(`/scans/${id}/files`, { paths: scanned.files });
    const fields = scanned.fields ?? (scanned.complete ? {} : { config_digest: 'own' });
    await api.upload(`/scans/${id}/findings`, fields, { content: reportOf(scanned) });
    return id;
  }

  async function finish(id: number, complete: Record<string, unknown> = {}) {
    const verdict = await api.post(`/scans/${id}/complete`, complete);
    expect(verdict.status).toBe(200);
    const { body } = await api.get(`/scans/${id}/findings?limit=200&sort=path`);
    return {
      id,
      repoId: (await api.get(`/scans/${id}`)).body.repo_id as number,
      verdict: verdict.body,
      findings: body.findings,
    };
  }

  const scan = async (scanned: Scanned) => finish(await begin(scanned), scanned.complete);
  const onMain = (at: number, results: readonly SarifResult[], rest: Partial<Scanned> = {}) =>
    scan({ results, ...rest, scan: { commit_sha: commit(at), ...rest.scan } });
  const change = (results: readonly SarifResult[], line: Record<string, unknown>, rest: Partial<Scanned> = {}) =>
    scan({
      results,
      changes: [{ path: 'src/z.ts', added: [[1, 1]] }],
      ...rest,
      scan: { branch: 'change', pr_number: 1, ...line },
    });

  const why = ({ findings }: { findings: any[] }) =>
    Object.fromEntries(findings.map((each) => [each.rule_id.slice(5), each.new_because ?? each.matched_by]));
  const codes = ({ verdict }: { verdict: any }) => verdict.warnings.map((warning: { code: string }) => warning.code);

  it('is not to blame for what its target has fixed meanwhile', async () => {
    const old = await onMain(1, [A]);
    await onMain(2, []);
    const behind = await change([A], { base_sha: commit(1) });
    expect(behind.verdict).toMatchObject({ status: 'passed', new_in_pr: { total: 0 }, warnings: [] });
    expect(behind.verdict.base).toEqual({
      scan_id: old.id,
      branch: 'main',
      commit_sha: commit(1),
      exact: true,
      commits_behind: 0,
      same_tools: true,
      unknown_tools: [],
      other_tools: [],
      exact_files_pct: 100,
      via: [],
      target: { scan_id: old.id, branch: 'main', commit_sha: commit(1) },
    });
    expect(behind.findings[0].issue_id).toBe(old.findings[0].issue_id);
  });

  it('inherits what it left alone when the base lags behind, with a warning', async () => {
    await onMain(1, [A]);
    const line = { base_sha: commit(3), base_commits: [commit(2), commit(1)] };
    const files = [{ path: 'src/b.ts', added: [[10, 10]] as const }];
    const lagging = await change([A, B, C], line, { changes: files });
    expect(lagging.verdict.base).toMatchObject({ exact: false, commits_behind: 2, same_tools: true });
    expect(why(lagging)).toEqual({ a: expect.any(String), b: 'added_line', c: 'untouched' });
    expect(lagging.verdict.warnings).toEqual([
      {
        code: 'inherited_untouched',
        message:
          '1 finding on lines that the change did not touch counts as inherited: compared with main at 1111111, 2 commits before the merge base.',
      },
    ]);
    const { body } = await api.get(`/scans/${lagging.id}/findings?is_new=true`);
    expect(body.findings.map((each: { rule_id: string }) => each.rule_id)).toEqual(['rule-b']);
  });

  describe('on top of what its target has by now', () => {
    const files = [{ path: 'src/b.ts', added: [[1, 30]] as const }];
    const moved = { ...B, line: 14 };

    it('inherits what a squash of its first half brought there, under the id that it has there', async () => {
      await onMain(1, [A]);
      const squashed = await onMain(2, [A, B]);
      const goingOn = await change([A, moved, { ...C, path: 'src/b.ts' }], { base_sha: commit(1) }, { changes: files });
      expect(why(goingOn)).toEqual({ a: 'unchanged', b: 'on_target', c: 'added_line' });
      expect(goingOn.verdict.new_in_pr.total).toBe(1);
      const idOf = ({ findings }: { findings: any[] }) => findings.find((each) => each.rule_id === 'rule-b').issue_id;
      expect(idOf(goingOn)).toBe(idOf(squashed));
    });

    it('inherits what the default branch has when it goes back to a release branch', async () => {
      await onMain(1, [A]);
      await onMain(2, [A], { scan: { branch: 'release/1', commit_sha: commit(2) } });
      await onMain(3, [A, B]);
      const backport = await change([A, moved], { base_branch: 'release/1', base_sha: commit(2) }, { changes: files });
      expect([why(backport).b, backport.verdict.new_in_pr.total]).toEqual(['on_target', 0]);
    });

    it('inherits what the release branch has that it is for, though the default branch has not', async () => {
      await onMain(1, [A]);
      await onMain(2, [A], { scan: { branch: 'release/1', commit_sha: commit(2) } });
      await onMain(3, [A, B], { scan: { branch: 'release/1', commit_sha: commit(3) } });
      const going = await change([A, moved], { base_branch: 'release/1', base_sha: commit(2) }, { changes: files });
      expect(why(going).b).toBe('on_target');
    });

    it('brings another copy of a line that its target has, and a problem that its base had elsewhere', async () => {
      await onMain(1, [A, B]);
      await onMain(2, [A, B]);
      const copy = { ...B, line: 25 };
      const copied = await change(
        [A, B, copy],
        { base_sha: commit(1) },
        { changes: [{ path: 'src/b.ts', added: [[20, 30]] }] },
      );
      expect(copied.verdict.new_in_pr.total).toBe(1);
    });
  });

  it('names the base at its start, and compares with an older one file by file', async () => {
    await onMain(1, [A]);
    const line = { base_sha: commit(3), base_commits: [commit(2), commit(1)] };
    const named = await api.post('/scans', { repo, branch: 'change', pr_number: 1, commit_sha: commit(4), ...line });
    expect(named.body.base).toMatchObject({ branch: 'main', commit_sha: commit(1), exact: false, commits_behind: 2 });
    const lagging = async (changed_since_base: unknown) => {
      const { body } = await api.post('/scans', {
        repo,
        branch: 'change',
        pr_number: 1,
        commit_sha: commit(4),
        ...line,
      });
      const files = ['src/a.ts', 'src/c.ts', 'src/d.ts'].map((path) => ({ path, added: [[1, 1]] }));
      const sent = await api.post(`/scans/${body.id}/changes`, { files, changed_since_base });
      expect(sent.status).toBe(200);
      await api.upload(
        `/scans/${body.id}/findings`,
        { config_digest: 'own' },
        { content: reportOf({ results: [A, B, C] }) },
      );
      return finish(body.id as number);
    };
    const known = await lagging({ commit_sha: commit(1), paths: ['src/c.ts', 'docs/x.md'] });
    expect(why(known)).toMatchObject({ b: 'consequence', c: 'untouched' });
    expect(known.verdict.base).toMatchObject({ exact: false, exact_files_pct: 66.6 });
    for (const other of [null, { commit_sha: commit(2), paths: [] }]) {
      const unknown = await lagging(other);
      expect(why(unknown)).toMatchObject({ b: 'untouched', c: 'untouched' });
      expect(unknown.verdict.base.exact_files_pct).toBeNull();
    }
    const { body: first } = await api.post('/scans', { repo: `${repo}-other`, branch: 'main', commit_sha: commit(1) });
    expect(first.base).toBeNull();
  });

  it('is compared with its release branch, whatever the default branch has', async () => {
    await onMain(1, [B]);
    const release = await onMain(2, [A], { scan: { branch: 'release/1', commit_sha: commit(2) } });
    expect(release.verdict.is_baseline_scan).toBe(false);
    const line = { base_branch: 'release/1', base_sha: commit(2) };
    const files = [{ path: 'src/c.ts', added: [[10, 10]] as const }];
    const fix = await change([A, C], line, { changes: files });
    expect(fix.verdict.base).toMatchObject({ scan_id: release.id, branch: 'release/1', exact: true });
    expect([why(fix).c, fix.verdict.new_in_pr.total]).toEqual(['added_line', 1]);
    const unscanned = await change([A], { base_branch: 'release/2', base_sha: commit(2) });
    expect([unscanned.verdict.base, codes(unscanned)]).toEqual([null, ['no_base', 'inherited_untouched']]);
  });

  it('brings a consequence on lines that it left alone, where the same tools ran on the merge base', async () => {
    await onMain(1, [A]);
    const exact = await change([A, B], { base_sha: commit(1) });
    expect([why(exact).b, exact.verdict.new_in_pr.total]).toEqual(['consequence', 1]);
  });

  it.each<[string, Partial<Scanned>, Partial<Scanned>]>([
    ['another version', { version: '1.0.0' }, { version: '2.0.0' }],
    [
      'another configuration, named with the report',
      { fields: { config_digest: 'one' } },
      { fields: { config_digest: 'other' } },
    ],
    [
      'another configuration, named at completion',
      { complete: { metrics: { tools: [{ tool: 'Scanner', config_digest: 'one' }] } } },
      { complete: { metrics: { tools: [{ tool: 'scanner', version: '9', config_digest: 'other' }] } } },
    ],
    [
      'a version that only the field names',
      { version: null, fields: { tool_version: '6', config_digest: 'own' } },
      { version: null, fields: { tool_version: '7', config_digest: 'own' } },
    ],
  ])('inherits what %s of a tool finds on lines that it left alone', async (_, before, now) => {
    await onMain(1, [A], before);
    const files = [{ path: 'src/c.ts', added: [[10, 10]] as const }];
    const upgraded = await change([A, B, C], { base_sha: commit(1) }, { changes: files, ...now });
    expect(why(upgraded)).toMatchObject({ b: 'tool_changed', c: 'added_line' });
    expect(upgraded.verdict).toMatchObject({ new_in_pr: { total: 1 }, base: { exact: true, same_tools: false } });
    const same = await change([A, B], { base_sha: commit(1) }, before);
    expect([why(same).b, same.verdict.base.same_tools]).toEqual(['consequence', true]);
  });

  it.each<[string, Partial<Scanned>]>([
    ['neither version nor configuration', { version: null, fields: {} }],
    ['no configuration', { fields: {} }],
    ['no version', { version: null }],
  ])('inherits what a tool of which %s is known finds on lines that it left alone', async (_, run) => {
    await onMain(1, [A], run);
    const files = [{ path: 'src/c.ts', added: [[10, 10]] as const }];
    const again = { ...A, path: 'src/other.ts', snippet: 'another(line, of, the, rule)' };
    const { verdict, findings } = await change([A, again, B, C], { base_sha: commit(1) }, { changes: files, ...run });
    expect(findings.map((each: any) => [each.file_path, each.new_because ?? each.matched_by])).toEqual([
      ['src/a.ts', 'kept_line'],
      ['src/b.ts', 'tool_changed'],
      ['src/c.ts', 'added_line'],
      ['src/other.ts', 'untouched'],
    ]);
    expect(verdict).toMatchObject({ new_in_pr: { total: 1 }, base: { same_tools: false, unknown_tools: ['scanner'] } });
    expect(verdict.warnings.map(({ code, message }: any) => [code, message.split(': ').at(-1)])).toEqual([
      ['inherited_untouched', expect.any(String)],
      ['rules_new_to_base', 'rule-b.'],
    ]);
  });

  it.each([
    ['of another version', { version: '1.0.0' }, { version: '2.0.0' }],
    ['of an unknown tool', { version: null, fields: {} }, { version: null, fields: {} }],
  ])('tolerates a rating that rests on rules which the base did not run, %s', async (_, before, now) => {
    await onMain(1, [A], before);
    const rated = Array.from({ length: 12 }, (_, at) => ({ ...B, path: `src/b${at}.ts`, snippet: `b(${at})` }));
    const { verdict } = await change([A, ...rated], { base_sha: commit(1) }, now);
    expect(verdict).toMatchObject({ status: 'passed', new_in_pr: { total: 0 } });
    const named = verdict.warnings.filter(({ code }: any) => code === 'rules_new_to_base');
    expect(named.map(({ message }: any) => message)).toEqual([expect.stringContaining('rule-b')]);
    expect(verdict.tolerated_violations).toEqual([
      { rule: 'rating_min', threshold: 'C', actual: 'D', base_actual: 'D', why: 'base_breaks_it' },
    ]);
  });

  it('knows the rules of an unknown tool from files without a change, too', async () => {
    const run = { version: null, fields: {} };
    const other = { ...B, path: 'src/other.ts', snippet: 'another(line, of, the, rule)' };
    await onMain(1, [A, B], run);
    const { verdict, findings } = await change([A, B, other], { base_sha: commit(1) }, run);
    expect(findings.map((each: any) => each.matched_by)).toEqual(['kept_line', 'kept_line', 'untouched']);
    expect(verdict.warnings.map(({ code }: any) => code)).toEqual(['inherited_untouched']);
  });

  it('inherits of a tool that did not run on the base what the default branch is known to have', async () => {
    await onMain(1, []);
    const added = await begin({ results: [A], scan: { commit_sha: commit(2) } });
    await api.upload(`/scans/${added}/findings`, {}, { content: aSarifLog([B], 'other') });
    await finish(added);
    const id = await begin({ results: [], scan: { branch: 'change', pr_number: 1, base_sha: commit(1) } });
    await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog([B, C], 'other') });
    const old = await finish(id);
    expect(why(old)).toMatchObject({ b: 'unchanged', c: 'not_in_base' });
    expect(old.verdict.base.same_tools).toBe(false);
  });

  it('makes an old problem worse: that counts as new, under the same id', async () => {
    const before = await onMain(1, [{ ...A, level: 'warning', message: 'complexity is 13' }]);
    const files = [{ path: 'src/a.ts', added: [[10, 10]] as const }];
    const worse = { ...A, level: 'error' as const, message: 'complexity is 53' };
    const worsened = await change([worse], { base_sha: commit(1) }, { changes: files });
    expect(worsened.findings[0]).toMatchObject({
      issue_id: before.findings[0].issue_id,
      is_new_in_pr: true,
      matched_by: null,
      new_because: 'worsened',
      was: { severity: 'medium', message: 'complexity is 13' },
    });
    const left = await change([worse], { base_sha: commit(1) });
    expect(left.findings[0]).toMatchObject({ is_new_in_pr: false, new_because: null, was: null });
  });

  it('shows nothing as new that is suppressed, here or on the base', async () => {
    await onMain(1, [A], { suppressed: ['rule-a'] });
    const files = [{ path: 'src/b.ts', added: [[10, 10]] as const }];
    const hushed = await change([A, B], { base_sha: commit(1) }, { changes: files, suppressed: ['rule-b'] });
    const states = hushed.findings.map((each: any) => [each.is_suppressed, each.is_new_in_pr, each.new_because]);
    expect(states).toEqual([
      [true, false, null],
      [true, false, null],
    ]);
    expect(hushed.verdict.new_in_pr.total).toBe(0);
    const found = async (query: string) =>
      (await api.get(`/scans/${hushed.id}/findings?${query}`)).body.total as number;
    expect([await found('is_suppressed=true'), await found('is_suppressed=false'), await found('is_new=true')]).toEqual(
      [2, 0, 0],
    );
    const sarif = JSON.parse((await api.get(`/scans/${hushed.id}/sarif`)).text);
    expect(sarif.runs[0].results.map((each: any) => each.baselineState)).toEqual(['unchanged', 'unchanged']);
    const merged = await onMain(2, [A]);
    expect(merged.findings[0].is_suppressed).toBe(false);
  });

  it('names the problem that a new one resembles most, and in what the two differ', async () => {
    const base = await onMain(1, [A, problem('a', { line: 40, snippet: 'other(thing)' })]);
    const [near] = base.findings.filter((each: any) => each.line === 10);
    const rewritten = problem('a', { line: 12, snippet: 'rewritten(everything, anew)', message: 'now said otherwise' });
    const { findings } = await change(
      [rewritten, B],
      { base_sha: commit(1) },
      {
        changes: [
          { path: A.path, added: [[12, 12]] },
          { path: B.path, added: [[10, 10]] },
        ],
      },
    );
    expect(findings.map((each: any) => [each.rule_id, each.new_because, each.nearest])).toEqual([
      [
        'rule-a',
        'added_line',
        { issue_id: near.issue_id, file_path: 'src/a.ts', line: 10, differs_in: ['line', 'message'] },
      ],
      ['rule-b', 'added_line', null],
    ]);
  });

  it('takes marks of the base over', async () => {
    const main = await onMain(1, [A]);
    await api.post('/quality/findings/mark-fp', { issue_id: main.findings[0].issue_id, is_fp: true, reason: 'no' });
    await onMain(2, []);
    const behind = await change([A], { base_sha: commit(1) });
    expect(behind.findings[0]).toMatchObject({ issue_id: main.findings[0].issue_id, user_marked_fp: true });
  });

  it('has no base after a rebuild until a newer scan completes, or the rebuild is undone', async () => {
    const { id, repoId } = await onMain(1, [A]);
    const path = `/quality/gates/rebuild-baseline/${repoId}`;
    const line = { base_sha: commit(1) };
    await api.post(path);
    const spoilt = await change([A], line);
    expect([spoilt.verdict.base, codes(spoilt)]).toEqual([null, ['no_base', 'inherited_untouched']]);
    expect(why(await change([A], line, { changes: undefined }))).toEqual({ a: 'no_base' });
    await api.post(`${path}/undo`);
    expect((await change([A], line)).verdict.base.scan_id).toBe(id);
    await api.post(path);
    const rebuilt = await onMain(2, [A]);
    expect((await change([A], { base_sha: commit(2) })).verdict.base.scan_id).toBe(rebuilt.id);
  });

  it('says that nobody named the merge base', async () => {
    const main = await onMain(1, [A]);
    const guessed = await change([A], {});
    expect(guessed.verdict.base).toMatchObject({ scan_id: main.id, exact: false, commits_behind: null });
    expect(guessed.verdict.warnings).toEqual([
      {
        code: 'base_unknown',
        message: 'The scan does not name a merge base (base_sha): compared with main at 1111111, its newest scan.',
      },
    ]);
    expect([main.verdict.base, main.verdict.warnings]).toEqual([null, []]);
    const next = await onMain(2, [A]);
    expect([next.verdict.base.scan_id, next.verdict.warnings]).toEqual([main.id, []]);
  });

  it('is compared with what there was at its completion, for good', async () => {
    const first = await onMain(1, [A]);
    const id = await begin({ results: [A, B], scan: { branch: 'change', pr_number: 1, base_sha: commit(2) } });
    const preview = async () => (await api.post(`/quality/gates/evaluate/${id}`, {})).body.base.scan_id as number;
    expect(await preview()).toBe(first.id);
    const second = await onMain(2, [A, B]);
    expect(await preview()).toBe(second.id);
    const done = await finish(id);
    expect([done.verdict.base.scan_id, done.verdict.new_in_pr.total]).toEqual([second.id, 0]);
    await onMain(2, [A]);
    await api.upload(
      '/quality/coverage/upload',
      { scan_id: String(id) },
      { content: anLcov({ 'src/a.ts': lines(2, 1) }) },
    );
    expect((await api.post(`/quality/gates/recompute/${id}`)).body.base.scan_id).toBe(second.id);
    const { body } = await api.get(`/scans/${id}/findings?is_new=true&type=code_smell`);
    expect(body.total).toBe(0);
  });

  it('is queued to be merged: the queue names the target', async () => {
    const release = await onMain(1, [A], { scan: { branch: 'release/1', commit_sha: commit(1) } });
    const queued = await scan({
      results: [A],
      scan: { branch: 'gh-readonly-queue/release/1/pr-7-0a1b2c', base_sha: commit(1).slice(0, 8) },
    });
    expect(queued.verdict.base).toMatchObject({ scan_id: release.id, exact: true });
  });

  it('may want to go to a baseline branch, whose own scans have nothing new', async () => {
    const main = await onMain(1, [A]);
    const named = await api.patch(`/repos/${main.repoId}`, { baseline_branches: ['release/*'] });
    expect([named.status, named.body.baseline_branches]).toEqual([200, ['release/*']]);
    const release = { branch: 'release/1', commit_sha: commit(2) };
    const first = await scan({ results: [A, B], scan: release });
    expect(first.verdict).toMatchObject({ is_baseline_scan: true, base: null, new_in_pr: { total: 0 }, warnings: [] });
    expect(first.findings[0].issue_id).toBe(main.findings[0].issue_id);
    const second = await scan({ results: [A, B, C], scan: { ...release, commit_sha: commit(3) } });
    expect(second.verdict).toMatchObject({ is_baseline_scan: true, base: { scan_id: first.id, branch: 'release/1' } });
    expect(second.verdict.new_in_pr.total).toBe(0);
    const fix = await change([A, B, C], { base_branch: 'release/1', base_sha: commit(3) }, { changes: undefined });
    expect(fix.verdict.new_in_pr.total).toBe(0);
    // The baseline stays what the default branch is known to have.
    const pull = await change([A, B], { base_sha: commit(1) }, { changes: undefined });
    expect(pull.findings.map((each: any) => each.is_new_in_pr)).toEqual([false, true]);
    const onPull = await change([A], { branch: 'release/2', base_sha: commit(1) });
    expect(onPull.verdict.is_baseline_scan).toBe(false);
  });

  it('asks for a look at findings on lines in which it edits white space alone', async () => {
    const unknown = { version: null, fields: {} };
    await onMain(1, [], unknown);
    const file = { path: 'src/b.ts', added: [[10, 10]] as const, hunks_w: [] };
    const edited = { ...file, unchanged_but_space: [[10, 10]] as const };
    const line = { base_sha: commit(1) };
    const found = await change([B], line, { ...unknown, changes: [edited] });
    expect([why(found), codes(found)]).toEqual([{ b: 'tool_changed' }, ['rules_new_to_base', 'lines_reindented']]);
    const none = await change([], line, { ...unknown, changes: [edited] });
    expect(codes(none)).toEqual([]);
    const known = await change([B], line, { ...unknown, changes: [{ path: 'src/b.ts', added: [[10, 10]] }] });
    expect([why(known), codes(known)]).toEqual([{ b: 'added_line' }, []]);
  });

  describe('with paths of another machine, and no list of files', () => {
    const onMachine = (problem: SarifResult) => ({ ...problem, path: `/app/${problem.path}` });
    const changes = { changes: [{ path: 'src/b.ts', added: [[10, 10]] as const }] };

    it('meets the changed files by the ends of their paths', async () => {
      await onMain(1, []);
      const found = await change([onMachine(B)], { base_sha: commit(1) }, changes);
      expect(found.findings).toMatchObject([{ file_path: 'src/b.ts', new_because: 'added_line' }]);
      expect(found.verdict.unmatched_paths).toEqual({ count: 0, paths: [] });
    });

    it('recognizes what a base of the same machine has', async () => {
      const older = problem('old', { path: 'src/b.ts', line: 4 });
      const main = await onMain(1, [A, older].map(onMachine));
      const found = await change([A, older, B].map(onMachine), { base_sha: commit(1) }, changes);
      expect(why(found)).toMatchObject({ b: 'added_line' });
      expect(found.verdict.new_in_pr.total).toBe(1);
      const ids = ({ findings }: typeof found) => findings.map((each: any) => each.issue_id);
      expect(ids(found)).toEqual(expect.arrayContaining(ids(main)));
    });

    it('meets the files of the last scan, and names what meets none', async () => {
      await onMain(1, [A], { files: ['src/a.ts', 'src/b.ts'] });
      const lost = problem('lost', { path: '/app/other/c.ts', line: 1 });
      const found = await change([onMachine(A), lost], { base_sha: commit(1) }, changes);
      expect(found.findings.map((each: any) => each.file_path).sort()).toEqual(['app/other/c.ts', 'src/a.ts']);
      expect(found.verdict.unmatched_paths).toEqual({ count: 1, paths: ['app/other/c.ts'] });
      expect(codes(found)).toContain('finding_paths_unmatched');
      const { body } = await api.post(`/quality/gates/recompute/${found.id}`);
      expect(body.unmatched_paths).toEqual({ count: 1, paths: ['app/other/c.ts'] });
    });

    it('names what meets no known file without a list of the last scan either', async () => {
      await onMain(1, [A]);
      const found = await change([{ ...B, path: '/app/other/c.ts' }], { base_sha: commit(1) }, changes);
      expect(found.verdict.unmatched_paths).toEqual({ count: 1, paths: ['app/other/c.ts'] });
    });
  });

  describe('in any order of what is sent', () => {
    const root = '/builds/test/7';
    const absolute = (results: readonly SarifResult[]) =>
      results.map((result) => ({ ...result, path: `${root}/${result.path}` }));
    const inTest = problem('assert', { rule: 'B101', path: 'lib/b_test.py', line: 4 });
    const inCode = { ...inTest, path: 'lib/b.py', snippet: 'assert total > limit' };
    const copies = (of: string) =>
      JSON.stringify({
        duplicates: [
          {
            ...{ lines: 20, fragment: 'const total = sum(first, second, third);\n'.repeat(20) },
            firstFile: { name: `${of}src/b.ts`, start: 1, end: 20 },
            secondFile: { name: `${of}src/c.ts`, start: 1, end: 20 },
          },
        ],
        statistics: { total: { lines: 100, duplicatedLines: 40 } },
      });
    const reports: Readonly<Record<string, (id: number) => Promise<unknown>>> = {
      files: (id) =>
        api.post(`/scans/${id}/files`, {
          paths: ['src/a.ts', 'src/b.ts', 'src/c.ts', 'lib/b.py', 'lib/b_test.py', 'packages/x/src/a.ts'],
        }),
      'other files': (id) => api.post(`/scans/${id}/files`, { paths: ['src/a.ts', 'packages/x/src/b.ts'] }),
      changes: (id) => api.post(`/scans/${id}/changes`, { files: [{ path: 'src/b.ts', added: [[1, 20]] }] }),
      scanner: (id) =>
        api.upload(`/scans/${id}/findings`, { config_digest: 'own' }, { content: aSarifLog(absolute([A, B, C])) }),
      bandit: (id) =>
        api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(absolute([inTest, inCode]), 'bandit') }),
      copies: (id) => api.upload(`/scans/${id}/findings`, {}, { content: copies(`${root}/`) }),
      coverage: (id) =>
        api.upload(
          '/quality/coverage/upload',
          { scan_id: String(id) },
          {
            content: anLcov({ [`${root}/src/a.ts`]: lines(20, 20), [`${root}/src/b.ts`]: lines(20, 8) }),
            name: 'lcov.info',
          },
        ),
    };
    const sent = ['files', 'changes', 'scanner', 'bandit', 'copies', 'coverage'] as const;
    let number = 100;

    async function judge(order: readonly string[]) {
      const started = await api.post('/scans', {
        ...{ repo: 'acme/ordered', branch: `change-${(number += 1)}`, pr_number: number, base_sha: commit(1) },
      });
      const id = started.body.id as number;
      for (const each of order) await reports[each]!(id);
      const { verdict, findings } = await finish(id);
      const { status, violations, warnings, new_in_pr, changes, ratings, base, coverage, unmatched_paths } = verdict;
      return {
        ...{ status, violations, warnings, new_in_pr, changes, ratings, base, coverage, unmatched_paths },
        findings: findings.map((each: any) => [
          ...[each.tool, each.rule_id, each.file_path, each.line, each.type, each.severity],
          ...[each.is_new_in_pr, each.new_because, each.first_seen_scan_id === id, each.copies],
        ]),
      };
    }

    it('is one verdict', async () => {
      repo = 'acme/ordered';
      await onMain(1, [A]);
      const expected = await judge(sent);
      expect(expected.findings.map(([, rule, path, , type]: string[]) => [rule, path, type])).toEqual(
        expect.arrayContaining([
          ['rule-b', 'src/b.ts', 'code_smell'],
          ['B101', 'lib/b.py', 'security'],
          ['B101', 'lib/b_test.py', 'code_smell'],
        ]),
      );
      const orders = fc
        .tuple(fc.subarray([...sent]), fc.subarray(['other files', 'scanner', 'bandit', 'copies', 'coverage']))
        .chain(([again, before]) => {
          const all = [...sent, ...again, ...before];
          return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
        })
        // The last list of files is the one that counts.
        .filter((order) => order.lastIndexOf('files') > order.lastIndexOf('other files'));
      await fc.assert(
        fc.asyncProperty(orders, async (order) => expect(await judge(order)).toEqual(expected)),
        { numRuns: takeCount('REPORT_ORDERS', 200) },
      );
      // An order takes a second, or two on a busy machine.
    }, 900_000);
  });

  describe('on top of another change', () => {
    const duplication = (pct: number) => ({ complete: { metrics: { duplication_pct: pct } } });
    const onB = [{ path: 'src/b.ts', added: [[10, 10]] as const }];
    const parent = (rest: Partial<Scanned> = {}) =>
      change(
        [A, B],
        { branch: 'parent', pr_number: 1, base_branch: 'main', base_sha: commit(1), commit_sha: commit(2) },
        { changes: onB, ...rest },
      );
    const child = (rest: Partial<Scanned> = {}) =>
      change(
        [A, B],
        { pr_number: 2, branch: 'child', base_branch: 'parent', base_sha: commit(2), base_commits: [commit(1)] },
        rest,
      );
    const statusOf = async (id: number) => (await api.get(`/quality/gates/status/${id}`)).body;
    const judgedAgain = (id: number, evaluation = 2) =>
      until(
        () => statusOf(id),
        (status) => status.evaluation === evaluation,
      );
    const findingsOf = async (id: number) => ({
      findings: (await api.get(`/scans/${id}/findings?limit=200&sort=path`)).body.findings,
    });
    const close = (repoId: number, merged: boolean) => api.post(`/repos/${repoId}/pull-requests/1/close`, { merged });

    it('inherits what that is charged with, and is tolerated by the final target alone', async () => {
      const main = await onMain(1, [A], duplication(5));
      const below = await parent(duplication(9));
      expect(below.verdict).toMatchObject({ base: { via: [] }, violations: [{ rule: 'duplication_pct_max' }] });
      const above = await child(duplication(5));
      expect(above.verdict.base).toMatchObject({
        scan_id: below.id,
        branch: 'parent',
        exact: true,
        via: [{ pr_number: 1, scan_id: below.id }],
        target: { scan_id: main.id, branch: 'main', commit_sha: commit(1) },
      });
      expect(above.verdict).toMatchObject({
        status: 'passed',
        new_in_pr: { total: 0 },
        tolerated_violations: [
          { rule: 'duplication_pct_max', actual: 5, base_actual: 5 },
          { rule: 'rating_min', actual: 'D', base_actual: 'D' },
        ],
      });
      expect(why(above)).toEqual({ a: 'unchanged', b: 'unchanged' });
      const on = { branch: 'child', pr_number: 2, base_branch: 'parent', base_sha: commit(2) };
      const { body: started } = await api.post('/scans', { repo, ...on });
      expect(started.base).toMatchObject({ scan_id: below.id, via: [{ pr_number: 1, scan_id: below.id }] });
      const worse = await child(duplication(9));
      expect(worse.verdict.violations).toMatchObject([{ rule: 'duplication_pct_max', actual: 9 }]);
    });

    it('is compared with the final target while that has no completed scan', async () => {
      const main = await onMain(1, [A]);
      await begin({
        results: [],
        scan: { branch: 'parent', pr_number: 1, base_branch: 'main', commit_sha: commit(2) },
      });
      expect((await child()).verdict.base).toMatchObject({
        scan_id: main.id,
        commits_behind: 1,
        via: [{ pr_number: 1, scan_id: null }],
        target: { scan_id: main.id },
      });
    });

    it('is charged with what that brought once it is closed, and inherits it where it was merged', async () => {
      const main = await onMain(1, [A]);
      const { repoId } = await parent();
      const above = await child();
      expect(why(above)).toEqual({ a: 'unchanged', b: 'unchanged' });
      await close(repoId, false);
      expect((await judgedAgain(above.id)).base).toMatchObject({ scan_id: main.id, commits_behind: 1, via: [] });
      expect(await statusOf(above.id)).toMatchObject({ stale: false, stale_reason: null, new_in_pr: { total: 1 } });
      expect(why(await findingsOf(above.id))).toEqual({ a: 'unchanged', b: 'consequence' });
      const [last] = (await api.get(`/quality/gates/history/${above.id}`)).body.evaluations;
      expect(last).toMatchObject({ trigger: 'stack_changed', evaluated_by: 'service' });
      // a new scan of it is charged with that, too
      expect(why(await child())).toEqual({ a: 'unchanged', b: 'consequence' });
      await close(repoId, true);
      const [newest] = (await api.get(`/scans?pr_number=2&repo_id=${repoId}`)).body.scans;
      expect(await judgedAgain(newest.id as number)).toMatchObject({
        base: { scan_id: main.id },
        new_in_pr: { total: 0 },
      });
    });

    it('is judged again once one further below is closed', async () => {
      const main = await onMain(1, [A]);
      const { repoId } = await parent();
      // between the two, without a completed scan
      await begin({
        results: [],
        scan: { branch: 'child', pr_number: 2, base_branch: 'parent', base_sha: commit(2), commit_sha: commit(3) },
      });
      const line = { base_sha: commit(3), base_commits: [commit(2), commit(1)] };
      const top = await change([A, B], { pr_number: 3, branch: 'top', base_branch: 'child', ...line });
      expect(top.verdict.base).toMatchObject({ branch: 'parent', via: [{ pr_number: 2 }, { pr_number: 1 }] });
      await close(repoId, false);
      expect(await judgedAgain(top.id)).toMatchObject({
        ...{ base: { scan_id: main.id, via: [{ pr_number: 2, scan_id: null }] }, new_in_pr: { total: 1 } },
      });
      expect(why(await findingsOf(top.id))).toEqual({ a: 'unchanged', b: 'consequence' });
    });

    it('is in its stack, from the final target upwards', async () => {
      await onMain(1, [A]);
      const { repoId } = await parent({ scan: { title: 'Add the ledger' } });
      const stackOf = async (number: number) => (await api.get(`/repos/${repoId}/pull-requests/${number}`)).body.stack;
      expect(await stackOf(1)).toEqual([]);
      await child({ results: [A, B] });
      const stack = [
        { pr_number: 1, title: null, gate_status: 'passed', new: 1 },
        { pr_number: 2, title: null, gate_status: 'passed', new: 0 },
      ];
      expect(await stackOf(1)).toEqual(stack);
      expect(await stackOf(2)).toEqual(stack);
    });

    it('is judged again against another target that its next scan names', async () => {
      const main = await onMain(1, [A]);
      await parent();
      const before = await child();
      const next = await begin({
        results: [A, B],
        scan: { pr_number: 2, branch: 'child', base_branch: 'main', base_sha: commit(1) },
        changes: onB,
      });
      expect(await statusOf(before.id)).toMatchObject({ stale: true, stale_reason: 'retargeted' });
      app.clock.advanceMinutes(1);
      expect((await judgedAgain(before.id)).base).toMatchObject({ scan_id: main.id, via: [] });
      const { verdict } = await finish(next);
      expect(verdict).toMatchObject({ evaluation: 1, base: { scan_id: main.id }, new_in_pr: { total: 1 } });
    });

    it('is judged again against another target, also once its next scan is complete', async () => {
      const main = await onMain(1, [A]);
      await parent();
      const before = await child();
      const next = await change([A, B], { pr_number: 2, branch: 'child', base_branch: 'main', base_sha: commit(1) });
      expect(await statusOf(before.id)).toMatchObject({ stale: true, stale_reason: 'retargeted' });
      app.clock.advanceMinutes(1);
      expect((await judgedAgain(before.id)).base).toMatchObject({ scan_id: main.id, via: [] });
      expect(await statusOf(before.id)).toMatchObject({ stale: false, stale_reason: null });
      const [last] = (await api.get(`/quality/gates/history/${before.id}`)).body.evaluations;
      expect(last).toMatchObject({ trigger: 'retargeted' });
      expect(await statusOf(next.id)).toMatchObject({ evaluation: 1, stale: false, base: { scan_id: main.id } });
    });

    it('owes the reports of its final target where the one below it has none, and is compared with those', async () => {
      await api.put('/quality/gates/config', {
        policy: { tests_failed_max: 0, tests_total_drop_max: 0, new_suppressions_max: 9, loosened_settings_max: 9 },
      });
      const cases = ['one', 'two'].map((name) => `<testcase name="${name}" classname="c" file="c.test.ts"/>`);
      const report = (count: number) => `<testsuite>${cases.slice(0, count).join('')}</testsuite>`;
      const onTarget = await begin({ results: [A], scan: { commit_sha: commit(1) } });
      await api.upload(`/scans/${onTarget}/tests`, {}, { content: report(2) });
      await api.upload(`/scans/${onTarget}/findings`, { format: 'suppressions' }, { content: '{"suppressions": []}' });
      await finish(onTarget);
      await parent();
      const silent = await child();
      const owed = ['tests_failed_max', 'tests_total_drop_max', 'new_suppressions_max', 'loosened_settings_max'];
      expect(silent.verdict.violations.map(({ rule, actual }: any) => [rule, actual])).toEqual(
        expect.arrayContaining(owed.map((rule) => [rule, null])),
      );
      const on = { branch: 'child', pr_number: 2, base_branch: 'parent', base_sha: commit(2) };
      const tested = await begin({ results: [A, B], scan: on });
      await api.upload(`/scans/${tested}/tests`, {}, { content: report(1) });
      const { verdict } = await finish(tested);
      expect(verdict.base).toMatchObject({ branch: 'parent' });
      expect(verdict.tests.from_base).toMatchObject({ total: 2, missing: 1 });
      expect(verdict.violations).toContainEqual(
        expect.objectContaining({ rule: 'tests_total_drop_max', actual: 1, threshold: 0 }),
      );
      const { tests } = (await api.get(`/scans/${tested}/tests?status=missing`)).body;
      expect(tests).toMatchObject([{ name: 'two' }]);
      await api.put('/quality/gates/config', { policy: {} });
    });

    it('is compared with the pull request below it once a new scan reopens that', async () => {
      const main = await onMain(1, [A]);
      const below = await parent();
      const above = await child();
      await close(below.repoId, false);
      expect((await judgedAgain(above.id)).base).toMatchObject({ scan_id: main.id, via: [] });
      const reopened = { branch: 'parent', pr_number: 1, base_branch: 'main', base_sha: commit(1) };
      const next = await begin({ results: [A, B], scan: { ...reopened, commit_sha: commit(2) }, changes: onB });
      expect((await judgedAgain(above.id, 3)).base).toMatchObject({ scan_id: below.id, via: [{ pr_number: 1 }] });
      expect(why(await findingsOf(above.id))).toEqual({ a: 'unchanged', b: 'unchanged' });
      // an open one that is scanned leaves it alone
      await finish(next);
      await parent();
      expect(await statusOf(above.id)).toMatchObject({ evaluation: 3, stale: false });
    });

    it('is compared with its present target by coverage that comes late', async () => {
      const main = await onMain(1, [A]);
      await parent();
      const before = await child();
      await begin({ results: [A], scan: { pr_number: 2, branch: 'child', base_branch: 'main', base_sha: commit(1) } });
      expect(await statusOf(before.id)).toMatchObject({ stale_reason: 'retargeted', base: { branch: 'parent' } });
      const content = anLcov({ 'src/z.ts': lines(2, 1) });
      await api.upload('/quality/coverage/upload', { scan_id: String(before.id) }, { content });
      expect(await statusOf(before.id)).toMatchObject({ stale: false, base: { scan_id: main.id, via: [] } });
    });
  });
});

import { type Api, ApiRefusal, type Fields, type Query } from './in-process-api.js';
import { ToolTable } from './tool-table.js';

/** An API that answers by paths, and keeps the requests. */
function anApi(answers: Readonly<Record<string, Fields | ApiRefusal>>) {
  const asked: [string, Query | undefined][] = [];
  const state = { running: 0, most: 0 };
  const get = async (path: string, query?: Query): Promise<Fields> => {
    asked.push([path, query]);
    state.most = Math.max(state.most, (state.running += 1));
    await new Promise(setImmediate);
    state.running -= 1;
    const answer = answers[path] ?? new ApiRefusal('not_found', 'There is none.');
    if (answer instanceof ApiRefusal) throw answer;
    return answer;
  };
  const api: Api = { get, post: () => Promise.reject(new Error('not here')) };
  return { api, asked, state };
}

const { tools } = new ToolTable({} as never);
const askTool = (name: string, api: Api, input: Fields) => tools.find((tool) => tool.name === name)!.answer(api, input);
const answerOf = async (name: string, api: Api, input: Fields): Promise<any> =>
  (await askTool(name, api, input)).content;
const headOf = async (name: string, api: Api, input: Fields) => (await askTool(name, api, input)).head;

const anIssue = (id: number): Fields => ({
  ...{ issue_id: id, scan_id: 1, tool: 'semgrep', rule_id: 'r', severity: 'high', type: 'bug', state: 'open' },
  ...{ message: 'm', file_path: 'src/a.ts', line: id, rule: { help: `Help ${id}` }, why: {}, related: [], scans: [] },
});
const CHANGE = { repo: 'acme/web', pr_number: 5 };
const A_SCAN = { id: 1, ...CHANGE, repo_id: 3, commit_sha: 'a', status: 'completed' };
const FAILED = {
  ...{ status: 'failed', reason: null, violations: [], uncovered: [], next_actions: [] },
  next_actions_total: { new_high_max: 20, new_coverage_min: 5 },
};
const scanWith = (...ids: (number | null)[]) => ({
  '/scans': { scans: [A_SCAN] },
  '/quality/gates/status/1': FAILED,
  '/scans/1/next-actions': { next_actions: ids.map((issue_id) => ({ issue_id })) },
});

describe('what_to_fix', () => {
  it('reads each problem once, and at most four at a time', async () => {
    const ids = Array.from({ length: 10 }, (_, at) => at + 1);
    const issues = Object.fromEntries(ids.map((id) => [`/issues/${id}`, anIssue(id)]));
    const { api, asked, state } = anApi({ ...scanWith(...ids, ...ids, null), ...issues });
    const { next_actions: actions } = await answerOf('what_to_fix', api, CHANGE);
    const found = actions.map(({ finding }: { finding: Fields | null }) => finding?.issue_id ?? null);
    expect(found).toEqual([...ids, ...ids, null]);
    expect(actions[1]).toMatchObject({ help: 'Help 2', fix: null });
    const read = asked.flatMap(([path, query]) => (path.startsWith('/issues/') ? [[path, query]] : []));
    expect(read).toEqual(ids.map((id) => [`/issues/${id}`, { scan_id: '1' }]));
    expect(state.most).toBe(4);
  });

  it('has the fix at the place of the finding, and asks once for each file', async () => {
    const edits = (text: string) => [{ text, start: 1 }];
    const fixAt = (line: number, text: string, rule_id = 'r') => ({
      ...{ rule_id, line, column: 2, description: null, edits: edits(text) },
    });
    const fixes = [fixAt(1, 'one', 'other'), fixAt(1, 'two\n'), fixAt(2, 'x'.repeat(4_001)), fixAt(3, 'a\u202eb')];
    const { api, asked } = anApi({
      ...scanWith(1, 2, 3, 4),
      ...Object.fromEntries([1, 2, 3, 4].map((id) => [`/issues/${id}`, { ...anIssue(id), column: 2 }])),
      '/scans/1/source/fixes': {
        tools: [
          { tool: 'eslint', fixes: [] },
          { tool: 'semgrep', fixes },
        ],
      },
    });
    const { next_actions: actions } = await answerOf('what_to_fix', api, CHANGE);
    const found = actions.map(({ fix }: { fix: Fields | null }) => fix);
    expect(found).toEqual([{ description: null, edits: edits('two\n') }, null, null, null]);
    expect(asked.filter(([path]) => path.endsWith('/fixes'))).toEqual([
      ['/scans/1/source/fixes', { path: 'src/a.ts' }],
    ]);
  });

  it.each(['not_found', 'details_expired'])('has no finding where the answer is %s', async (code) => {
    const { api } = anApi({ ...scanWith(1), '/issues/1': new ApiRefusal(code, 'It is gone.') });
    const { next_actions: actions } = await answerOf('what_to_fix', api, CHANGE);
    expect(actions).toEqual([{ issue_id: 1, finding: null, help: null, fix: null }]);
  });

  it.each(['rate_limited', 'scope_required', 'internal_error'])('is refused where the answer is %s', async (code) => {
    const refusal = new ApiRefusal(code, 'Not now.');
    const { api } = anApi({ ...scanWith(1), '/issues/1': refusal });
    await expect(answerOf('what_to_fix', api, CHANGE)).rejects.toBe(refusal);
  });
});

describe('the first line of an answer', () => {
  it.each([
    ['pending', 'Scan 1 is pending and has no verdict yet. '],
    ['failed', 'Scan 1 failed, so its reports have no verdict. '],
  ])('says that a scan is %s', async (status, words) => {
    const { api } = anApi({
      ...scanWith(),
      '/scans': { scans: [{ ...A_SCAN, status }] },
      '/quality/gates/status/1': { ...FAILED, status: null, uncovered: null, next_actions_total: {} },
      '/scans/1/findings': { findings: [], total: 0 },
    });
    for (const tool of ['what_to_fix', 'list_findings', 'uncovered_lines'])
      expect([tool, await headOf(tool, api, CHANGE)]).toEqual([tool, expect.stringMatching(`^${words}`)]);
  });

  it('counts the actions that a page leaves out', async () => {
    const { api, asked } = anApi({ ...scanWith(null, null), '/scans/2': A_SCAN });
    const head = '2 of 25 actions, least effort first. It is of pull request 5, commit a, scan 1.';
    expect(await headOf('what_to_fix', api, { ...CHANGE, limit: 2, cursor: 'next' })).toBe(head);
    expect(asked).toContainEqual(['/scans/1/next-actions', { limit: 2, cursor: 'next' }]);
    const verdict = { ...FAILED, next_actions: Array.from({ length: 20 }, () => ({})) };
    const why = anApi({ ...scanWith(), '/quality/gates/status/1': verdict }).api;
    expect(await headOf('why_blocked', why, CHANGE)).toContain('0 broken rules, first 20 of 25 next actions.');
  });

  it('says that a verdict has no actions', async () => {
    const of = (status: string, reason: string | null) =>
      anApi({ ...scanWith(), '/quality/gates/status/1': { ...FAILED, status, reason } }).api;
    expect(await headOf('what_to_fix', of('passed', null), CHANGE)).toMatch(/^Nothing to do\. /);
    expect(await headOf('what_to_fix', of('failed', 'tool_failed'), CHANGE)).toMatch(
      /^No actions\. Verdict: failed \(tool_failed\)\. /,
    );
  });
});

describe('why_blocked', () => {
  it('asks for the shown scan of a pull request and its verdict alone', async () => {
    const { api, asked } = anApi(scanWith());
    await answerOf('why_blocked', api, CHANGE);
    expect(asked).toEqual([
      ['/scans', { ...CHANGE, commit_sha: undefined, shown: true, limit: 1 }],
      ['/quality/gates/status/1', undefined],
    ]);
  });

  it('asks by the commit where its pull request shows no scan of it', async () => {
    const { api, asked } = anApi({ ...scanWith(), '/quality/gates/status/by-commit': { scan_id: 1 } });
    const get: Api['get'] = (path, query) =>
      query?.shown === true ? Promise.resolve({ scans: [] }) : api.get(path, query);
    await answerOf('why_blocked', { ...api, get }, { ...CHANGE, commit_sha: 'a' });
    expect(asked.map(([path]) => path)).toEqual([
      ...['/scans', '/quality/gates/status/by-commit', '/quality/gates/status/1'],
    ]);
  });
});

describe('uncovered_lines', () => {
  const uncovered = [{ file_path: 'lib/price.js', ranges: [[1, 2]], more_lines: 0 }];
  const verdict = { '/quality/gates/status/1': { ...FAILED, uncovered } };

  it('takes a path as it is written', async () => {
    const { api } = anApi({ ...scanWith(), ...verdict });
    for (const path of ['lib/price.js', './lib/price.js', 'lib\\price.js', 'lib//x/../price.js'])
      expect(await answerOf('uncovered_lines', api, { ...CHANGE, file_path: path })).toMatchObject({ uncovered });
  });

  it.each([
    ['has', { added: [[1, 2]] }, '0 files with added lines that no test runs.'],
    ['does not have', { added: [] }, 'The change has no covered file with this path.'],
    ['and the reports do not have', undefined, 'The change has no covered file with this path.'],
  ])('says of a file that the change %s what it knows', async (_, file, words) => {
    const { api, asked } = anApi({
      ...{ ...scanWith(), ...verdict },
      ...(file && { '/quality/coverage/1/files': file }),
    });
    expect(await headOf('uncovered_lines', api, { ...CHANGE, file_path: './b.js' })).toMatch(`${words} It is of `);
    expect(asked.at(-1)).toEqual(['/quality/coverage/1/files', { path: 'b.js' }]);
  });
});

describe('explain_finding', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    [null, null],
  ])('looks for the finding of a problem in %s by tool, rule and file', async (file_path, path) => {
    const finding = { issue_id: 7, code_flows: [] };
    const { api, asked } = anApi({
      '/issues/7': { ...anIssue(7), file_path },
      '/scans/1/findings': { findings: [{ issue_id: 6 }, finding] },
    });
    expect(await answerOf('explain_finding', api, { issue_id: 7 })).toMatchObject({ finding, help: 'Help 7' });
    expect(asked.at(-1)).toEqual(['/scans/1/findings', { tool: 'semgrep', rule: 'r', path, limit: 200 }]);
  });

  it('is refused where the list is limited', async () => {
    const refusal = new ApiRefusal('rate_limited', 'Too many.');
    const { api } = anApi({ '/issues/7': anIssue(7), '/scans/1/findings': refusal });
    await expect(answerOf('explain_finding', api, { issue_id: 7 })).rejects.toBe(refusal);
  });
});

describe('the output schemas', () => {
  it('are short, since each client reads them all', () => {
    const sizes = tools.map(({ name, output }) => [name, JSON.stringify(output()).length] as const);
    expect(sizes.filter(([, size]) => size > 8_500)).toEqual([]);
    expect(Object.fromEntries(sizes).repository_status).toBeLessThan(5_000);
  });
});

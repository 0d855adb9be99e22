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
const answerOf = async (name: string, api: Api, input: Fields): Promise<any> =>
  (await tools.find((tool) => tool.name === name)!.answer(api, input)).content;

const anIssue = (id: number): Fields => ({
  ...{ issue_id: id, scan_id: 1, tool: 'semgrep', rule_id: 'r', severity: 'high', type: 'bug', state: 'open' },
  ...{ message: 'm', file_path: 'src/a.ts', line: id, rule: { help: `Help ${id}` }, why: {}, related: [], scans: [] },
});
const CHANGE = { repo: 'acme/web', pr_number: 5 };
const scanWith = (...ids: (number | null)[]) => ({
  '/scans': { scans: [{ id: 1, ...CHANGE, commit_sha: 'a' }] },
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

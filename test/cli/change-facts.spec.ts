import { main } from '../../src/cli/main.js';
import { anApiKey } from '../support/actors.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const lines = (...texts: string[]): string => texts.map((text) => `${text}\n`).join('');

const CART = lines(
  'export function total(items) {',
  '  check(items);',
  '  log(items);',
  '  return sum(items);',
  '}',
  'export function walk(items) {',
  '  return each(items);',
  '}',
);

describe('what qgate sends of a change, as the service takes it', () => {
  let app: TestApp;
  let token: string;
  let repository: GitRepository;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    token = (await anApiKey(app, { scopes: ['write:scans', 'read:scans'] })).key;
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    repos += 1;
    repository = GitRepository.create();
    repository.commit({ '.gitignore': '*.sarif\n', 'src/cart.js': CART, 'eslint.config.mjs': 'export default [];\n' });
  });
  afterEach(() => repository.remove());

  /** Scans the checkout; ESLint reports one finding on each given line of src/cart.js. */
  async function scan(branch: string, found: readonly number[], args: readonly string[] = []) {
    const results = found.map((startLine) => ({
      ruleId: 'no-call',
      message: { text: 'Unexpected call.' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'src/cart.js' }, region: { startLine } } }],
    }));
    const log = { version: '2.1.0', runs: [{ tool: { driver: { name: 'ESLint', version: '9.1.0' } }, results }] };
    repository.write({ 'eslint.sarif': JSON.stringify(log) });
    const terminal = recordingTerminal(repository.root, { QGATE_URL: app.url, QGATE_TOKEN: token });
    const fixed = ['run', '--repo', `facts-${repos}`, '--default-branch', 'main', '--analyzers', 'none'];
    await main([...fixed, '--branch', branch, '--output', 'json', ...args], terminal);
    const { scan_id: scanId } = JSON.parse(terminal.out()) as { scan_id: number };
    const { body: verdict } = await app.admin.get(`/quality/gates/status/${scanId}`);
    const { body } = await app.admin.get(`/scans/${scanId}/findings?sort=path`);
    const findings = body.findings.map(({ line, is_new_in_pr, new_because, matched_by }: Record<string, unknown>) => ({
      line,
      is_new_in_pr,
      new_because,
      matched_by,
    }));
    return { base: verdict.base, findings, ids: body.findings.map((each: { issue_id: number }) => each.issue_id) };
  }

  const onPull = (number: number) => ['--pr', String(number), '--base', 'main'];
  const branchOff = (name: string, code: string) => {
    repository.git('checkout', '--quiet', '-b', name);
    return repository.commit({ 'src/cart.js': code });
  };
  const checkOut = (name: string) => repository.git('checkout', '--quiet', name);

  it('names the base, and the scopes that lost a line', async () => {
    const forkPoint = repository.git('rev-parse', 'HEAD');
    await scan('main', []);
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'src/cart.js': CART.replace('  log(items);\n', '') });
    const { base, findings } = await scan('feature', [2, 6]);
    expect(base).toMatchObject({
      branch: 'main',
      commit_sha: forkPoint,
      exact: true,
      commits_behind: 0,
      same_tools: true,
    });
    expect(findings).toEqual([
      { line: 2, is_new_in_pr: true, new_because: 'edited_scope', matched_by: null },
      { line: 6, is_new_in_pr: true, new_because: 'consequence', matched_by: null },
    ]);
  });

  it('names the nearest scanned ancestor of the merge base', async () => {
    const scanned = repository.git('rev-parse', 'HEAD');
    await scan('main', []);
    repository.commit({ 'b.js': 'one();\n' });
    repository.commit({ 'b.js': 'two();\n' });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'c.js': 'three();\n' });
    const { base, findings } = await scan('feature', [6]);
    expect(base).toMatchObject({ commit_sha: scanned, exact: false, commits_behind: 2, exact_files_pct: 100 });
    expect(findings).toMatchObject([{ line: 6, new_because: 'consequence' }]);
  });

  it('tells a tool that ran by another configuration', async () => {
    await scan('main', []);
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'eslint.config.mjs': 'export default [{ rules: { "no-call": 2 } }];\n' });
    const { base, findings } = await scan('feature', [7]);
    expect(base).toMatchObject({ exact: true, same_tools: false });
    expect(findings).toEqual([{ line: 7, is_new_in_pr: false, new_because: null, matched_by: 'tool_changed' }]);
  });

  it("compares the CI system's merge with its first parent", async () => {
    repository.git('checkout', '--quiet', '-b', 'feature');
    const pushed = repository.commit({ 'c.js': 'three();\n' });
    repository.git('checkout', '--quiet', 'main');
    const forkPoint = repository.git('rev-parse', 'HEAD');
    const tip = repository.commit({ 'src/cart.js': CART.replace('walk(items)', 'walk(items, more)') });
    await scan('main', []);
    repository.git('checkout', '--quiet', '--detach');
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'feature');
    repository.git('branch', '--force', 'main', forkPoint);
    const { base } = await scan('feature', [], ['--commit', pushed, ...onPull(5)]);
    expect(base).toMatchObject({ commit_sha: tip, exact: true });
  });

  it('lets problems keep their ids when pull requests land by merge, squash or rebase, and come back by a revert', async () => {
    const { ids: before } = await scan('main', [2]);
    const extra = CART.replace('  log(items);\n', '  log(items);\n  extra(items);\n');
    branchOff('squashed', extra);
    const { ids: ofSquashed } = await scan('squashed', [2, 4], onPull(1));
    expect(ofSquashed).toEqual([...before, expect.any(Number)]);
    checkOut('main');
    repository.git('merge', '--quiet', '--squash', 'squashed');
    repository.git('commit', '--quiet', '--message', 'Extra (#1)');
    expect((await scan('main', [2, 4])).ids).toEqual(ofSquashed);

    const more = extra.replace('  return each(items);\n', '  more(items);\n  return each(items);\n');
    branchOff('rebased', more);
    const { ids: ofRebased } = await scan('rebased', [2, 4, 8], onPull(2));
    checkOut('main');
    repository.commit({ 'b.js': 'one();\n' });
    repository.git('cherry-pick', 'rebased');
    expect((await scan('main', [2, 4, 8])).ids).toEqual(ofRebased);

    branchOff('merged', more.replace('check(items)', 'check(items, 1)'));
    expect((await scan('merged', [2, 4, 8], onPull(3))).ids).toEqual(ofRebased);
    checkOut('main');
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'merged');
    expect((await scan('main', [2, 4, 8])).ids).toEqual(ofRebased);

    repository.commit({
      'src/cart.js': more.replace('  extra(items);\n', '').replace('check(items)', 'check(items, 1)'),
    });
    expect((await scan('main', [2, 7])).ids).toEqual(ofRebased.filter((_: number, at: number) => at !== 1));
    repository.git('revert', '--no-edit', 'HEAD');
    expect((await scan('main', [2, 4, 8])).ids).toEqual(ofRebased);
  });
});

import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { main } from '../../src/cli/main.js';
import { type Answer, type FakeBehaviour, FakeService, type SeenRequest, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const LCOV = 'TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n';
const SARIF = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'a-tool' } }, results: [] }] });
const SOURCE = 'export const a = 1;\n';

describe('qgate run', () => {
  let repository: GitRepository;
  let service: FakeService;
  beforeEach(() => {
    repository = GitRepository.of({ 'src/a.js': SOURCE, '.gitignore': 'coverage/\n*.sarif\n' });
    repository.write({ 'coverage/lcov.info': LCOV, 'out/x.sarif': SARIF });
    // Retries wait a random share of their delay: none of it here.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    repository.remove();
    await service.stop();
  });

  function onFeature(): void {
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'src/b.js': 'export const b = 2;\n' });
  }

  async function run(args: readonly string[] = [], behaviour: FakeBehaviour = {}, env: NodeJS.ProcessEnv = {}) {
    service = await FakeService.start(behaviour);
    const terminal = recordingTerminal(repository.root, {
      ...{ QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN, QGATE_RETRIES: '5' },
      ...env,
    });
    const exitCode = await main(['run', '--analyzers', 'none', ...args], terminal);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }

  const routes = (): string[] => service.requests.map(({ method, path: route }) => `${method} ${route}`);
  const bodyOf = (route: string): Record<string, unknown> => JSON.parse(service.requestsTo(route)[0]!.body);

  describe('of a tree that was scanned before', () => {
    const group = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7-abc' };

    it('judges its reports in a merge group, and sends none', async () => {
      onFeature();
      const { exitCode, err } = await run([], { reusable: 40 }, group);
      expect(exitCode).toBe(0);
      expect(bodyOf('POST /scans')).toMatchObject({
        ...{
          tree_sha: repository.git('rev-parse', 'HEAD^{tree}'),
          run_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        merge_group: { pr_numbers: [7], target_branch: 'main', base_sha: repository.git('rev-parse', 'main') },
      });
      expect(bodyOf('POST /scans/1/complete')).toEqual({ reuse: 40 });
      expect(
        routes().filter((route) => /findings|upload|changes|files/.test(route) && route.startsWith('POST')),
      ).toEqual([]);
      expect(err).toContain('Scan 40 has the same tree: its reports are judged, and no analyzer runs.');
    });

    it('does so elsewhere with --reuse, and not where that is switched off', async () => {
      await run(['--reuse'], { reusable: 40 });
      expect(bodyOf('POST /scans/1/complete')).toEqual({ reuse: 40 });
      await service.stop();
      await run([], { reusable: 40 });
      expect(bodyOf('POST /scans/1/complete')).not.toHaveProperty('reuse');
      await service.stop();
      await run([], { reusable: 40 }, { ...group, QGATE_REUSE: 'false' });
      expect(bodyOf('POST /scans/1/complete')).not.toHaveProperty('reuse');
    });

    it('names no tree where tracked files are modified, and sends its reports where the other scan is gone', async () => {
      const refuse = (request: SeenRequest) =>
        request.path.endsWith('/complete') && request.body.includes('reuse')
          ? { status: 409, body: { code: 'not_reusable', status: 409, title: 'gone' } }
          : null;
      const { exitCode } = await run(['--reuse'], { reusable: 40, intercept: refuse });
      expect([exitCode, service.scanCount]).toEqual([0, 1]);
      expect(service.requestsTo('POST /scans/1/findings')).not.toEqual([]);
      await service.stop();
      repository.write({ 'src/a.js': 'export const a = 2;\n' });
      await run(['--reuse'], { reusable: 40 });
      expect(bodyOf('POST /scans')).not.toHaveProperty('tree_sha');
    });
  });

  describe('source', () => {
    const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`);
    const found = (tool: string, uri: string, startLine: number) =>
      JSON.stringify({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: tool } },
            results: [
              {
                ...{ ruleId: 'r', message: { text: 'found' } },
                locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
              },
            ],
          },
        ],
      });

    beforeEach(() => {
      repository.commit({ 'src/long.txt': lines(1, 100).join(''), 'src/key.js': 'const key = "hunter2";\n' });
      repository.write({
        'out/x.sarif': found('a-tool', 'src/long.txt', 50),
        'out/y.sarif': found('gitleaks', 'src/key.js', 1),
      });
      onFeature();
    });

    it('is sent as the repository allows: the lines around findings, without secrets', async () => {
      expect((await run([], { sourceExcerpts: 'findings' })).exitCode).toBe(0);
      const [{ body }] = service.requestsTo('POST /scans/1/source') as [SeenRequest];
      expect(body).toContain(JSON.stringify({ 'src/long.txt': [[40, 66]], 'src/key.js': [[1, 1]] }));
      expect(body).toContain(lines(40, 66).join(''));
      expect(body).not.toMatch(/line (?:39|67)\n|hunter2|src\/b\.js/);
      expect(body).toContain('const key = "***";');
    });

    it('is sent of the file that a report below the root means', async () => {
      repository.commit({ 'web/src/long.txt': lines(1, 100).join('') });
      repository.write({ 'web/z.sarif': found('b-tool', 'src/long.txt', 90) });
      await run([], { sourceExcerpts: 'findings' });
      const [{ body }] = service.requestsTo('POST /scans/1/source') as [SeenRequest];
      const ranges = { 'src/long.txt': [[40, 66]], 'src/key.js': [[1, 1]], 'web/src/long.txt': [[80, 100]] };
      expect(body).toContain(JSON.stringify(ranges));
    });

    it('is sent of added lines that no test runs', async () => {
      repository.commit({
        'src/c.js': lines(1, 60)
          .join('')
          .replaceAll(/line (\d+)/g, 'run($1);'),
      });
      repository.write({ 'coverage/lcov.info': 'SF:src/c.js\nDA:30,0\nDA:31,1\nend_of_record\n' });
      await run([], { sourceExcerpts: 'findings' });
      const [{ body }] = service.requestsTo('POST /scans/1/source') as [SeenRequest];
      const ranges = { 'src/long.txt': [[40, 66]], 'src/key.js': [[1, 1]], 'src/c.js': [[20, 46]] };
      expect(body).toContain(JSON.stringify(ranges));
    });

    it('is sent as whole files of the change and of findings', async () => {
      await run([], { sourceExcerpts: 'files' });
      const [{ body }] = service.requestsTo('POST /scans/1/source') as [SeenRequest];
      for (const name of ['src/b.js', 'src/long.txt', 'src/key.js']) expect(body).toContain(`filename="${name}"`);
      expect(body).toContain(lines(1, 100).join(''));
      expect(body).not.toContain('hunter2');
    });

    it('is sent as fixes in the reports where the repository allows it, but for files with a secret', async () => {
      const fixed = (file: string, text: string) => ({
        filePath: file,
        messages: [{ ruleId: 'r', severity: 2, message: 'm', line: 1, column: 1, fix: { range: [0, 4], text } }],
      });
      repository.write({
        'out/eslint.json': JSON.stringify([
          fixed('src/long.txt', 'fixed text'),
          fixed('src/key.js', 'fix of a secret'),
        ]),
      });
      const sent = async (allowed: { sourceExcerpts?: 'findings' }) => {
        await run([], allowed);
        const uploads = service
          .requestsTo('POST /scans/1/findings')
          .map(({ body }) => body)
          .join('\n');
        await service.stop();
        return uploads;
      };
      const reports = await sent({ sourceExcerpts: 'findings' });
      expect(reports).toContain(
        '"fix":{"description":null,"edits":[{"span":{"unit":"offsets","start":0,"end":4},"text":"fixed text"}]}',
      );
      expect(reports).not.toContain('fix of a secret');
      expect(await sent({})).not.toContain('fixed text');
    });

    it('is not sent where the repository allows none, and its refusal fails no run', async () => {
      await run();
      expect(service.requestsTo('POST /scans/1/source')).toEqual([]);
      await service.stop();
      const refused = { status: 409, body: { status: 409, code: 'excerpts_off', detail: 'It stores none.' } };
      const intercept = ({ path: route }: SeenRequest) => (route === '/scans/1/source' ? refused : null);
      const { exitCode, err } = await run([], { sourceExcerpts: 'files', intercept });
      expect([exitCode, err]).toEqual([0, expect.stringContaining('The source was not sent')]);
    });
  });

  it('sends a change in order: scan, files, changed lines, reports, completion; then prints the verdict', async () => {
    onFeature();
    repository.write({ '.codestax/quality_gate.yaml': 'new_high_max: 0\n' });
    const { exitCode, out, err } = await run();
    expect(err).not.toContain('qgate:');
    expect(exitCode).toBe(0);
    expect(routes()).toEqual([
      'GET /auth/me',
      'POST /scans',
      'POST /scans/1/files',
      'POST /scans/1/changes',
      'POST /scans/1/findings',
      'POST /scans/1/findings',
      'POST /quality/coverage/upload',
      'POST /scans/1/complete',
      'GET /scans/1/findings',
    ]);
    expect(bodyOf('POST /scans')).toEqual({
      repo: 'shop',
      branch: 'feature',
      commit_sha: repository.git('rev-parse', 'HEAD'),
      tree_sha: repository.git('rev-parse', 'HEAD^{tree}'),
      run_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      commit_title: 'change',
      commit_author: 'A',
      author_email: 'a@example.com',
      base_branch: 'main',
      base_sha: repository.git('rev-parse', 'main'),
      base_commits: [],
      default_branch: 'main',
      idempotency_key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(bodyOf('POST /scans/1/files')).toEqual({ paths: ['.gitignore', 'src/a.js', 'src/b.js'] });
    expect(bodyOf('POST /scans/1/changes')).toEqual({
      loosened: [],
      assertions: [],
      files: [
        {
          path: 'src/b.js',
          added: [[1, 1]],
          removed: [],
          hunks: [[0, 0, 1, 1]],
          hunks_w: [[0, 0, 1, 1]],
          status: 'added',
          kind: 'source',
          executable_added: [[1, 1]],
          closing_added: [],
          coverage_ignored: [],
          moved: [],
          unchanged_but_space: [],
          edited_scopes: [],
        },
      ],
    });
    const [report, directives] = service.requestsTo('POST /scans/1/findings');
    expect(report?.body).toContain(SARIF);
    expect(directives?.body).toContain('{"suppressions":[]}');
    const [coverage] = service.requestsTo('POST /quality/coverage/upload');
    expect(coverage?.body).toContain('name="scan_id"\r\n\r\n1\r\n');
    expect(coverage?.body).toContain('name="report_format"\r\n\r\nlcov\r\n');
    expect(coverage?.body).toContain('name="report_path"\r\n\r\ncoverage/lcov.info\r\n');
    expect(service.requestsTo('POST /scans/1/findings')[0]?.body).toContain(
      'name="report_path"\r\n\r\nout/x.sarif\r\n',
    );
    expect(coverage?.body).toContain(LCOV);
    expect(bodyOf('POST /scans/1/complete')).toEqual({
      metrics: { tool_versions: {} },
      policy_file: 'new_high_max: 0\n',
    });
    expect(service.requestsTo('GET /scans/1/findings')[0]?.query.get('is_new')).toBe('true');
    expect(out).toContain('Gate passed: no rule is broken (6 met).');
    expect(out).toContain(`${service.url}/scans/1`);
  });

  it('sends the globs of files that count in no coverage, of which the change says no executable lines', async () => {
    onFeature();
    repository.write({ 'qgate.yml': 'coverage_exclude:\n  - src/b.js\n  - gen/\n' });
    expect((await run()).exitCode).toBe(0);
    const [coverage] = service.requestsTo('POST /quality/coverage/upload');
    expect(coverage?.body).toContain('name="exclude"\r\n\r\nsrc/b.js\r\ngen/\r\n');
    const { files } = bodyOf('POST /scans/1/changes') as { files: { path: string; kind: string }[] };
    expect(files.find(({ path: file }) => file === 'src/b.js')).toMatchObject({ kind: 'other' });
  });

  it.each([
    ['.github/CODEOWNERS', ['CODEOWNERS', '.gitlab/CODEOWNERS']],
    ['CODEOWNERS', ['docs/CODEOWNERS']],
    ['docs/CODEOWNERS', ['.gitlab/CODEOWNERS']],
    ['.gitlab/CODEOWNERS', []],
  ])('sends the owners of files that %s names', async (place, others) => {
    onFeature();
    for (const other of others) repository.write({ [other]: '* @others\n' });
    repository.write({ [place]: '* @owners\n' });
    expect((await run()).exitCode).toBe(0);
    expect(bodyOf('POST /scans/1/files')).toMatchObject({ code_owners: '* @owners\n' });
  });

  it.each([
    ['too long', '#'.repeat(1024 * 1024 + 1)],
    ['of too many lines', '\n'.repeat(10_001)],
  ])('says that a CODEOWNERS which is %s does not count', async (_, text) => {
    onFeature();
    repository.write({ CODEOWNERS: text });
    const { exitCode, err } = await run();
    expect(exitCode).toBe(0);
    expect(err).toContain('CODEOWNERS is too large or not text, so findings have no owners');
    expect(bodyOf('POST /scans/1/files')).not.toHaveProperty('code_owners');
  });

  it('says what it would send of a change, with --dry-run and --verbose', async () => {
    onFeature();
    const { exitCode, err } = await run(['--dry-run', '--verbose']);
    expect(exitCode).toBe(0);
    expect(err).toContain('1 file against main at ');
    expect(err).toContain(
      `base_sha ${repository.git('rev-parse', 'main')} and 0 commits before it; 1 executable line added to sources, 0 scopes edited`,
    );
    expect(routes()).toEqual([]);
  });

  it('sends no changed lines and asks for no new findings on the default branch', async () => {
    const { exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(routes()).toEqual([
      'GET /auth/me',
      'POST /scans',
      'POST /scans/1/files',
      'POST /scans/1/findings',
      'POST /scans/1/findings',
      'POST /quality/coverage/upload',
      'POST /scans/1/complete',
    ]);
    expect(bodyOf('POST /scans')).not.toHaveProperty('base_branch');
  });

  it('says when the service has another default branch', async () => {
    const { err } = await run([], { defaultBranch: 'trunk' });
    expect(err).toContain('does not treat main as the default branch (it knows trunk)');
    expect(service.requestsTo('POST /scans/1/changes')).toEqual([]);
  });

  it('compares with the default branch that the service knows', async () => {
    repository.git('branch', 'trunk');
    repository.commit({ 'src/b.js': 'export const b = 2;\n' });
    await run([], { defaultBranch: 'trunk' });
    expect(bodyOf('POST /scans/1/changes')).toMatchObject({ files: [{ path: 'src/b.js', status: 'added' }] });
  });

  it('tells the service that a branch without a difference changes nothing', async () => {
    repository.git('checkout', '--quiet', '-b', 'feature');
    await run();
    expect(bodyOf('POST /scans/1/changes')).toEqual({ files: [], loosened: [], assertions: [] });
  });

  it('says by which configuration a tool reported', async () => {
    repository.commit({ '.a-tool': 'x', 'eslint.config.mjs': 'export default [];\n' });
    repository.write({ 'out/x.sarif': SARIF.replace('a-tool', 'ESLint') });
    await run();
    expect(bodyOf('POST /scans/1/complete')).toMatchObject({
      metrics: { tools: [{ tool: 'ESLint', config_digest: expect.stringMatching(/^[0-9a-f]{32}$/) }] },
    });
  });

  it('runs the analyzers and sends what they measured', async () => {
    const { exitCode, err } = await run(['--analyzers', 'auto', '--no-search']);
    expect(err).toContain('Analyzer jscpd: 5.3.2, 0 duplicated blocks');
    expect(exitCode).toBe(0);
    expect(service.requestsTo('POST /scans/1/findings')).toHaveLength(3);
    expect(bodyOf('POST /scans/1/complete')).toMatchObject({
      metrics: {
        files_parsed: 1,
        files_skipped: 0,
        lines_of_code: 1,
        tool_versions: { jscpd: '5.3.2', eslint: expect.stringMatching(/^10\./) },
      },
    });
  });

  describe('before the analyzers', () => {
    const key = { id: 1, name: 'ci', may_write_baseline: true };
    const meWith = (me: object, repos: readonly string[] = []) => ({
      intercept: ({ path: route }: SeenRequest): Answer | null => {
        if (route === '/auth/me') return { status: 200, body: { scopes: ['read:scans', 'write:scans'], ...me } };
        const list = repos.map((name, id) => ({ id, name }));
        return route === '/repos' ? { status: 200, body: { repos: list, next_cursor: null } } : null;
      },
    });
    const broken = ['--analyzers', 'eslint'];
    const breaking = { NODE_OPTIONS: '--no-such-option' };

    it.each([
      ['scopes', { scopes: ['read:scans'], api_key: { ...key, repo_ids: null } }, 'The API key ci lacks write:scans.'],
      ['the repository', { api_key: { ...key, repo_ids: [9] } }, 'The API key ci is bound to repositories other than'],
    ])("a key's %s are checked", async (_name, me, words) => {
      const { exitCode, err } = await run(broken, meWith(me, ['other']), breaking);
      expect([exitCode, err]).toEqual([3, expect.stringContaining(words)]);
      expect(err).not.toContain('Analyzer');
    });

    it('the token and the service are', async () => {
      expect((await run(broken, {}, { ...breaking, QGATE_TOKEN: 'qg_wrong' })).exitCode).toBe(3);
      const nowhere = { ...breaking, QGATE_URL: 'http://127.0.0.1:9', QGATE_RETRIES: '0' };
      expect((await run(broken, {}, nowhere)).exitCode).toBe(4);
    });

    it('a key of the repository and a person pass', async () => {
      expect((await run([], meWith({ api_key: { ...key, repo_ids: [1] } }, ['shop']))).exitCode).toBe(0);
      expect((await run([], meWith({ scopes: [], api_key: null }))).exitCode).toBe(0);
    });
  });

  it('judges a folder without git, whose changed lines are unknown', async () => {
    const folder = GitRepository.create('plain');
    folder.write({ 'src/a.js': SOURCE, 'ignored.js': SOURCE, '.gitignore': 'ignored.js\nx.sarif\n', 'x.sarif': SARIF });
    rmSync(path.join(folder.root, '.git'), { recursive: true });
    service = await FakeService.start();
    const runThere = async (...args: string[]) => {
      const env = {
        QGATE_URL: service.url,
        QGATE_TOKEN: VALID_TOKEN,
        GIT_CEILING_DIRECTORIES: path.dirname(folder.root),
      };
      const terminal = recordingTerminal(folder.root, env);
      return { exitCode: await main(['run', '--analyzers', 'none', ...args], terminal), err: terminal.err() };
    };
    expect(await runThere()).toEqual({
      exitCode: 2,
      err: expect.stringContaining('for a plain folder, use qgate run with --repo'),
    });
    const { exitCode, err } = await runThere('--repo', 'acme/plain', '--branch', 'feature', '--commit', 'abcdef0');
    expect(err).toContain('Without git, the changed lines are unknown');
    expect(exitCode).toBe(0);
    expect(bodyOf('POST /scans')).toMatchObject({ repo: 'acme/plain', branch: 'feature', commit_sha: 'abcdef0' });
    expect(bodyOf('POST /scans/1/files')).toEqual({ paths: ['.gitignore', 'src/a.js'] });
    expect(service.requestsTo('POST /scans/1/findings')).toHaveLength(2);
    expect(readdirSync(folder.root).sort()).toEqual(['.gitignore', 'ignored.js', 'src', 'x.sarif']);
    folder.remove();
  });

  it('says where nothing but duplication is judged', async () => {
    const said = 'Only duplicated code is checked here';
    expect((await run(['--analyzers', 'jscpd', '--no-search'])).err).toContain(said);
    expect((await run(['--analyzers', 'jscpd,eslint', '--no-search'])).err).not.toContain(said);
  });

  it('does not run jscpd where there is a report of it', async () => {
    repository.write({ 'jscpd-report.json': '{"duplicates":[],"statistics":{}}' });
    const { err } = await run(['--analyzers', 'jscpd']);
    expect(err).toContain('skipped  jscpd     its report already exists');
    expect(service.requestsTo('POST /scans/1/findings')).toHaveLength(3);
  });

  describe('a change in CI', () => {
    /** GitHub's variables of a pull request; without its event, as env-ci reads them. */
    const PULL_REQUEST = {
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_HEAD_REF: 'feature',
      GITHUB_BASE_REF: 'main',
    };
    const FAILED = { verdict: { status: 'failed', violations: [{ rule: 'new_high_max', threshold: 0, actual: 1 }] } };
    const POLICY = '.codestax/quality_gate.yaml';

    function aChangeWith(files: Readonly<Record<string, string>>): void {
      repository.git('checkout', '--quiet', '-b', 'feature');
      repository.commit({ 'src/b.js': 'export const b = 2;\n', ...files });
    }
    const runInCi = (args: readonly string[] = [], behaviour: FakeBehaviour = {}) => run(args, behaviour, PULL_REQUEST);

    it('does not decide where its results go, what they are of, and what its failure ends in', async () => {
      const bent = 'url: http://127.0.0.1:9\nbranch: main\nrepo: acme/other\nsoft_fail: true\nrequire_gate: false\n';
      aChangeWith({ 'qgate.yml': bent });
      const { exitCode, err } = await runInCi([], FAILED);
      expect(exitCode).toBe(1);
      expect(bodyOf('POST /scans')).toMatchObject({ repo: 'acme/shop', branch: 'feature' });
      expect(err).toContain('(url, repo, branch, soft_fail, require_gate would be ignored there as well)');
    });

    it('is not helped by the default branch saying so either', async () => {
      repository.commit({ 'qgate.yml': 'soft_fail: true\nrepo: acme/shop\n' });
      aChangeWith({});
      const { exitCode, err } = await runInCi([], FAILED);
      expect(exitCode).toBe(1);
      expect(err).toContain('qgate.yml: in CI, these only come from flags, variables and the CI system: soft_fail\n');
      expect((await run(['--soft-fail'], FAILED, PULL_REQUEST)).exitCode).toBe(0);
    });

    it('is checked by the files of its merge base, unless the caller trusts its author', async () => {
      repository.commit({ 'qgate.yml': 'coverage: [coverage/lcov.info]\n', [POLICY]: 'new_high_max: 0\n' });
      aChangeWith({ 'qgate.yml': 'coverage: [nothing.info]\n', [POLICY]: 'new_high_max: 999\n' });
      const { exitCode, err } = await runInCi();
      expect(exitCode).toBe(0);
      expect(err).toMatch(/qgate\.yml of this change is ignored: it is read at the merge base [0-9a-f]{10}\.\n/);
      expect(bodyOf('POST /scans/1/complete')).toMatchObject({ policy_file: 'new_high_max: 0\n' });
      expect((await runInCi(['--config-from', 'head'])).err).toContain('nothing.info');
    });

    it('does not bring its own policy where its merge base has none', async () => {
      aChangeWith({ [POLICY]: 'new_high_max: 999\n' });
      await runInCi();
      expect(bodyOf('POST /scans/1/complete')).not.toHaveProperty('policy_file');
      await runInCi(['--config-from', 'head']);
      expect(service.requestsTo('POST /scans/1/complete')[0]?.body).toContain('999');
    });

    it('sends no file of the machine by a link', async () => {
      repository.write({ '../machine.yaml': 'secret_of_the_machine: 1\n', '.codestax/keep': '' });
      symlinkSync(path.join(repository.root, '../machine.yaml'), path.join(repository.root, POLICY));
      symlinkSync(path.join(repository.root, '../machine.yaml'), path.join(repository.root, 'qgate.yml'));
      repository.commit();
      aChangeWith({});
      for (const env of [PULL_REQUEST, {}]) {
        const { err } = await run([], {}, env);
        expect(JSON.stringify(service.requests) + err).not.toContain('secret_of_the_machine');
        await service.stop();
      }
    });

    it('goes by no file where there is no merge base, in one line', async () => {
      aChangeWith({ 'qgate.yml': 'exclude: [src/**]\n' });
      repository.git('checkout', '--quiet', '--orphan', 'unrelated');
      repository.commit({ 'src/c.js': SOURCE });
      const { exitCode, err } = await run([], {}, { ...PULL_REQUEST, GITHUB_HEAD_REF: 'unrelated' });
      expect(exitCode).toBe(2);
      expect(err).toContain('There is no merge base with the target branch of the change: neither qgate.yml nor');
    });

    it('may not hold a token, wherever', async () => {
      aChangeWith({ 'qgate.yml': 'token: abc\n' });
      const { exitCode, err } = await runInCi();
      expect([exitCode, err]).toEqual([2, expect.stringContaining('qgate.yml must not contain a token')]);
    });
  });

  describe('verdicts', () => {
    const violations = [{ rule: 'new_critical_max', threshold: 0, actual: 2, severity: 'critical' }];

    it.each([
      ['failed', [], 1],
      ['failed', ['--soft-fail'], 0],
      ['failed', ['--require-gate', '--ignore-infra-errors'], 1],
      ['passed', ['--require-gate'], 0],
      ['not_configured', [], 0],
      ['not_configured', ['--require-gate'], 1],
      ['not_configured', ['--require-gate', '--soft-fail'], 1],
    ])('%s with %p exits %d', async (status, args, code) => {
      const verdict = { status, violations: status === 'failed' ? violations : [] };
      expect((await run(args, { verdict })).exitCode).toBe(code);
    });

    it('in monitor mode say so, and --follow-monitor exits 0', async () => {
      const verdict = { status: 'failed', conclusion: 'neutral', violations };
      const said = 'Monitor mode: the failure does not block merging.';
      const plain = await run(['--output', 'table', '--output', 'junit=j.xml', '--output', 'markdown=m.md'], {
        verdict,
      });
      expect([plain.exitCode, plain.out]).toEqual([1, expect.stringContaining(said)]);
      expect(plain.err).toContain(
        'Monitor mode does not block merging, but the exit code is 1; with --follow-monitor it is 0.',
      );
      for (const file of ['j.xml', 'm.md'])
        expect(readFileSync(path.join(repository.root, file), 'utf8')).toContain('Monitor mode');
      const followed = await run(['--follow-monitor', '--output', 'github'], { verdict });
      expect([followed.exitCode, followed.out]).toEqual([0, expect.stringContaining(said)]);
      expect(followed.err).toContain('exit code 0 because of --follow-monitor');
      expect((await run(['--follow-monitor'], { verdict: { ...verdict, conclusion: 'failure' } })).exitCode).toBe(1);
    });

    it('lists what is new', async () => {
      onFeature();
      const finding = {
        issue_id: 5,
        rule_id: 'r1',
        tool: 'a-tool',
        type: 'bug',
        severity: 'critical',
        file_path: 'src/b.js',
        line: 1,
        message: 'Bad.',
        matched_by: null,
      };
      const behaviour = { verdict: { status: 'failed', violations }, newFindings: [finding] };
      const { out } = await run([], behaviour);
      expect(out).toContain('│ new_critical_max    │         0 │      2 │ failed  │');
      expect(out).toContain('critical src/b.js:1  a-tool r1');
      expect(out).toContain('Gate failed: new_critical_max broken (5 met).');
    });

    it('are JSON alone on standard output on request, several forms at once', async () => {
      onFeature();
      const args = ['--output', 'json', '--output', 'table=verdict.txt'];
      const { out, exitCode } = await run(args, { verdict: { status: 'failed', violations } });
      expect(JSON.parse(out)).toMatchObject({
        scan_id: 1,
        repo: 'shop',
        branch: 'feature',
        status: 'failed',
        violations,
        exit_code: 1,
      });
      expect(exitCode).toBe(1);
      expect(readFileSync(path.join(repository.root, 'verdict.txt'), 'utf8')).toContain('Gate failed');
    });

    it('are waited for', async () => {
      let asked = 0;
      const intercept = ({ method, path: route }: SeenRequest): Answer | null => {
        const isQuestion = route === '/scans/1/complete' || (method === 'GET' && route === '/quality/gates/status/1');
        asked += isQuestion ? 1 : 0;
        return isQuestion && asked < 3 ? { status: 200, body: { scan_id: 1, status: null } } : null;
      };
      const { exitCode } = await run([], { intercept });
      expect(exitCode).toBe(0);
      const [first] = service.requestsTo('GET /quality/gates/status/1');
      expect(first?.query.get('wait')).toBe('30');
    });

    it('stand when the new findings cannot be listed', async () => {
      onFeature();
      const intercept = ({ method, path: route }: SeenRequest): Answer | null =>
        method === 'GET' && route === '/scans/1/findings' ? { status: 500 } : null;
      const { exitCode, err } = await run([], { intercept });
      expect(exitCode).toBe(0);
      expect(err).toContain('The new findings cannot be listed');
    });

    it('that do not come in time exit 5, and the scan is not failed', async () => {
      const intercept = ({ path: route }: SeenRequest): Answer | null =>
        route === '/scans/1/complete' || route === '/quality/gates/status/1'
          ? { status: 200, body: { scan_id: 1, status: null } }
          : null;
      const { exitCode, err } = await run(['--timeout', '1'], { intercept });
      expect(exitCode).toBe(5);
      expect(err).toContain('There was no verdict within 1 seconds.');
      expect(service.requestsTo('POST /scans/1/fail')).toEqual([]);
    });
  });

  describe('failures', () => {
    const only = (route: string, answer: Answer | 'drop'): FakeBehaviour => ({
      intercept: (request) => (request.path === route ? answer : null),
    });

    it.each([['/scans'], ['/scans/1/findings'], ['/quality/coverage/upload']])(
      'a quota that is used up at %s exits 4 without another try, with what to do',
      async (route) => {
        const detail = "The organization's quota scans_per_day allows 5. Wait for the next day.";
        const { exitCode, err } = await run([], only(route, { status: 409, body: { code: 'quota_exceeded', detail } }));
        expect(exitCode).toBe(4);
        expect(err).toContain(detail);
        expect(service.requestsTo(`POST ${route}`)).toHaveLength(1);
      },
    );

    it('usage exits 2', async () => {
      expect((await run(['--timeout', 'soon'])).exitCode).toBe(2);
      expect(service.requests).toEqual([]);
    });

    it.each([['--no-such-option'], ['surplus']])('an unknown argument exits 2: %s', async (argument) => {
      expect((await run([argument])).exitCode).toBe(2);
    });

    it.each([
      ['no token', { QGATE_TOKEN: '' }],
      ['a wrong token', { QGATE_TOKEN: 'wrong-token-value' }],
    ])('%s exits 3', async (_name, env) => {
      const { exitCode, out, err } = await run(['--verbose'], {}, env);
      expect(exitCode).toBe(3);
      expect(err).toContain('QGATE_TOKEN');
      expect(out + err).not.toContain('wrong-token-value');
    });

    it('the token is never shown', async () => {
      const { out, err } = await run(['--verbose', '--output', 'json']);
      expect(err).toContain('token: given (QGATE_TOKEN)');
      expect(out + err).not.toContain(VALID_TOKEN);
    });

    it('a service that is down exits 4, or 0 where that is ignored', async () => {
      const gone = await FakeService.start();
      const down = { QGATE_URL: gone.url };
      await gone.stop();
      const { exitCode, out, err } = await run(['--output', 'json'], {}, down);
      expect(exitCode).toBe(4);
      expect(err).toContain('cannot be reached after 6 tries in 0 s (ECONNREFUSED)');
      expect(JSON.parse(out)).toMatchObject({
        status: null,
        scan_id: null,
        error: { kind: 'infrastructure' },
        exit_code: 4,
      });
      await service.stop();
      expect((await run(['--ignore-infra-errors'], {}, down)).exitCode).toBe(0);
    });

    it('a broken service exits 4 and gets the failure', async () => {
      expect((await run([], only('/scans/1/files', { status: 500 }))).exitCode).toBe(4);
      expect(bodyOf('POST /scans/1/fail')).toEqual({ reason: 'sending the file list: the service answered 500' });
    });

    it('a report that the service cannot read exits 6 with its words, and the service gets the failure', async () => {
      const detail = 'Line 2: DA needs two numbers.';
      const { exitCode, err } = await run(
        ['--ignore-infra-errors', '--soft-fail'],
        only('/quality/coverage/upload', { status: 400, body: { detail, code: 'unreadable_report' } }),
      );
      expect(exitCode).toBe(6);
      expect(err).toContain(`uploading coverage/lcov.info: ${detail}`);
      expect(bodyOf('POST /scans/1/fail')).toEqual({ reason: `uploading coverage/lcov.info: ${detail}` });
      expect(service.requestsTo('POST /scans/1/complete')).toEqual([]);
    });

    it('nothing to upload exits 6', async () => {
      const { exitCode, err } = await run(['--no-search']);
      expect(exitCode).toBe(6);
      expect(err).toContain('There is nothing to upload');
      expect(routes()).toEqual(['GET /auth/me']);
    });

    it('a broken analyzer exits 7 before anything is sent', async () => {
      const { exitCode, err } = await run(['--analyzers', 'eslint'], {}, { NODE_OPTIONS: '--no-such-option' });
      expect(exitCode).toBe(7);
      expect(err).toContain('eslint ended with exit code 9');
      expect(routes()).toEqual(['GET /auth/me']);
    });

    it('an interrupt exits 130, and the service gets the failure', async () => {
      service = await FakeService.start({
        intercept: ({ path: route }) => {
          if (route !== '/scans/1/files') return null;
          terminal.interrupt();
          return 'hang';
        },
      });
      const terminal = recordingTerminal(repository.root, { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN });
      expect(await main(['run', '--analyzers', 'none'], terminal)).toBe(130);
      expect(bodyOf('POST /scans/1/fail')).toEqual({ reason: 'Interrupted.' });
    });

    it('an unknown command exits 2 and suggests the right one', async () => {
      service = await FakeService.start();
      const terminal = recordingTerminal(repository.root);
      expect(await main(['rum'], terminal)).toBe(2);
      expect(terminal.err()).toContain("unknown command 'rum'\n(Did you mean run?)");
    });
  });

  it('repeats what failed on the way and never makes a second scan', async () => {
    onFeature();
    let odd = false;
    const { exitCode, err } = await run([], {
      intercept: () => {
        odd = !odd;
        return odd ? 'drop' : null;
      },
    });
    expect(exitCode).toBe(0);
    expect(service.scanCount).toBe(1);
    expect(err).toContain('creating the scan: ');
    const keys = service
      .requestsTo('POST /scans')
      .map(({ body }) => (JSON.parse(body) as { idempotency_key: string }).idempotency_key);
    expect(new Set(keys).size).toBe(1);
  });

  it('gives every run its own key', async () => {
    await run();
    const first = bodyOf('POST /scans').idempotency_key;
    await service.stop();
    await run();
    expect(bodyOf('POST /scans').idempotency_key).not.toBe(first);
  });

  it('sends nothing in a dry run, and needs no token for it', async () => {
    const { exitCode, out, err } = await run(['--dry-run'], {}, { QGATE_TOKEN: '' });
    expect(exitCode).toBe(0);
    expect(service.requests).toEqual([]);
    expect(out).toBe('Dry run: nothing was sent.\n');
    expect(err).toContain('taken  coverage/lcov.info  coverage, lcov, 37 B');
    expect(err).toContain('taken  out/x.sarif         findings, sarif, 79 B');
  });

  it('says nothing but the result when quiet, and where values came from when verbose', async () => {
    expect((await run(['--quiet'])).err).toBe('');
    await service.stop();
    const { err } = await run(['--verbose', '--repo', 'acme/shop']);
    expect(err).toContain('repo: acme/shop (--repo)');
    expect(err).toContain('branch: main (git, the checked-out branch)');
    expect(err).toContain(`url: ${service.url} (QGATE_URL)`);
  });
});

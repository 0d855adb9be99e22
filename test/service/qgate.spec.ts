import { execFile } from 'node:child_process';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';
import { takeSome } from '../support/seed.js';
import { DISCOUNT, lcovOf, LOOKUP, MAIN, sarifOf } from './support/shop.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };

beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/** `qgate run` as a pipeline calls it: the built command line against the built service, in a checkout of its own. */
describe('qgate run in a repository with reports of its tools', () => {
  let service: BuiltService;
  let repository: GitRepository;
  let admin: ApiClient;
  let token: string;

  beforeAll(async () => {
    service = await BuiltService.start({ ...ADMIN, DATA_DIR: await aDataDir() });
    admin = await service.anonymous.login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD);
    const key = await admin.post('/api-keys', { name: 'ci', scopes: ['write:scans', 'read:scans'] });
    token = key.body.key as string;
    repository = GitRepository.create('shop');
    repository.write({ '.gitignore': 'coverage/\nreports/\n' });
    repository.git('remote', 'add', 'origin', 'https://git.example.test/acme/shop.git');
    check(MAIN);
    repository.commit(MAIN);
  });

  afterAll(cleanUpServices);
  afterAll(() => repository.remove());

  /** Writes the files that test runner and scanner leave in the working tree; both folders are ignored by git. */
  function check(sources: Readonly<Record<string, string>>): void {
    repository.write({ 'coverage/lcov.info': lcovOf(sources), 'reports/shopscan.sarif': sarifOf(sources) });
  }

  async function qgate(environment: Record<string, string> = {}) {
    const built = await buildPackage();
    const env = { ...BARE_ENV, QGATE_URL: service.url, QGATE_TOKEN: token, ...environment };
    const args = [built.qgate, 'run', '--output', 'json'];
    return new Promise<{ exitCode: unknown; result: any; stderr: string }>((resolve) => {
      execFile(process.execPath, args, { cwd: repository.root, env }, (error, stdout, stderr) =>
        resolve({ exitCode: error ? error.code : 0, result: JSON.parse(stdout), stderr }),
      );
    });
  }

  /** The exit code of a run whose output nobody reads. */
  async function exitCodeUnread(stream: 'stdout' | 'stderr'): Promise<unknown> {
    const built = await buildPackage();
    const env = { ...BARE_ENV, QGATE_URL: service.url, QGATE_TOKEN: token };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [built.qgate, 'run'], { cwd: repository.root, env }, (error) =>
        resolve(error ? error.code : 0),
      );
      child[stream]?.destroy();
    });
  }

  const findingsOf = async (scanId: number): Promise<any[]> =>
    (await admin.get(`/scans/${scanId}/findings?sort=path`)).body.findings;

  const NOTHING_BROKEN = { violations: [], waived_violations: [], skipped_rules: [], error: null };

  it('takes the default branch for the baseline: nothing in it is new', async () => {
    const { exitCode, result } = await qgate();
    expect(result).toMatchObject({
      ...NOTHING_BROKEN,
      repo: 'acme/shop',
      branch: 'main',
      commit_sha: repository.git('rev-parse', 'HEAD'),
      status: 'passed',
      is_baseline_scan: true,
      basis: 'all_lines',
      new_findings: [],
      exit_code: 0,
    });
    expect(exitCode).toBe(0);
    expect((await admin.get(`/quality/coverage/${result.scan_id}`)).body).toMatchObject({
      file_count: 3,
      lines_total: 17,
      lines_covered: 14,
      coverage_pct: 82.35,
    });
    const found = (await findingsOf(result.scan_id)).map(describeFinding);
    expect(found).toEqual([
      'shopscan low javascript.unused src/cart.js:1',
      'eslint low complexity src/legacy/report.js:1',
      'shopscan high javascript.eval src/legacy/report.js:12',
      'coverage medium coverage_gap src/price.js:null',
    ]);
  });

  it('answers an agent what a commit lacks, without a warning of Node', async () => {
    const { stderr } = service;
    const params = {
      name: 'why_blocked',
      arguments: { repo: 'acme/shop', commit_sha: repository.git('rev-parse', 'HEAD') },
    };
    const answer = await fetch(`${service.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Verdict: passed.')]);
    expect(service.stderr).toBe(stderr);
  });

  it('lets a change merge that renames, moves lines and adds one finding of middle severity', async () => {
    repository.git('checkout', '--quiet', '-b', 'discount');
    repository.git('mv', 'src/legacy/report.js', 'src/report.js');
    repository.commit(DISCOUNT);
    check(DISCOUNT);
    const { exitCode, result } = await qgate();
    expect(result).toMatchObject({
      ...NOTHING_BROKEN,
      branch: 'discount',
      status: 'passed',
      is_baseline_scan: false,
      basis: 'changed_lines',
      new_in_pr: { critical: 0, high: 0, medium: 1, low: 0, total: 1 },
      new_findings_total: 1,
      exit_code: 0,
    });
    expect(exitCode).toBe(0);
    expect(result.new_findings.map(describeFinding)).toEqual([
      'shopscan medium javascript.unchecked-key src/price.js:8',
    ]);
    const inherited = (await findingsOf(result.scan_id)).filter((finding) => !finding.is_new_in_pr);
    expect(inherited.map(describeFinding)).toEqual([
      'shopscan low javascript.unused src/cart.js:1',
      'eslint low complexity src/report.js:2',
      'shopscan high javascript.eval src/report.js:13',
    ]);
    for (const { matched_by: matchedBy } of inherited) expect(matchedBy).not.toBeNull();
  });

  it.each(takeSome(['stdout', 'stderr'] as const, 1))(
    'exits with the verdict though nobody reads its %s',
    async (stream) => {
      expect(await exitCodeUnread(stream)).toBe(0);
    },
  );

  it('stops a change with a critical finding and too many lines that nothing runs, and exits 1', async () => {
    repository.git('checkout', '--quiet', '-b', 'lookup');
    repository.commit(LOOKUP);
    check(LOOKUP);
    const { exitCode, result } = await qgate();
    expect(result).toMatchObject({
      status: 'failed',
      basis: 'changed_lines',
      violations: [
        { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical' },
        { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
        { rule: 'new_coverage_min', threshold: 80, actual: 60, severity: 'medium' },
      ],
      waived_violations: [],
      skipped_rules: [],
      new_in_pr: { critical: 1, high: 0, medium: 1, low: 0, total: 2 },
      error: null,
      exit_code: 1,
    });
    expect(exitCode).toBe(1);
    expect(result.new_findings.map(describeFinding)).toEqual([
      'shopscan critical javascript.sql-injection src/cart.js:9',
      'shopscan medium javascript.unchecked-key src/price.js:8',
    ]);
    const { body } = await admin.get(`/quality/gates/status/${result.scan_id}`);
    expect(body).toMatchObject({ status: 'failed', violations: result.violations, new_in_pr: result.new_in_pr });
    expect(result.url).toContain(String(result.scan_id));
  });

  it('exits 3 without sending anything when its key was revoked', async () => {
    const { body } = await admin.get('/api-keys');
    await admin.post(`/api-keys/${body.api_keys[0].id}/revoke`);
    const scansBefore = (await admin.get('/scans')).body.scans.length as number;
    const { exitCode, result } = await qgate({ QGATE_ANALYZERS: 'none' });
    expect(exitCode).toBe(3);
    expect(result).toMatchObject({ status: null, scan_id: null, exit_code: 3 });
    expect((await admin.get('/scans')).body.scans).toHaveLength(scansBefore);
  });
});

const describeFinding = (finding: any): string =>
  `${finding.tool} ${finding.severity} ${finding.rule_id} ${finding.file_path}:${finding.line}`;

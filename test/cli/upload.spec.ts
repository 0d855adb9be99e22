import { main } from '../../src/cli/main.js';
import { type FakeBehaviour, FakeService, VALID_TOKEN } from './support/fake-service.js';
import { GitRepository } from './support/git-repository.js';
import { recordingTerminal } from './support/recording-terminal.js';

const LCOV = 'TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n';
const SARIF = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'a-tool' } }, results: [] }] });
const BUILD = { CI: 'true', GITLAB_CI: 'true', CI_PROJECT_PATH: 'acme/shop', CI_COMMIT_REF_NAME: 'feature' };

describe('the jobs of one build', () => {
  let repository: GitRepository;
  let service: FakeService;
  beforeEach(() => {
    repository = GitRepository.create('shop');
    repository.commit({
      'src/a.js': 'x\n',
      '.gitignore': 'coverage/\n*.sarif\n',
      '.codestax/quality_gate.yaml': 'new_high_max: 0\n',
    });
    repository.git('checkout', '--quiet', '-b', 'feature');
    repository.commit({ 'src/b.js': 'y\n' });
    repository.write({ 'coverage/lcov.info': LCOV, 'a.sarif': SARIF });
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    repository.remove();
    await service.stop();
  });

  const start = async (behaviour: FakeBehaviour = {}) => {
    service = await FakeService.start(behaviour);
  };

  async function job(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const terminal = recordingTerminal(repository.root, { QGATE_URL: service.url, QGATE_TOKEN: VALID_TOKEN, ...env });
    const exitCode = await main(args, terminal);
    return { exitCode, out: terminal.out(), err: terminal.err() };
  }

  const pipeline = (id: string) => ({
    ...BUILD,
    CI_COMMIT_SHA: repository.git('rev-parse', 'HEAD'),
    CI_PIPELINE_ID: id,
  });

  it('share a scan, which the last completes', async () => {
    await start();
    const env = pipeline('55');
    const [coverage, findings] = await Promise.all([
      job(['upload', 'coverage', 'coverage/lcov.info'], env),
      job(['upload', 'findings', '*.sarif', '--json'], env),
    ]);
    expect([coverage.exitCode, findings.exitCode]).toEqual([0, 0]);
    expect(coverage.out).toBe('Scan 1\n');
    expect(JSON.parse(findings.out)).toMatchObject({
      scan_id: 1,
      uploads: [{ file: 'a.sarif', records_persisted: 1 }],
    });
    const completed = await job(['complete', '--output', 'json'], env);
    expect(JSON.parse(completed.out)).toMatchObject({
      scan_id: 1,
      repo: 'acme/shop',
      branch: 'feature',
      status: 'passed',
    });
    expect(completed.exitCode).toBe(0);
    expect(service.scanCount).toBe(1);
    expect(JSON.parse(service.requestsTo('POST /scans/1/complete')[0]!.body)).toEqual({
      policy_file: 'new_high_max: 0\n',
    });
    // Each job says the same of the change, so that whoever comes first is enough.
    expect(new Set(service.requestsTo('POST /scans/1/changes').map(({ body }) => body)).size).toBe(1);

    await job(['upload', 'coverage', 'coverage/lcov.info'], pipeline('56'));
    expect(service.scanCount).toBe(2);
  });

  it('find each other by a key outside of CI, and say so where there is none', async () => {
    await start();
    const { exitCode, err } = await job(['upload', 'coverage', 'coverage/lcov.info']);
    expect(exitCode).toBe(2);
    expect(err).toContain('Give all jobs of the build the same --key');
    expect((await job(['upload', 'coverage', 'coverage/lcov.info', '--key', 'k'])).exitCode).toBe(0);
    expect((await job(['complete'], { QGATE_KEY: 'k' })).exitCode).toBe(0);
    expect(service.scanCount).toBe(1);
  });

  it('can name the scan, the reports to wait for, and what an upload replaces', async () => {
    await start();
    await job(['upload', 'coverage', 'coverage/lcov.info', '--key', 'k', '--expect', '3']);
    expect(JSON.parse(service.requestsTo('POST /scans')[0]!.body)).toMatchObject({ expected_uploads: 3 });
    const args = ['upload', 'coverage', 'coverage/lcov.info', '--scan', '1', '--upload-key', 'shard-1'];
    expect((await job(args)).exitCode).toBe(0);
    expect(service.requestsTo('POST /scans')).toHaveLength(1);
    expect(service.requestsTo('POST /quality/coverage/upload')[1]?.body).toContain(
      'name="upload_key"\r\n\r\nshard-1\r\n',
    );
    expect((await job(['complete', '--scan', '1'])).exitCode).toBe(0);
  });

  it('can announce reports by name', async () => {
    await start();
    await job(['upload', 'coverage', 'coverage/lcov.info', '--key', 'k', '--expect', 'eslint, coverage']);
    const { expected_reports, expected_uploads } = JSON.parse(service.requestsTo('POST /scans')[0]!.body);
    expect([expected_reports, expected_uploads]).toEqual([['eslint', 'coverage'], undefined]);
  });

  it('never double a scan or an upload on a flaky network', async () => {
    let odd = false;
    await start({
      intercept: () => {
        odd = !odd;
        return odd ? 'drop' : null;
      },
    });
    const env = pipeline('57');
    expect((await job(['upload', 'findings', 'a.sarif'], env)).exitCode).toBe(0);
    expect((await job(['complete'], env)).exitCode).toBe(0);
    expect(service.scanCount).toBe(1);
  });

  it.each([
    ['upload findings of nothing', ['upload', 'findings', 'none*.sarif', '--key', 'k'], 6],
    ['upload what is no report', ['upload', 'coverage', 'src/a.js', '--key', 'k'], 6],
    ['upload without a name', ['upload', 'coverage'], 2],
    ['wait for a number that is none', ['upload', 'coverage', 'coverage/lcov.info', '--expect', '0'], 2],
    ['expect a report without a name', ['upload', 'coverage', 'coverage/lcov.info', '--expect', 'a,'], 2],
    ['complete a scan that is not there', ['complete', '--scan', '9'], 2],
  ])('%s', async (_name, args, code) => {
    await start();
    expect((await job(args)).exitCode).toBe(code);
    expect(service.scanCount).toBe(0);
  });

  it('exit 1 with a failed gate, and 6 for a report that comes after completion', async () => {
    const over = { status: 409, body: { code: 'scan_completed', detail: 'The scan is completed.' } };
    await start({
      verdict: { status: 'failed', violations: [{ rule: 'new_high_max', threshold: 0, actual: 1, severity: 'high' }] },
      intercept: ({ path: route }) => (route === '/scans/1/findings' ? over : null),
    });
    expect((await job(['complete', '--key', 'k'])).exitCode).toBe(1);
    const { exitCode, err } = await job(['upload', 'findings', 'a.sarif', '--key', 'k']);
    expect(exitCode).toBe(6);
    expect(err).toContain('The scan is completed.');
  });

  it('exit 4 where a quota is used up', async () => {
    const detail = "The organization's quota stored_bytes allows 5.";
    await start({
      intercept: ({ path: route }) =>
        route === '/scans/1/findings' ? { status: 409, body: { code: 'quota_exceeded', detail } } : null,
    });
    const { exitCode, err } = await job(['upload', 'findings', 'a.sarif', '--key', 'k']);
    expect([exitCode, err]).toEqual([4, expect.stringContaining(detail)]);
  });
});

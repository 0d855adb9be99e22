import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GitRepository } from '../cli/support/git-repository.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { itNightly } from '../support/programme.js';
import { takeSome } from '../support/seed.js';
import { aDisturbedWay, callForResult, callQgate, type Disturbance } from './support/qgate-world.js';
import { RECORDED_BUILDS, replayBuild } from './support/recorded-builds.js';
import { lcovOf, LOOKUP, MAIN, sarifOf } from './support/shop.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };

beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/** The built command line in pipelines of several CI systems, on one service; every test has a checkout of its own. */
describe('qgate in pipelines', () => {
  let service: BuiltService;
  let admin: ApiClient;
  let token: string;
  const made: GitRepository[] = [];

  beforeAll(async () => {
    service = await BuiltService.start({ ...ADMIN, DATA_DIR: await aDataDir() });
    admin = await service.anonymous.login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD);
    const key = await admin.post('/api-keys', { name: 'ci', scopes: ['write:scans', 'read:scans'] });
    token = key.body.key as string;
  });
  afterAll(cleanUpServices);
  afterAll(() => made.forEach((repository) => repository.remove()));

  const keep = (repository: GitRepository): GitRepository => {
    made.push(repository);
    return repository;
  };

  /** Writes the files that test runner and scanner leave in the working tree, ignored by git. */
  function check(repository: GitRepository, sources: Readonly<Record<string, string>>): void {
    repository.write({ 'coverage/lcov.info': lcovOf(sources), 'reports/shopscan.sarif': sarifOf(sources) });
  }

  const access = () => ({ QGATE_URL: service.url, QGATE_TOKEN: token, QGATE_ANALYZERS: 'none', QGATE_RETRIES: '3' });
  const run = (repository: GitRepository, env: NodeJS.ProcessEnv = {}, ...args: readonly string[]) =>
    callForResult(repository.root, ['run', ...args], { ...access(), ...env });

  const SLUG = 'acme/shop';
  /** The checkout that tests copy, and the newest scan before the running test. */
  let shop: { origin: GitRepository; head: string } | undefined;
  let lastScan = 0;

  /** A checkout of a repository whose default branch was scanned once for all tests, with a branch `lookup` that breaks three rules. */
  async function aShop(): Promise<{ origin: GitRepository; slug: string; head: string }> {
    const { origin, head } = (shop ??= await makeShop());
    lastScan = (await admin.get('/scans?limit=1')).body.scans[0].id as number;
    return { origin: keep(origin.copy()), slug: SLUG, head };
  }

  async function makeShop() {
    const origin = keep(GitRepository.create('shop'));
    origin.write({ '.gitignore': 'coverage/\nreports/\n' });
    origin.commit(MAIN);
    check(origin, MAIN);
    const first = await run(origin, { QGATE_REPO: SLUG });
    expect(first.result).toMatchObject({ status: 'passed', is_baseline_scan: true });
    origin.git('checkout', '--quiet', '-b', 'lookup');
    origin.git('mv', 'src/legacy/report.js', 'src/report.js');
    return { origin, head: origin.commit(LOOKUP) };
  }

  /** Scans of a repository since the last call of `aShop`. */
  const scansOf = async (slug: string): Promise<any[]> => {
    const { body } = await admin.get('/repos?limit=200');
    const repo = body.repos.find(({ name }: { name: string }) => name === slug);
    const { scans } = (await admin.get(`/scans?repo_id=${repo.id}&limit=200`)).body;
    return scans.filter(({ id }: { id: number }) => id > lastScan);
  };

  const BROKEN = [
    { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical' },
    { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
    { rule: 'new_coverage_min', threshold: 80, actual: 60, severity: 'medium' },
  ];
  const NEW = ['src/cart.js:9', 'src/price.js:8'];
  const placesOf = (result: any): string[] =>
    result.new_findings.map(({ file_path, line }: any) => `${file_path}:${line}`).sort();

  /** The event of a pull request, as GitHub keeps it in a file. */
  async function githubPullRequest(slug: string, sha: string, fork: string | null): Promise<NodeJS.ProcessEnv> {
    const folder = await aScratchFolder();
    const [event, summary, outputs] = ['event.json', 'summary.md', 'outputs'].map((name) => path.join(folder, name));
    const owner = fork ?? 'acme';
    writeFileSync(
      event!,
      JSON.stringify({
        repository: { full_name: slug, default_branch: 'main' },
        pull_request: {
          number: 12,
          base: { ref: 'main' },
          head: { sha, ref: 'lookup', label: `${owner}:lookup`, repo: { full_name: fork ? `${fork}/shop` : slug } },
        },
      }),
    );
    return {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/12/merge',
      GITHUB_HEAD_REF: 'lookup',
      GITHUB_BASE_REF: 'main',
      GITHUB_SHA: 'f'.repeat(40),
      GITHUB_REPOSITORY: slug,
      GITHUB_EVENT_PATH: event,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: outputs,
    };
  }

  /** A checkout as actions/checkout leaves it: the merge of the change with the base, detached. */
  function mergedCheckout(origin: GitRepository, ...options: readonly string[]): GitRepository {
    const clone = keep(origin.clone('--branch', 'main', ...options));
    clone.git('fetch', '--quiet', 'origin', '+refs/heads/lookup:refs/remotes/pull/12/head');
    clone.git('checkout', '--quiet', '--detach', 'origin/main');
    clone.git('merge', '--quiet', '--no-ff', '--no-edit', 'pull/12/head');
    check(clone, LOOKUP);
    return clone;
  }

  it('GitHub: a pull request from a branch is judged by its head, though its merge is checked out', async () => {
    const { origin, slug, head } = await aShop();
    const env = await githubPullRequest(slug, head, null);
    const checkout = mergedCheckout(origin);
    const { exitCode, result, stderr } = await run(checkout, env, '--output', 'github=annotations.txt', '--verbose');
    expect(result).toMatchObject({ repo: slug, branch: 'lookup', commit_sha: head, pr_number: 12, violations: BROKEN });
    expect(placesOf(result)).toEqual(NEW);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`commit: ${head} (GitHub Actions)`);
    expect(readFileSync(path.join(checkout.root, 'annotations.txt'), 'utf8')).toContain(
      '::error file=src/cart.js,line=9,',
    );
    expect(readFileSync(env.GITHUB_STEP_SUMMARY!, 'utf8')).toContain('### Quality gate: failed');
    expect(readFileSync(env.GITHUB_OUTPUT!, 'utf8')).toContain(`status=failed\nscan-id=${result.scan_id}\n`);
    const [scan] = await scansOf(slug);
    expect(scan).toMatchObject({ branch: 'lookup', commit_sha: head, pr_number: 12, base_branch: 'main' });
  });

  it("GitHub: a pull request from a fork goes by the fork's name, and its code is not run", async () => {
    const { origin, slug, head } = await aShop();
    const checkout = mergedCheckout(origin);
    checkout.write({ 'eslint.config.js': 'require("node:fs").writeFileSync("ran", "");\n' });
    checkout.git('add', '--all');
    checkout.git('commit', '--quiet', '--message', 'configuration');
    mkdirSync(path.join(checkout.root, 'node_modules', '.bin'), { recursive: true });
    writeFileSync(path.join(checkout.root, 'node_modules', '.bin', 'eslint'), '#!/bin/sh\ntouch ran\n', {
      mode: 0o755,
    });
    const env = { ...(await githubPullRequest(slug, head, 'mallory')), QGATE_ANALYZERS: 'auto' };
    const { result } = await run(checkout, env);
    expect(result).toMatchObject({ branch: 'mallory:lookup', status: 'failed', is_baseline_scan: false });
    expect(result.analyzers).toContainEqual({
      name: 'eslint-own',
      version: null,
      outcome: null,
      skipped: "it would run a fork's code; --trust-forks allows it",
    });
    expect(() => readFileSync(path.join(checkout.root, 'ran'))).toThrow();
  });

  itNightly('GitLab: a shallow clone is deepened once', async () => {
    const { origin, slug, head } = await aShop();
    const clone = keep(origin.clone('--depth', '1', '--branch', 'lookup', '--no-single-branch'));
    clone.git('update-ref', '-d', 'refs/remotes/origin/main');
    check(clone, LOOKUP);
    const env = {
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PROJECT_PATH: slug,
      CI_COMMIT_SHA: head,
      CI_COMMIT_REF_NAME: 'lookup',
      CI_DEFAULT_BRANCH: 'main',
      CI_MERGE_REQUEST_ID: '98765',
      CI_MERGE_REQUEST_IID: '4',
      CI_MERGE_REQUEST_PROJECT_PATH: slug,
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: slug,
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'lookup',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    };
    const { result } = await run(clone, env, '--output', 'gitlab=gl-code-quality-report.json');
    expect(result).toMatchObject({ pr_number: 4, basis: 'changed_lines', violations: BROKEN });
    const issues = JSON.parse(readFileSync(path.join(clone.root, 'gl-code-quality-report.json'), 'utf8'));
    const placesNamed = (wanted: boolean) =>
      issues
        .filter(({ check_name: name }: any) => (name === 'qgate/uncovered') === wanted)
        .map(({ location }: any) => `${location.path}:${location.lines.begin}`)
        .sort();
    expect(placesNamed(false)).toEqual(NEW);
    expect(placesNamed(true)).toEqual(['src/cart.js:9']);
  });

  itNightly(
    'a shallow clone that cannot be deepened exits 2 with the line that fixes it, and makes no scan',
    async () => {
      const { origin, slug } = await aShop();
      origin.git('checkout', '--quiet', 'main');
      const clone = keep(origin.clone('--depth', '1', '--branch', 'lookup'));
      check(clone, LOOKUP);
      clone.git('remote', 'set-url', 'origin', `file://${clone.root}/nowhere`);
      const { exitCode, result } = await run(clone, { QGATE_REPO: slug });
      expect(exitCode).toBe(2);
      expect(result.error).toMatchObject({ kind: 'usage', hint: expect.stringContaining('fetch-depth: 0') });
      expect(await scansOf(slug)).toEqual([]);
    },
  );

  itNightly('Jenkins: renamed files keep their findings', async () => {
    const { origin, slug } = await aShop();
    const sources = Object.fromEntries(
      Object.entries(MAIN).map(([file, text]) => [file.replace('legacy/', 'old/'), text]),
    );
    origin.git('reset', '--quiet', '--hard', 'main');
    origin.git('mv', 'src/legacy', 'src/old');
    const head = origin.commit();
    check(origin, sources);
    const env = {
      JENKINS_URL: 'https://ci.example/',
      GIT_URL: `https://git.example/${slug}.git`,
      GIT_COMMIT: head,
      CHANGE_ID: '9',
      CHANGE_BRANCH: 'lookup',
      CHANGE_TARGET: 'main',
      BRANCH_NAME: 'PR-9',
    };
    const { exitCode, result } = await run(origin, env);
    expect(result).toMatchObject({ repo: slug, status: 'passed', new_findings_total: 0, commit_sha: head });
    expect(exitCode).toBe(0);
  });

  const FOREIGN_PATHS: readonly (readonly [string, (file: string) => string])[] = [
    ['Windows paths', (file) => `D:\\a\\shop\\shop\\${file.replaceAll('/', '\\')}`],
    ['paths of a container', (file) => `/builds/acme/shop/${file}`],
  ];
  for (const [name, write] of FOREIGN_PATHS)
    itNightly(`Azure: reports with ${name} are brought to the files of the repository`, async () => {
      const { origin, slug, head } = await aShop();
      const written = Object.fromEntries(Object.entries(LOOKUP).map(([file, text]) => [write(file), text]));
      origin.write({ 'coverage/lcov.info': lcovOf(written), 'reports/shopscan.sarif': sarifOf(written) });
      const env = {
        BUILD_BUILDURI: 'vstfs:///Build/Build/1',
        BUILD_BUILDID: '1',
        BUILD_REPOSITORY_URI: `https://github.com/${slug}`,
        BUILD_SOURCEVERSION: 'f'.repeat(40),
        SYSTEM_PULLREQUEST_PULLREQUESTID: '5',
        SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/lookup',
        SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
        SYSTEM_PULLREQUEST_SOURCECOMMITID: head,
      };
      const { result } = await run(origin, env);
      expect(result).toMatchObject({ branch: 'lookup', commit_sha: head, violations: BROKEN });
      expect(placesOf(result)).toEqual(NEW);
    });

  itNightly('Bitbucket: packages of a monorepo report by paths of their own folder', async () => {
    const slug = 'acme/mono';
    const mono = keep(GitRepository.create());
    const within = (sources: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(sources).map(([file, text]) => [`packages/shop/${file}`, text]));
    const report = (sources: Readonly<Record<string, string>>): void => {
      mono.write({
        'packages/shop/coverage/lcov.info': lcovOf(sources),
        'packages/shop/reports/x.sarif': sarifOf(sources),
      });
    };
    mono.write({ '.gitignore': 'coverage/\nreports/\n', 'packages/api/index.js': 'export {};\n' });
    mono.commit(within(MAIN));
    report(MAIN);
    await run(mono, { QGATE_REPO: slug });
    mono.git('checkout', '--quiet', '-b', 'lookup');
    mono.git('mv', 'packages/shop/src/legacy/report.js', 'packages/shop/src/report.js');
    const head = mono.commit(within(LOOKUP));
    report(LOOKUP);
    const env = {
      BITBUCKET_BUILD_NUMBER: '3',
      BITBUCKET_COMMIT: head,
      BITBUCKET_REPO_FULL_NAME: slug,
      BITBUCKET_BRANCH: 'lookup',
      BITBUCKET_PR_ID: '8',
      BITBUCKET_PR_DESTINATION_BRANCH: 'main',
    };
    const { result } = await run(mono, env);
    expect(result).toMatchObject({ pr_number: 8, violations: BROKEN });
    expect(placesOf(result)).toEqual(NEW.map((place) => `packages/shop/${place}`));
  });

  itNightly('CircleCI: jobs that upload side by side make one scan', async () => {
    const { origin, slug, head } = await aShop();
    check(origin, LOOKUP);
    const [owner, repo] = slug.split('/');
    const env = {
      ...access(),
      CIRCLECI: 'true',
      CIRCLE_PROJECT_USERNAME: owner,
      CIRCLE_PROJECT_REPONAME: repo,
      CIRCLE_SHA1: head,
      CIRCLE_BRANCH: 'lookup',
      CIRCLE_WORKFLOW_ID: 'w-1',
      CIRCLE_PULL_REQUEST: `https://github.com/${slug}/pull/31`,
    };
    const half = (sources: object, index: number) =>
      Object.fromEntries(Object.entries(sources).filter((_, position) => position % 2 === index)) as Record<
        string,
        string
      >;
    origin.write({ 'coverage/1.info': lcovOf(half(LOOKUP, 0)), 'coverage/2.info': lcovOf(half(LOOKUP, 1)) });
    const jobs = await Promise.all([
      callQgate(origin.root, ['upload', 'coverage', 'coverage/1.info', '--json'], env),
      callQgate(origin.root, ['upload', 'coverage', 'coverage/2.info', '--json'], env),
      callQgate(origin.root, ['upload', 'findings', 'reports/shopscan.sarif', '--json'], env),
    ]);
    expect(jobs.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
    expect(new Set(jobs.map(({ result }) => result.scan_id)).size).toBe(1);
    const { exitCode, result } = await callForResult(origin.root, ['complete'], env);
    expect(result).toMatchObject({ branch: 'lookup', pr_number: 31, violations: BROKEN });
    expect(exitCode).toBe(1);
    expect(await scansOf(slug)).toHaveLength(1);
    const status = await callForResult(origin.root, ['status', String(result.scan_id)], access());
    expect(status.exitCode).toBe(1);
    expect((await callForResult(origin.root, ['complete'], env)).result.scan_id).toBe(result.scan_id);
  });

  describe('when the way to the service', () => {
    async function runThrough(disturb: (count: number) => Disturbance, ...args: readonly string[]) {
      const { origin, slug } = await aShop();
      check(origin, LOOKUP);
      const way = await aDisturbedWay(service.url, disturb);
      try {
        const called = await run(origin, { QGATE_URL: way.url, QGATE_REPO: slug }, ...args);
        return { ...called, slug, seen: way.seen };
      } finally {
        await way.close();
      }
    }

    const LOSSES = [
      ['loses every other request', 'cut'],
      ['loses every other answer', 'cut_answer'],
    ] as const;
    it.each(takeSome(LOSSES, 1))('%s: the same verdict, and nothing twice', async (_name, how) => {
      const { exitCode, result, slug, seen } = await runThrough((count) => (count % 2 === 1 ? how : null));
      expect(result).toMatchObject({ status: 'failed', violations: BROKEN });
      expect(placesOf(result)).toEqual(NEW);
      expect(exitCode).toBe(1);
      expect(await scansOf(slug)).toHaveLength(1);
      expect((await admin.get(`/quality/coverage/${result.scan_id}`)).body).toMatchObject({ file_count: 3 });
      expect((await admin.get(`/quality/gates/history/${result.scan_id}`)).body.evaluations).toHaveLength(1);
      expect(seen).toBeGreaterThan(10);
    });

    itNightly('is slow: it waits', async () => {
      const { exitCode, result } = await runThrough((count) => (count === 2 ? 'slow' : null));
      expect(result.violations).toEqual(BROKEN);
      expect(exitCode).toBe(1);
    });

    it('breaks for good: 4, and the scan does not stay open', async () => {
      const { exitCode, result, slug } = await runThrough((count) => (count >= 3 && count <= 6 ? 'cut' : null));
      expect(exitCode).toBe(4);
      expect(result).toMatchObject({ status: null, error: { kind: 'infrastructure' } });
      const [scan] = await scansOf(slug);
      expect(scan).toMatchObject({
        id: result.scan_id,
        status: 'failed',
        reason: expect.stringContaining('cannot be reached'),
      });
    });

    it('is not there: 4, or 0 where that is ignored', async () => {
      const { origin, slug } = await aShop();
      check(origin, LOOKUP);
      const down = { QGATE_URL: 'http://127.0.0.1:9', QGATE_REPO: slug };
      const [failed, ignored] = await Promise.all([
        run(origin, down),
        run(origin, down, '--ignore-infra-errors', '--quiet'),
      ]);
      expect(failed.exitCode).toBe(4);
      expect(ignored.exitCode).toBe(0);
      expect(ignored.stderr).toContain('Exit code 0 because of --ignore-infra-errors.');
      expect(await scansOf(slug)).toEqual([]);
    });
  });

  /** Each replay is of a repository of its own on the service, so that all can have one checkout. */
  let replayed: Promise<{ origin: GitRepository }> | undefined;

  it.each(takeSome(RECORDED_BUILDS, 1))('%s: the scan is of what was pushed', async (name) => {
    const { origin } = await (replayed ??= aShop());
    const isOfChange = !name.endsWith('-push');
    origin.git('checkout', '--quiet', isOfChange ? 'lookup' : 'main');
    check(origin, isOfChange ? LOOKUP : MAIN);
    const { env, expected } = await replayBuild(name, `${name}-acme`, origin);
    const { exitCode, result } = await run(origin, env);
    const { repo, branch, commit, pr } = expected;
    expect(result).toMatchObject({ repo, branch, commit_sha: commit, pr_number: pr, is_baseline_scan: !isOfChange });
    expect({ exitCode, basis: result.basis }).toEqual(
      isOfChange ? { exitCode: 1, basis: 'changed_lines' } : { exitCode: 0, basis: 'all_lines' },
    );
    expect(await scansOf(repo)).toMatchObject([{ branch, commit_sha: commit, pr_number: pr }]);
  });

  itNightly('a verdict that does not come in time exits 5', async () => {
    const { origin, slug } = await aShop();
    const { result } = await callQgate(
      origin.root,
      ['upload', 'coverage', 'coverage/lcov.info', '--key', 'k', '--expect', '2', '--json'],
      { ...access(), QGATE_REPO: slug },
    );
    const { exitCode } = await callForResult(origin.root, ['wait', String(result.scan_id), '--timeout', '1'], access());
    expect(exitCode).toBe(5);
  });
});

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CI_RECIPES, type CiSystem } from '../../src/cli/init/ci-recipes.js';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';
import { writeProgram } from '../cli/support/bare-path.js';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { claimsOf } from '../support/ci-claims.js';
import { FakeIssuer } from '../support/fake-issuer.js';
import { takeSome } from '../support/seed.js';
import { missingPrograms, runShell, type ShellResult } from '../support/shell.js';
import { ACTION, readAction, readRecipeShell } from './support/recipe-shell.js';
import { replayBuild } from './support/recorded-builds.js';
import { lcovOf, LOOKUP, MAIN, sarifOf } from './support/shop.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };
const CI_PAGE = readFileSync(path.join(__dirname, '../../docs/ci.md'), 'utf8');

/** A recorded build of each system, for a push to the default branch and for a pull request. */
const RECORDED: Readonly<Record<CiSystem, readonly [string, string]>> = {
  github: ['github-push', 'github-pull-request'],
  gitlab: ['gitlab-push', 'gitlab-merge-request'],
  jenkins: ['jenkins-push', 'jenkins-multibranch-pull-request'],
  azure: ['azure-push', 'azure-pull-request'],
  bitbucket: ['bitbucket-push', 'bitbucket-pull-request'],
  circleci: ['circleci-push', 'circleci-pull-request'],
};

/** Projects of the systems whose pipelines the service trusts, by their claims. */
const PROJECTS: Partial<Readonly<Record<CiSystem, object>>> = {
  github: { repository_id: '724712' },
  gitlab: { project_id: '724712' },
};

beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/** Runs the texts that docs/ci.md gives people to paste, in a shell as the systems do, against a service. */
describe('the recipes', () => {
  let issuer: FakeIssuer;
  let service: BuiltService;
  let admin: ApiClient;
  let variables: { QGATE_URL: string; QGATE_ORG: string; QGATE_TOKEN: string; QGATE_PACKAGE: string };
  let base: Record<string, string>;
  let home: string;
  const made: GitRepository[] = [];

  beforeAll(async () => {
    issuer = await FakeIssuer.start();
    const port = String(await findFreePort());
    home = await aScratchFolder();
    service = await BuiltService.start({
      ...ADMIN,
      HOME: home,
      DATA_DIR: await aDataDir(),
      PORT: port,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      OUTGOING_ALLOW: '127.0.0.1',
    });
    admin = await service.anonymous.login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD);
    const { body } = await admin.post('/api-keys', { name: 'ci', scopes: ['write:scans', 'read:scans'] });
    for (const [kind, claims] of Object.entries(PROJECTS))
      expect((await admin.post('/trusted-publishers', { kind, issuer: issuer.url, claims })).status).toBe(201);
    const { root } = await buildPackage();
    variables = { QGATE_URL: service.url, QGATE_ORG: 'default', QGATE_TOKEN: body.key, QGATE_PACKAGE: root };
    // npx keeps what it unpacks at home.
    base = {
      ...(BARE_ENV as Record<string, string>),
      PATH: process.env.PATH ?? '',
      HOME: await aScratchFolder(),
      QGATE_ANALYZERS: 'none',
      npm_config_update_notifier: 'false',
    };
  });
  afterAll(cleanUpServices);
  afterAll(() => issuer.stop());
  afterAll(() => made.forEach((repository) => repository.remove()));

  function aShop(): GitRepository {
    const repository = GitRepository.create();
    made.push(repository);
    repository.write({ '.gitignore': 'coverage/\nreports/\n*.xml\n*.json\n' });
    check(repository, MAIN);
    return repository;
  }

  /** Commits the sources with what test runner and scanner leave beside them. */
  function check(repository: GitRepository, sources: Readonly<Record<string, string>>): string {
    repository.write({ 'coverage/lcov.info': lcovOf(sources), 'reports/shopscan.sarif': sarifOf(sources) });
    return repository.commit(sources);
  }

  const shell = (repository: GitRepository, script: string, env: Record<string, string>): Promise<ShellResult> =>
    runShell(`set -eu\n${script}`, { ...base, ...variables, ...env }, repository.root);

  /** Environment of a job that proves what it is, in place of a key. */
  async function identityOf(system: CiSystem, claims: object): Promise<Record<string, string>> {
    issuer.jobClaims = { sub: 'job', ...PROJECTS[system], ...claims };
    if (system === 'gitlab') {
      const of = { ...issuer.jobClaims, aud: `${service.url}/orgs/default` };
      return { QGATE_TOKEN: '', QGATE_ID_TOKEN: await issuer.sign(of) };
    }
    return {
      QGATE_TOKEN: '',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}/job-token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-token-of-the-job',
    };
  }

  async function newestScan(repo: string): Promise<any> {
    const { body } = await admin.get('/repos?limit=200');
    const { id } = body.repos.find(({ name }: { name: string }) => name === repo);
    return (await admin.get(`/scans?repo_id=${id}`)).body.scans[0];
  }

  it.each(takeSome(Object.keys(CI_RECIPES) as CiSystem[], 2))('%s', async (system) => {
    const recipe = readRecipeShell(system, variables);
    const repository = aShop();
    const run = async (recorded: string) => {
      const { env, expected } = await replayBuild(recorded, `${system}-acme`, repository);
      const identity = system in PROJECTS ? await identityOf(system, claimsOf(env)) : {};
      for (const file of recipe.keeps) rmSync(path.join(repository.root, file), { force: true });
      const ended = await shell(repository, recipe.script, { ...env, ...identity, ...recipe.env });
      return { ...ended, env, expected, scan: await newestScan(expected.repo) };
    };
    const [push, pullRequest] = RECORDED[system];

    const first = await run(push);
    expect(first).toMatchObject({ code: 0, scan: { branch: 'main', status: 'completed', is_baseline_scan: true } });

    repository.git('checkout', '--quiet', '-b', 'lookup');
    const head = check(repository, LOOKUP);
    const second = await run(pullRequest);
    expect(second).toMatchObject({
      code: 1,
      scan: { branch: 'lookup', commit_sha: head, pr_number: second.expected.pr },
    });
    expect(second.stdout).toMatch(/new_critical_max .*\b0 .*\b1 .*failed/);
    expect(second.stdout).toContain('rating_min is the worst of');
    for (const file of recipe.keeps) {
      expect(readFileSync(path.join(repository.root, file), 'utf8')).toContain('sql-injection');
    }
    if (system === 'github') {
      expect(second.stdout).toContain('::error file=src/cart.js,line=9,title=New%3A shopscan');
      const outputs = readFileSync(second.env.GITHUB_OUTPUT!, 'utf8');
      for (const { value } of Object.values<any>(ACTION.outputs)) {
        const [, name] = /^\$\{\{ steps\.gate\.outputs\.([\w-]+) \}\}$/.exec(value)!;
        expect(outputs).toMatch(new RegExp(`^${name}=.`, 'm'));
      }
    }
  });

  it('the action takes the package of the service, and checks its digest where one is given', async () => {
    const repository = aShop();
    const place = await aScratchFolder();
    const bin = path.join(place, 'bin');
    mkdirSync(bin);
    writeProgram(bin, 'npx', `console.log(JSON.stringify(args));`);
    const run = (given: Readonly<Record<string, string>>) => {
      const { script, env } = readAction({ url: `${service.url}/`, token: 't', ...given });
      const all = { ...env, RUNNER_TEMP: place, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
      return shell(repository, script, all);
    };
    const { stdout } = await run({ arguments: '--verbose --exclude *' });
    const call = ['--yes', '--package', `${service.url}/qgate.tgz`, 'qgate', 'run', '--output', 'github'];
    expect(JSON.parse(stdout)).toEqual([...call, '--verbose', '--exclude', '*']);
    const named = await run({ package: 'https://files.example/qgate.tgz' });
    expect(JSON.parse(named.stdout)).toContain('https://files.example/qgate.tgz');

    const { body } = await service.anonymous.get('/version');
    const checked = await run({ sha256: body.downloads[0].sha256 });
    expect(checked.stdout).toContain(JSON.stringify(path.join(place, 'qgate.tgz')));
    const other = await run({ sha256: 'f'.repeat(64) });
    expect(other.code).not.toBe(0);
    expect(other.stdout).not.toContain('"qgate"');
  });

  it('the tutorial, command by command, signed in by the first start', async () => {
    const place = await aScratchFolder();
    const bin = path.join(place, 'bin');
    mkdirSync(bin);
    const qgate = path.join(variables.QGATE_PACKAGE, 'bin/qgate.js');
    const call = `require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(qgate)}, ...args.slice(2)], { stdio: 'inherit' })`;
    writeProgram(bin, 'npx', `process.exitCode = ${call}.status;`);
    const page = readFileSync(path.join(__dirname, '../../docs/tutorial.md'), 'utf8');
    const [start, ...blocks] = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block!);
    expect(start).toBe('npm ci && npm start\n');
    const script = blocks.map((block) => `${block}echo "=== $?"`).join('\n');
    const { stdout, stderr } = await runShell(
      script.replace('http://localhost:3000', service.url),
      { ...base, HOME: home, PATH: `${bin}${path.delimiter}${base.PATH}` },
      place,
    );
    const parts = stdout.split(/^=== (\d+)$/m);
    const codes = parts.filter((_, at) => at % 2 === 1);
    expect({ codes, stderr }).toEqual({ codes: ['0', '0', '0', '0', '1', '0'], stderr: expect.any(String) });
    const [scanned, broken, fixed] = [6, 8, 10].map((at) => parts[at]!);
    expect(scanned).toContain('Gate passed');
    expect(broken).toMatch(/new_coverage_min .* failed/);
    expect(broken).toContain('price.js');
    expect(fixed).toContain('Gate passed');
    expect((await admin.get('/api-keys')).body.api_keys[0]).toMatchObject({
      name: 'first sign-in of qgate',
      role: 'MEMBER',
    });
  });

  (missingPrograms('curl', 'jq').length === 0 ? it : it.skip)('curl and jq alone (needs curl and jq)', async () => {
    const section = CI_PAGE.split(/^## /m).find((each) => each.startsWith('Without qgate\n'))!;
    const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block!);
    expect(blocks).toHaveLength(2);
    // Recipes poll every ten seconds; the test need not wait that long.
    const script = blocks.join('\n').replace('sleep 10', 'sleep 0.1');
    const repository = aShop();
    const slug = 'acme/curl';
    const variablesOf = (branch: string) => ({
      REPO: slug,
      BRANCH: branch,
      COMMIT: repository.git('rev-parse', 'HEAD'),
    });
    expect(await shell(repository, script, variablesOf('main'))).toMatchObject({ code: 0, stdout: 'Gate: passed\n' });
    repository.git('checkout', '--quiet', '-b', 'lookup');
    check(repository, LOOKUP);
    expect(await shell(repository, script, variablesOf('lookup'))).toMatchObject({ code: 1, stdout: 'Gate: failed\n' });
    const wrong = await shell(repository, script, { ...variablesOf('lookup'), QGATE_TOKEN: 'wrong' });
    expect(wrong.code).not.toBe(0);
  });
});

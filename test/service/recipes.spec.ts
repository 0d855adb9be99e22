import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { CI_RECIPES, type CiSystem } from '../../src/domain/recipes/ci-recipes.js';
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
import { ACTION, readAction, readRecipeShell, type RecipeShell } from './support/recipe-shell.js';
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

/** Runs the texts that docs/ci.md gives people to paste, in a shell as the systems do, against a service. */
describe('the recipes', () => {
  let issuer: FakeIssuer;
  let service: BuiltService;
  let admin: ApiClient;
  let variables: { QGATE_URL: string; QGATE_ORG: string; QGATE_TOKEN: string; QGATE_PACKAGE: string };
  let base: Record<string, string>;
  let home: string;
  const made: GitRepository[] = [];

  beforeAll(buildPackage, BUILD_TIMEOUT_MS);
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
    // npm keeps what it unpacks at home.
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

  it.each(takeSome(Object.keys(CI_RECIPES) as CiSystem[], 1))('%s', async (system) => {
    const recipe = readRecipeShell(system, variables);
    const repository = aShop();
    const run = async (recorded: string) => {
      const { env, expected } = await replayBuild(recorded, `${system}-acme`, repository);
      const identity = system in PROJECTS ? await identityOf(system, claimsOf(env)) : {};
      for (const file of recipe.keeps) rmSync(path.join(repository.root, file), { force: true });
      const place = { RUNNER_TEMP: await aScratchFolder() };
      const ended = await shell(repository, recipe.script, { ...env, ...identity, ...recipe.env, ...place });
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

/** Systems whose machines may live on after a job. */
const LASTING: ReadonlySet<CiSystem> = new Set(['azure', 'jenkins']);

/** A registry of one package, which notes each request and its credential. */
class FakeRegistry {
  readonly seen: { readonly path: string; readonly token: string | undefined }[] = [];
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(files: Readonly<Record<string, string>>): Promise<FakeRegistry> {
    const server = createServer((request, response) => {
      registry.seen.push({ path: request.url!, token: request.headers.authorization });
      const file = files[request.url!];
      if (file !== undefined) return void createReadStream(file).pipe(response);
      if (request.url !== '/measure') return void response.writeHead(404).end();
      const dist = { tarball: `${registry.url}/measure.tgz` };
      const versions = { '1.0.0': { name: 'measure', version: '1.0.0', dist } };
      return void response.end(JSON.stringify({ name: 'measure', 'dist-tags': { latest: '1.0.0' }, versions }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const registry = new FakeRegistry(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return registry;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Packs a package as npm does. */
function pack(folder: string, name: string, files: Readonly<Record<string, string>>): string {
  const inside = path.join(folder, name, 'package');
  mkdirSync(inside, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(inside, file), text, { mode: 0o755 });
  const packed = path.join(folder, `${name}.tgz`);
  execFileSync('tar', ['-czf', packed, '-C', path.dirname(inside), 'package']);
  return packed;
}

describe('a change that would take over npm', () => {
  let own: FakeRegistry;
  let theirs: FakeRegistry;
  let place: string;
  let packed: string;
  let repository: GitRepository;

  beforeAll(async () => {
    place = await aScratchFolder();
    const measure = pack(place, 'measure', { 'package.json': JSON.stringify({ name: 'measure', version: '1.0.0' }) });
    packed = pack(place, 'qgate', {
      'package.json': JSON.stringify({
        ...{ name: 'qgate', version: '1.0.0', bin: { qgate: 'qgate.js' }, dependencies: { measure: '1.0.0' } },
        scripts: { install: `touch ${place}/stolen-by-scripts` },
      }),
      'qgate.js': `#!/usr/bin/env node
        require('measure/package.json');
        const [token = process.env.QGATE_ID_TOKEN] = [process.env.QGATE_TOKEN];
        console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), token }));`,
    });
    own = await FakeRegistry.start({ '/measure.tgz': measure, '/qgate.tgz': packed });
    theirs = await FakeRegistry.start({ '/measure.tgz': measure });
    mkdirSync(path.join(place, 'home'));
    writeFileSync(path.join(place, 'home/.npmrc'), `registry=${own.url}/\nupdate-notifier=false\n`);

    const steal = (by: string) => `require('node:fs').writeFileSync('${place}/stolen-by-${by}', '');`;
    const entry = { version: '1.0.0', resolved: `${own.url}/qgate.tgz`, bin: { qgate: 'qgate.js' } };
    repository = GitRepository.create();
    repository.write({
      'package.json': '{ "name": "shop", "dependencies": { "qgate": "1.0.0" } }',
      '.npmrc': [
        'script-shell=./evil.sh',
        'node-options=--require ./pre.js',
        `registry=${theirs.url}/`,
        `//${new URL(theirs.url).host}/:_authToken=\${QGATE_TOKEN}`,
      ].join('\n'),
      'pre.js': steal('node-options'),
      'evil.sh': `#!/bin/sh\ntouch ${place}/stolen-by-script-shell\n`,
      'node_modules/.package-lock.json': JSON.stringify({
        ...{ name: 'shop', lockfileVersion: 3, requires: true },
        packages: { 'node_modules/qgate': entry },
      }),
      'node_modules/qgate/package.json': JSON.stringify({ name: 'qgate', ...entry }),
      'node_modules/qgate/qgate.js': `#!/usr/bin/env node\n${steal('node_modules')}`,
    });
    mkdirSync(path.join(repository.root, 'node_modules/.bin'));
    symlinkSync('../qgate/qgate.js', path.join(repository.root, 'node_modules/.bin/qgate'));
    for (const file of ['evil.sh', 'node_modules/qgate/qgate.js']) chmodSync(path.join(repository.root, file), 0o755);
  });
  afterAll(() => {
    own.stop();
    theirs.stop();
    repository.remove();
  });
  afterAll(cleanUpServices);

  /** Runs the shell of a recipe in the checkout; what the genuine program said, and what the change got hold of. */
  async function play({ script, env }: RecipeShell) {
    const temporary = mkdtempSync(path.join(place, 'temporary-'));
    const all = {
      ...{ PATH: process.env.PATH!, HOME: path.join(place, 'home'), RUNNER_TEMP: place, TMPDIR: temporary },
      ...{ QGATE_URL: `${own.url}/`, QGATE_TOKEN: 'the-token', QGATE_PACKAGE: `${own.url}/qgate.tgz`, ...env },
    };
    const { code, stdout, stderr } = await runShell(`set -eu\n${script}`, all, repository.root);
    const said = stdout.split('\n').find((line) => line.startsWith('{'));
    const stolen = readdirSync(place).filter((name) => name.startsWith('stolen-by-'));
    const left = readdirSync(temporary).filter((name) => name.startsWith('tmp.'));
    return { code, stderr, stolen, left, asked: theirs.seen, said: JSON.parse(said ?? 'null') as unknown };
  }

  it.each(takeSome(Object.keys(CI_RECIPES) as CiSystem[], 1))('does not in the recipe for %s', async (system) => {
    const variables = { QGATE_URL: own.url, QGATE_TOKEN: 'the-token', QGATE_PACKAGE: `${own.url}/qgate.tgz` };
    expect(await play(readRecipeShell(system, variables))).toEqual({
      ...{ code: 0, stderr: expect.any(String), stolen: [], asked: [] },
      left: LASTING.has(system) ? [] : expect.any(Array),
      said: {
        args: expect.arrayContaining(['run', '--output']),
        cwd: repository.root,
        token: system === 'github' ? '' : 'the-token',
      },
    });
    expect(own.seen.filter(({ token }) => token !== undefined)).toEqual([]);
  });

  it('does not in the action, which takes the package of the service and checks its digest where one is given', async () => {
    const run = (given: Readonly<Record<string, string>>) =>
      play(readAction({ url: `${own.url}/`, token: 'the-token', ...given }));
    expect(await run({ arguments: '--verbose --exclude *' })).toMatchObject({
      ...{ code: 0, stolen: [], asked: [] },
      said: { args: ['run', '--output', 'github', '--verbose', '--exclude', '*'], token: 'the-token' },
    });
    const sha256 = createHash('sha256').update(readFileSync(packed)).digest('hex');
    for (const given of takeSome(['', packed], 1))
      expect(await run({ sha256, package: given })).toMatchObject({
        ...{ code: 0, stolen: [], asked: [] },
        said: { cwd: repository.root },
      });
    const other = await run({ sha256: 'f'.repeat(64) });
    expect(other.code).not.toBe(0);
    expect(other.said).toBeNull();
    expect((await run({ package: `${own.url}/absent.tgz` })).code).not.toBe(0);
  });
});

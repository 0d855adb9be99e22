import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { BARE_ENV, GitRepository } from '../cli/support/git-repository.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { itNightly } from '../support/programme.js';
import { aDisturbedWay, callForResult, callQgate } from './support/qgate-world.js';
import { lcovOf, LOOKUP, MAIN, sarifOf } from './support/shop.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };

beforeAll(buildPackage, BUILD_TIMEOUT_MS);

/**
 * Runs the commands of administrators and of people at their own machines, by the built command line on the built
 * service.
 */
describe('qgate beside pipelines', () => {
  let service: BuiltService;
  let dataDir: string;
  let admin: ApiClient;
  let repository: GitRepository;
  let env: NodeJS.ProcessEnv;
  let scanId: number;

  beforeAll(async () => {
    dataDir = await aDataDir();
    service = await BuiltService.start({ ...ADMIN, DATA_DIR: dataDir });
    admin = await service.anonymous.login(ADMIN.ADMIN_EMAIL, ADMIN.ADMIN_PASSWORD);
    env = {
      QGATE_URL: service.url,
      QGATE_ANALYZERS: 'none',
      QGATE_REPO: 'acme/shop',
      QGATE_RETRIES: '2',
      XDG_CONFIG_HOME: await aScratchFolder(),
    };
    repository = GitRepository.create('shop');
    repository.write({ '.gitignore': 'coverage/\nreports/\n' });
    repository.commit(MAIN);
    check(MAIN);
  });
  afterAll(cleanUpServices);
  afterAll(() => repository.remove());

  function check(sources: Readonly<Record<string, string>>): void {
    repository.write({ 'coverage/lcov.info': lcovOf(sources), 'reports/shopscan.sarif': sarifOf(sources) });
  }

  const qgate = (...args: readonly string[]) => callQgate(repository.root, args, env);
  const qgateForResult = (...args: readonly string[]) => callForResult(repository.root, args, env);

  it('login: signs in once; a run needs no token then', async () => {
    const login = [(await buildPackage()).qgate, 'login', '--email', ADMIN.ADMIN_EMAIL, '--password-stdin'];
    const done = spawnSync(process.execPath, login, {
      env: { ...BARE_ENV, ...env },
      cwd: repository.root,
      input: `${ADMIN.ADMIN_PASSWORD}\n`,
      encoding: 'utf8',
    });
    expect(done.stderr).toBe('');
    expect(done.stdout).toContain(`Signed in to ${service.url} as ${ADMIN.ADMIN_EMAIL}`);
    const first = await qgateForResult('run');
    expect(first.result).toMatchObject({ status: 'passed', is_baseline_scan: true });
    repository.git('checkout', '--quiet', '-b', 'lookup');
    repository.git('mv', 'src/legacy/report.js', 'src/report.js');
    repository.commit(LOOKUP);
    check(LOOKUP);
    const second = await qgateForResult('run', '--pr', '3');
    expect(second.exitCode).toBe(1);
    scanId = second.result.scan_id;
  });

  it('doctor: says what a run would meet', async () => {
    const { exitCode, stdout } = await qgate('doctor');
    expect(stdout).toMatch(/^ok +service /m);
    expect(stdout).toMatch(/^ok +token +admin@example\.test of /m);
    expect(stdout).toMatch(/^ok +reports +coverage\/lcov\.info, reports\/shopscan\.sarif/m);
    expect(exitCode).toBe(0);
  });

  it('policy: what get prints, set takes back; a change is a revision', async () => {
    const { stdout } = await qgate('policy', 'get');
    expect(stdout).toContain('# v1\n');
    writeFileSync(path.join(repository.root, 'reports/policy.yaml'), stdout);
    expect((await qgate('policy', 'set', '--file', 'reports/policy.yaml')).stdout).toBe('Nothing changed: v1.\n');
    expect((await qgate('policy', 'set', 'new_coverage_min=50', 'rating_min=off')).stdout).toBe('Saved: v2.\n');
    expect((await qgate('policy', 'get', '--json')).result.policy).toMatchObject({
      new_coverage_min: 50,
      rating_min: null,
    });
  });

  it('evaluate: under the policy of now, and under a draft; wait and status show what is stored', async () => {
    const now = await qgateForResult('evaluate', String(scanId));
    expect(now.result.violations.map(({ rule }: any) => rule)).toEqual(['new_critical_max']);
    writeFileSync(path.join(repository.root, 'reports/draft.yaml'), 'new_critical_max: 5\n');
    const draft = await qgateForResult('evaluate', String(scanId), '--policy', 'reports/draft.yaml');
    expect(draft.result.violations.map(({ rule }: any) => rule)).toEqual(['rating_min', 'new_coverage_min']);
    for (const command of ['wait', 'status']) {
      const stored = await qgateForResult(command, String(scanId));
      expect(stored.result.violations.map(({ rule }: any) => rule)).toContain('new_coverage_min');
      expect(stored.exitCode).toBe(1);
    }
    const sarif = await qgate('status', String(scanId), '--output', 'sarif', '--soft-fail');
    expect(sarif.exitCode).toBe(0);
    const states = sarif.result.runs.flatMap(({ results }: any) => results.map((each: any) => each.baselineState));
    expect(states.filter((state: string) => state === 'new')).toHaveLength(2);
  });

  itNightly('waiver: created, listed, in force, revoked', async () => {
    const create = ['--rule', 'new_critical_max', '--reason', 'see SEC-12', '--repo', 'acme/shop', '--pr', '3'];
    const created = await qgate('waiver', 'create', ...create, '--expires', '2d', '--max-actual', '1', '--json');
    expect(created.exitCode).toBe(0);
    const { id } = created.result;
    expect((await qgate('waiver', 'list', '--repo', 'acme/shop')).stdout).toContain('see SEC-12');
    const waived = await qgateForResult('evaluate', String(scanId));
    expect(waived.result).toMatchObject({
      status: 'passed',
      waived_violations: [{ rule: 'new_critical_max', waiver_id: id }],
    });
    expect((await qgate('waiver', 'revoke', String(id))).exitCode).toBe(0);
    expect((await qgate('waiver', 'list')).stdout).toBe('No waivers.\n');
    expect((await qgate('waiver', 'list', '--all')).stdout).toContain('revoked');
    expect((await qgateForResult('evaluate', String(scanId))).exitCode).toBe(1);
  });

  it('waiver create: whose answer is lost is not doubled', async () => {
    const way = await aDisturbedWay(service.url, (count) => (count === 1 ? 'cut_answer' : null));
    const args = ['waiver', 'create', '--rule', 'rating_min', '--reason', 'once'];
    const { exitCode, stderr } = await callQgate(repository.root, args, {
      ...env,
      ...tokenEnv(),
      QGATE_URL: way.url,
    });
    await way.close();
    expect(exitCode).toBe(4);
    expect(stderr).toContain('The request may have taken effect');
    const { body } = await admin.get('/quality/gates/waivers');
    expect(body.waivers.filter(({ reason }: any) => reason === 'once')).toHaveLength(1);
    for (const { id } of body.waivers) await admin.post(`/quality/gates/waivers/${id}/revoke`);
  });

  itNightly('mark-fp: a false positive counts no more, until that is taken back', async () => {
    const { result } = await qgateForResult('status', String(scanId));
    const issue = result.new_findings.find(({ severity }: any) => severity === 'critical').issue_id as number;
    expect((await qgate('mark-fp', String(issue), '--reason', 'the name is a constant')).exitCode).toBe(0);
    expect((await qgateForResult('evaluate', String(scanId))).result.status).toBe('passed');
    expect((await qgate('mark-fp', String(issue), '--undo')).exitCode).toBe(0);
    expect((await qgateForResult('evaluate', String(scanId))).result.status).toBe('failed');
  });

  itNightly('baseline: rebuilt and restored', async () => {
    const rebuilt = await qgate('baseline', 'rebuild');
    expect(rebuilt.stdout).toMatch(/acme\/shop: \d+ known problems cleared/);
    const undone = await qgate('baseline', 'undo', '--json');
    expect(undone.result.restored_fingerprints).toBeGreaterThan(0);
    const again = await qgate('baseline', 'undo');
    expect(again.exitCode).toBe(2);
  });

  it('an interrupt exits 130, and the scan does not stay open', async () => {
    const seen = { uploads: 0 };
    const way = await aDisturbedWay(service.url, (_, { method, url = '' }) => {
      if (method !== 'POST' || !/\/scans\/\d+\//.test(url)) return null;
      seen.uploads += 1;
      return 'slow';
    });
    const before = (await admin.get('/scans')).body.scans.length as number;
    const { qgate: program } = await buildPackage();
    const child = spawn(process.execPath, [program, 'run', '--output', 'json'], {
      cwd: repository.root,
      env: { ...BARE_ENV, ...env, ...tokenEnv(), QGATE_URL: way.url },
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    while (seen.uploads === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    await way.close();
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'interrupted' }, exit_code: 130 });
    const { scans } = (await admin.get('/scans')).body;
    expect(scans).toHaveLength(before + 1);
    expect(scans[0]).toMatchObject({ status: 'failed' });
  });

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  (hasOpenssl ? it : it.skip)(
    'a certificate of a company of its own is trusted by NODE_EXTRA_CA_CERTS alone',
    async () => {
      const { url, certificate, server } = await overTls(service.url);
      const reach = (changes: NodeJS.ProcessEnv) =>
        callQgate(repository.root, ['status', String(scanId)], {
          ...env,
          ...tokens,
          QGATE_URL: url,
          QGATE_RETRIES: '0',
          ...changes,
        });
      const tokens = tokenEnv();
      const refused = await reach({});
      expect(refused.exitCode).toBe(4);
      expect(refused.stderr).toMatch(/SELF_SIGNED_CERT|self-signed/);
      expect((await reach({ NODE_EXTRA_CA_CERTS: certificate })).exitCode).toBe(1);
      server.closeAllConnections();
      server.close();
    },
  );

  it('qgate-admin: verifies the audit log beside the running service', async () => {
    const program = path.join((await buildPackage()).root, 'bin/qgate-admin.js');
    const done = spawnSync(process.execPath, [program, 'audit', 'verify'], {
      env: { ...BARE_ENV, DATA_DIR: dataDir },
      encoding: 'utf8',
    });
    expect(done.stdout + done.stderr).toMatch(/^\d+ sealed entries of \d+ organizations were verified; \d+ are not/);
    expect(done.status).toBe(0);
  });

  it('logout: ends the session at the service, and forgets it', async () => {
    const token = tokenEnv();
    const withToken = () => callQgate(repository.root, ['status', String(scanId)], { ...env, ...token });
    expect((await withToken()).exitCode).not.toBe(3);
    expect((await qgate('logout')).exitCode).toBe(0);
    expect((await withToken()).exitCode).toBe(3);
    expect((await qgate('status', String(scanId))).exitCode).toBe(3);
  });

  /** The sign-in is kept by address; another way to the same service needs its token. */
  function tokenEnv(): NodeJS.ProcessEnv {
    const file = path.join(env.XDG_CONFIG_HOME!, 'qgate', 'sign-ins.json');
    const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { accessToken: string }>;
    return { QGATE_TOKEN: known[service.url]!.accessToken };
  }
});

/** The service behind a certificate that nobody knows. */
async function overTls(to: string): Promise<{ url: string; certificate: string; server: Server }> {
  const folder = await aScratchFolder();
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  const target = new URL(to);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = forward({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate, server };
}

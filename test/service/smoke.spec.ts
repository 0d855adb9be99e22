import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readProcessState } from '../../src/embedded-postgres/process-info.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { APP_ROLE, appConnection, type DatabaseConnection } from '../../src/platform/database/connection.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices, postmasterOf } from '../support/built-service.js';
import { memoryFolder } from '../support/memory-folder.js';
import { createTestDatabase, query } from '../support/postgres.js';
import { itNightly } from '../support/programme.js';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { until } from '../support/wait-until.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const run = promisify(execFile);
/** Skipped without curl, which the welcome's commands use. The test command names skipped tests. */
const itWithCurl = spawnSync('curl', ['--version']).status === 0 ? it : it.skip;

/** Time limit for the service to stop. */
const STOPS_WITHIN_MS = 15_000;

beforeAll(buildPackage, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

/** Variables of the commands of docs/tracing.md that export spans, with another receiver. */
async function documentedTracing({ url }: WebhookReceiver): Promise<Record<string, string>> {
  const page = await readFile(path.join(__dirname, '../../docs/tracing.md'), 'utf8');
  const [, commands] = /```sh\n([^]*?)\nnpm start\n```/.exec(page)!;
  const { stdout } = await run('env', ['-i', 'sh', '-c', `${commands}\nenv`]);
  const set = Object.fromEntries(
    Array.from(stdout.matchAll(/^(OTEL_\w+)=(.*)$/gm), ([, name, value]) => [name, value]),
  );
  expect(Object.keys(set)).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT']);
  return { OTEL_EXPORTER_OTLP_ENDPOINT: new URL(url).origin };
}

describe('the built service on its own PostgreSQL', () => {
  let dataDir: string;
  let service: BuiltService;
  let api: ApiClient;
  let scanId: number;
  /** Contents of the welcome at the first start. */
  const printed = { email: '', password: '' };
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    receiver.answer = (response) => void response.writeHead(404).end('planted page');
    dataDir = await aDataDir();
    service = await BuiltService.start({ DATA_DIR: dataDir, ...(await documentedTracing(receiver)) });
  });
  afterAll(() => receiver.close());

  it('says at its start that no receiver takes its spans', async () => {
    const line = await until(
      () => service.stdout.split('\n').find((each) => each.includes('Spans cannot be exported.')),
      (found) => found !== undefined,
    );
    expect(JSON.parse(line!)).toMatchObject({ level: 40, reason: expect.stringContaining('404') });
    expect(service.stdout).not.toContain('planted page');
  });

  it('prints where it is and who may sign in', async () => {
    const account = /^ {2}email {5}(\S+)\n {2}password {2}(\S+)$/m.exec(service.stdout);
    [, printed.email, printed.password] = account as unknown as [string, string, string];
    api = await service.anonymous.login(printed.email, printed.password);
    expect(printed.email).toBe('admin@quality-gate.local');
    expect(printed.password.length).toBeGreaterThanOrEqual(16);
    expect(service.stdout.split(printed.password)).toHaveLength(3);
    expect(service.stderr).toBe('');
  });

  it('hands out qgate of its own version', async () => {
    const answer = await fetch(`${service.url}/qgate.tgz`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/gzip']);
    const { root } = await buildPackage();
    const handedOut = Buffer.from(await answer.arrayBuffer());
    // Jest would compare them byte by byte, for seconds.
    expect(handedOut.equals(await readFile(path.join(root, 'dist-qgate/qgate.tgz')))).toBe(true);
  });

  itWithCurl('lets in whoever does exactly what it prints', async () => {
    const exports = service.stdout.split('\n').filter((line) => /^ {2}(export |\s*-d )/.test(line));
    const script = [...exports, 'printf "%s %s" "$QGATE_URL" "$QGATE_TOKEN"'].join('\n');
    const { stdout } = await run('sh', ['-c', script]);
    const [url, token] = stdout.split(' ') as [string, string];
    expect(url).toBe(service.url);
    expect((await service.anonymous.withToken(token).get('/auth/me')).body).toMatchObject({
      user: { email: printed.email, is_super_admin: true },
      org: { slug: 'default' },
    });
  });

  it('describes its API from the types and comments of the source, which only the real compiler reads', async () => {
    const { body } = await service.anonymous.get('/openapi.json');
    expect(body.components.schemas.CreateScan).toMatchObject({
      required: ['branch'],
      properties: { branch: { type: 'string', description: 'The branch that was scanned.' } },
    });
  });

  it('takes reports and gives a verdict', async () => {
    const created = await api.post('/scans', { repo: 'acme/web', branch: 'feature', base_branch: 'main' });
    expect(created.status).toBe(201);
    scanId = created.body.scan_id as number;
    const sarif = aSarifLog([
      { rule: 'sql-injection', path: 'src/db.ts', line: 3, snippet: 'db.query(sql + name)', securitySeverity: '9.1' },
      { rule: 'no-eval', path: 'src/db.ts', line: 9, snippet: 'eval(text)' },
    ]);
    expect((await api.upload(`/scans/${scanId}/findings`, {}, { content: sarif })).body).toMatchObject({
      records_persisted: 2,
      by_severity: { critical: 1, high: 0, medium: 1, low: 0, info: 0 },
    });
    const lcov = anLcov({ 'src/db.ts': lines(10, 9), 'src/app.ts': lines(10, 8) });
    const coverage = await api.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content: lcov });
    expect(coverage.body).toMatchObject({ scan_id: scanId, records_persisted: 2 });
    expect((await api.post(`/scans/${scanId}/complete`)).body).toMatchObject({
      status: 'failed',
      violations: [
        { rule: 'new_critical_max', threshold: 0, actual: 1 },
        { rule: 'rating_min', threshold: 'C', actual: 'D' },
      ],
      new_in_pr: { critical: 1, medium: 1, total: 2 },
    });
  });

  it('reads ids in paths by the letter', async () => {
    const badIds = ['012', '0', '-1', '1e3', '12abc', '%2012', '9007199254740992'];
    for (const id of badIds) expect((await api.get(`/quality/gates/status/${id}`)).status).toBe(400);
    expect((await api.get(`/quality/gates/status/${scanId}`)).body).toMatchObject({ scan_id: scanId });
    expect((await api.get('/quality/gates/status/9007199254740991')).status).toBe(404);
  });

  itNightly('refuses a second process on its data folder, and is not disturbed by it', async () => {
    const second = await BuiltService.spawn({ DATA_DIR: dataDir });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stderr).toContain(`The data folder is in use by process ${service.pid} on `);
    expect(second.stderr).toContain('Stop the other process first, or set DATA_DIR to a separate folder.');
    expect(second.stdout).not.toContain('ready');
    expect((await api.get('/health/ready')).status).toBe(200);
  });

  it('stops on SIGTERM in time, its PostgreSQL with it, though somebody waits for a verdict and somebody else says nothing', async () => {
    const postmaster = await postmasterOf(dataDir);
    expect(await readProcessState(postmaster!)).toMatchObject({ state: 'running' });
    const { scan_id } = (await api.post('/scans', { repo: 'acme/web', branch: 'slow' })).body;
    const waiting = api.get(`/quality/gates/status/${scan_id}?wait=30`);
    const spare = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    await sleep(500);
    const from = performance.now();
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - from).toBeLessThan(STOPS_WITHIN_MS);
    expect(await waiting).toMatchObject({ status: 200, body: { status: null } });
    spare.destroy();
    expect(await readProcessState(postmaster!)).toEqual({ state: 'gone' });
    expect(await postmasterOf(dataDir)).toBeNull();
  });

  it('keeps everything over a restart, and prints no password again', async () => {
    const before = await readdir(dataDir);
    receiver.received.splice(0);
    receiver.answer = (response) => void response.writeHead(200).end('{}');
    service = await BuiltService.start({ DATA_DIR: dataDir, ...(await documentedTracing(receiver)) });
    expect(service.stdout).not.toContain('administrator');
    expect(service.stdout).not.toContain(printed.password);
    api = await service.anonymous.login(printed.email, printed.password);
    expect((await api.get(`/quality/gates/status/${scanId}`)).body).toMatchObject({
      scan_id: scanId,
      status: 'failed',
    });
    expect((await api.get(`/scans/${scanId}/findings`)).body.total).toBe(2);
    expect((await api.get(`/quality/coverage/${scanId}`)).body).toMatchObject({ file_count: 2, coverage_pct: 85 });
    expect((await readdir(dataDir)).sort()).toEqual(before.sort());
  });

  it('exports its spans to a receiver by the commands of docs/tracing.md, to the last', async () => {
    const { scan_id: id } = (await api.post('/scans', { repo: 'acme/web', branch: 'traced' })).body;
    await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog([]) });
    await api.post(`/scans/${id}/complete`);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const resources = receiver.received.flatMap(({ body }) => body.resourceSpans as any[]);
    expect(JSON.stringify(resources.at(-1).resource)).toContain('"stringValue":"quality-gate"');
    const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope: any) => scope.spans as any[]));
    const completion = spans.find(({ name }) => name === 'POST /api/scans/:id/complete');
    const names = spans.filter(({ traceId }) => traceId === completion.traceId).map(({ name }) => name as string);
    const page = await readFile(path.join(__dirname, '../../docs/tracing.md'), 'utf8');
    const documented = Array.from(page.matchAll(/^\| (.*?) +\| (?:server|internal|client)/gm), ([, cell]) => cell!);
    for (const name of [
      'completion',
      'base',
      'coverage',
      'matching',
      'judging',
      'storing',
      'pool wait',
      'UPDATE scans',
    ]) {
      expect(names).toContain(name);
      expect(documented.join().replace('SELECT scans', 'UPDATE scans')).toContain(`\`${name}\``);
    }
    expect(spans.map(({ name }) => name)).toContain('reading');
    expect(service.stdout).not.toContain('Spans cannot be exported.');
  });
});

describe('the built service without a usable configuration', () => {
  it('names every fault at once and ends', async () => {
    const service = await BuiltService.spawn({
      DATA_DIR: await aDataDir(),
      PORT: '70000',
      LOG_LEVEL: 'loud',
      ADMIN_PASSWORD: 'secret',
      RATE_LIMIT_LOGIN: '0',
    });
    expect(await service.exited).toEqual({ code: 1, signal: null });
    for (const name of ['PORT', 'LOG_LEVEL', 'ADMIN_PASSWORD', 'RATE_LIMIT_LOGIN'])
      expect(service.stderr).toMatch(new RegExp(`^\\W*${name}\\b`, 'm'));
    expect(service.stderr).not.toContain('secret');
    expect(service.stderr).not.toMatch(/^\s+at /m);
    expect(service.stdout).toBe('');
  });
});

describe('the built service whose port is taken', () => {
  it('says so and ends, before it makes a cluster or prints a password', async () => {
    const taker = createServer().listen({ host: '127.0.0.1', port: 0 });
    await once(taker, 'listening');
    const { port } = taker.address() as AddressInfo;
    const dataDir = await aDataDir();
    try {
      const service = await BuiltService.spawn({ DATA_DIR: dataDir, PORT: String(port) });
      expect(await service.exited).toEqual({ code: 1, signal: null });
      expect(service.stderr).toBe(
        `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or set PORT to a free port.\n`,
      );
      expect(service.stdout).toBe('');
      expect(existsSync(dataDir)).toBe(false);
    } finally {
      taker.close();
    }
  });
});

describe('the built service on an outside PostgreSQL', () => {
  const administrator = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };

  const variablesFor = async ({ user, password = '', host, port, database }: DatabaseConnection) => ({
    ...administrator,
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`,
    DATA_DIR: await aDataDir(),
  });

  // test/service/backup.spec.ts and connections.spec.ts serve from one in `npm test` as well.
  itNightly('serves from it, starting no server of its own, and leaves it running', async () => {
    const database = await createTestDatabase({ isEmpty: true });
    const variables = await variablesFor(database.admin);
    const service = await BuiltService.start(variables);
    const api = await service.anonymous.login(administrator.ADMIN_EMAIL, administrator.ADMIN_PASSWORD);
    const created = await api.post('/scans', { repo: 'acme/web', branch: 'main' });
    expect((await api.post(`/scans/${created.body.scan_id}/complete`)).body).toMatchObject({ status: 'passed' });
    expect(await postmasterOf(variables.DATA_DIR)).toBeNull();
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await query(database.admin, 'SELECT count(*) FROM scans');
    await database.drop();
  });

  itNightly('refuses to serve through a role that row security does not bind', async () => {
    // Roles belong to a whole cluster: on one of its own, so that no other test meets this one.
    const cluster = await startThrowawayPostgres(memoryFolder());
    try {
      const admin = { ...cluster.superuser, ssl: false };
      await query(admin, `CREATE ROLE ${APP_ROLE} LOGIN BYPASSRLS`);
      const service = await BuiltService.spawn({ ...(await variablesFor(admin)), DATABASE_ROLE: APP_ROLE });
      expect(await service.exited).toEqual({ code: 1, signal: null });
      expect(service.stderr).toContain(`ALTER ROLE ${APP_ROLE} NOSUPERUSER NOBYPASSRLS`);
      expect(service.stdout).not.toContain('ready');

      // Made by hand, without a password.
      await query(admin, `ALTER ROLE ${APP_ROLE} NOBYPASSRLS`);
      const environment = { ...(await variablesFor(admin)), DATABASE_ROLE: APP_ROLE };
      const refused = await BuiltService.spawn(environment);
      expect(await refused.exited).toEqual({ code: 1, signal: null });
      expect(refused.stderr).toContain('qgate-admin set-database-password');
      expect(await query(admin, `SELECT to_regclass('public.migrations') AS migrations`)).toEqual([
        { migrations: null },
      ]);
      const program = path.join((await buildPackage()).root, 'bin/qgate-admin.js');
      const env = { PATH: process.env.PATH, ...environment };
      const { stdout } = await run(process.execPath, [program, 'set-database-password'], { env });
      expect(stdout).toContain(`The password of the database role ${APP_ROLE} was set.`);
      await query(appConnection(admin), 'SELECT 1');
    } finally {
      await cluster.stop();
    }
  });
});

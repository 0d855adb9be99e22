import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { GitRepository } from '../cli/support/git-repository.js';
import { callForResult } from '../service/support/qgate-world.js';
import { lcovOf, MAIN, sarifOf } from '../service/support/shop.js';
import { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, aScratchFolder, BuiltService, cleanUpServices } from '../support/built-service.js';
import { findInstalledPostgres } from '../support/installed-postgres.js';
import { takeCount } from '../support/seed.js';
import { missingPrograms } from '../support/shell.js';
import { aCountingWay, type CountingWay } from './support/counting-way.js';
import { HaCluster } from './support/ha-cluster.js';
import { until } from './support/program.js';
import { Traffic } from './support/traffic.js';

const ADMIN = { ADMIN_EMAIL: 'admin@example.test', ADMIN_PASSWORD: 'correct horse battery staple' };
const RATE = '10000000';
const RATES = {
  RATE_LIMIT_DEFAULT: RATE,
  RATE_LIMIT_STATUS: RATE,
  RATE_LIMIT_UPLOAD: RATE,
  RATE_LIMIT_ANONYMOUS: RATE,
};
/** The oldest PostgreSQL that the service takes. */
const LOWEST = 15;

/** Losses and handovers of the primary, each; times are asserted where there is more than one (`npm run drill`). */
const ROUNDS = takeCount('DRILL_ROUNDS', 1, 1);
const areTimesAsserted = ROUNDS > 1;

const PROGRAMS = ['patroni', 'etcd', 'haproxy', 'pgbouncer', 'redis-server', 'pgbackrest', 'openssl'];
const postgres = findInstalledPostgres(LOWEST);
/** Patroni reaches etcd by a package that it only recommends. */
const reachesEtcd = spawnSync('/usr/bin/python3', ['-c', 'import patroni.dcs.etcd3']).status === 0;
const missing = [
  ...missingPrograms(...PROGRAMS),
  ...(reachesEtcd ? [] : ['python3-etcd']),
  ...(postgres === null ? [`PostgreSQL ${LOWEST} or later`] : []),
];
if (missing.length > 0)
  stderr.write(`The drills of deploy/ha are skipped, as these are missing: ${missing.join(', ')}.\n`);

/** Pipelines that run at once, each one `qgate run` after the other. */
const PIPELINES = 4;

const show = (figure: string) => stderr.write(`drill: ${figure}\n`);

jest.setTimeout(180_000 * (1 + ROUNDS));
beforeAll(buildPackage, BUILD_TIMEOUT_MS);

(missing.length > 0 ? describe.skip : describe)('the servers of deploy/ha (needs their packages)', () => {
  let cluster: HaCluster;
  let wayToRedis: CountingWay;
  let environment: Record<string, string>;
  const instances: BuiltService[] = [];
  let headers: Record<string, string>;
  let traffic: Traffic | undefined;
  const pushed: Traffic[] = [];

  beforeAll(async () => {
    cluster = await HaCluster.start(await aScratchFolder(), postgres!);
    wayToRedis = await aCountingWay(cluster.redisPort);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    environment = {
      ...{ ...ADMIN, ...RATES, ...cluster.environment, LOG_LEVEL: 'warn', TRUST_PROXY: 'loopback' },
      ...{ REDIS_URL: `redis://127.0.0.1:${wayToRedis.port}`, SECRETS_KEY: randomBytes(32).toString('base64') },
      JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      // Longer than HAProxy takes to leave an instance that is not ready.
      SHUTDOWN_DELAY_MS: '2000',
    };
    await migrate();
    await cluster.startPooler();
    for (const port of cluster.instancePorts) instances.push(await startInstance(port));
    await cluster.untilBalanced();
    const login = await new ApiClient(cluster.url, {}).post('/auth/login', {
      email: ADMIN.ADMIN_EMAIL,
      password: ADMIN.ADMIN_PASSWORD,
    });
    const bearer = { authorization: `Bearer ${login.body.access_token as string}` };
    const admin = new ApiClient(cluster.url, bearer);
    const webhook = {
      url: 'https://hooks.example.org/quality',
      events: ['gate.changed'],
      headers: { 'x-token': 'sealed' },
    };
    expect((await admin.post('/webhooks', webhook)).status).toBe(201);
    const key = await admin.post('/api-keys', { name: 'traffic', scopes: ['admin', 'write:scans', 'read:scans'] });
    headers = { 'x-api-key': key.body.key as string };
  }, 300_000);

  // Left behind by a test that failed.
  afterEach(async () => {
    await traffic?.abandon();
    traffic = undefined;
  });
  afterAll(async () => {
    for (const instance of instances) await instance.end('SIGKILL');
    await (cluster as HaCluster | undefined)?.stop();
    await (wayToRedis as CountingWay | undefined)?.close();
    await cleanUpServices();
  }, 120_000);

  async function migrate(): Promise<void> {
    const { service } = await buildPackage();
    const done = spawnSync(process.execPath, [path.join(path.dirname(service), 'migrate.js')], {
      env: {
        PATH: process.env.PATH,
        ...environment,
        DATA_DIR: await aDataDir(),
        DATABASE_ADMIN_URL: cluster.adminUrl(),
      },
      encoding: 'utf8',
    });
    expect(done.stdout + done.stderr).toMatch(/Ran \d+ migrations/);
  }

  const startInstance = async (port: number): Promise<BuiltService> =>
    BuiltService.start({ ...environment, PORT: String(port), DATA_DIR: await aDataDir() });

  function beginTraffic(): Traffic {
    traffic = new Traffic([cluster.url], headers);
    pushed.push(traffic);
    return traffic;
  }

  async function endTraffic(): Promise<void> {
    await traffic!.stop();
    traffic = undefined;
  }

  /** Milliseconds until a scan can be started: each attempt is a request of its own. */
  async function untilWritten(from: number): Promise<number> {
    await until('a write', async () => {
      const body = JSON.stringify({ repo: 'acme/probe', branch: 'main' });
      const answer = await fetch(`${cluster.url}/api/scans`, {
        ...{ method: 'POST', body },
        headers: { ...headers, 'content-type': 'application/json' },
      });
      await answer.text();
      return answer.status === 201;
    });
    return Date.now() - from;
  }

  it('lose no request while instances are replaced one by one', async () => {
    const during = beginTraffic();
    await during.more(3);
    for (const [at, port] of cluster.instancePorts.entries()) {
      expect(await instances[at]!.end('SIGTERM')).toEqual({ code: 0, signal: null });
      instances[at] = await startInstance(port);
      await cluster.untilBalanced();
      await during.more(2);
    }
    await endTraffic();
    const { succeeded, unavailable, failures } = during.takeAnswers();
    expect({ unavailable, failures }).toEqual({ unavailable: 0, failures: [] });
    show(`rolling restart of 2 instances: ${succeeded} requests, 0 failed`);
  });

  it('answer as ever while Redis hangs, which one request a second and process waits for, and while it is dead', async () => {
    cluster.program('redis').signal('SIGSTOP');
    const during = beginTraffic();
    await during.more(1);
    const [before, from] = [wayToRedis.sent, Date.now()];
    during.takeAnswers();
    await during.more(6);
    const asked = wayToRedis.sent - before;
    const seconds = (Date.now() - from) / 1000;
    const hung = during.takeAnswers();
    // Each process asks at once, then after each second; a lost connection is opened again by its greeting.
    expect(asked).toBeLessThanOrEqual(2 * cluster.instancePorts.length * (seconds + 1));
    expect(hung.succeeded).toBeGreaterThan(4 * 6);
    show(`Redis hangs: ${hung.succeeded} requests in ${seconds.toFixed(1)} s, ${asked} of them asked it, 0 failed`);
    cluster.program('redis').signal('SIGCONT');
    await cluster.program('redis').end('SIGKILL');
    await during.more(3);
    await endTraffic();
    const dead = during.takeAnswers();
    expect([...hung.failures, ...dead.failures]).toEqual([]);
    expect(hung.unavailable + dead.unavailable).toBe(0);
    cluster.startRedis();
  });

  /** All rows of each table, as a digest. */
  async function stateOf(port?: number): Promise<Readonly<Record<string, string>>> {
    const options = port === undefined ? {} : { port };
    const tables = await cluster.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'auth') ORDER BY 1`,
      options,
    );
    const digests = tables.map(
      ({
        name,
      }) => `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '')
        AS digest FROM ${name} AS t`,
    );
    const rows = await cluster.query<{ name: string; digest: string }>(digests.join(' UNION ALL '), options);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  }

  let chosen: { readonly time: string; readonly state: Readonly<Record<string, string>> } | undefined;

  it('are backed up under traffic, and have a state at a chosen time', async () => {
    const during = beginTraffic();
    await during.more(1);
    await cluster.backUp();
    await during.more(2);
    await endTraffic();
    expect(during.takeAnswers()).toMatchObject({ unavailable: 0, failures: [] });
    // Background work comes to rest.
    await until('the same state before and after a time', async () => {
      const before = await stateOf();
      const [{ time }] = (await cluster.query<{ time: string }>('SELECT clock_timestamp()::text AS time')) as [
        { time: string },
      ];
      chosen = { time, state: await stateOf() };
      return JSON.stringify(before) === JSON.stringify(chosen.state);
    });
  });

  it('hand the primary over without an error but 503, and lose no acknowledged write', async () => {
    const during = beginTraffic();
    for (let round = 0; round < ROUNDS; round += 1) {
      await during.more(2);
      const next = await cluster.switchOver();
      await until('the handover', () => cluster.isPrimary(next));
      const back = await untilWritten(Date.now());
      await cluster.untilSynchronous();
      show(`switchover: written ${back} ms after the promotion`);
      if (areTimesAsserted) expect(back).toBeLessThanOrEqual(5_000);
    }
    await during.more(2);
    await endTraffic();
    const { succeeded, unavailable, failures } = during.takeAnswers();
    expect(failures).toEqual([]);
    show(`${ROUNDS} switchovers: ${succeeded} requests succeeded, ${unavailable} were answered 503 and sent again`);
  });

  const { ttl } = parse(readFileSync(path.join(__dirname, '../../deploy/ha/patroni.yml'), 'utf8')).bootstrap.dcs as {
    ttl: number;
  };

  it('survive the loss of the primary without an error but 503, and lose no acknowledged write', async () => {
    const during = beginTraffic();
    for (let round = 0; round < ROUNDS; round += 1) {
      await during.more(2);
      const lost = await cluster.primary();
      const next = cluster.otherThan(lost);
      const from = Date.now();
      await cluster.kill(lost);
      await until('the promotion', () => cluster.isPrimary(next));
      const promoted = Date.now();
      const back = await untilWritten(promoted);
      const away = Date.now() - from;
      show(`kill -9 of the primary: promoted after ${promoted - from} ms, written ${back} ms later`);
      if (areTimesAsserted) {
        expect(back).toBeLessThanOrEqual(5_000);
        expect(away).toBeLessThanOrEqual((ttl + 2) * 1000);
      }
      await cluster.startNode(lost);
      await cluster.untilSynchronous();
    }
    await during.more(2);
    await endTraffic();
    const { succeeded, unavailable, failures } = during.takeAnswers();
    expect(failures).toEqual([]);
    show(`${ROUNDS} losses: ${succeeded} requests succeeded, ${unavailable} got 503 or no answer and were sent again`);
  });

  /** Runs `qgate run` again and again, each in a repository of its own, until it is stopped. */
  function beginPipelines(): { readonly stop: () => Promise<Awaited<ReturnType<typeof callForResult>>[]> } {
    let isOver = false;
    const runs: Awaited<ReturnType<typeof callForResult>>[] = [];
    const env = { QGATE_URL: cluster.url, QGATE_TOKEN: headers['x-api-key'], QGATE_ANALYZERS: 'none' };
    const push = async (number: number) => {
      const repository = GitRepository.create(`pipeline-${number}`);
      try {
        repository.write({ '.gitignore': 'coverage/\nreports/\n' });
        repository.commit(MAIN);
        repository.write({ 'coverage/lcov.info': lcovOf(MAIN), 'reports/shopscan.sarif': sarifOf(MAIN) });
        while (!isOver)
          runs.push(await callForResult(repository.root, ['run'], { ...env, QGATE_REPO: `acme/pipeline-${number}` }));
      } finally {
        repository.remove();
      }
    };
    const work = Promise.all(Array.from({ length: PIPELINES }, (_, number) => push(number)));
    return {
      stop: async () => {
        isOver = true;
        await work;
        return runs;
      },
    };
  }

  it.each([
    ['handed over', () => cluster.switchOver()],
    [
      'lost',
      async () => {
        const lost = await cluster.primary();
        await cluster.kill(lost);
        await until('the promotion', () => cluster.isPrimary(cluster.otherThan(lost)));
        await cluster.startNode(lost);
      },
    ],
  ])('give each pipeline of qgate its verdict while the primary is %s', async (name, change) => {
    const pipelines = beginPipelines();
    await sleep(4_000);
    await change();
    await cluster.untilSynchronous();
    const runs = await pipelines.stop();
    expect(runs.filter(({ exitCode }) => exitCode !== 0).map(({ stderr: said }) => said)).toEqual([]);
    const api = new ApiClient(cluster.url, headers);
    for (const { result } of runs) {
      const { scan_id, status } = result as { scan_id: number; status: string };
      const { body } = await api.get(`/quality/gates/status/${scan_id}`);
      expect([body.scan_id, body.status, status]).toEqual([scan_id, 'passed', 'passed']);
    }
    const repeated = runs.filter(({ stderr: said }) => said.includes('retrying for at most')).length;
    expect(repeated).toBeGreaterThan(0);
    const pending = await cluster.query(`SELECT s.id FROM scans s JOIN repos r ON r.id = s.repo_id
      WHERE r.name LIKE 'acme/pipeline-%' AND s.state <> 'completed'`);
    expect(pending).toEqual([]);
    show(
      `primary ${name}: ${runs.length} runs of qgate in ${PIPELINES} pipelines, each with its verdict, ${repeated} of them repeated requests`,
    );
  });

  it('have every push that was acknowledged, whole', async () => {
    const pushes = pushed.flatMap((each) => each.pushes);
    expect(pushes.length).toBeGreaterThan(20);
    const api = new ApiClient(cluster.url, headers);
    for (const { scanId, verdict } of pushes) {
      const { status, body } = await api.get(`/quality/gates/status/${scanId}`);
      expect({ status, scan: body.scan_id, verdict: body.status }).toEqual({
        status: 200,
        scan: scanId,
        verdict: verdict!.status,
      });
    }
    expect(await verify(cluster.adminUrl())).toContain('\nAll data is intact.\n');
    show(`${pushes.length} acknowledged pushes are there`);
  });

  it('are restored to the chosen time from the backup and the archive, whole, whatever came after', async () => {
    const from = Date.now();
    await cluster.query('SELECT pg_switch_wal()');
    const port = await cluster.restore(chosen!.time);
    expect(await stateOf(port)).toEqual(chosen!.state);
    expect(await stateOf()).not.toEqual(chosen!.state);
    const said = await verify(cluster.adminUrl(port));
    expect(said).toContain('\n3 sealed secrets can be opened;');
    expect(said).toContain('\nAll data is intact.\n');
    show(`restored to ${chosen!.time} in ${((Date.now() - from) / 1000).toFixed(1)} s, verified`);
  });

  async function verify(adminUrl: string): Promise<string> {
    const { root } = await buildPackage();
    const done = spawnSync(process.execPath, [path.join(root, 'bin/qgate-admin.js'), 'verify'], {
      env: { PATH: process.env.PATH, ...environment, DATABASE_ADMIN_URL: adminUrl, DATA_DIR: await aDataDir() },
      encoding: 'utf8',
    });
    return done.stdout + done.stderr;
  }
});

import { stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';
import { aDisturbedNetwork, type DisturbedNetwork } from '../support/disturbed-network.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aSarifLog } from '../support/reports.js';
import { takeCount, takeSeed } from '../support/seed.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const RATE = '1000000';

/** `npm run chaos` asks for more. */
const DISTURBANCES = takeCount('CHAOS_DISTURBANCES', 4, 1);
/** The promise: whatever the network does, an answer comes within this time. */
const NO_HANG_MS = 10_000;
const RECOVERED_WITHIN_MS = 30_000;

/** Disturbances of the network, with their shortest and longest durations in milliseconds. */
const LENGTHS_MS = {
  'swallows everything': [9_000, 12_000],
  'forgets open connections': [500, 3_000],
  'resets connections': [500, 3_000],
  'delays everything': [500, 3_000],
} as const;
type Disturbance = keyof typeof LENGTHS_MS;
const KINDS = Object.keys(LENGTHS_MS) as Disturbance[];

jest.setTimeout(120_000 + DISTURBANCES * 60_000);

beforeAll(buildPackage, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

/** A request's answer, and how long that took. */
interface Answered {
  readonly asked: string;
  readonly status: number;
  readonly body: any;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

describe('the service, its way to the database disturbed', () => {
  let database: TestDatabase;
  let network: DisturbedNetwork;
  let service: BuiltService;
  let headers: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    network = await aDisturbedNetwork(database.admin);
    const { user, password, port, database: name } = network.connection;
    service = await BuiltService.start({
      ...{ ADMIN_EMAIL, ADMIN_PASSWORD, DATA_DIR: await aDataDir(), LOG_LEVEL: 'warn' },
      ...{ RATE_LIMIT_DEFAULT: RATE, RATE_LIMIT_STATUS: RATE, RATE_LIMIT_UPLOAD: RATE },
      DATABASE_URL: `postgres://${user}:${password ?? ''}@127.0.0.1:${port}/${name}`,
    });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    headers = { authorization: `Bearer ${login.body.access_token}` };
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    network.restore();
    await service.end('SIGTERM');
    await network.close();
    await database.drop();
  });

  it(`answers 503 within ${NO_HANG_MS} ms meanwhile, recovers by itself, and has lost nothing that it acknowledged`, async () => {
    const seed = takeSeed('disturbed network');
    const random = fc.sample(fc.tuple(fc.constantFrom(...KINDS), fc.double({ min: 0, max: 1, noNaN: true })), {
      seed,
      numRuns: DISTURBANCES,
    });
    const everAcknowledged: number[] = [];
    for (const [round, [drawn, share]] of random.entries()) {
      // Each kind once, then at random.
      const kind = KINDS[round] ?? drawn;
      const [shortestMs, longestMs] = LENGTHS_MS[kind];
      const lengthMs = shortestMs + share * (longestMs - shortestMs);
      const acknowledged: number[] = [];
      const answers = await pushDuring(() => disturb(kind, lengthMs), acknowledged);

      const unexpected = answers.filter(
        ({ status, retryAfter, tookMs }) =>
          ![200, 201, 503].includes(status) || (status === 503 && !(Number(retryAfter) > 0)) || tookMs > NO_HANG_MS,
      );
      const slowestMs = Math.max(...answers.map(({ tookMs }) => tookMs));
      const refused = answers.filter(({ status }) => status === 503).length;
      stderr.write(
        `${kind}: ${answers.length} answers, ${refused} of them 503, the longest after ${slowestMs.toFixed()} ms\n`,
      );
      expect({ kind, unexpected }).toEqual({ kind, unexpected: [] });
      await expectRecovered();
      await expectNothingLost(acknowledged);
      everAcknowledged.push(...acknowledged);
    }
    await expectNothingLost(everAcknowledged);
  });

  /** Writers and readers keep at it from just before the disturbance to just after. */
  async function pushDuring(disturbing: () => Promise<void>, acknowledged: number[]): Promise<Answered[]> {
    const answers: Answered[] = [];
    let isOver = false;
    const keepOn = async (step: () => Promise<Answered[]>) => {
      while (!isOver) {
        answers.push(...(await step()));
        await sleep(10);
      }
    };
    const push = async () => {
      const created = await ask('POST', '/scans', { repo: 'acme/web', branch: 'main' });
      if (created.status !== 201) return [created];
      const scanId = created.body.scan_id as number;
      const reported = await ask(
        'POST',
        `/scans/${scanId}/findings`,
        aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]),
      );
      if (reported.status !== 200) return [created, reported];
      const completed = await ask('POST', `/scans/${scanId}/complete`, {});
      if (completed.status === 200) acknowledged.push(scanId);
      return [created, reported, completed];
    };
    const read = async () => [await ask('GET', '/scans?limit=1'), await ask('GET', '/health/ready')];
    const working = Promise.all([push, push, push, read, read].map(keepOn));
    await sleep(200);
    await disturbing().finally(() => (isOver = true));
    await working;
    return answers;
  }

  async function disturb(kind: Disturbance, lengthMs: number): Promise<void> {
    switch (kind) {
      case 'swallows everything':
        network.isDead = true;
        break;
      case 'forgets open connections':
        network.forgetOpenConnections();
        break;
      case 'resets connections':
        await keepCutting(lengthMs);
        return;
      case 'delays everything':
        network.delayMs = 50;
        break;
    }
    await sleep(lengthMs);
    network.restore();
  }

  async function keepCutting(lengthMs: number): Promise<void> {
    const end = Date.now() + lengthMs;
    while (Date.now() < end) {
      network.cut();
      await sleep(100);
    }
  }

  async function expectRecovered(): Promise<void> {
    const end = Date.now() + RECOVERED_WITHIN_MS;
    for (;;) {
      const answers = [await ask('GET', '/health/ready'), await ask('GET', '/scans?limit=1')];
      if (answers.every(({ status }) => status === 200)) return;
      if (Date.now() > end)
        throw new Error(`It did not recover: ${JSON.stringify(answers)}\n${service.stdout.slice(-3_000)}`);
      await sleep(100);
    }
  }

  async function expectNothingLost(acknowledged: readonly number[]): Promise<void> {
    for (const scanId of acknowledged) {
      expect((await ask('GET', `/scans/${scanId}/findings`)).body.total).toBe(1);
      expect((await ask('GET', `/quality/gates/status/${scanId}`)).body).toMatchObject({
        status: 'passed',
        evaluation: 1,
      });
    }
  }

  async function ask(method: string, path: string, body?: object | string): Promise<Answered> {
    const sent = performance.now();
    const init = {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    const response = await fetch(`${service.url}/api${path}`, init);
    const answer = {
      asked: `${method} ${path}`,
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
    };
    return { ...answer, body: await response.json(), tookMs: performance.now() - sent };
  }
});

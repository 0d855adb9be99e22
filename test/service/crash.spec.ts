import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessState } from '../../src/embedded-postgres/process-info.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices, postmasterOf } from '../support/built-service.js';
import { takeCount } from '../support/seed.js';
import { findContradictions } from './support/contradictions.js';
import { aPush, carryOn, type Push, takeBack } from './support/push.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const RATE = '1000000';
/** The promise: whatever happens to the database, an answer comes within this time. */
const NO_HANG_MS = 10_000;
/** Long enough for a machine under load; a test that works never waits that long. */
const PATIENCE_MS = 60_000;

/** Generous limits: the load here comes from one credential. */
const ENVIRONMENT = {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  LOG_LEVEL: 'info',
  RATE_LIMIT_DEFAULT: RATE,
  RATE_LIMIT_STATUS: RATE,
  RATE_LIMIT_UPLOAD: RATE,
};

jest.setTimeout(180_000);
const CYCLE_MS = 90_000;

/** One data folder for all tests, and the service that runs on it. */
let dataDir: string;
let service: BuiltService;

beforeAll(async () => {
  await buildPackage();
  dataDir = await aDataDir();
  service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: dataDir });
}, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

describe('the service, killed at any moment', () => {
  /** `npm run chaos` asks for more. */
  const CYCLES = takeCount('CHAOS_CYCLES', 10);
  const WRITERS = 3;
  /** Pushes of one repository share files, keyframes and the baseline. */
  const REPOS = 4;

  it(
    'has lost nothing that it acknowledged and holds no half of anything when it is back',
    async () => {
      const { headers } = await signIn();
      const pushes: Push[] = [];

      for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
        const postmaster = (await postmasterOf(dataDir))!;
        const known = pushes.length;
        await pushUntilKilled(service.anonymous.as(headers), pushes);
        expect(await readProcessState(postmaster)).toMatchObject({ state: 'running' });
        if (cycle % 2 === 0) process.kill(postmaster, 'SIGKILL');

        service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: dataDir });
        expect(await readProcessState(postmaster)).toEqual({ state: 'gone' });
        // The session of before the first kill still holds.
        const api = service.anonymous.as(headers);
        expect(await findContradictions(dataDir)).toEqual({});
        for (const push of pushes.slice(known)) {
          await expectNothingLost(push, api);
          await carryOn(push, api);
        }
      }

      const api = service.anonymous.as(headers);
      expect(await findContradictions(dataDir)).toEqual({});
      for (const push of pushes) await expectNothingLost(push, api);
    },
    CYCLES * CYCLE_MS,
  );

  /** Several pushes at a time; at a random moment among their steps the service is killed. */
  async function pushUntilKilled(api: ApiClient, pushes: Push[]): Promise<void> {
    let stepsLeft = randomInt(1, 5 * WRITERS);
    let killed: Promise<unknown> | undefined;
    const acknowledged = () => {
      stepsLeft -= 1;
      if (stepsLeft === 0) killed = sleep(randomInt(0, 40)).then(() => service.end('SIGKILL'));
    };
    const writers = Array.from({ length: WRITERS }, async () => {
      for (;;) {
        const number = pushes.length;
        const branch = number % 3 === 0 ? 'main' : `feature-${number}`;
        const push = aPush(`acme/shop-${number % REPOS}`, branch, randomInt(50, 400), randomInt(20, 150));
        pushes.push(push);
        await carryOn(push, api, acknowledged);
        if (branch !== 'main' && randomInt(3) === 0) await takeBack(push, api);
      }
    });
    // Each writer ends when its connection breaks off, which is fetch's TypeError; no other failure is expected.
    for (const { reason } of (await Promise.allSettled(writers)) as PromiseRejectedResult[])
      expect(reason).toMatchObject({ name: 'TypeError' });
    expect(killed).toBeDefined();
    expect(await killed).toEqual({ code: null, signal: 'SIGKILL' });
  }

  async function expectNothingLost(push: Push, api: ApiClient): Promise<void> {
    if (push.scanId === undefined) return;
    if (push.isDeletionSent && (await api.get(`/scans/${push.scanId}`)).status === 404) return;
    expect(push.isDeleted).toBe(false);
    const scan = await read(api, `/scans/${push.scanId}`);
    const findings = (await read(api, `/scans/${push.scanId}/findings?limit=1`)).total as number;
    const files = (await read(api, `/quality/coverage/${push.scanId}`)).file_count as number;
    const status = await read(api, `/quality/gates/status/${push.scanId}`);

    expect(push.hasFindings ? [push.findings] : [0, push.findings]).toContain(findings);
    expect(push.hasCoverage ? [push.files] : [0, push.files]).toContain(files);
    expect(scan.uploads_received).toBe(Number(findings > 0) + Number(files > 0));
    if (push.verdict) expect(status).toEqual(push.verdict);
    if (status.status === null) {
      expect(scan.status).toBe('pending');
      return;
    }
    expect(push.isCompletionSent).toBe(true);
    expect(scan.status).toBe('completed');
    const isBaseline = push.branch === 'main';
    expect(status).toMatchObject({ status: 'passed', violations: [], evaluation: 1, is_baseline_scan: isBaseline });
    // Reports begin alike, so what is new is what the base's report is shorter by.
    const { base, new_in_pr } = status as { base: { scan_id: number } | null; new_in_pr: { medium: number } };
    const before = base && (await read(api, `/scans/${base.scan_id}/findings?limit=1`)).total;
    expect(new_in_pr.medium).toBe(isBaseline ? 0 : Math.max(0, push.findings - Number(before)));
  }
});

describe('the service, its PostgreSQL killed under it', () => {
  it('answers 503 meanwhile, recovers by itself and has lost nothing that it acknowledged', async () => {
    const { api, headers } = await signIn();
    const scan = { repo: 'acme/asked', branch: 'main' };
    const scans = [(await api.post('/scans', scan)).body.scan_id as number];
    const answers: Response[] = [];
    let slowestMs = 0;
    let isOver = false;

    const keepAsking = async (path: string, sent?: object) => {
      while (!isOver) {
        const init = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(sent) };
        const askedMs = performance.now();
        const answer = await fetch(`${service.url}/api${path}`, { method: sent ? 'POST' : 'GET', ...init });
        const body = (await answer.json()) as { scan_id: number };
        slowestMs = Math.max(slowestMs, performance.now() - askedMs);
        answers.push(answer);
        if (answer.status === 201) scans.push(body.scan_id);
        if (answer.status === 500) throw new Error(`${path} answered 500: ${JSON.stringify(body)}`);
        await sleep(25);
      }
    };
    const killTwice = async () => {
      // The second time it pauses before it starts its server again, so that requests surely meet the gap.
      for (let kill = 1; kill <= 2; kill += 1) {
        const postmaster = (await postmasterOf(dataDir))!;
        process.kill(postmaster, 'SIGKILL');
        await until(async () => ![null, postmaster].includes(await postmasterOf(dataDir)));
        const before = scans.length;
        await until(() => Promise.resolve(scans.length > before + 1));
      }
    };

    await allOf([
      keepAsking('/scans', scan),
      keepAsking('/scans', scan),
      keepAsking(`/quality/gates/status/${scans[0]}`),
      keepAsking('/health/ready'),
      killTwice().finally(() => (isOver = true)),
    ]);
    expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 201, 503]);
    expect(slowestMs).toBeLessThan(NO_HANG_MS);
    for (const answer of answers.filter(({ status }) => status === 503)) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('content-type')).toMatch(/json/);
    }
    for (const id of scans) await read(api, `/scans/${id}`);
    const postmaster = (await postmasterOf(dataDir))!;
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await readProcessState(postmaster)).toEqual({ state: 'gone' });
  });

  async function until(look: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await look())) {
      if (Date.now() > end) throw new Error(`It did not happen within ${PATIENCE_MS} ms.`);
      await sleep(20);
    }
  }

  /** Waits for all; the first failure is thrown together with the service's last words. */
  async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
    const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
    if (!failed) return;
    const lastWords = `${service.stdout.slice(-2_000)}\n${service.stderr}`;
    throw new Error(`${String(failed.reason)}\n${lastWords}`, { cause: failed.reason });
  }
});

async function signIn(): Promise<{ api: ApiClient; headers: Record<string, string> }> {
  const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
  const headers = { authorization: `Bearer ${login.body.access_token}` };
  return { api: service.anonymous.as(headers), headers };
}

async function read(api: ApiClient, path: string): Promise<Record<string, unknown>> {
  const answer = await api.get(path);
  expect(answer.status).toBe(200);
  return answer.body as Record<string, unknown>;
}

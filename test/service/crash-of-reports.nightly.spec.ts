import { randomInt } from 'node:crypto';
import { stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';
import { FakeForge } from '../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../support/fake-forge/fake-github.js';
import { takeCount } from '../support/seed.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const MANY = '1000000';
const ENVIRONMENT = {
  ...{ ADMIN_EMAIL, ADMIN_PASSWORD, LOG_LEVEL: 'warn', OUTGOING_ALLOW: '127.0.0.1' },
  ...{ RATE_LIMIT_DEFAULT: MANY, RATE_LIMIT_STATUS: MANY, RATE_LIMIT_UPLOAD: MANY, QUOTA_SCANS_PER_DAY: MANY },
};
const REPO = 'acme/web';
const CONTEXT = 'quality-gate';
const WRITERS = 3;
const PULL_REQUESTS = 5;
/** Longer than the longest lease of a killed worker, and the time after it. */
const QUIET_MS = 180_000;
/** `npm run chaos` asks for more. */
const CYCLES = takeCount('CHAOS_CYCLES', 3, 3);
const CYCLE_MS = 90_000;

beforeAll(buildPackage, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

/** A scan whose completion was answered. */
interface Acknowledged {
  readonly scanId: number;
  readonly commit: string;
}

describe('the service, killed while it reports', () => {
  let receiver: WebhookReceiver;
  let forge: FakeForge<FakeGithub>;

  beforeAll(async () => {
    receiver = await startReceiver();
    forge = await FakeForge.start(new FakeGithub());
    forge.model.addToken('ghp_token');
    forge.model.addRepo(REPO);
  });
  afterAll(async () => {
    await receiver.close();
    await forge.close();
  });

  it(
    'loses no event of an acknowledged verdict, invents none, and shows the right state on every commit',
    async () => {
      const dataDir = await aDataDir();
      let service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: dataDir });
      const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
      const headers = { authorization: `Bearer ${login.body.access_token}` };
      await setUp(service.anonymous.as(headers));

      const acknowledged: Acknowledged[] = [];
      for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
        await judgeUntilKilled(service, service.anonymous.as(headers), acknowledged);
        service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: dataDir });
      }
      const api = service.anonymous.as(headers);
      await expectAllReported(api, acknowledged);
      await expectNoGhosts(api);
      const sent = receiver.received.map(({ headers: { 'webhook-id': id } }) => id);
      stderr.write(
        `${acknowledged.length} verdicts, ${CYCLES} kills: ${sent.length} deliveries of ${new Set(sent).size} events\n`,
      );
      expect(forge.refused).toEqual([]);
      await service.end('SIGTERM');
    },
    CYCLES * CYCLE_MS + 2 * QUIET_MS,
  );

  async function setUp(api: ApiClient): Promise<void> {
    await read(api.post('/repos', { name: REPO, url: `${forge.url}/${REPO}` }));
    const credentials = { type: 'token', token: 'ghp_token' };
    const report = { status: true, check: false, annotations: false, comment: 'never' };
    await read(api.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials, report }));
    await read(api.post('/webhooks', { url: receiver.url, events: ['gate.evaluated'] }));
    await read(api.put('/quality/gates/config', { policy: { duplication_pct_max: 3 }, block_merge_on_fail: true }));
    await read(api.patch('/org', { reevaluate_on_change: true }));
  }

  /** Judges pull requests, and changes the policy under them, until the service is killed among that. */
  async function judgeUntilKilled(service: BuiltService, api: ApiClient, acknowledged: Acknowledged[]): Promise<void> {
    let left = randomInt(1, 4 * WRITERS);
    let killed: Promise<unknown> | undefined;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (;;) {
        const commit = Array.from({ length: 40 }, () => randomInt(16).toString(16)).join('');
        const pull = { branch: `feature-${writer}`, pr_number: 1 + randomInt(PULL_REQUESTS), commit_sha: commit };
        const { scan_id: scanId } = await read(api.post('/scans', { repo: REPO, ...pull }));
        const metrics = { duplication_pct: randomInt(2, 7) };
        await read(api.post(`/scans/${String(scanId)}/complete`, { metrics }));
        acknowledged.push({ scanId: scanId as number, commit });
        if (randomInt(3) === 0)
          await read(api.put('/quality/gates/config', { policy: { duplication_pct_max: randomInt(3, 6) } }));
        left -= 1;
        if (left === 0) killed = sleep(randomInt(0, 60)).then(() => service.end('SIGKILL'));
      }
    });
    for (const { reason } of (await Promise.allSettled(writers)) as PromiseRejectedResult[])
      expect(reason).toMatchObject({ name: 'TypeError' });
    expect(await killed).toEqual({ code: null, signal: 'SIGKILL' });
  }

  /** Waits until each verdict has its event, each commit its state, and no open pull request a stale verdict. */
  async function expectAllReported(api: ApiClient, acknowledged: readonly Acknowledged[]): Promise<void> {
    const end = Date.now() + QUIET_MS;
    for (;;) {
      const missing = await unreported(api, acknowledged);
      if (Object.values(missing).every((scans) => scans.length === 0)) return;
      if (Date.now() > end) {
        expect(missing).toEqual({ withoutEvent: [], wrongAtForge: [], stale: [] });
        return;
      }
      await sleep(500);
    }
  }

  async function unreported(api: ApiClient, acknowledged: readonly Acknowledged[]) {
    const reported = new Set(
      receiver.received.map(({ body }) => `${String(body.data.scan_id)}/${String(body.data.evaluation)}`),
    );
    const missing = { withoutEvent: [] as number[], wrongAtForge: [] as number[], stale: [] as number[] };
    for (const { scanId, commit } of acknowledged) {
      const { conclusion, evaluation } = await read(api.get(`/quality/gates/status/${scanId}`));
      for (let number = 1; number <= Number(evaluation); number += 1)
        if (!reported.has(`${scanId}/${number}`)) missing.withoutEvent.push(scanId);
      if (forge.model.shows(commit, CONTEXT)?.state !== conclusion) missing.wrongAtForge.push(scanId);
    }
    for (let pull = 1; pull <= PULL_REQUESTS; pull += 1) {
      // possibly one whose completion was stored and not answered: that one is judged again
      const { scans } = await read(api.get(`/scans?pr_number=${pull}&status=completed&limit=1`));
      for (const { id } of scans as { id: number }[])
        if ((await read(api.get(`/quality/gates/status/${id}`))).stale === true) missing.stale.push(id);
    }
    return missing;
  }

  /** Every event that was received is of an evaluation that is stored. */
  async function expectNoGhosts(api: ApiClient): Promise<void> {
    const ghosts: unknown[] = [];
    for (const { body } of receiver.received) {
      const { evaluation } = await read(api.get(`/quality/gates/status/${String(body.data.scan_id)}`));
      if (body.data.evaluation > Number(evaluation)) ghosts.push(body.data);
    }
    expect(ghosts).toEqual([]);
  }
});

async function read(answer: ReturnType<ApiClient['get']>): Promise<Record<string, unknown>> {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return body as Record<string, unknown>;
}

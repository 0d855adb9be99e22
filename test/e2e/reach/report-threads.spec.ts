import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAnswer } from '../../support/api-client.js';
import { threadScript } from '../../support/host/hosts-of-run.js';
import { anLcov, lines } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';

/** Beyond this a report is read in a thread. */
const LARGE = 200_000;
/** Enough for a new thread to load its script on a busy machine. */
const TIMEOUT_MS = 10_000;

const large = (report: string): string => report.padEnd(LARGE, '\n');
const good = (file: string): string => large(anLcov({ [`${file}.ts`]: lines(4, 3) }));
/** A report whose reader does this (unruly-report-worker.ts). */
const bad = (misbehaviour: string): string => large(`# ${misbehaviour}\n${anLcov({ 'bad.ts': lines(9, 9) })}`);

describe('the threads that read reports', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp(
      {},
      {
        reportWorker: {
          entry: threadScript('unruly-report-worker'),
          size: 1,
          maxQueued: 2,
          timeoutMs: TIMEOUT_MS,
          // On a busy machine the thread may get little of so short a time.
          fairProcessorMs: 0,
          maxHeapMb: 128,
          fairHeapMb: 128,
        },
      },
    );
  });
  afterAll(() => app.stop());

  const startScan = async (): Promise<number> =>
    (await app.admin.post('/scans', { repo: 'acme/threads', branch: 'main' })).body.scan_id as number;

  const upload = (scanId: number, content: string) =>
    app.admin.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content });

  const expectStored = async (scanId: number, files: readonly string[]) => {
    const { body } = await app.admin.get(`/quality/coverage/${scanId}`);
    expect(body.files.map((file: { file_path: string }) => file.file_path)).toEqual(files);
    expect((await app.admin.get(`/scans/${scanId}`)).body.uploads_received).toBe(files.length);
  };

  it.each([
    ['takes too long', 'spin'],
    ['needs too much memory', 'hoard'],
    ['ends its thread', 'exit'],
  ])('lose to a report that %s one 400, and nothing else', async (_, misbehaviour) => {
    const scan = await startScan();
    expect((await upload(scan, good('before'))).status).toBe(200);
    const answered = new AbortController();
    const refused = upload(scan, bad(misbehaviour)).finally(() => answered.abort());
    // Sent while the thread is busy, and read by the thread in its place.
    const meanwhile = upload(scan, good('meanwhile'));
    while (!answered.signal.aborted) {
      const asked = performance.now();
      expect((await app.anonymous.get('/health')).status).toBe(200);
      expect(performance.now() - asked).toBeLessThan(2_000);
      await sleep(50);
    }
    const { status, body } = await refused;
    expect([status, body.code]).toEqual([400, 'unreadable_report']);
    expect((await meanwhile).status).toBe(200);
    await expectStored(scan, ['before.ts', 'meanwhile.ts']);
  });

  it('end with a policy file that ends them, before the scan keeps it', async () => {
    const scan = await startScan();
    const policyFile = (first: string) => `${first}\nnew_high_max: 1\n`.padEnd(1025, '#');
    const refused = await app.admin.post(`/scans/${scan}/complete`, { policy_file: policyFile('# exit') });
    expect([refused.status, refused.body.errors]).toEqual([400, [{ field: 'policy_file', message: 'cannot be read' }]]);
    const completed = await app.admin.post(`/scans/${scan}/complete`, { policy_file: policyFile('# ours') });
    expect([completed.status, completed.body.policy_file.applied]).toEqual([200, ['new_high_max']]);
  });

  it('answer a fault of their own with 500 that tells nothing of it, and read on', async () => {
    const scan = await startScan();
    const login = await app.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    const body = new FormData();
    body.append('scan_id', String(scan));
    body.append('file', new Blob([bad('fail')]));
    // Bypasses the client, whose document promises no 500.
    const answer = await fetch(`${app.url}/api/quality/coverage/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${login.body.access_token as string}` },
      body,
    });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('a fault in a reader');
    expect((await upload(scan, good('after'))).status).toBe(200);
    await expectStored(scan, ['after.ts']);
  });

  it('turn reports away with 503 and a time to come again when too many wait, and take them then', async () => {
    const scan = await startScan();
    const files = Array.from({ length: 8 }, (_, index) => `f${index}`);
    const holding = upload(scan, bad('spin'));
    await sleep(500);
    const answers = await Promise.all(files.map((file) => upload(scan, good(file))));
    expect((await holding).status).toBe(400);
    const [taken, away] = [200, 503].map((wanted) => answers.filter(({ status }) => status === wanted)) as [
      ApiAnswer[],
      ApiAnswer[],
    ];
    expect([taken.length, away.length]).toEqual([2, 6]);
    for (const { body, headers } of away) {
      expect(body.code).toBe('unavailable');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    for (const [index, { status }] of answers.entries())
      if (status === 503) expect((await upload(scan, good(files[index]!))).status).toBe(200);
    await expectStored(
      scan,
      files.map((file) => `${file}.ts`),
    );
  });
});

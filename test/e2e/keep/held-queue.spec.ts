import { warnOfHeldQueue } from '../../../src/platform/database/warn-of-held-queue.js';
import { metricsOf } from '../../support/metrics.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';

let service: TestApp;
let receiver: WebhookReceiver;
let webhook: number;

beforeAll(async () => {
  service = await startTestApp({ OUTGOING_ALLOW: '127.0.0.1' });
  receiver = await startReceiver();
  const made = await service.admin.post('/webhooks', { url: receiver.url, events: ['*'] });
  expect(made.status).toBe(201);
  webhook = made.body.id;
});
afterAll(async () => {
  await receiver.close();
  await service.stop();
});

let repos = 0;
async function anEvent(): Promise<void> {
  repos += 1;
  expect((await service.admin.post('/repos', { name: `acme/repo-${repos}` })).status).toBe(201);
}
const statesOf = async (): Promise<string[]> =>
  (await service.admin.get(`/webhooks/${webhook}/deliveries`)).body.deliveries.map(
    ({ state }: { state: string }) => state,
  );
/** Lets the service look for work: what it queues, it would claim by the same look. */
const hasQueued = (count: number) =>
  waitUntil(async () => (await statesOf()).filter((state) => state === 'pending').length === count);
const warnings = async (): Promise<string[]> => {
  const lines: string[] = [];
  await warnOfHeldQueue(service.database.admin, { warn: (line: string) => void lines.push(line) });
  return lines;
};

it('is refused by commands, and warned of by no start, where the queue is not on hold', async () => {
  const done = await qgateAdmin(service, ['release-queue', '--yes']);
  expect(done).toMatchObject({ code: 2, stdout: '' });
  expect(done.stderr).toContain('The queue is not on hold.');
  expect(await warnings()).toEqual([]);
});

it('stops by command, named with its numbers, and discarded after a question: what comes later is sent', async () => {
  expect(await qgateAdmin(service, ['hold-queue'])).toMatchObject({ code: 0 });
  await anEvent();
  await anEvent();
  await hasQueued(2);
  expect(await warnings()).toEqual([
    expect.stringMatching(/to webhooks: 2, to forges: 0, mails: 0.*release-queue.*discard-queue/),
  ]);
  // An alert counts what is due.
  await waitUntil(async () => (await metricsOf(service)).includes('{kind="delivery",state="held"} 2'));
  expect(await metricsOf(service)).toContain('{kind="delivery",state="due"} 0');
  const unasked = await qgateAdmin(service, ['discard-queue']);
  expect(unasked.code).toBe(2);
  expect(unasked.stderr).toMatch(/to webhooks: 2.*--yes/);
  const questions: string[] = [];
  const answer = (isAgreed: boolean) => (question: string) => {
    questions.push(question);
    return Promise.resolve(isAgreed);
  };
  const refused = await qgateAdmin(service, ['discard-queue'], {}, answer(false));
  expect(refused).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed.') });
  const agreed = await qgateAdmin(service, ['discard-queue'], {}, answer(true));
  expect(agreed).toMatchObject({ code: 0, stdout: expect.stringContaining('Deleted: to webhooks: 2') });
  expect(questions).toEqual([expect.stringMatching(/2.*Delete/), expect.stringMatching(/2.*Delete/)]);
  expect(await statesOf()).toEqual(['cancelled', 'cancelled']);
  expect(await query(service.database.admin, `SELECT FROM work_items WHERE kind = 'deliveries'`)).toEqual([]);
  expect(receiver.received).toEqual([]);
  await anEvent();
  await receiver.waitFor(1);
});

it('is released by command, and sent', async () => {
  const before = receiver.received.length;
  await qgateAdmin(service, ['hold-queue']);
  await anEvent();
  await hasQueued(1);
  const done = await qgateAdmin(service, ['release-queue', '--yes']);
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Sent from now on: to webhooks: 1'),
  });
  await receiver.waitFor(before + 1);
});

import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LongPolls } from '../../../src/modules/verdict/quality-gate/long-polls.js';
import { StatusReadModel } from '../../../src/modules/verdict/quality-gate/status.read-model.js';
import { ChangeFeed } from '../../../src/platform/cache/change-feed.js';
import { anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aKey, aScan, complete, type GateWorld, inGateWorld } from '../verdict/gate-world.js';

/** Polls of one credential that may wait. */
const PLACES = 100;

/** Reads of statuses from the database from here on. */
function countReads(service: PrivateApp): { count: number } {
  const reads = { count: 0 };
  const model = service.app.get(StatusReadModel);
  const findStatus = model.findStatus.bind(model);
  model.findStatus = (...wanted) => {
    reads.count += 1;
    return findStatus(...wanted);
  };
  return reads;
}

const waitingIn = (service: PrivateApp) => service.app.get(LongPolls).waiting;
async function untilWaiting(service: PrivateApp, count: number): Promise<void> {
  while (waitingIn(service) !== count) await sleep(10);
}

describe('polls that wait for a verdict', () => {
  let world: GateWorld<PrivateApp>;
  let org: ApiClient & { readonly orgId: number };
  let key: ApiClient;
  /** Takes the normal route, as the fast path leaves a named organization to it. */
  let named: Record<string, string>;

  beforeAll(async () => {
    world = await inGateWorld(await startPrivateApp());
    org = await world.anOrgWith({});
    key = await aKey(org, 'VIEWER', ['read:scans']);
    named = { 'x-org-id': String(org.orgId) };
    while (!world.app.get(ChangeFeed).isCurrent) await sleep(10);
  });
  afterAll(() => world.stop());

  const poll = (caller: ApiClient, scanId: number, seconds = 30, headers = {}) =>
    caller.get(`/quality/gates/status/${scanId}?wait=${seconds}`, headers);

  it('of one scan share one look, on both ways', async () => {
    const { id } = await aScan(org);
    const reads = countReads(world);
    const waiting = Array.from({ length: 60 }, (_, index) => poll(key, id, 30, index % 2 === 0 ? {} : named));
    await untilWaiting(world, 60);
    expect(reads.count).toBeLessThanOrEqual(4);
    await sleep(1_200);
    expect(reads.count).toBeLessThanOrEqual(4);
    const verdict = await complete(org, id, { metrics: { duplication_pct: 1 } });
    for (const answer of await Promise.all(waiting)) {
      expect(answer.body).toEqual(verdict);
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    // Completion reads the status that it answers.
    expect(reads.count).toBeLessThanOrEqual(8);
  });

  it('answer alike on both ways', async () => {
    const { id } = await aScan(org);
    const ask = async (headers: Record<string, string>) => {
      const { status, headers: sent, text } = await poll(key, id, 1, headers);
      return { status, text, names: [...sent.keys()].sort() };
    };
    expect(await ask({})).toEqual(await ask(named));
  });

  it.each([
    ['the fast path', false],
    ['the normal route', true],
  ])('are answered at once beyond 100 of a credential, on %s', async (_, isNamed) => {
    const crowded = await aKey(org, 'VIEWER', ['read:scans']);
    const scans = await Promise.all(Array.from({ length: 4 }, () => aScan(org)));
    const headers = isNamed ? named : {};
    const waiting = Array.from({ length: PLACES }, (_, index) => poll(crowded, scans[index % 4]!.id, 30, headers));
    await untilWaiting(world, PLACES);

    const since = performance.now();
    const surplus = await poll(crowded, scans[0]!.id, 30, headers);
    expect(performance.now() - since).toBeLessThan(5_000);
    expect([surplus.status, surplus.body.status, surplus.headers.get('retry-after')]).toEqual([200, null, '10']);

    const done = await aScan(org);
    await complete(org, done.id);
    const verdict = await poll(crowded, done.id, 30, headers);
    expect([verdict.body.status, verdict.headers.get('retry-after')]).toEqual(['passed', null]);

    const other = poll(key, scans[0]!.id, 30, headers);
    await untilWaiting(world, PLACES + 1);
    for (const { id } of scans) await complete(org, id);
    for (const answer of await Promise.all([...waiting, other]))
      expect([answer.body.status, answer.headers.get('retry-after')]).toEqual(['passed', null]);
    expect(waitingIn(world)).toBe(0);
  });

  it('leave their place when their client goes', async () => {
    const { id } = await aScan(org);
    const { key: text } = await anApiKey(world, { role: 'MEMBER' }, org);
    const requests = Array.from({ length: 20 }, (_, index) =>
      get(`${world.url}/api/quality/gates/status/${id}?wait=30`, {
        agent: false,
        headers: { 'x-api-key': text, ...(index % 2 === 0 ? {} : named) },
      }).on('error', () => undefined),
    );
    await untilWaiting(world, 20);
    for (const request of requests) request.destroy();
    await untilWaiting(world, 0);
    expect((await poll(key, id, 1)).status).toBe(200);
  });

  it("share nothing with a key that is bound to another repository's scans", async () => {
    const { id, repoId } = await aScan(org);
    const other = await aScan(org, { repo: 'acme/api' });
    const aBoundKey = async (repo: number) => {
      const made = await org.post('/api-keys', { name: 'bound', role: 'VIEWER', repo_ids: [repo] });
      return org.as({ 'x-api-key': made.body.key as string });
    };
    const [inside, outside] = [await aBoundKey(repoId), await aBoundKey(other.repoId)];
    for (const headers of [named, {}]) {
      expect((await poll(outside, id, 30, headers)).status).toBe(404);
      expect((await poll(inside, id, 1, headers)).status).toBe(200);
      expect((await poll(key, id, 1, headers)).status).toBe(200);
      expect((await outside.get(`/quality/gates/status/${id}`, headers)).status).toBe(404);
    }
  });

  it('are answered by the deadline that their scan misses', async () => {
    const { id } = await aScan(org);
    const waiting = poll(key, id);
    await untilWaiting(world, 1);
    world.clock.advanceMinutes(60);
    expect((await waiting).body).toMatchObject({
      ...{ status: 'failed', reason: 'timed_out' },
      next_actions: [{ kind: 'send_report', rule: null }],
    });
  });

  it.each(['31', '1?wait=2', '01', '1&wait=1', '1.0', '+1', '1%20'])('refuse wait=%s', async (wait) => {
    const { id } = await aScan(org);
    const answer = await key.get(`/quality/gates/status/${id}?wait=${wait}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });
});

describe('polls without announcements of changes', () => {
  it('share a look each half second', async () => {
    const service = await startPrivateApp({}, { isCacheOff: true });
    try {
      const { id } = await aScan(service.admin);
      const { client } = await anApiKey(service);
      const reads = countReads(service);
      const waiting = Array.from({ length: 50 }, () => client.get(`/quality/gates/status/${id}?wait=30`));
      await untilWaiting(service, 50);
      // One or two for each that came by itself, as none may have the answer of an earlier one.
      const before = reads.count;
      await sleep(2_000);
      expect(reads.count - before).toBeLessThanOrEqual(6);
      await complete(service.admin, id);
      for (const { body } of await Promise.all(waiting)) expect(body.status).not.toBeNull();
    } finally {
      await service.stop();
    }
  });
});

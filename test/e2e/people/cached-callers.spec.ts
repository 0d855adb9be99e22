import { setTimeout as sleep } from 'node:timers/promises';
import { aMember, anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { passesWithin } from '../../support/wait-until.js';

/** Within this time every instance knows of a change. */
const ANYWHERE_MS = 1_000;
const READERS = 12;
const ROUNDS = 25;

describe('callers that are cached for reads', () => {
  let here: TestApp;
  let there: TestApp;
  let scanId: number;

  beforeAll(async () => {
    here = await startTestApp();
    there = await startTestApp({}, { beside: here });
    scanId = (await here.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.id as number;
    for (const { call } of [here, there]) while (!(await call('ChangeFeed', 'isCurrent'))) await sleep(10);
  });
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });

  const read = async (client: ApiClient): Promise<number> => (await client.get(`/scans/${scanId}`)).status;
  const elsewhere = (headers: Record<string, string>): ApiClient => there.anonymous.as(headers);
  const bearerOf = async ({ email, password }: { email: string; password: string }) => {
    const { body } = await here.anonymous.post('/auth/login', { email, password });
    return { authorization: `Bearer ${body.access_token}` };
  };
  const warm = async (...clients: ApiClient[]) => {
    for (const client of clients) for (let again = 0; again < 3; again += 1) expect(await read(client)).toBe(200);
  };

  it('are refused by the very next read here, and within a second elsewhere, once their key is revoked', async () => {
    const { client, id, key } = await anApiKey(here);
    const byBearer = here.anonymous.as({ authorization: `Bearer ${key}` });
    const remote = elsewhere({ 'x-api-key': key });
    await warm(client, byBearer, remote);
    await here.admin.post(`/api-keys/${id}/revoke`);
    expect([await read(client), await read(byBearer)]).toEqual([401, 401]);
    await passesWithin(ANYWHERE_MS, async () => expect(await read(remote)).toBe(401));
  });

  it('never change anything by what is cached: a write is refused at once, on every instance', async () => {
    const { client, id, key } = await anApiKey(here, { role: 'MEMBER' });
    const remote = elsewhere({ 'x-api-key': key });
    await warm(client, remote);
    await here.admin.post(`/api-keys/${id}/revoke`);
    for (const writer of [remote, client])
      expect((await writer.post('/scans', { repo: 'acme/web', branch: 'main' })).status).toBe(401);
  });

  it('have the role that they have now', async () => {
    const person = await aMember(here, 'ORG_ADMIN');
    const admins = async () => (await person.client.get('/api-keys')).status;
    for (let again = 0; again < 3; again += 1) expect(await admins()).toBe(200);
    await here.admin.patch(`/members/${person.userId}`, { role: 'VIEWER' });
    expect(await admins()).toBe(403);
    await here.admin.patch(`/members/${person.userId}`, { role: 'ORG_ADMIN' });
    expect(await admins()).toBe(200);
  });

  it('are refused once their membership, or that of the maker of their key, has ended', async () => {
    const person = await aMember(here, 'ORG_ADMIN');
    const headers = await bearerOf(person);
    const { client: key } = await anApiKey(here, { role: 'VIEWER' }, person.client);
    await warm(here.anonymous.as(headers), elsewhere(headers), key);
    await here.admin.delete(`/members/${person.userId}`);
    expect([await read(here.anonymous.as(headers)), await read(key)]).toEqual([401, 401]);
    await passesWithin(ANYWHERE_MS, async () => expect(await read(elsewhere(headers))).toBe(401));
  });

  it('are refused once their session was left', async () => {
    const client = here.anonymous.as(await bearerOf(await aMember(here, 'VIEWER')));
    await warm(client);
    await client.post('/auth/logout');
    expect(await read(client)).toBe(401);
  });

  it('are known whatever else a browser sends', async () => {
    const { key } = await anApiKey(here);
    const client = here.anonymous.as({ 'x-api-key': key, cookie: `other=${'x'.repeat(6_000)}` });
    await warm(client);
    const { authorization } = await bearerOf(await aMember(here, 'VIEWER'));
    expect(await read(here.anonymous.as({ authorization, cookie: 'a=b' }))).toBe(200);
  });

  it('are counted: each read by key is a use', async () => {
    const { client, id } = await anApiKey(here);
    for (let again = 0; again < 7; again += 1) await read(client);
    const { api_keys: keys } = (await here.admin.get('/api-keys')).body;
    expect(keys.find((key: { id: number }) => key.id === id)).toMatchObject({ use_count: 7 });
  });

  it(`are refused by every read that begins after the revocation, of ${READERS} readers in ${ROUNDS} rounds`, async () => {
    const late: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { client, id } = await anApiKey(here);
      // In every other round nothing is cached yet: its first reads race with the revocation.
      if (round % 2 === 0) await warm(client);
      let isRevoked = false;
      let reads = 0;
      const readers = Array.from({ length: READERS }, async () => {
        for (;;) {
          const beganAfter = isRevoked;
          const status = await read(client);
          reads += 1;
          if (beganAfter) late.push(status);
          if (beganAfter || status === 401) return;
        }
      });
      await here.admin.post(`/api-keys/${id}/revoke`);
      isRevoked = true;
      late.push(await read(client));
      await Promise.all(readers);
      expect(reads).toBeGreaterThanOrEqual(READERS);
    }
    expect(late.filter((status) => status !== 401)).toEqual([]);
  });
});

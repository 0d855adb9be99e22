import { setTimeout as sleep } from 'node:timers/promises';
import { aBrowser, aMember, anApiKey, anOrganization } from '../support/actors.js';
import { query } from '../support/postgres.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const DAY_SECONDS = 24 * 60 * 60;
/** A fraction of a day. */
const seconds = (count: number) => (count / DAY_SECONDS).toFixed(9);

describe('a session that nobody ends', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ SESSION_IDLE_DAYS: seconds(3), SESSION_MAX_DAYS: seconds(9) });
  });
  afterAll(() => service.stop());

  it('ends when nobody uses it, for cookie, token and refresh token', async () => {
    const person = await aMember(service, 'MEMBER');
    const signedIn = await service.anonymous.post('/auth/login', { email: person.email, password: person.password });
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    await sleep(3_500);
    const { access_token, refresh_token } = signedIn.body;
    expect((await service.anonymous.withToken(access_token).get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.as({ cookie }).get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token })).status).toBe(401);
  });

  it('goes on while it is used, also by reads that are cached, and ends in any case', async () => {
    const person = await aMember(service, 'MEMBER');
    const browser = await aBrowser(service, person);
    const statuses: number[] = [];
    for (const began = Date.now(); Date.now() - began < 11_000; await sleep(500))
      statuses.push((await browser.get('/auth/me')).status);
    expect(statuses.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 200));
    expect(statuses.at(-1)).toBe(401);
  }, 30_000);

  it('goes on by refreshing, but not beyond its end', async () => {
    const person = await aMember(service, 'MEMBER');
    let { refresh_token } = (
      await service.anonymous.post('/auth/login', { email: person.email, password: person.password })
    ).body;
    const statuses: number[] = [];
    for (const began = Date.now(); Date.now() - began < 11_000; await sleep(1_500)) {
      const answer = await service.anonymous.post('/auth/refresh', { refresh_token });
      statuses.push(answer.status);
      if (answer.status === 200) refresh_token = answer.body.refresh_token;
    }
    expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200]);
    expect(statuses.at(-1)).toBe(401);
  }, 30_000);
});

describe('the ends of sessions', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  it('are 14 days after the last use, and 90 days after the sign-in', async () => {
    const person = await aMember(service, 'MEMBER');
    const signedIn = await service.anonymous.post('/auth/login', { email: person.email, password: person.password });
    expect(signedIn.headers.getSetCookie()[0]).toContain(`Max-Age=${90 * DAY_SECONDS};`);
    const [row] = await query<{ idle: number; longest: number }>(
      service.database.admin,
      `SELECT extract(epoch FROM expires_at - created_at)::int AS idle,
         extract(epoch FROM ends_at - created_at)::int AS longest
       FROM auth.sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [person.userId],
    );
    expect(row).toEqual({ idle: 14 * DAY_SECONDS, longest: 90 * DAY_SECONDS });
  });

  it('move with a use, a day before they come', async () => {
    const person = await aMember(service, 'MEMBER');
    await query(
      service.database.admin,
      `UPDATE auth.sessions SET expires_at = now() + interval '1 day', ends_at = now() + interval '3 days'
       WHERE user_id = $1`,
      [person.userId],
    );
    expect((await person.client.get('/auth/me')).status).toBe(200);
    await sleep(500);
    const [row] = await query<{ days: number }>(
      service.database.admin,
      'SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM auth.sessions WHERE user_id = $1',
      [person.userId],
    );
    expect(row).toEqual({ days: 3 });
  });
});

describe('administrators end the sessions of members', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  it('for the very next request, by token, cookie and refresh token; keys stay', async () => {
    const org = await anOrganization(service);
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    const member = await aMember(service, 'ORG_ADMIN', org.admin);
    const signedIn = await service.anonymous.post('/auth/login', { email: member.email, password: member.password });
    const browser = await aBrowser(service, member);
    const key = await anApiKey(service, {}, member.client);
    const revoked = await admin.client.post(`/members/${member.userId}/sessions/revoke`);
    expect(revoked.status).toBe(200);
    expect(revoked.body).toEqual({ user_id: member.userId, revoked_sessions: 3 });
    for (const client of [member.client, browser, service.anonymous.withToken(signedIn.body.access_token)])
      expect((await client.get('/auth/me')).status).toBe(401);
    const { refresh_token } = signedIn.body;
    expect((await service.anonymous.post('/auth/refresh', { refresh_token })).status).toBe(401);
    expect((await key.client.get('/auth/me')).status).toBe(200);
    expect((await admin.client.get('/auth/me')).status).toBe(200);
    expect((await service.anonymous.login(member.email, member.password)).get).toBeDefined();
    const { entries } = (await admin.client.get('/audit-log?action=session.revoked')).body;
    expect(entries).toMatchObject([
      {
        actor: { type: 'user', id: admin.userId },
        target: { type: 'user', id: member.userId },
        new: { account: member.email, sessions: 3 },
      },
    ]);
  });

  it('also those that are in another organization now: they do not come back', async () => {
    const [one, other] = [await anOrganization(service), await anOrganization(service)];
    const person = await aMember(service, 'MEMBER', one.admin);
    await other.admin.post('/members', { email: person.email, name: 'x', role: 'MEMBER' });
    const browser = await aBrowser(service, person);
    expect((await browser.post('/auth/session/org', { org_id: other.id })).status).toBe(200);
    await one.admin.post(`/members/${person.userId}/sessions/revoke`);
    expect((await browser.get('/auth/me')).body.org.id).toBe(other.id);
    expect((await browser.post('/auth/session/org', { org_id: one.id })).status).toBe(404);
    const again = await aBrowser(service, person);
    await again.post('/auth/session/org', { org_id: other.id });
    expect((await again.post('/auth/session/org', { org_id: one.id })).status).toBe(200);
  });

  it('but not those of an owner, of a stranger, or in another organization', async () => {
    const [org, other] = [await anOrganization(service), await anOrganization(service)];
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    const owner = await aMember(service, 'ORG_OWNER', org.admin);
    const stranger = await aMember(service, 'MEMBER', other.admin);
    const refused = await admin.client.post(`/members/${owner.userId}/sessions/revoke`);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await admin.client.post(`/members/${stranger.userId}/sessions/revoke`)).status).toBe(404);
    for (const { client } of [owner, stranger]) expect((await client.get('/auth/me')).status).toBe(200);
  });
});

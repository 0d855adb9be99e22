import { aBrowser, aMember, anApiKey, anOrganization, type TestPerson } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const DAY_SECONDS = 24 * 60 * 60;

const signIn = (service: TestApp, { email, password }: TestPerson) =>
  service.anonymous.post('/auth/login', { email, password });

/** Sets the times of a person's sessions, e.g. `expires_at = now()`. */
const setTimes = (service: TestApp, { userId }: TestPerson, assignments: string) =>
  query(service.database.admin, `UPDATE auth.sessions SET ${assignments} WHERE user_id = $1`, [userId]);

/** Days left to a person's newest session: until it ends unused, and until it ends in any case. */
async function daysLeft(service: TestApp, { userId }: TestPerson): Promise<{ idle: number; longest: number }> {
  const [row] = await query<{ idle: number; longest: number }>(
    service.database.admin,
    `SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS idle,
       round(extract(epoch FROM ends_at - now()) / 86400)::int AS longest
     FROM auth.sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [userId],
  );
  return row!;
}

describe('the end of a session that nobody ends', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  it('is 14 days after the last use, and 90 days after the sign-in', async () => {
    const person = await aMember(service, 'MEMBER');
    const signedIn = await signIn(service, person);
    expect(signedIn.headers.getSetCookie()[0]).toContain(`Max-Age=${90 * DAY_SECONDS};`);
    expect(await daysLeft(service, person)).toEqual({ idle: 14, longest: 90 });
  });

  it('is one for cookie, token and refresh token', async () => {
    const person = await aMember(service, 'MEMBER');
    const { body } = await signIn(service, person);
    const browser = await aBrowser(service, person);
    await setTimes(service, person, 'expires_at = now()');
    for (const client of [person.client, browser, service.anonymous.withToken(body.access_token)])
      expect((await client.get('/auth/me')).status).toBe(401);
    expect((await service.anonymous.post('/auth/refresh', { refresh_token: body.refresh_token })).status).toBe(401);
  });

  it('comes for a cached caller, too', async () => {
    const person = await aMember(service, 'MEMBER');
    await setTimes(service, person, `expires_at = now() + interval '1 second', ends_at = now() + interval '1 second'`);
    await waitUntil(async () => (await person.client.get('/auth/me')).status === 401);
  });

  it('moves with each refresh, but not beyond the longest time', async () => {
    const person = await aMember(service, 'MEMBER');
    const first = await signIn(service, person);
    await setTimes(service, person, `expires_at = now() + interval '1 day'`);
    const second = await service.anonymous.post('/auth/refresh', { refresh_token: first.body.refresh_token });
    expect(await daysLeft(service, person)).toEqual({ idle: 14, longest: 90 });
    await setTimes(service, person, `expires_at = now() + interval '1 day', ends_at = now() + interval '3 days'`);
    const third = await service.anonymous.post('/auth/refresh', { refresh_token: second.body.refresh_token });
    expect([third.status, await daysLeft(service, person)]).toEqual([200, { idle: 3, longest: 3 }]);
  });

  it('moves with a use at an instance that does not know the session yet', async () => {
    const person = await aMember(service, 'MEMBER');
    const { body } = await signIn(service, person);
    await setTimes(service, person, `expires_at = now() + interval '1 day', ends_at = now() + interval '3 days'`);
    const other = await startTestApp({}, { beside: service });
    try {
      expect((await other.anonymous.withToken(body.access_token).get('/auth/me')).status).toBe(200);
      await waitUntil(async () => (await daysLeft(service, person)).idle === 3);
    } finally {
      await other.stop();
    }
  });

  it('moves with reads that are cached, a twentieth of the time later', async () => {
    const brief = await startTestApp({ SESSION_IDLE_DAYS: (60 / DAY_SECONDS).toFixed(9) });
    try {
      const person = await aMember(brief, 'MEMBER');
      const endOf = async () =>
        (
          await query<{ at: Date }>(
            brief.database.admin,
            'SELECT expires_at AS at FROM auth.sessions WHERE user_id = $1',
            [person.userId],
          )
        )[0]!.at.getTime();
      const before = await endOf();
      await waitUntil(async () => (await person.client.get('/auth/me')).status === 200 && (await endOf()) > before);
    } finally {
      await brief.stop();
    }
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

  it('with the membership: a session of before does not enter by a later one', async () => {
    const [one, other] = [await anOrganization(service), await anOrganization(service)];
    const person = await aMember(service, 'MEMBER', one.admin);
    const rejoin = { email: person.email, name: 'x', role: 'MEMBER' };
    await other.admin.post('/members', rejoin);
    const [inside, elsewhere] = [await aBrowser(service, person), await aBrowser(service, person)];
    const enter = (client: ApiClient) => client.post('/auth/session/org', { org_id: one.id });
    expect((await elsewhere.post('/auth/session/org', { org_id: other.id })).status).toBe(200);
    expect((await enter(elsewhere)).status).toBe(200);
    expect((await elsewhere.post('/auth/session/org', { org_id: other.id })).status).toBe(200);
    expect((await one.admin.delete(`/members/${person.userId}`)).status).toBe(204);
    expect((await one.admin.post('/members', rejoin)).status).toBe(201);
    expect((await inside.get('/auth/me')).status).toBe(401);
    expect([(await enter(elsewhere)).status, (await enter(elsewhere)).body.detail]).toEqual([
      404,
      expect.stringContaining('sign in again'),
    ]);
    const { org, orgs } = (await elsewhere.get('/auth/me')).body;
    expect([org.id, orgs.map(({ id }: { id: number }) => id)]).toEqual([other.id, [other.id]]);
    const again = await aBrowser(service, person);
    expect((await again.post('/auth/session/org', { org_id: other.id })).status).toBe(200);
    expect((await enter(again)).status).toBe(200);
    // a first membership is entered by any session of the person
    const third = await anOrganization(service);
    await third.admin.post('/members', rejoin);
    expect((await elsewhere.post('/auth/session/org', { org_id: third.id })).status).toBe(200);
  });

  it('with the membership that ends with the key which made it', async () => {
    const org = await anOrganization(service);
    const minter = await anApiKey(service, { role: 'ORG_ADMIN', scopes: ['admin', 'mint'] }, org.admin);
    const member = { email: 'made-by-a-key@example.test', name: 'x', role: 'MEMBER', password: 'a password for tests' };
    expect((await minter.client.post('/members', member)).status).toBe(201);
    const client = await service.anonymous.login(member.email, member.password);
    expect((await org.admin.post(`/api-keys/${minter.id}/revoke`)).status).toBe(200);
    expect((await org.admin.post('/members', member)).status).toBe(201);
    expect((await client.get('/auth/me')).status).toBe(401);
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

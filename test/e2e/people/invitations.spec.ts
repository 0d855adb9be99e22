import { randomUUID } from 'node:crypto';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { ADMIN_EMAIL, startTestApp, type TestApp } from '../../support/test-app.js';

const PASSWORD = 'a password for tests';
const HOURS = 60;

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
  org = await anOrganization(service);
});
afterAll(() => service.stop());

const anAddress = () => `${randomUUID()}@example.test`;

async function invite(email: string, role = 'MEMBER', admin = org.admin) {
  const { status, body, text } = await admin.post('/members/invitations', { email, role });
  if (status >= 300) throw new Error(text);
  const token = /#token=(.+)$/.exec(String(body.link))![1]!;
  return { id: body.id as number, link: String(body.link), expiresAt: String(body.expires_at), token };
}

const accept = (client: ApiClient, token: string, more: object = { name: 'Jane', password: PASSWORD }) =>
  client.post('/auth/invitations/accept', { token, ...more });

describe('an invitation', () => {
  it('makes somebody new a member, whose password opens the organization', async () => {
    const email = anAddress();
    const { token, link, expiresAt } = await invite(email);
    expect(link).toMatch(new RegExp(`^${service.url}/invitation#token=qgi_[\\w-]{43}$`));
    const hours = (new Date(expiresAt).getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(71.9);
    expect(hours).toBeLessThanOrEqual(72);

    const accepted = await accept(service.anonymous, token);
    expect([accepted.status, accepted.body]).toEqual([
      200,
      { org: { id: org.id, name: `Organization ${org.slug}`, slug: org.slug }, email, role: 'MEMBER' },
    ]);
    const me = (await (await service.anonymous.login(email, PASSWORD)).get('/auth/me')).body;
    expect([me.user.name, me.org.id, me.role]).toEqual(['Jane', org.id, 'MEMBER']);
    const { body } = await org.admin.get('/audit-log?limit=20');
    const seen = body.entries.map((entry: { action: string; actor: { name: string } }) => [
      entry.action,
      entry.actor.name,
    ]);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['member.added', email],
        ['invitation.created', ADMIN_EMAIL],
      ]),
    );
  });

  it('works once', async () => {
    const { token } = await invite(anAddress());
    expect((await accept(service.anonymous, token)).status).toBe(200);
    const again = await accept(service.anonymous, token);
    expect([again.status, again.body.code]).toEqual([404, 'not_found']);
  });

  it('works once for many at the same time', async () => {
    const { token } = await invite(anAddress());
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(service.anonymous, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404]);
  });

  it('leads to no deleted organization, and to it again once that is undone', async () => {
    const gone = await anOrganization(service);
    const { token } = await invite(anAddress(), 'MEMBER', gone.admin);
    expect((await gone.admin.delete(`/org?confirm=${gone.slug}`)).status).toBeLessThan(300);
    const refused = await accept(service.anonymous, token);
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
    expect((await service.admin.post(`/orgs/${gone.id}/restore`)).status).toBeLessThan(300);
    expect((await accept(service.anonymous, token)).status).toBe(200);
  });

  it('works for 72 hours', async () => {
    const { token } = await invite(anAddress());
    service.clock.advanceMinutes(72 * HOURS);
    const late = await accept(service.anonymous, token);
    service.clock.advanceMinutes(-72 * HOURS);
    expect(late.status).toBe(404);
  });

  it('is listed until it is withdrawn, without its secret', async () => {
    const other = await anOrganization(service);
    const email = anAddress();
    const { id, token } = await invite(email, 'VIEWER', other.admin);
    const listed = await other.admin.get('/members/invitations');
    expect(listed.body).toEqual({
      invitations: [
        {
          id,
          email,
          role: 'VIEWER',
          created_at: expect.any(String),
          expires_at: expect.any(String),
          mail_state: 'none',
          mailed_at: null,
        },
      ],
      next_cursor: null,
    });
    expect((await org.admin.delete(`/members/invitations/${id}`)).status).toBe(404);
    expect((await other.admin.delete(`/members/invitations/${id}`)).status).toBe(204);
    expect((await other.admin.get('/members/invitations')).body.invitations).toEqual([]);
    expect((await accept(service.anonymous, token)).status).toBe(404);
  });

  it('is the one of its address: another one is 200 with a new link, and ends the one before', async () => {
    const other = await anOrganization(service);
    const email = anAddress();
    const first = await invite(email, 'VIEWER', other.admin);
    const again = await other.admin.post('/members/invitations', { email: email.toUpperCase(), role: 'MEMBER' });
    const token = /#token=(.+)$/.exec(String(again.body.link))![1]!;
    expect([again.status, token === first.token]).toEqual([200, false]);
    const { invitations } = (await other.admin.get('/members/invitations')).body;
    expect(invitations).toMatchObject([{ id: again.body.id, email: email.toUpperCase(), role: 'MEMBER' }]);
    const [entry] = (await other.admin.get('/audit-log?action=invitation.created&limit=1')).body.entries;
    expect(entry).toMatchObject({ target: { id: again.body.id }, new: { role: 'MEMBER', replaces: [first.id] } });
    // the same address elsewhere is another matter
    await invite(email);
    expect((await accept(service.anonymous, first.token)).status).toBe(404);
    expect((await accept(service.anonymous, token)).body.role).toBe('MEMBER');
  });

  it('is the one of its address, however many are requested at the same time', async () => {
    const other = await anOrganization(service);
    const wanted = { email: anAddress(), role: 'VIEWER' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => other.admin.post('/members/invitations', wanted)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect((await other.admin.get('/members/invitations')).body.invitations).toHaveLength(1);
  });

  it('that has expired is no open one', async () => {
    const email = anAddress();
    await invite(email);
    service.clock.advanceMinutes(72 * HOURS);
    const { status } = await org.admin.post('/members/invitations', { email, role: 'VIEWER' });
    service.clock.advanceMinutes(-72 * HOURS);
    expect(status).toBe(201);
  });

  it('is one of as many within 24 hours as the quota allows, also those that are withdrawn or replaced', async () => {
    const other = await anOrganization(service);
    const limit = (invitations_per_day: number | null) =>
      service.admin.patch(`/orgs/${other.id}`, { quotas: { invitations_per_day } });
    const wanted = (email = anAddress()) => other.admin.post('/members/invitations', { email, role: 'VIEWER' });
    const used = async () => (await other.admin.get('/org')).body.quotas.invitations_per_day;
    await limit(3);
    const { body: made } = await wanted();
    await other.admin.delete(`/members/invitations/${made.id}`);
    service.clock.advanceMinutes(60);
    const email = anAddress();
    expect([(await wanted(email)).status, (await wanted(email)).status]).toEqual([201, 200]);
    expect(await used()).toEqual({ limit: 3, used: 3 });
    const over = await wanted(email);
    expect([over.status, over.body.code]).toEqual([429, 'invitation_limit']);
    expect(over.body.detail).toMatch(/\b3 invitations within 24 hours\b.*invitations_per_day/);
    // the oldest leaves first
    const seconds = Number(over.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(22 * 3_600);
    expect(seconds).toBeLessThanOrEqual(23 * 3_600);
    service.clock.advanceMinutes(23 * HOURS);
    expect([(await wanted()).status, (await wanted()).status]).toEqual([201, 429]);
    await limit(0);
    const none = await wanted();
    expect([none.status, none.headers.get('retry-after')]).toEqual([429, '86400']);
    await limit(null);
    expect((await wanted()).status).toBe(201);
    service.clock.advanceMinutes(-24 * HOURS);
  });

  it('is one of any number for an address where no mails are sent', async () => {
    const email = anAddress();
    await invite(email);
    for (let repeated = 0; repeated < 5; repeated += 1)
      expect((await org.admin.post('/members/invitations', { email, role: 'VIEWER' })).status).toBe(200);
  });

  it.each(['a,b@example.test', '<x>y@example.test', '"a"@example.test', 'a@b@example.test', 'example.test'])(
    'is for no address that a mail reads otherwise: %s',
    async (email) => {
      for (const [route, more] of [
        ['/members/invitations', {}],
        ['/members', { name: 'Jane', password: PASSWORD }],
      ] as const) {
        const { status, body } = await org.admin.post(route, { email, role: 'VIEWER', ...more });
        expect([status, body.errors?.map(({ field }: { field: string }) => field)]).toEqual([400, ['email']]);
      }
    },
  );

  it.each([
    'https://evil.example',
    'See WWW.evil.example',
    'pay at evil.com/pay',
    'http:evil.example',
    'mailto:pay@evil.example',
    'Jane\u202e',
    'Jane\u0007',
    'Jane\u2028x',
    'Jane\u200b',
  ])('is accepted by no name that leads elsewhere or does not read as it is: %j', async (name) => {
    const { token } = await invite(anAddress());
    const person = { email: anAddress(), role: 'VIEWER', password: PASSWORD };
    const answers = [
      await accept(service.anonymous, token, { name, password: PASSWORD }),
      await org.admin.post('/members', { ...person, name }),
      await org.admin.patch('/org', { name }),
      await service.admin.post('/orgs', { name, slug: randomUUID() }),
    ];
    for (const { status, body } of answers)
      expect([status, body.errors?.map(({ field }: { field: string }) => field)]).toEqual([400, ['name']]);
    expect((await accept(service.anonymous, token)).status).toBe(200);
  });

  it('is not guessed', async () => {
    for (const token of ['qgi_', `qgi_${'A'.repeat(43)}`, 'x'])
      expect((await accept(service.anonymous, token)).status).toBe(404);
  });

  it('needs a name and a password of somebody new, and is not spent by one without', async () => {
    const { token } = await invite(anAddress());
    const { status, body } = await accept(service.anonymous, token, {});
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([400, ['name', 'password']]);
    expect((await accept(service.anonymous, token)).status).toBe(200);
  });

  it('takes no weak password, and is not spent by one', async () => {
    const email = anAddress();
    const { token } = await invite(email);
    for (const password of ['qwertyuiop', email]) {
      const { status, body } = await accept(service.anonymous, token, { name: 'Jane', password });
      expect([status, body.errors?.map(({ field }: { field: string }) => field)]).toEqual([400, ['password']]);
    }
    expect((await accept(service.anonymous, token)).status).toBe(200);
  });

  it('grants no more than its maker has, then and when it is accepted', async () => {
    const admin = await aMember(service, 'ORG_ADMIN', org.admin);
    const { status } = await admin.client.post('/members/invitations', { email: anAddress(), role: 'ORG_OWNER' });
    expect(status).toBe(403);
    const { token } = await invite(anAddress(), 'ORG_ADMIN', admin.client);
    await org.admin.patch(`/members/${admin.userId}`, { role: 'MEMBER' });
    expect((await accept(service.anonymous, token)).status).toBe(404);
  });

  it('is made by a key with the scope mint alone', async () => {
    const wanted = { email: anAddress(), role: 'VIEWER' };
    const [key, minting] = [
      await anApiKey(service, { scopes: ['admin'] }),
      await anApiKey(service, { scopes: ['mint'] }),
    ];
    expect((await key.client.post('/members/invitations', wanted)).status).toBe(403);
    expect((await minting.client.post('/members/invitations', wanted)).status).toBe(201);
  });
});

describe('an invitation of somebody who is a user', () => {
  it('is accepted signed in, by that user alone', async () => {
    const person = await aMember(service, 'MEMBER');
    const { token } = await invite(person.email.toUpperCase());
    const anonymous = await accept(service.anonymous, token);
    expect([anonymous.status, anonymous.body.code]).toEqual([401, 'unauthenticated']);
    const other = await aMember(service, 'MEMBER');
    expect((await accept(other.client, token)).status).toBe(403);
    const key = await anApiKey(service, {}, person.client).catch(() => anApiKey(service));
    expect((await accept(key.client, token)).status).toBe(403);

    const accepted = await accept(person.client, token, {});
    expect([accepted.status, accepted.body.org.id]).toEqual([200, org.id]);
    const members = (await org.admin.get('/members?limit=200')).body.members as { user_id: number }[];
    expect(members.map(({ user_id }) => user_id)).toContain(person.userId);
  });

  it('takes a password that opens this organization alone', async () => {
    const other = await anOrganization(service);
    const { client: admin } = await aMember(service, 'ORG_ADMIN', other.admin);
    const person = await aMember(service, 'MEMBER', admin);
    const { token } = await invite(person.email);
    expect((await accept(person.client, token, { password: `${PASSWORD} too` })).status).toBe(200);
    const me = (await (await service.anonymous.login(person.email, `${PASSWORD} too`)).get('/auth/me')).body;
    expect([me.org.id, me.orgs.map(({ id }: { id: number }) => id)]).toEqual([org.id, [org.id]]);
  });

  it('does not lower the role of a member, whose membership it accepts', async () => {
    const person = await aMember(service, 'ORG_ADMIN', org.admin);
    const { token } = await invite(person.email, 'VIEWER');
    expect((await accept(person.client, token, {})).body.role).toBe('ORG_ADMIN');
    const again = await org.admin.post('/members/invitations', { email: person.email, role: 'VIEWER' });
    expect([again.status, again.body.code]).toEqual([409, 'already_exists']);
  });

  it('is not for a credential that does not hold', async () => {
    const { token } = await invite(anAddress());
    expect((await accept(service.anonymous.withToken('a.b.c'), token)).status).toBe(401);
    const stale = service.anonymous.as({ cookie: 'qg_session=a.b.c', origin: service.url });
    expect((await accept(stale, token)).status).toBe(200);
  });
});

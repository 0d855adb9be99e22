import { randomUUID } from 'node:crypto';
import { main } from '../../../src/admin/main.js';
import { aMember, anOrganization, type TestOrganization, type TestPerson } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { enrollApp, type TestFactor } from '../../support/authenticator-app.js';
import { type MailServer, type ReceivedMail, startMailServer } from '../../support/mail-server.js';
import { query } from '../../support/postgres.js';
import { registerPasskey } from '../../support/software-authenticator.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const NEW = 'another password of mine';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0';
const MAIL = { MAIL_FROM: 'gate@example.test', PUBLIC_URL: 'https://gate.example.test' };

let server: MailServer;
let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  server = await startMailServer();
  service = await startTestApp({ SMTP_URL: server.url, ...MAIL, RATE_LIMIT_LOGIN: '1000' });
  org = await anOrganization(service);
});
afterAll(async () => {
  await service.stop();
  await server.stop();
});

const inBrowser = () => service.anonymous.as({ 'user-agent': BROWSER });

/** A member who is signed in by a browser. */
async function aPersonInBrowser(of: Pick<TestOrganization, 'admin'> = org): Promise<TestPerson> {
  const person = await aMember(service, 'MEMBER', of.admin);
  return { ...person, client: await inBrowser().login(person.email, person.password) };
}

async function anEnrolled(): Promise<TestPerson & TestFactor> {
  const person = await aPersonInBrowser();
  const factor = await enrollApp(service, person.client);
  expect((await server.nextTo(person.email)).subject).toBe('An authenticator app was set up');
  return { ...person, ...factor };
}

const ORIGIN =
  /^The request came from the address (::ffff:)?127\.0\.0\.1, by a program that identifies itself as "(.*)"\.$/m;

/** Subject of a mail, and the program that it names. */
const read = ({ subject, text }: ReceivedMail) => [subject, ORIGIN.exec(text)?.[2]];

const allMailsAreDone = () =>
  waitUntil(
    async () => (await query(service.database.admin, `SELECT FROM work_items WHERE kind = 'mails'`)).length === 0,
  );

describe('a person reads by mail', () => {
  it('that an authenticator app was set up, once it counts', async () => {
    const person = await aPersonInBrowser();
    await person.client.post('/auth/totp/enroll');
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(person.email))).toEqual([]);
    await enrollApp(service, person.client);
    const mail = await server.nextTo(person.email);
    expect(read(mail)).toEqual(['An authenticator app was set up', BROWSER]);
    expect(mail.text).toMatch(/ on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/m);
    expect(mail.text).toContain('If you did not request this, change your password at once, and report it to an owner');
    expect(mail.text).toContain('Sign in:\nhttps://gate.example.test/sign-in\n');
  });

  it('that a passkey was registered, and that it was removed', async () => {
    const { client, email } = await aPersonInBrowser();
    // the service has its public address, which the authenticator's page has, too
    const { id } = await registerPasskey('https://gate.example.test', client);
    expect(read(await server.nextTo(email))).toEqual(['A passkey was registered', BROWSER]);
    expect((await client.delete(`/auth/passkeys/${id}`)).status).toBe(204);
    expect(read(await server.nextTo(email))).toEqual(['A passkey was removed', BROWSER]);
  });

  it('that an authenticator app was removed', async () => {
    const { client, email, app } = await anEnrolled();
    expect((await client.send('DELETE', '/auth/totp', { code: app.wrongCode() })).status).toBe(403);
    expect((await client.send('DELETE', '/auth/totp', { code: app.nextCode() })).status).toBe(204);
    expect(read(await server.nextTo(email))).toEqual(['Your authenticator app was removed', BROWSER]);
  });

  it('that a recovery code was used, at a sign-in and for a removal', async () => {
    const { email, password, recoveryCodes } = await anEnrolled();
    const [first, second] = recoveryCodes;
    const answer = await service.anonymous
      .as({ 'user-agent': 'curl/8.5.0' })
      .post('/auth/login', { email, password, second_factor: { recovery_code: first } });
    expect(answer.status).toBe(200);
    expect(read(await server.nextTo(email))).toEqual(['A recovery code was used', 'curl/8.5.0']);
    const client = service.anonymous.withToken(answer.body.access_token as string);
    expect((await client.send('DELETE', '/auth/totp', { code: second })).status).toBe(204);
    const subjects = [(await server.nextTo(email)).subject, (await server.nextTo(email)).subject];
    expect(subjects.sort()).toEqual(['A recovery code was used', 'Your authenticator app was removed']);
  });

  it('that an owner reset the second factor, where there was one', async () => {
    const { email, userId } = await anEnrolled();
    expect((await org.admin.delete(`/members/${userId}/second-factor`)).status).toBe(204);
    const mail = await server.nextTo(email);
    expect(mail.subject).toBe('Your second factor was reset');
    expect(mail.text).toContain('An owner of your organization made this change.');
    expect(mail.text).not.toContain('127.0.0.1');
    const without = await aMember(service, 'MEMBER', org.admin);
    await org.admin.delete(`/members/${without.userId}/second-factor`);
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(without.email))).toEqual([]);
  });

  it('that a key with mint was created, and of no other key', async () => {
    const person = await aMember(service, 'ORG_ADMIN', org.admin);
    const create = async (scopes: string[]) =>
      (await person.client.post('/api-keys', { name: 'x', role: 'ORG_ADMIN', scopes })).status;
    expect([await create(['admin']), await create(['admin', 'mint'])]).toEqual([201, 201]);
    const { subject, text } = await server.nextTo(person.email);
    expect(subject).toBe('An API key with the scope mint was created');
    expect(text).toContain('Changing your password does not revoke the key.');
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(person.email))).toHaveLength(1);
  });

  it('that the password was changed, by whom and from where', async () => {
    const { client, email, password } = await aPersonInBrowser();
    const body = { current_password: password, new_password: NEW };
    expect((await client.post('/auth/password', body)).status).toBe(204);
    expect(read(await server.nextTo(email))).toEqual(['Your password was changed', BROWSER]);

    await inBrowser().post('/auth/password/forgot', { email });
    const token = /reset-password#(\S+)/.exec((await server.nextTo(email)).text)![1];
    expect((await inBrowser().post('/auth/password/reset', { token, password: `${NEW} 2` })).status).toBe(204);
    expect(read(await server.nextTo(email))).toEqual(['Your password was changed', BROWSER]);
  });

  it('of one kind of change at most 5 times an hour', async () => {
    const { client, email, password, userId } = await aPersonInBrowser();
    let current = password;
    const change = async () => {
      const wanted = `${NEW} ${randomUUID()}`;
      const body = { current_password: current, new_password: wanted };
      expect((await client.post('/auth/password', body)).status).toBe(204);
      current = wanted;
    };
    for (let changes = 0; changes < 7; changes += 1) await change();
    await allMailsAreDone();
    const count = () => server.received.filter(({ to }) => to.includes(email)).length;
    expect(count()).toBe(5);
    await query(
      service.database.admin,
      `UPDATE auth.counted_notices SET counted_since = now() - interval '1 hour' WHERE user_id = $1`,
      [userId],
    );
    await change();
    await allMailsAreDone();
    expect(count()).toBe(6);
  });

  it('what the operator did, where the environment names the mail server', async () => {
    const { email } = await anEnrolled();
    const { host, port, user, password, database } = service.database.admin;
    const url = `postgres://${user}:${encodeURIComponent(String(password))}@${host}:${port}/${database}`;
    let text = '';
    const stream = { write: (part: string) => (text += part) };
    const run = (command: string, more: object) =>
      main([command, email], {
        ...{ stdout: stream, stderr: stream },
        env: { DATABASE_URL: url, DATA_DIR: service.dataDir, ...more },
      });
    const withMail = { SMTP_URL: server.url, ...MAIL };
    expect([await run('reset-second-factor', withMail), text]).toEqual([
      0,
      expect.stringMatching(/removed from the account .+: 1\./),
    ]);
    const mail = await server.nextTo(email);
    expect([mail.subject, mail.text.includes('The operator of the service made this change.')]).toEqual([
      'Your second factor was reset',
      true,
    ]);
    expect(await run('reset-password', withMail)).toBe(0);
    expect((await server.nextTo(email)).subject).toBe('Your password was changed');
    const before = server.received.length;
    expect(await run('reset-password', {})).toBe(0);
    await allMailsAreDone();
    expect(server.received).toHaveLength(before);
  });
});

describe('owners and administrators read by mail', () => {
  const FORGE = {
    kind: 'gitlab',
    name: 'our.forge',
    base_url: 'https://forge.example.test',
    credentials: { type: 'token', token: 'a-token-of-the-forge' },
  };
  const PUBLISHER = { kind: 'github', claims: { repository_id: '724712' } };

  /** An organization with an owner, an administrator in a browser, and a member. */
  async function aStaffed() {
    const staffed = await anOrganization(service);
    const owner = await aMember(service, 'ORG_OWNER', staffed.admin);
    const { email, password } = await aMember(service, 'ORG_ADMIN', staffed.admin);
    const member = await aPersonInBrowser(staffed);
    // of the owner who was just made
    expect((await server.nextTo(owner.email)).subject).toBe('Your organization has a new owner');
    return { ...staffed, owner, member, admin: { email, client: await inBrowser().login(email, password) } };
  }

  it.each([
    [
      'trusted publisher',
      'Your organization trusts another pipeline',
      'Trusted publisher: github repository_id=724712',
      (client: ApiClient) => client.post('/trusted-publishers', PUBLISHER),
    ],
    [
      'forge connection',
      'Your organization is connected to a forge',
      'Connection: our.\u2060forge (forge.\u2060example.\u2060test)',
      (client: ApiClient) => client.post('/forges', FORGE),
    ],
    [
      'secret of a webhook',
      'The secret of a webhook was replaced',
      'Webhook: https',
      async (client: ApiClient) => {
        const { id } = (await client.post('/webhooks', { url: 'https://hooks.example.test/a-secret', events: ['*'] }))
          .body;
        return client.post(`/webhooks/${id}/rotate-secret`);
      },
    ],
  ])('of a new %s', async (_, subject, about, act) => {
    const { owner, admin, member, slug } = await aStaffed();
    const done = await act(admin.client);
    expect([done.text, done.status < 300]).toEqual([done.text, true]);
    for (const { email } of [owner, admin]) {
      const mail = await server.nextTo(email);
      expect(read(mail)).toEqual([subject, BROWSER]);
      expect(mail.text).toContain(`Organization: Organization ${slug}`);
      expect(mail.text).toContain(about);
      expect(mail.text).toMatch(/^Done by: org_admin-/m);
    }
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(member.email))).toEqual([]);
  });

  it('of an administrator’s link that was used, and of a member who left', async () => {
    const { owner, admin, member } = await aStaffed();
    const { link } = (await admin.client.post(`/members/${member.userId}/reset-link`)).body;
    const token = (link as string).split('#')[1]!;
    expect((await inBrowser().post('/auth/password/reset', { token, password: NEW })).status).toBe(204);
    for (const { email } of [owner, admin]) {
      const mail = await server.nextTo(email);
      expect(read(mail)).toEqual(["An administrator's link reset a member's password", BROWSER]);
      expect(mail.text.replaceAll('\u2060', '')).toContain(`Member: ${member.email}`);
    }
    const again = await inBrowser().login(member.email, NEW);
    expect((await again.delete('/members/me')).status).toBe(204);
    for (const { email } of [owner, admin])
      expect((await server.nextTo(email)).subject).toBe('A member left your organization');
  });

  it('of a new owner, by role, transfer and invitation: owners alone', async () => {
    const { owner, admin, member } = await aStaffed();
    const heir = await aPersonInBrowser({ admin: owner.client });
    expect((await owner.client.patch(`/members/${member.userId}`, { role: 'ORG_OWNER' })).status).toBe(200);
    expect((await owner.client.patch(`/members/${member.userId}`, { role: 'ORG_OWNER' })).status).toBe(200);
    const newOwner = async (readers: readonly { email: string }[], email: string) => {
      for (const reader of readers) {
        const { subject, text } = await server.nextTo(reader.email);
        expect(subject).toBe('Your organization has a new owner');
        expect(text.replaceAll('\u2060', '')).toContain(`New owner: ${email}`);
      }
    };
    await newOwner([owner, member], member.email);
    expect((await owner.client.post('/org/transfer', { user_id: heir.userId })).status).toBe(200);
    await newOwner([member, heir], heir.email);
    const email = `invited-${randomUUID()}@example.test`;
    const invited = await heir.client.post('/members/invitations', { email, role: 'ORG_OWNER' });
    expect(invited.status).toBe(201);
    const token = (invited.body.link as string).split('#token=')[1]!;
    expect((await server.nextTo(email)).subject).toMatch(/^Invitation/);
    expect((await service.anonymous.post('/auth/invitations/accept', { token, name: 'I', password: NEW })).status).toBe(
      200,
    );
    await newOwner([member, heir, { email }], email);
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(admin.email))).toEqual([]);
  });
});

it('sends notices that were queued before 1.0', async () => {
  const { email } = await aPersonInBrowser();
  await query(service.database.admin, `SELECT auth.queue_mail('password_changed', $1)`, [email]);
  const { subject, text } = await server.nextTo(email);
  expect([subject, text.includes('The request came')]).toEqual(['Your password was changed', false]);
});

it('queues nothing where the service sends no mails', async () => {
  const plain = await startTestApp({ RATE_LIMIT_LOGIN: '1000' });
  try {
    const person = await aMember(plain, 'MEMBER');
    const { app } = await enrollApp(plain, person.client);
    expect((await person.client.send('DELETE', '/auth/totp', { code: app.nextCode() })).status).toBe(204);
    expect(await query(plain.database.admin, `SELECT FROM work_items WHERE kind = 'mails'`)).toEqual([]);
  } finally {
    await plain.stop();
  }
});

import { randomUUID } from 'node:crypto';
import { main } from '../../src/admin/main.js';
import { aMember, anOrganization, type TestOrganization, type TestPerson } from '../support/actors.js';
import { enrollApp, type TestFactor } from '../support/authenticator-app.js';
import { type MailServer, type ReceivedMail, startMailServer } from '../support/mail-server.js';
import { query } from '../support/postgres.js';
import { registerPasskey } from '../support/software-authenticator.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { waitUntil } from '../support/wait-until.js';

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

const ORIGIN = /^The request came from the address (::ffff:)?127\.0\.0\.1, by a program that calls itself "(.*)"\.$/m;

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
    expect(mail.text).toContain('If this was not at your request, report it at once to an owner');
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
    expect(mail.text).toContain('An owner of your organization did it.');
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
    expect(text).toContain('The key works on after your password has changed.');
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
    expect([await run('reset-second-factor', withMail), text]).toEqual([0, expect.stringContaining('removed: 1.')]);
    const mail = await server.nextTo(email);
    expect([mail.subject, mail.text.includes('The operator of the service did it.')]).toEqual([
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

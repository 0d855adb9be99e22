import { randomUUID } from 'node:crypto';
import { MailTransport } from '../../../src/modules/record/mail/mail-transport.js';
import { aMember, anOrganization, type TestOrganization, type TestPerson } from '../../support/actors.js';
import { type MailServer, type ReceivedMail, startMailServer } from '../../support/mail-server.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const FROM = 'Quality Gate <gate@example.test>';
const PUBLIC_URL = 'https://gate.example.test';
const NEW = 'another password of mine';

let server: MailServer;
let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  server = await startMailServer();
  service = await startTestApp({ SMTP_URL: server.url, MAIL_FROM: FROM, PUBLIC_URL, LOG_LEVEL: 'warn' });
  org = await anOrganization(service);
});
afterAll(async () => {
  await service.stop();
  await server.stop();
});
afterEach(() => {
  server.refusal = null;
});

const anAddress = () => `${randomUUID()}@example.test`;
const forgot = (email: string, host?: string) =>
  service.anonymous.as(host ? { host } : {}).post('/auth/password/forgot', { email });
const reset = (token: string, password = NEW) => service.anonymous.post('/auth/password/reset', { token, password });
const check = (token: string) => service.anonymous.post('/auth/password/reset/check', { token });
const login = async (email: string, password: string) =>
  (await service.anonymous.post('/auth/login', { email, password })).status;
const mails = () =>
  query<{ kind: string; invitation_id: string | null; attempts: number; lease: string | null }>(
    service.database.admin,
    `SELECT payload ->> 'kind' AS kind, payload ->> 'invitationId' AS invitation_id, attempts, lease FROM work_items
     WHERE kind = 'mails'`,
  );
const isVerified = async (email: string) =>
  (
    await query<{ at: Date | null }>(
      service.database.admin,
      `SELECT email_verified_at AS at FROM auth.users WHERE email = '${email}'`,
    )
  )[0]?.at != null;
/** Waits until the server has refused the mail of an invitation, which then waits for its next attempt. */
const isRefused = (invitationId: number) =>
  waitUntil(async () =>
    (await mails()).some(
      ({ invitation_id: of, attempts, lease }) => Number(of) === invitationId && attempts > 0 && !lease,
    ),
  );
/** Makes mails due that wait for their next attempt. */
const hurry = () =>
  query(
    service.database.admin,
    `UPDATE work_items SET due_at = now() WHERE kind = 'mails'; SELECT pg_notify('quality_gate_changes', 'work:mails')`,
  );
const allMailsAreDone = () => waitUntil(async () => (await mails()).length === 0);
const tokenIn = ({ text }: ReceivedMail): string =>
  /^https:\/\/gate\.example\.test\/reset-password#(qgp_[\w-]{43})$/m.exec(text)![1]!;

async function resetToken(email: string): Promise<string> {
  expect((await forgot(email)).status).toBe(202);
  const mail = await server.nextTo(email);
  // The next request for the address would be left out while the mail is in the queue.
  await allMailsAreDone();
  return tokenIn(mail);
}

async function invite(email: string, by = org.admin) {
  const made = await by.post('/members/invitations', { email, role: 'MEMBER' });
  expect(made.status).toBe(201);
  return made.body as { id: number; link: string };
}
const invitationsOf = async ({ admin }: TestOrganization) =>
  (await admin.get('/members/invitations?limit=200')).body.invitations as {
    id: number;
    mail_state: string;
    mailed_at: string | null;
  }[];
const stateOf = async (id: number, of = org) => (await invitationsOf(of)).find((one) => one.id === id);

describe('an invitation', () => {
  it('goes to its address, with the link of the answer', async () => {
    const email = anAddress();
    const { id, link } = await invite(email);
    const mail = await server.nextTo(email);
    expect(mail.to).toEqual([email]);
    expect(mail.headers).toMatchObject({ from: FROM, to: email, 'auto-submitted': 'auto-generated' });
    expect(mail.subject).toBe(`Invitation to Organization ${org.slug}`);
    expect(mail.text.split('\n')).toContain(link);
    expect(mail.html).toContain(`<a href="${link}">`);
    const state = await waitUntil(async () => {
      const found = await stateOf(id);
      return found?.mail_state === 'sent' && found;
    });
    expect(state.mailed_at).toMatch(/^\d{4}-.*Z$/);
    const token = link.split('#token=')[1]!;
    const accepted = await service.anonymous.post('/auth/invitations/accept', { token, name: 'Jane', password: NEW });
    expect(accepted.status).toBe(200);
    expect(await isVerified(email)).toBe(true);
  });

  it('stores its link sealed until then, and not afterwards', async () => {
    server.refusal = 451;
    const email = anAddress();
    const { id, link } = await invite(email);
    const stored = () =>
      query<{ row: string; link: Buffer | null }>(
        service.database.admin,
        'SELECT i::text AS row, i.link FROM invitations i WHERE id = $1',
        [id],
      );
    const [waiting] = await stored();
    expect(waiting!.link!.length).toBeGreaterThan(link.length);
    expect(waiting!.link!.toString('latin1')).not.toContain('qgi_');
    expect((await stateOf(id))!.mail_state).toBe('waiting');
    server.refusal = null;
    await server.nextTo(email);
    await allMailsAreDone();
    expect((await stored())[0]!.link).toBeNull();
  });

  it('has no header or line that names begin', async () => {
    const other = await anOrganization(service);
    await query(service.database.admin, `UPDATE organizations SET name = $1 WHERE id = $2`, [
      'Acme\r\nBcc: victim@example.test\r\n\r\n<script>alert(1)</script>',
      other.id,
    ]);
    const email = anAddress();
    await invite(email, other.admin);
    const mail = await server.nextTo(email);
    expect(mail.to).toEqual([email]);
    expect(mail.headers.bcc).toBeUndefined();
    expect(mail.subject).toBe('Invitation to Acme Bcc: victim@example.\u2060test <script>alert(1)</script>');
    expect(mail.html).not.toContain('<script>');
    expect(mail.raw).not.toMatch(/^Bcc:/m);
  });

  it('is not mailed when it is withdrawn first', async () => {
    server.refusal = 451;
    const email = anAddress();
    const { id } = await invite(email);
    await isRefused(id);
    expect((await org.admin.delete(`/members/invitations/${id}`)).status).toBe(204);
    server.refusal = null;
    await hurry();
    await allMailsAreDone();
    const next = anAddress();
    await invite(next);
    await server.nextTo(next);
    expect(server.received.some(({ to }) => to.includes(email))).toBe(false);
  });

  it('is given up where the server refuses the address for good, which its list and the log say', async () => {
    server.refusal = 550;
    const { id } = await invite(anAddress());
    await waitUntil(async () => (await stateOf(id))!.mail_state === 'failed');
    expect(await mails()).toEqual([]);
    expect(
      service.log().some((line) => line.includes('permanently rejected a mail') && line.includes('"status":550')),
    ).toBe(true);
  });

  it('goes to an address three times within 24 hours, and its newest link alone works', async () => {
    const email = anAddress();
    const links: string[] = [];
    for (let sent = 0; sent < 3; sent += 1) {
      const { status, body } = await org.admin.post('/members/invitations', { email, role: 'MEMBER' });
      expect(status).toBe(sent === 0 ? 201 : 200);
      links.push(body.link as string);
      expect((await server.nextTo(email)).text.split('\n')).toContain(body.link);
    }
    for (const same of [email.toUpperCase(), email.replace('@', '+1@'), email.replace('@', '+a+b@').toUpperCase()]) {
      const over = await org.admin.post('/members/invitations', { email: same, role: 'MEMBER' });
      expect([over.status, over.body.code]).toEqual([429, 'invitation_limit']);
      expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(86_000);
      expect(over.body.detail).toMatch(/^This address has received 3 invitations within 24 hours\./);
    }
    await invite(anAddress());
    const accept = async (link: string | undefined) => {
      const token = link!.split('#token=')[1]!;
      return (await service.anonymous.post('/auth/invitations/accept', { token, name: 'Jane', password: NEW })).status;
    };
    expect([await accept(links[1]), await accept(links[2])]).toEqual([404, 200]);
  });

  it('that is replaced before it was sent is not mailed', async () => {
    server.refusal = 451;
    const email = anAddress();
    const { id, link: first } = await invite(email);
    await isRefused(id);
    const { body } = await org.admin.post('/members/invitations', { email, role: 'MEMBER' });
    server.refusal = null;
    expect((await server.nextTo(email)).text.split('\n')).toContain(body.link);
    await allMailsAreDone();
    expect(server.received.some(({ text }) => text.includes(first))).toBe(false);
  });

  it.each(['a,b@example.test', '<x>y@example.test', '"a"@example.test'])(
    'of an earlier version is not mailed to an address that a header reads as another one: %s',
    async (email) => {
      server.refusal = 451;
      const { id } = await invite(anAddress());
      await isRefused(id);
      await query(service.database.admin, 'UPDATE invitations SET email = $1 WHERE id = $2', [email, id]);
      server.refusal = null;
      await hurry();
      await waitUntil(async () => (await stateOf(id))!.mail_state === 'failed');
      expect(server.received.filter(({ raw }) => raw.includes(email))).toEqual([]);
    },
  );
});

describe('a forgotten password', () => {
  let person: TestPerson;
  beforeEach(async () => {
    person = await aMember(service, 'MEMBER', org.admin);
  });

  it('is replaced by the link of a mail, once', async () => {
    expect((await forgot(person.email.toUpperCase())).status).toBe(202);
    const token = tokenIn(await server.nextTo(person.email));
    expect((await check(token)).body).toEqual({ expires_at: expect.stringMatching(/Z$/), second_factors: [] });
    expect((await reset(token, 'qwertyuiop')).status).toBe(400);
    expect(await isVerified(person.email)).toBe(false);
    expect((await reset(token)).status).toBe(204);
    expect(await isVerified(person.email)).toBe(true);
    expect([await login(person.email, person.password), await login(person.email, NEW)]).toEqual([401, 200]);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect([(await reset(token)).status, (await check(token)).status]).toEqual([404, 404]);
    const notice = await server.nextTo(person.email);
    expect(notice.subject).toBe('Your password was changed');
    const { entries } = (await org.admin.get('/audit-log?limit=200')).body;
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: 'auth.password_changed',
        target: expect.objectContaining({ id: person.userId }),
      }),
    );
  });

  it('opens all organizations of the person afterwards, whoever set a password before', async () => {
    const other = await anOrganization(service);
    await other.admin.post('/members', {
      email: person.email,
      name: 'x',
      role: 'VIEWER',
      password: 'chosen by others',
    });
    expect((await reset(await resetToken(person.email))).status).toBe(204);
    expect(await login(person.email, 'chosen by others')).toBe(401);
    for (const org_id of [org.id, other.id]) {
      const signedIn = await service.anonymous.post('/auth/login', { email: person.email, password: NEW, org_id });
      expect([signedIn.status, signedIn.body.org?.id]).toEqual([200, org_id]);
    }
  });

  it('has one link for an hour: the newest', async () => {
    const first = await resetToken(person.email);
    const second = await resetToken(person.email);
    expect((await check(first)).status).toBe(404);
    const minutes = (Date.parse((await check(second)).body.expires_at) - Date.now()) / 60_000;
    expect(Math.round(minutes)).toBe(60);
    await query(service.database.admin, `UPDATE auth.own_password_resets SET expires_at = now()`);
    expect((await reset(second)).status).toBe(404);
  });

  it('ends with another change of the password, which is reported by mail', async () => {
    const token = await resetToken(person.email);
    const changed = await person.client.post('/auth/password', {
      current_password: person.password,
      new_password: NEW,
    });
    expect(changed.status).toBe(204);
    expect((await server.nextTo(person.email)).subject).toBe('Your password was changed');
    expect((await reset(token)).status).toBe(404);
  });

  it('works once for many at the same time', async () => {
    const token = await resetToken(person.email);
    const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => reset(token, `${NEW} ${index}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });

  it('is answered alike for everybody, and mailed to nobody else', async () => {
    await allMailsAreDone();
    const sentBefore = server.received.length;
    const [known, unknown] = [await forgot(person.email), await forgot(anAddress())];
    expect([known.status, known.text]).toEqual([202, '']);
    expect([unknown.status, unknown.text]).toEqual([202, '']);
    const names = ({ headers }: typeof known) => [...headers.keys()].sort();
    expect(names(unknown)).toEqual(names(known));
    await server.nextTo(person.email);
    await allMailsAreDone();
    expect(server.received.length - sentBefore).toBe(1);
  });

  it('costs the database the same for everybody: one statement that looks at no account', async () => {
    const [row] = await query<{ source: string }>(
      service.database.admin,
      `SELECT prosrc AS source FROM pg_proc WHERE oid = 'auth.queue_mail(text, text)'::regprocedure`,
    );
    expect(row!.source).not.toMatch(/users|members|identities/);
  });

  it('leads to the public address whatever the request says', async () => {
    await forgot(person.email, 'evil.example');
    expect((await server.nextTo(person.email)).text).not.toContain('evil');
  });

  it('brings at most 5 mails an hour', async () => {
    for (let count = 0; count < 5; count += 1) await resetToken(person.email);
    await forgot(person.email);
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(person.email))).toHaveLength(5);
    await query(
      service.database.admin,
      `UPDATE auth.own_password_resets SET counted_since = now() - interval '61 minutes'`,
    );
    await resetToken(person.email);
  });

  it('is not mailed to a member of a deleted organization alone', async () => {
    const gone = await anOrganization(service);
    const member = await aMember(service, 'MEMBER', gone.admin);
    expect((await gone.admin.delete(`/org?confirm=${gone.slug}`)).status).toBeLessThan(300);
    await forgot(member.email);
    await allMailsAreDone();
    expect(server.received.filter(({ to }) => to.includes(member.email))).toEqual([]);
  });

  it.each(['who signs in at the provider and has no password', 'whose organizations all require the provider'])(
    'is none of a person %s',
    async (who) => {
      const closed = await anOrganization(service);
      const member = await aMember(service, 'MEMBER', closed.admin);
      const { admin } = service.database;
      if (who.startsWith('whose'))
        await query(admin, 'UPDATE organizations SET sso_required = true WHERE id = $1', [closed.id]);
      else {
        await query(admin, 'DELETE FROM auth.member_passwords WHERE user_id = $1', [member.userId]);
        await query(admin, 'UPDATE auth.users SET password_hash = NULL WHERE id = $1', [member.userId]);
        await query(
          admin,
          `INSERT INTO auth.identities (issuer, subject, user_id, is_proven) VALUES ('https://id.example', $1, $2, true)`,
          [member.email, member.userId],
        );
      }
      expect((await forgot(member.email)).status).toBe(202);
      const mail = await server.nextTo(member.email);
      expect([mail.subject, mail.text.includes('reset-password')]).toEqual(['You sign in without a password', false]);
      expect(await query(admin, 'SELECT FROM auth.own_password_resets WHERE user_id = $1', [member.userId])).toEqual(
        [],
      );
    },
  );

  it('is no longer reset by a link once the organization requires the provider', async () => {
    const closed = await anOrganization(service);
    const member = await aMember(service, 'MEMBER', closed.admin);
    const token = await resetToken(member.email);
    await query(service.database.admin, 'UPDATE organizations SET sso_required = true WHERE id = $1', [closed.id]);
    expect([(await check(token)).status, (await reset(token)).status]).toEqual([404, 404]);
  });

  it('is stored by the digest of its token alone', async () => {
    const token = await resetToken(person.email);
    const rows = await query(service.database.admin, 'SELECT r::text AS row FROM auth.own_password_resets r');
    expect(JSON.stringify(rows)).not.toContain(token.slice(4));
  });

  it('needs an address', async () => {
    for (const email of ['', 'nobody', 'a b@example.test']) expect((await forgot(email)).status).toBe(400);
  });
});

describe('a mail waits', () => {
  it('while the server is down, and is sent once it is up', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    await server.stop();
    const email = anAddress();
    await invite(email);
    expect((await forgot(person.email)).status).toBe(202);
    await waitUntil(async () => (await mails()).filter(({ attempts }) => attempts > 0).length === 2);
    await server.start();
    expect((await server.nextTo(email)).subject).toContain('Invitation');
    const token = tokenIn(await server.nextTo(person.email));
    expect((await reset(token)).status).toBe(204);
    expect(
      service.log().some((line) => line.includes('the service will try again') && line.includes('ECONNREFUSED')),
    ).toBe(true);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^qgate_outgoing_attempts_total\{kind="mail",outcome="sent"\} [1-9]/m);
    expect(metrics).toMatch(/^qgate_outgoing_attempts_total\{kind="mail",outcome="failed"\} [1-9]/m);
  });

  it('while no instance works, and is sent by the next one', async () => {
    const environment = { SMTP_URL: server.url, MAIL_FROM: FROM, PUBLIC_URL };
    const idle = await startTestApp({ ...environment, WORKER: 'off' });
    const email = anAddress();
    try {
      const made = await idle.admin.post('/members/invitations', { email, role: 'MEMBER' });
      expect(made.status).toBe(201);
      expect(server.received.some(({ to }) => to.includes(email))).toBe(false);
      const next = await startTestApp(environment, { beside: idle });
      try {
        expect((await server.nextTo(email)).text).toContain(made.body.link);
      } finally {
        await next.stop();
      }
    } finally {
      await idle.stop();
    }
  });

  it('no longer than it is of use, which the log says', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    server.refusal = 451;
    await forgot(person.email);
    await waitUntil(async () => (await mails()).some(({ attempts }) => attempts > 0));
    service.clock.advanceMinutes(61);
    await allMailsAreDone();
    service.clock.advanceMinutes(-61);
    expect(service.log().some((line) => line.includes('is dropped') && line.includes('password_reset'))).toBe(true);
  });
});

describe('a mail server', () => {
  const message = { to: 'jane@example.test', subject: 'x', text: 'x', html: 'x' };
  const sendTo = (port: number, tls: 'implicit' | 'starttls') => {
    const reached = { host: '127.0.0.1', port, tls, credentials: { user: 'gate', password: 'secret' } } as const;
    const mail = { server: reached, from: { name: '', address: 'gate@example.test' } };
    return new MailTransport({ mail }).send(message, new AbortController().signal);
  };

  it('of a certificate that nobody vouches for receives nothing', async () => {
    // the package warns of its own certificate, which is what is wanted here
    const warned = jest.spyOn(console, 'error').mockReturnValue();
    const impostor = await startMailServer({ secure: true });
    warned.mockRestore();
    const { outcome, ...rest } = await sendTo(impostor.port, 'implicit');
    await impostor.stop();
    expect([outcome, impostor.received]).toEqual(['failed', []]);
    expect(JSON.stringify(rest)).toMatch(/certificate/);
  });

  it('that does not change to TLS receives neither the mail nor the password', async () => {
    const passwords: unknown[] = [];
    const plain = await startMailServer({
      allowInsecureAuth: true,
      onAuth: ({ password }, _, done) => {
        passwords.push(password);
        done(null, { user: 'gate' });
      },
    });
    const { outcome } = await sendTo(plain.port, 'starttls');
    await plain.stop();
    expect([outcome, plain.received, passwords]).toEqual(['failed', [], []]);
  });
});

describe('without a mail server', () => {
  let plain: TestApp;
  beforeAll(async () => {
    plain = await startTestApp();
  });
  afterAll(() => plain.stop());

  it('a forgotten password is an administrator’s to reset, which the answer says', async () => {
    expect((await plain.anonymous.get('/auth/password/forgot')).body).toEqual({ available: false });
    const refused = await plain.anonymous.post('/auth/password/forgot', { email: anAddress() });
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
    expect(refused.body.detail).toContain('Ask an administrator');
  });

  it('an invitation has its link alone', async () => {
    await plain.admin.post('/members/invitations', { email: anAddress(), role: 'MEMBER' });
    const [invitation] = (await plain.admin.get('/members/invitations')).body.invitations;
    expect([invitation.mail_state, invitation.mailed_at]).toEqual(['none', null]);
    expect(await query(plain.database.admin, 'SELECT FROM work_items')).toEqual([]);
  });
});

it('says where people can reset their passwords by mail', async () => {
  expect((await service.anonymous.get('/auth/password/forgot')).body).toEqual({ available: true });
});

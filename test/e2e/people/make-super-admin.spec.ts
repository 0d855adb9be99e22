import { randomUUID } from 'node:crypto';
import { aMember, anOrganization } from '../../support/actors.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const make = (email: string, environment?: NodeJS.ProcessEnv) =>
  qgateAdmin(service, ['make-super-admin', email], environment);
const verified = async () => (await qgateAdmin(service, ['verify'])).stdout;
const forged = ({ userId }: { readonly userId: number }) =>
  `The installation: person ${userId} is a SUPER_ADMIN, but the service did not make them one.`;

it('makes a person SUPER_ADMIN, which ends their sessions and is in the audit log; verify accepts it', async () => {
  const { admin } = await anOrganization(service);
  const person = await aMember(service, 'MEMBER', admin);
  expect(await make(person.email.toUpperCase())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${person.email} is a SUPER_ADMIN from now on.`),
  });
  expect((await person.client.get('/auth/me')).status).toBe(401);
  const again = await service.anonymous.login(person.email, person.password);
  expect((await again.get('/auth/me')).body).toMatchObject({ role: 'SUPER_ADMIN' });
  const { entries } = (await admin.get('/audit-log?action=user.super_admin_granted')).body;
  expect(entries).toMatchObject([{ actor: { type: 'service', name: 'qgate-admin' }, target: { id: person.userId } }]);
  expect(await verified()).not.toContain(forged(person));
});

it('seals the right: verify names one that was written by hand, also with the seal of somebody else', async () => {
  const [made, other] = [await aMember(service, 'MEMBER'), await aMember(service, 'MEMBER')];
  await make(made.email);
  const give = (seal: string) =>
    query(
      service.database.admin,
      `UPDATE auth.users SET is_super_admin = true, super_admin_seal = ${seal} WHERE id = $1`,
      [other.userId],
    );
  for (const seal of ['NULL', `(SELECT super_admin_seal FROM auth.users WHERE id = ${made.userId})`]) {
    await give(seal);
    const text = await verified();
    expect(text).toContain(forged(other));
    expect(text).not.toContain(forged(made));
  }
  expect(await make(other.email)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is a SUPER_ADMIN already'),
  });
  await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = false WHERE id = $1', [other.userId]);
});

it('changes nothing for an unknown address, or without the key', async () => {
  const email = `${randomUUID()}@example.test`;
  expect(await make(email)).toMatchObject({ code: 2, stderr: `There is no user with the email address ${email}.\n` });
  const person = await aMember(service, 'MEMBER');
  const refused = await make(person.email, { SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('the key of the installation') });
  expect((await person.client.get('/auth/me')).body).toMatchObject({ role: 'MEMBER' });
});

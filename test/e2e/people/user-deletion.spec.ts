import {
  ageSignIns,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
} from '../../support/actors.js';
import { isAuditSealed } from '../../support/are-chained.js';
import { query } from '../../support/postgres.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
  org = await anOrganization(service);
});
afterAll(() => service.stop());

/** Everything that the audit log and the events of an organization say. */
const historyOf = async ({ admin }: TestOrganization): Promise<string> => {
  const pages = [await admin.get('/audit-log?limit=200'), await admin.get('/events?limit=200')];
  return pages.map(({ text }) => text).join('');
};

/** Waits until all entries of an organization's audit log are sealed. */
const sealed = ({ id }: TestOrganization): Promise<true> => isAuditSealed(service, id);

/** Deletes the own account, in a session that began a short while ago. */
const leave = ({ client, email }: Pick<TestPerson, 'client' | 'email'>, password?: string) =>
  client.send('DELETE', `/users/me?confirm=${encodeURIComponent(email)}`, password && { password });

const signIn = ({ email, password }: TestPerson) => service.anonymous.post('/auth/login', { email, password });

describe('deleting a user', () => {
  it('ends sessions and keys, and leaves the id without a name to history', async () => {
    const person = await aMember(service, 'ORG_ADMIN', org.admin);
    const key = await anApiKey(service, { scopes: ['admin'], role: 'ORG_ADMIN' }, person.client);
    const repo = (await person.client.post('/repos', { name: 'acme/web' })).body.id as number;
    await person.client.put('/quality/gates/config', { policy: { new_high_max: 1 } });
    const { entries } = (await org.admin.get(`/audit-log?actor=user:${person.userId}`)).body;
    expect(entries.length).toBeGreaterThan(1);
    expect(await historyOf(org)).toContain(person.email);
    await sealed(org);

    expect((await leave(person)).status).toBe(204);
    expect((await person.client.get('/auth/me')).status).toBe(401);
    expect((await key.client.get('/org')).status).toBe(401);
    expect((await signIn(person)).status).toBe(401);
    expect(await historyOf(org)).not.toContain(person.email);
    const after = (await org.admin.get(`/audit-log?actor=user:${person.userId}`)).body.entries;
    expect(after).toHaveLength((entries as unknown[]).length + 1);
    expect(after[0]).toMatchObject({
      action: 'user.deleted',
      actor: { type: 'user', id: person.userId, name: '' },
      target: { type: 'user', id: person.userId },
      address: null,
    });
    expect(after.map(({ target }: { target: object }) => target)).toContainEqual(
      expect.objectContaining({ type: 'repo', id: repo }),
    );
    await sealed(org);
    expect(await query(service.database.admin, 'SELECT * FROM audit_faults()')).toEqual([]);
    expect((await org.admin.get('/members?limit=200')).text).not.toContain(person.email);
    expect((await org.admin.get(`/repos/${repo}`)).status).toBe(200);
  });

  it('is refused to the last owner, naming the organizations, and changes nothing then', async () => {
    const [first, second] = [await anOrganization(service), await anOrganization(service)];
    const owner = await aMember(service, 'ORG_OWNER', first.admin);
    await second.admin.post('/members', { email: owner.email, name: 'Owner', role: 'ORG_OWNER' });
    await org.admin.post('/members', { email: owner.email, name: 'Owner', role: 'ORG_OWNER' });
    await aMember(service, 'ORG_OWNER', org.admin);
    const refused = await leave(owner);
    expect([refused.status, refused.body.code]).toEqual([400, 'last_owner']);
    expect(refused.body.detail).toContain(`${first.slug}, ${second.slug}`);
    expect(refused.body.detail).not.toContain(org.slug);
    for (const { admin } of [first, second, org])
      expect((await admin.get('/members?limit=200')).text).toContain(owner.email);

    for (const { admin } of [first, second]) {
      const heir = await aMember(service, 'MEMBER', admin);
      await admin.patch(`/members/${heir.userId}`, { role: 'ORG_OWNER' });
    }
    expect((await leave(owner)).status).toBe(204);
    for (const { admin } of [first, second, org])
      expect((await admin.get('/audit-log?action=user.deleted&limit=1')).body.entries).toMatchObject([
        { target: { type: 'user', id: owner.userId } },
      ]);
  });

  it('is for staff, too, who need not belong to an organization of theirs', async () => {
    const [person, other] = [
      await aMember(service, 'MEMBER', org.admin),
      await aMember(service, 'ORG_OWNER', org.admin),
    ];
    expect((await other.client.delete(`/users/${person.userId}`)).status).toBe(403);
    expect((await service.admin.delete(`/users/${person.userId}`)).status).toBe(204);
    expect((await signIn(person)).status).toBe(401);
    expect((await service.admin.delete(`/users/${person.userId}`)).body.code).toBe('not_found');
    for (const admin of [org.admin, service.admin])
      expect((await admin.get('/audit-log?action=user.deleted&limit=1')).body.entries[0].target.id).toBe(person.userId);
  });

  it('is refused to the only SUPER_ADMIN, and changes nothing then', async () => {
    const { user, orgs } = (await service.admin.get('/auth/me')).body;
    for (const path of [`/users/me?confirm=${user.email}`, `/users/${user.id}`]) {
      const refused = await service.admin.delete(path);
      expect([refused.status, refused.body.code]).toEqual([400, 'last_super_admin']);
    }
    expect((await service.admin.get('/auth/me')).body.orgs).toEqual(orgs);
  });

  it('leaves a SUPER_ADMIN where two delete themselves at once', async () => {
    const [one, two] = [await aMember(service, 'MEMBER', org.admin), await aMember(service, 'MEMBER', org.admin)];
    const staff = await query<{ id: string }>(service.database.admin, 'SELECT id FROM auth.users WHERE is_super_admin');
    const promote = (ids: readonly unknown[], to: boolean) =>
      query(service.database.admin, `UPDATE auth.users SET is_super_admin = ${to} WHERE id IN (${ids.join()})`);
    await promote([one.userId, two.userId], true);
    await promote(
      staff.map(({ id }) => id),
      false,
    );
    try {
      const answers = await Promise.all([one, two].map((person) => leave(person)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
    } finally {
      await promote(
        staff.map(({ id }) => id),
        true,
      );
    }
  });

  it('takes the own address, and nothing else for it', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    for (const confirm of ['', '?confirm=me', `?confirm=x${person.email}`]) {
      const refused = await person.client.send('DELETE', `/users/me${confirm}`, { password: person.password });
      expect([refused.status, refused.body.errors]).toEqual([
        400,
        [{ field: 'confirm', message: 'must be the email address of your account' }],
      ]);
    }
    expect((await leave({ ...person, email: person.email.toUpperCase() })).status).toBe(204);
  });

  it('needs the password, or a sign-in within the last 15 minutes', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    const beganAgo = (interval: string) =>
      query(
        service.database.admin,
        `UPDATE auth.sessions SET created_at = now() - interval '${interval}' WHERE user_id = $1`,
        [person.userId],
      );
    await beganAgo('15 minutes');
    const refused = await leave(person);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('Send password, or sign in again');
    expect((await leave(person, 'not the password')).status).toBe(403);
    await beganAgo('14 minutes');
    expect((await leave(person, 'not the password')).status).toBe(403);
    await beganAgo('15 minutes');
    expect((await leave(person, person.password)).status).toBe(204);
    const other = await aMember(service, 'MEMBER', org.admin);
    await query(
      service.database.admin,
      `UPDATE auth.sessions SET created_at = now() - interval '14 minutes' WHERE user_id = $1`,
      [other.userId],
    );
    expect((await leave(other)).status).toBe(204);
  });

  it('takes a sign-in of the last 15 minutes of the staff of the service', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    const staff = await aMember(service, 'MEMBER', org.admin);
    await query(service.database.admin, 'UPDATE auth.users SET is_super_admin = true WHERE id = $1', [staff.userId]);
    const attempt = () => staff.client.delete(`/users/${person.userId}`);
    await ageSignIns(service, staff, '15 minutes');
    const { status, body } = await attempt();
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(body.detail).toContain('15 minutes');
    await ageSignIns(service, staff, '14 minutes 45 seconds');
    expect((await attempt()).status).toBe(204);
    expect((await leave(staff)).status).toBe(204);
  });

  it('is for people, not for keys', async () => {
    const { client } = await anApiKey(service, { scopes: ['admin'], role: 'ORG_OWNER' }, org.admin);
    expect((await client.delete('/users/me')).body.code).toBe('forbidden');
  });

  it('leaves nothing of the address in the database', async () => {
    const person = await aMember(service, 'MEMBER', org.admin);
    await org.admin.patch(`/members/${person.userId}`, { role: 'VIEWER' });
    const other = await anOrganization(service);
    const invitation = { email: person.email.toUpperCase(), role: 'VIEWER' };
    expect((await other.admin.post('/members/invitations', invitation)).status).toBe(201);
    await leave(person);
    const tables = await query<{ name: string }>(
      service.database.admin,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'auth')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await query(
        service.database.admin,
        `SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`,
        [person.email],
      );
      if (rows.length > 0) found.push(name);
    }
    expect(found).toEqual([]);
  });
});

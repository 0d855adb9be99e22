import { TENANT_TABLES } from '../../../src/platform/tenancy/tenant-tables.js';
import { liveThrough } from '../../security/support/organization-life.js';
import {
  ageSignIns,
  aMember,
  anApiKey,
  anOrganization,
  type TestOrganization,
  type TestPerson,
} from '../../support/actors.js';
import { anExport, ORGANIZATION } from '../../support/an-export.js';
import { endsBackgroundWork } from '../../support/are-chained.js';
import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const PATIENCE_MS = 60_000;

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const rows = <Row extends object>(sql: string) => query<Row & Record<string, unknown>>(service.database.admin, sql);

interface OwnedOrganization extends TestOrganization {
  readonly owner: TestPerson;
}

async function anOwnedOrganization(): Promise<OwnedOrganization> {
  const org = await anOrganization(service);
  return { ...org, owner: await aMember(service, 'ORG_OWNER', org.admin) };
}

const remove = ({ owner, slug }: OwnedOrganization) => owner.client.delete(`/org?confirm=${slug}`);
const restore = ({ id }: TestOrganization) => service.admin.post(`/orgs/${id}/restore`);

/** Tables with rows of the organization, and how many. */
async function rowsOf(orgId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of Object.keys(TENANT_TABLES)) {
    const column = table === 'public.organizations' ? 'id' : 'org_id';
    const [row] = await rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${column} = ${orgId}`,
    );
    if (row!.count > 0) counts[table] = row!.count;
  }
  return counts;
}

/** Lets the time for undoing the deletion pass, and waits for the job's end. */
async function end(orgId: number): Promise<void> {
  await rows(`UPDATE work_items SET due_at = now() WHERE org_id = ${orgId} AND kind = 'jobs'`);
  const left = () => rows(`SELECT 1 FROM organizations WHERE id = ${orgId}`);
  await waitUntil(async () => (await left()).length === 0, PATIENCE_MS);
}

describe('deleting an organization', () => {
  it.each([
    ['without its slug', () => ''],
    ['with another slug', () => '?confirm=other'],
    ['with its slug in another case', (slug: string) => `?confirm=${slug.toUpperCase()}`],
  ])('is refused %s', async (_, queryOf) => {
    const { owner, slug } = await anOwnedOrganization();
    const refused = await owner.client.delete(`/org${queryOf(slug)}`);
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'confirm', message: "must be the organization's slug" }],
    ]);
    expect((await owner.client.get('/org')).body.deleted_at).toBeNull();
  });

  it('closes it at once, also to callers that are cached, and opens it as it was', async () => {
    const org = await anOwnedOrganization();
    const { client: key } = await anApiKey(service, { scopes: ['admin'] }, org.owner.client);
    const callers = [org.owner.client, key];
    const statuses = async () => Promise.all(callers.map(async (client) => (await client.get('/org')).status));
    for (let times = 0; times < 2; times += 1) expect(await statuses()).toEqual([200, 200]);

    const deleted = await remove(org);
    expect(deleted.status).toBe(202);
    expect(await statuses()).toEqual([401, 401]);
    expect((await key.post('/repos', { name: 'acme/late' })).status).toBe(401);
    const { email, password } = org.owner;
    for (const wanted of [{}, { org_id: org.id }])
      expect((await service.anonymous.post('/auth/login', { email, password, ...wanted })).status).toBeGreaterThan(400);

    expect((await restore(org)).body).toMatchObject({ id: org.id, deleted_at: null });
    expect(await statuses()).toEqual([200, 200]);
    const entryOf = async (action: string) =>
      (await org.owner.client.get(`/audit-log?action=${action}`)).body.entries[0] as object;
    expect([await entryOf('org.restored'), await entryOf('org.deleted')]).toMatchObject([
      { action: 'org.restored', target: { type: 'organization', id: org.id } },
      {
        action: 'org.deleted',
        actor: { id: org.owner.userId },
        old: { slug: org.slug, repos: 0 },
        new: { job_id: deleted.body.job_id },
      },
    ]);
  });

  it('is seen by the staff of the service, who follow the job', async () => {
    const org = await anOwnedOrganization();
    const { job_id: jobId } = (await remove(org)).body;
    const listed = (await service.admin.get(`/orgs?limit=200`)).body.orgs as {
      id: number;
      deleted_at: string | null;
    }[];
    expect(listed.find(({ id }) => id === org.id)!.deleted_at).toMatch(/^\d{4}-/);
    expect((await org.admin.get(`/jobs/${jobId}`)).body).toMatchObject({
      kind: 'delete-organization',
      state: 'queued',
      done: 0,
      total: 0,
    });
    const [job] = await rows<{ days: number }>(
      `SELECT (extract(epoch FROM due_at - now()) / 86400)::float8 AS days FROM work_items WHERE kind = 'jobs' AND key = '${jobId}'`,
    );
    expect(job!.days).toBeCloseTo(30, 1);
    expect((await org.admin.delete(`/org?confirm=${org.slug}`)).status).toBe(404);
  });

  it('takes a sign-in of the last 15 minutes, as its transfer does, and no key', async () => {
    const org = await anOwnedOrganization();
    const heir = await aMember(service, 'MEMBER', org.admin);
    const { client: key } = await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'mint'] }, org.owner.client);
    const attempts = async (client = org.owner.client) => [
      await client.delete(`/org?confirm=${org.slug}`),
      await client.post('/org/transfer', { user_id: heir.userId }),
    ];
    for (const { status, body } of await attempts(key))
      expect([status, body.code, body.detail]).toEqual([
        403,
        'forbidden',
        'Only people who are signed in can do this.',
      ]);
    await ageSignIns(service, org.owner, '15 minutes');
    for (const { status, body } of await attempts()) {
      expect([status, body.code]).toEqual([403, 'forbidden']);
      expect(body.detail).toContain('15 minutes: sign in again');
    }
    await ageSignIns(service, org.owner, '14 minutes 45 seconds');
    expect((await remove(org)).status).toBe(202);
  });

  it('takes an owner with the whole organization; restoring takes staff', async () => {
    const org = await anOwnedOrganization();
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const administrator = await aMember(service, 'ORG_ADMIN', org.admin);
    const bound = await anApiKey(service, { scopes: ['admin'], role: 'ORG_OWNER', repo_ids: [repo] }, org.owner.client);
    for (const client of [administrator.client, bound.client])
      expect((await client.delete(`/org?confirm=${org.slug}`)).status).toBe(403);
    expect((await org.owner.client.post(`/orgs/${org.id}/restore`)).status).toBe(403);
    expect((await service.admin.post('/orgs/9007199254740991/restore')).status).toBe(404);
    expect((await restore(org)).status).toBe(200);
    expect((await org.admin.get('/audit-log?action=org.restored')).body.entries).toEqual([]);
  });

  it('lets those who belong to others sign in there, and keeps sessions from moving into it', async () => {
    const [org, other] = [await anOwnedOrganization(), await anOrganization(service)];
    const { email, password } = org.owner;
    await other.admin.post('/members', { email, name: 'The same', role: 'VIEWER' });
    expect((await org.owner.client.get('/auth/me')).body.orgs).toHaveLength(2);
    await remove(org);
    const signedIn = await service.anonymous.post('/auth/login', { email, password });
    expect(signedIn.body.org.id).toBe(other.id);
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    const browser = service.anonymous.as({ cookie, origin: service.url });
    expect((await browser.get('/auth/me')).body.orgs).toMatchObject([{ id: other.id }]);
    expect((await browser.post('/auth/session/org', { org_id: org.id })).status).toBe(404);
    expect((await browser.get('/auth/me')).body.org.id).toBe(other.id);
  });

  it('does not keep its last owner from leaving the service; to open it again takes another owner', async () => {
    const org = await anOwnedOrganization();
    const heir = await aMember(service, 'MEMBER', org.admin);
    expect((await remove(org)).status).toBe(202);
    expect((await service.admin.delete(`/users/${org.owner.userId}`)).status).toBe(204);
    const refused = await restore(org);
    expect([refused.status, refused.body.code]).toEqual([409, 'owner_required']);
    expect(refused.body.detail).toContain('make a member an owner or add an owner, then restore it');
    expect((await restore(org)).body.code).toBe('owner_required');
    const staff = await service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, org.id);
    expect((await staff.patch(`/members/${heir.userId}`, { role: 'ORG_OWNER' })).status).toBe(200);
    expect((await restore(org)).status).toBe(200);
    expect((await heir.client.get('/auth/me')).body.role).toBe('ORG_OWNER');
  });

  it('ends its badges, publishers, webhooks and reports to forges until it is open again', async () => {
    const org = await anOwnedOrganization();
    const { repo_id: repoId, id: scanId } = (await org.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body;
    await org.admin.post(`/scans/${scanId}/complete`);
    const badge = (await org.admin.get(`/repos/${repoId}/badge`)).body.url as string;
    const token = badge.split('/').at(-2)!;
    const shown = async () => (await service.anonymous.get(`/badges/${token}/gate.json`)).body.message as string;
    expect(await shown()).not.toBe('unknown');
    await org.admin.post('/trusted-publishers', {
      kind: 'custom',
      issuer: `https://${org.slug}.invalid`,
      claims: { sub: org.slug },
    });
    await org.admin.post('/webhooks', { url: 'https://hooks.invalid/it', events: ['*'] });
    await remove(org);
    expect(await shown()).toBe('unknown');

    const candidates = () =>
      rows(`SELECT 1 FROM auth.find_publishers('https://${org.slug}.invalid', '{}', '{}', NULL, NULL)`);
    expect(await candidates()).toHaveLength(0);
    // as events of before the deletion leave them
    await rows(
      `INSERT INTO deliveries (org_id, webhook_id, event_id, state)
       SELECT w.org_id, w.id, max(e.id), 'pending' FROM webhooks w JOIN events e ON e.org_id = w.org_id
       WHERE w.org_id = ${org.id} GROUP BY 1, 2
       ON CONFLICT (org_id, webhook_id, event_id) DO UPDATE SET state = 'pending'`,
    );
    await rows(
      `INSERT INTO work_items (org_id, kind, lane, key, payload)
       SELECT org_id, 'deliveries', webhook_id, id, '{}' FROM deliveries WHERE org_id = ${org.id} AND state = 'pending'
       ON CONFLICT (org_id, kind, key) DO UPDATE SET lease = NULL, due_at = now()`,
    );
    const claimed = async () =>
      (
        await rows(
          `SELECT 1 FROM claim_work('deliveries', 1000, 10, false, false, 0, now() + interval '1 day', 0, 0) WHERE org_id = ${org.id}`,
        )
      ).length;
    expect(await claimed()).toBe(0);
    await restore(org);
    expect(await candidates()).toHaveLength(1);
    expect(await shown()).not.toBe('unknown');
    // by the service, which is faster than the test, or not
    const attempted = () =>
      rows(
        `SELECT 1 FROM deliveries d LEFT JOIN work_items w ON w.org_id = d.org_id AND w.kind = 'deliveries' AND w.key = d.id::text
         WHERE d.org_id = ${org.id} AND (d.state <> 'pending' OR w.due_at > now())`,
      );
    await waitUntil(async () => (await attempted()).length > 0, PATIENCE_MS);
  });
});

describe('the end of an organization', () => {
  it('leaves nothing of it in any table, nor people who belong to no other', async () => {
    const [doomed, other] = [await anOrganization(service), await anOrganization(service)];
    const { memberId } = await liveThrough(doomed.admin, { mark: 'doomed' });
    const { id: scanId } = (await other.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body;
    await other.admin.post(`/scans/${scanId}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
    await other.admin.post(`/scans/${scanId}/complete`);
    const owner = await aMember(service, 'ORG_OWNER', doomed.admin);
    const shared = await aMember(service, 'MEMBER', owner.client);
    await other.admin.post('/members', { email: shared.email, name: 'Shared', role: 'MEMBER' });
    const names = Object.keys(TENANT_TABLES);
    // filled by hidden repositories, a rebuild that nothing follows, news of a forge, and what waits to be done
    const EMPTY = [
      'public.cleared_baselines',
      'public.deleted_repos',
      'public.hook_deliveries',
      'public.work_items',
      // no account of its connections may write
      'public.project_proofs',
      'public.scan_fixes',
      'public.scan_sources',
      'public.source_texts',
    ];
    expect([...new Set([...Object.keys(await rowsOf(doomed.id)), ...EMPTY])].sort()).toEqual(names.sort());
    await endsBackgroundWork(service);
    const before = await rowsOf(other.id);

    expect((await doomed.admin.delete(`/org?confirm=${doomed.slug}`)).status).toBe(202);
    await end(doomed.id);
    expect(await rowsOf(doomed.id)).toEqual({});
    expect(await rowsOf(other.id)).toEqual(before);
    const people = await rows<{ id: string }>(
      `SELECT id FROM auth.users WHERE id IN (${memberId}, ${owner.userId}, ${shared.userId})`,
    );
    expect(people.map(({ id }) => Number(id))).toEqual([shared.userId]);
    expect((await restore(doomed)).status).toBe(404);
    expect((await service.admin.get('/org')).status).toBe(200);
    const made = await service.admin.post('/orgs', { name: 'Again', slug: doomed.slug });
    expect([made.status, made.body.code]).toEqual([409, 'already_exists']);
  });

  it('leaves its slug to an import of its own export alone', async () => {
    const org = await anOwnedOrganization();
    const [row] = await rows<{ created_at: string }>(
      `SELECT to_json(created_at) AS created_at FROM organizations WHERE id = ${org.id}`,
    );
    await remove(org);
    await end(org.id);
    const exported = async (more: object) => {
      const organization = JSON.stringify({ ...ORGANIZATION, slug: org.slug, ...row, ...more });
      const text = anExport(org.slug, { 'public.organizations/000001.jsonl': organization });
      const imported = await service.admin.post('/orgs/import', text, { 'content-type': 'application/x-tar' });
      return imported.body.slug as string;
    };
    expect(await exported({ id: org.id + 1_000_000 })).toBe(`${org.slug}-2`);
    expect(await exported({ id: org.id, created_at: '2026-11-27T12:00:00Z' })).toBe(`${org.slug}-3`);
    expect(await exported({ id: org.id })).toBe(org.slug);
    expect(await exported({ id: org.id })).toBe(`${org.slug}-4`);
  });

  it('comes no more once the deletion is undone', async () => {
    const org = await anOwnedOrganization();
    await remove(org);
    await restore(org);
    expect(await rows(`SELECT 1 FROM jobs WHERE org_id = ${org.id}`)).toEqual([]);
    expect((await remove(org)).status).toBe(202);
  });

  it('cannot be undone once it has begun', async () => {
    const org = await anOwnedOrganization();
    const { job_id: jobId } = (await remove(org)).body;
    await rows(`UPDATE jobs SET state = 'running' WHERE id = ${jobId}`);
    expect((await restore(org)).status).toBe(404);
  });

  it.each(['auth.delete_rows(id, $1::regclass, 10)', 'auth.delete_lone_members(id, 10)'])(
    'is of deleted organizations alone: %s',
    async (call) => {
      const org = await anOwnedOrganization();
      const sql = `SELECT ${call.replace('$1', `'public.members'`)} AS count FROM organizations WHERE id = ${org.id}`;
      const inside = { ...service.database.admin, options: `-c app.org_id=${org.id}` };
      expect(await query<{ count: number }>(inside, sql)).toEqual([{ count: 0 }]);
      expect(await rowsOf(org.id)).toMatchObject({ 'auth.sessions': 2, 'public.members': 1 });
    },
  );
});

describe('transferring an organization', () => {
  it('makes the member an owner and the caller an administrator', async () => {
    const { owner, admin } = await anOwnedOrganization();
    const member = await aMember(service, 'MEMBER', admin);
    const transferred = await owner.client.post('/org/transfer', { user_id: member.userId });
    expect([transferred.status, transferred.body.role]).toEqual([200, 'ORG_OWNER']);
    expect((await owner.client.get('/auth/me')).body.role).toBe('ORG_ADMIN');
    expect((await member.client.get('/auth/me')).body.role).toBe('ORG_OWNER');
    expect((await admin.get('/audit-log?action=org.transferred')).body.entries).toMatchObject([
      { actor: { id: owner.userId }, target: { type: 'member', id: member.userId }, old: { role: 'MEMBER' } },
    ]);
  });

  it('happens once, however many are requested together', async () => {
    const { owner, admin } = await anOwnedOrganization();
    const heirs = await Promise.all(Array.from({ length: 4 }, () => aMember(service, 'MEMBER', admin)));
    const answers = await Promise.all(
      heirs.map(({ userId }) => owner.client.post('/org/transfer', { user_id: userId })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
    const { members } = (await admin.get('/members')).body as { members: { role: string }[] };
    expect(members.filter(({ role }) => role === 'ORG_OWNER')).toHaveLength(1);
  });

  it('goes to another member of it, by an owner', async () => {
    const [{ owner, admin }, other] = [await anOwnedOrganization(), await anOwnedOrganization()];
    const administrator = await aMember(service, 'ORG_ADMIN', admin);
    const transfer = async (client = owner.client, userId = other.owner.userId) =>
      (await client.post('/org/transfer', { user_id: userId })).status;
    expect(await transfer()).toBe(404);
    expect(await transfer(owner.client, owner.userId)).toBe(400);
    expect(await transfer(administrator.client, administrator.userId)).toBe(403);
    for (const body of [{}, { user_id: 1e21 }, { user_id: 1.5 }])
      expect((await owner.client.post('/org/transfer', body)).status).toBe(400);
    expect((await owner.client.get('/auth/me')).body.role).toBe('ORG_OWNER');
  });
});

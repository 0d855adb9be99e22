import { liveThrough } from '../../security/support/organization-life.js';
import { aMember, anOrganization, type TestOrganization } from '../../support/actors.js';
import { areChained } from '../../support/are-chained.js';
import { query } from '../../support/postgres.js';
import { qgateAdmin } from '../../support/qgate-admin.js';
import { aSarifLog } from '../../support/reports.js';
import { retain } from '../../support/retain.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

/** Limit of an organization's whole life on a busy machine. */
const LIFE_MS = 400_000;

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
  org = await anOrganization(service);
  await liveThrough(org.admin, { mark: 'verified', keepsAll: true, retain: () => retain(service, org.id) });
}, LIFE_MS);
afterAll(() => service.stop());

/** Faults that `qgate-admin verify` names. */
async function faults(of: TestApp): Promise<string[]> {
  const { stdout } = await qgateAdmin(of, ['verify']);
  return stdout.split('\n').filter((line) => /^(Organization|The installation)\b/.test(line));
}

const countOf = async (sql: string): Promise<number> => (await query(service.database.admin, sql)).length;

describe('qgate-admin verify, where nothing but the service changed the database,', () => {
  it('finds no fault after all that an organization does', async () => {
    await areChained(service);
    expect(await faults(service)).toEqual([]);
  });

  it(
    'finds none in an import, nor after changes of what was imported',
    async () => {
      const there = await startTestApp();
      try {
        const exported = (await org.admin.get('/org/export')).text;
        const answer = await there.admin.post('/orgs/import', exported, { 'content-type': 'application/x-tar' });
        expect([answer.status, await faults(there)]).toEqual([202, []]);
        const moved = await there.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, answer.body.org_id);
        const [repo] = (await moved.get('/repos')).body.repos as { id: number }[];
        const { id } = (await moved.post('/scans', { repo_id: repo!.id, branch: 'main' })).body;
        await moved.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
        const changes = [
          moved.post(`/scans/${id}/complete`),
          moved.patch(`/repos/${repo!.id}`, { url: 'https://forge.example.org/moved', source_excerpts: 'files' }),
          moved.patch('/org', { waiver_max_days: 12 }),
          moved.post('/api-keys', { name: 'there', role: 'MEMBER' }),
        ];
        for (const { status, text } of await Promise.all(changes)) expect([status < 300, text]).toEqual([true, text]);
        await areChained(there);
        expect(await faults(there)).toEqual([]);
      } finally {
        await there.stop();
      }
    },
    LIFE_MS,
  );

  it('finds none while and after people, repositories and organizations are deleted', async () => {
    const maker = await aMember(service, 'ORG_ADMIN', org.admin);
    const made = [
      maker.client.post('/api-keys', { name: 'of one who goes', role: 'MEMBER' }),
      maker.client.post('/members', { email: 'added@example.test', name: 'Added', role: 'VIEWER' }),
      maker.client.post('/members/invitations', { email: 'awaited@example.test', role: 'VIEWER' }),
    ];
    for (const { status, text } of await Promise.all(made)) expect([status < 300, text]).toEqual([true, text]);
    expect((await service.admin.delete(`/users/${maker.userId}`)).status).toBe(204);
    expect(await faults(service)).toEqual([]);
    const [repo] = (await org.admin.get('/repos')).body.repos as { id: number; name: string }[];
    expect((await org.admin.delete(`/repos/${repo!.id}?confirm=${repo!.name}`)).status).toBe(202);
    expect(await faults(service)).toEqual([]);
    await waitUntil(async () => (await countOf(`SELECT FROM repos WHERE id = ${repo!.id}`)) === 0);
    expect(await faults(service)).toEqual([]);
    const { slug } = (await org.admin.get('/org')).body as { slug: string };
    expect((await org.admin.delete(`/org?confirm=${slug}`)).status).toBe(202);
    expect(await faults(service)).toEqual([]);
  });
});

import type { OrgId } from '../../src/domain/ids.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const REPO_NAMES = { name: 'test_repo_names', text: 'SELECT id, name FROM repos WHERE name LIKE $1 ORDER BY id' };
const CURRENT_ORG = { name: 'test_current_org', text: `SELECT current_setting('app.org_id', true) AS org` };
const TYPES = {
  name: 'test_types',
  text: `SELECT 9007199254740991::bigint AS big, true AS yes, NULL::text AS nothing, '{"a":[1]}'::jsonb AS json,
    '2026-04-19T12:00:00.123Z'::timestamptz AS at, ARRAY['x', 'y'] AS list, $1::bytea AS bytes`,
};

describe('TenantDatabase.read', () => {
  let fixture: TenantFixture;

  beforeAll(async () => {
    fixture = await openTenantFixture([]);
    await fixture.aRepo(fixture.orgId);
    await fixture.aRepo(fixture.otherOrgId);
  });
  afterAll(() => fixture.close());

  const namesOf = async (orgId: OrgId, pattern = 'acme/%') =>
    (await fixture.tenant.read<{ name: string }>(orgId, REPO_NAMES, [pattern])).map(({ name }) => name);

  it("reads behind the wall: an organization's rows and no other's", async () => {
    for (let again = 0; again < 3; again += 1) {
      expect(await namesOf(fixture.orgId)).toEqual(['acme/repo-1']);
      expect(await namesOf(fixture.otherOrgId)).toEqual(['acme/repo-2']);
    }
  });

  it('keeps simultaneous reads of several organizations apart', async () => {
    const orgs = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? fixture.orgId : fixture.otherOrgId));
    const names = await Promise.all(orgs.map((orgId) => namesOf(orgId)));
    expect(names).toEqual(orgs.map((orgId) => [orgId === fixture.orgId ? 'acme/repo-1' : 'acme/repo-2']));
  });

  it('leaves nothing of the organization on the connection', async () => {
    const orgs = await Promise.all(
      Array.from({ length: 8 }, () => fixture.reads.read<{ org: string | null }>(CURRENT_ORG, [])),
    );
    expect(orgs.flat().map(({ org }) => org ?? '')).toEqual(orgs.map(() => ''));
  });

  it('reads what the open transaction has written', async () => {
    await fixture.tenant.run(fixture.orgId, async () => {
      await fixture.tenant
        .manager(fixture.orgId)
        .query(`INSERT INTO repos (org_id, name) VALUES ($1, 'unsaved/one')`, [fixture.orgId]);
      expect(await namesOf(fixture.orgId, 'unsaved/%')).toEqual(['unsaved/one']);
      await expect(fixture.tenant.read(fixture.otherOrgId, REPO_NAMES, ['%'])).rejects.toThrow('No transaction');
    });
  });

  it('answers values as other reads do', async () => {
    const bytes = Buffer.from([0, 1, 255]);
    expect(await fixture.tenant.read(fixture.orgId, TYPES, [bytes])).toEqual([
      {
        big: Number.MAX_SAFE_INTEGER,
        yes: true,
        nothing: null,
        json: { a: [1] },
        at: new Date('2026-04-19T12:00:00.123Z'),
        list: ['x', 'y'],
        bytes,
      },
    ]);
  });

  it('fails with the reason, and goes on', async () => {
    const failing = { name: 'test_failing', text: 'SELECT 1 / $1::int AS quotient' };
    await expect(fixture.tenant.read(fixture.orgId, failing, ['0'])).rejects.toMatchObject({ code: '22012' });
    expect(await fixture.tenant.read(fixture.orgId, failing, ['1'])).toEqual([{ quotient: 1 }]);
    const broken = { name: 'test_broken', text: 'SELECT nonsense' };
    for (let again = 0; again < 2; again += 1)
      await expect(fixture.tenant.read(fixture.orgId, broken, [])).rejects.toMatchObject({ code: '42703' });
    expect(await namesOf(fixture.orgId)).toEqual(['acme/repo-1']);
  });
});

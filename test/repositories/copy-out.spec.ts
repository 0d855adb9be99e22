import type { OrgId } from '../../src/domain/ids.js';
import { TupleReader } from '../../src/platform/database/tuple-reader.js';
import { type TenantFixture, openTenantFixture } from './tenant-fixture.js';

describe('TenantDatabase.copyOut', () => {
  let fixture: TenantFixture;

  beforeAll(async () => {
    fixture = await openTenantFixture([]);
    await fixture.aRepo(fixture.orgId);
    await fixture.aRepo(fixture.otherOrgId);
  });
  afterAll(() => fixture.close());

  /** The only column of the rows, as text. */
  async function copied(orgId: OrgId, query: string, values: readonly (number | string)[] = []): Promise<string[]> {
    const pieces = await fixture.tenant.run(orgId, () => fixture.tenant.copyOut(orgId, query, values));
    const reader = new TupleReader(pieces);
    const rows: string[] = [];
    while (reader.next()) rows.push(Buffer.from(reader.bytes()).toString());
    return rows;
  }

  const NAMES = 'SELECT name FROM repos WHERE name LIKE $1 ORDER BY id';

  it("copies behind the wall: an organization's rows and no other's", async () => {
    expect(await copied(fixture.orgId, NAMES, ['acme/%'])).toEqual(['acme/repo-1']);
    expect(await copied(fixture.otherOrgId, NAMES, ['acme/%'])).toEqual(['acme/repo-2']);
    expect(await copied(fixture.orgId, NAMES, ['nobody/%'])).toEqual([]);
  });

  it.each(["it's", "' OR true --", '\\', "\\' OR true --", '$1', '$2', '"quoted"', 'größe 語', 'a\nb'])(
    'takes the value %j as it is',
    async (value) => {
      const query = 'SELECT $1::text UNION ALL SELECT $2::int::text';
      expect(await copied(fixture.orgId, query, [value, 42])).toEqual([value, '42']);
    },
  );

  it('hands on large rows whole, in pieces of bounded size', async () => {
    const pieces = await fixture.tenant.run(fixture.orgId, () =>
      fixture.tenant.copyOut(fixture.orgId, `SELECT repeat('x', $1) FROM generate_series(1, 3)`, [1_500_000]),
    );
    const reader = new TupleReader(pieces);
    const lengths: number[] = [];
    while (reader.next()) lengths.push(reader.bytes().length);
    expect(lengths).toEqual([1_500_000, 1_500_000, 1_500_000]);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2 * 1024 * 1024);
  });

  it('fails with the reason, also in the midst of rows, and the connection goes on', async () => {
    await expect(copied(fixture.orgId, 'SELECT 1 / 0')).rejects.toThrow('division by zero');
    const broken = `SELECT repeat('x', 100000 / (5 - n)) FROM generate_series(1, 9) AS n`;
    await expect(copied(fixture.orgId, broken)).rejects.toThrow('division by zero');
    expect(await copied(fixture.orgId, NAMES, ['acme/%'])).toEqual(['acme/repo-1']);
  });

  it('is refused outside of a transaction', async () => {
    await expect(fixture.tenant.copyOut(fixture.orgId, 'SELECT 1', [])).rejects.toThrow('No transaction');
  });
});

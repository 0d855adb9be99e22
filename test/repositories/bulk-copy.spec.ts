import type { OrgId } from '../../src/domain/ids.js';
import { copyOut, type CopyQuery, copyQuery, RawSql } from '../../src/platform/database/bulk-copy.js';
import { TupleReader } from '../../src/platform/database/tuple-reader.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

let fixture: TenantFixture;

beforeAll(async () => {
  fixture = await openTenantFixture([]);
  await fixture.aRepo(fixture.orgId);
  await fixture.aRepo(fixture.otherOrgId);
});
afterAll(() => fixture.close());

const copyOutOf = (orgId: OrgId, query: CopyQuery) =>
  fixture.tenant.run(orgId, () => copyOut(fixture.tenant.manager(orgId), query));

describe('copyOut', () => {
  /** The only column of the rows, as text. */
  async function copied(orgId: OrgId, query: CopyQuery): Promise<string[]> {
    const reader = new TupleReader(await copyOutOf(orgId, query));
    const rows: string[] = [];
    while (reader.next()) rows.push(Buffer.from(reader.bytes()).toString());
    return rows;
  }

  const namesLike = (pattern: string) => copyQuery`SELECT name FROM repos WHERE name LIKE ${pattern} ORDER BY id`;

  it("copies behind the wall: an organization's rows and no other's", async () => {
    expect(await copied(fixture.orgId, namesLike('acme/%'))).toEqual(['acme/repo-1']);
    expect(await copied(fixture.otherOrgId, namesLike('acme/%'))).toEqual(['acme/repo-2']);
    expect(await copied(fixture.orgId, namesLike('nobody/%'))).toEqual([]);
  });

  it.each(["it's", "' OR true --", '\\', "\\' OR true --", '$1', '${2}', '"quoted"', 'größe 語', 'a\nb'])(
    'takes the value %j as it is',
    async (value) => {
      const query = copyQuery`SELECT ${value}::text UNION ALL SELECT ${42}::int::text`;
      expect(await copied(fixture.orgId, query)).toEqual([value, '42']);
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53])(
    'refuses the number %d, which is no integer',
    (value) => {
      expect(() => copyQuery`SELECT ${value}`).toThrow(RangeError);
    },
  );

  it('takes SQL of the service itself as SQL', async () => {
    const columns = new RawSql('name');
    expect(await copied(fixture.orgId, copyQuery`SELECT ${columns} FROM repos`)).toEqual(['acme/repo-1']);
  });

  it('hands on large rows whole, in pieces of bounded size', async () => {
    const query = copyQuery`SELECT repeat('x', ${1_500_000}) FROM generate_series(1, 3)`;
    const pieces = await copyOutOf(fixture.orgId, query);
    const reader = new TupleReader(pieces);
    const lengths: number[] = [];
    while (reader.next()) lengths.push(reader.bytes().length);
    expect(lengths).toEqual([1_500_000, 1_500_000, 1_500_000]);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2 * 1024 * 1024);
  });

  it('fails with the reason, also in the midst of rows, and the connection goes on', async () => {
    await expect(copied(fixture.orgId, copyQuery`SELECT 1 / 0`)).rejects.toThrow('division by zero');
    const broken = copyQuery`SELECT repeat('x', 100000 / (5 - n)) FROM generate_series(1, 9) AS n`;
    await expect(copied(fixture.orgId, broken)).rejects.toThrow('division by zero');
    expect(await copied(fixture.orgId, namesLike('acme/%'))).toEqual(['acme/repo-1']);
  });
});

import { copyOut, copyQuery } from '../../src/platform/database/bulk-copy.js';
import { TupleReader } from '../../src/platform/database/tuple-reader.js';
import { countRoundTrips, type RoundTripCounter } from '../support/round-trips.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const ENTERING = 'FUNCTION set_config(text, text, boolean)';
const COUNT_REPOS = 'SELECT count(*)::int AS count FROM repos';

describe('a tenant transaction on the wire', () => {
  let counter: RoundTripCounter;
  let fixture: TenantFixture;

  beforeAll(async () => {
    fixture = await openTenantFixture([], undefined, {
      poolSize: 1,
      through: async (database) => (counter = await countRoundTrips(database)).connection,
    });
    await fixture.aRepo(fixture.orgId);
    await fixture.aRepo(fixture.otherOrgId);
    await run(() => query('SELECT 1'));
  });
  afterAll(async () => {
    await fixture.close();
    await counter.close();
  });

  const run = <T>(work: () => Promise<T>): Promise<T> => fixture.tenant.run(fixture.orgId, work);
  const query = <Row>(sql: string, values?: unknown[]): Promise<Row[]> =>
    fixture.tenant.manager(fixture.orgId).query<Row[]>(sql, values);
  const roundTrips = (work: () => Promise<unknown>): Promise<number> => counter.during(() => run(work));

  async function copied(sql: string): Promise<string[]> {
    const reader = new TupleReader(await copyOut(fixture.tenant.manager(fixture.orgId), { text: sql }));
    const rows: string[] = [];
    while (reader.next()) rows.push(Buffer.from(reader.bytes()).toString());
    return rows;
  }

  it('enters with its first statement: one round trip for each statement, and one to commit', async () => {
    expect(await roundTrips(() => Promise.resolve())).toBe(2);
    expect(await roundTrips(() => query('SELECT $1::int', [1]))).toBe(2);
    expect(
      await roundTrips(async () => {
        await query('SELECT 1');
        await query('SELECT $1::int', [2]);
      }),
    ).toBe(3);
  });

  it('takes one round trip for all that is issued together, in that order', async () => {
    const statements = () =>
      [1, 2, 3, 4, 5].map((number) => query<{ number: number }>('SELECT $1::int AS number', [number]));
    expect(await roundTrips(() => Promise.all(statements()))).toBe(2);
    const numbers = await run(async () => {
      void query('CREATE TEMPORARY TABLE issued (id serial, number integer) ON COMMIT DROP');
      await Promise.all([3, 1, 2].map((number) => query('INSERT INTO issued (number) VALUES ($1)', [number])));
      return query('SELECT number FROM issued ORDER BY id');
    });
    expect(numbers).toEqual([3, 1, 2].map((number) => ({ number })));
  });

  it('rolls back in one round trip more, with the first reason, and the connection goes on', async () => {
    const failing = () =>
      run(() => Promise.all([query('SELECT 1'), query('SELECT 1 / 0'), query('SELECT 2'), query('nonsense')]));
    let reason: unknown;
    expect(await counter.during(() => failing().catch((error: unknown) => (reason = error)))).toBe(2);
    expect(reason).toMatchObject({ driverError: { code: '22012' } });
    expect(await run(() => query(COUNT_REPOS))).toEqual([{ count: 1 }]);
  });

  it('copies rows out among statements that are issued together', async () => {
    const answers = await run(() => {
      void query('CREATE TEMPORARY TABLE copied (text text) ON COMMIT DROP');
      void query(`INSERT INTO copied VALUES ('one'), ('two')`);
      return Promise.all([
        copied('SELECT text FROM copied ORDER BY text'),
        query('SELECT 1 AS one'),
        copied('SELECT count(*)::text FROM copied'),
        query('SELECT 2 AS two'),
      ]);
    });
    expect(answers).toEqual([['one', 'two'], [{ one: 1 }], ['2'], [{ two: 2 }]]);
    expect(await run(() => copied(`SELECT name FROM repos`))).toEqual(['acme/repo-1']);
    expect(await roundTrips(() => Promise.all([query('SELECT 1'), query('SELECT 2')]))).toBe(2);
  });

  it('fails a COPY that is issued behind a statement that fails', async () => {
    const both = run(() => Promise.all([query('SELECT 1 / 0'), copied('SELECT 1')]));
    await expect(both).rejects.toMatchObject({ driverError: { code: '22012' } });
    expect(await run(() => copied(copyQuery`SELECT name FROM repos`.text))).toEqual(['acme/repo-1']);
  });

  describe('that cannot be entered', () => {
    beforeAll(() => fixture.admin(`REVOKE EXECUTE ON ${ENTERING} FROM PUBLIC`));
    afterAll(() => fixture.admin(`GRANT EXECUTE ON ${ENTERING} TO PUBLIC`));

    it('runs nothing and fails with that reason, whatever the work makes of it', async () => {
      const seen: unknown[] = [];
      const swallowed = run(async () => {
        const statements = [COUNT_REPOS, `INSERT INTO repos (org_id, name) VALUES (${fixture.orgId}, 'stray')`];
        seen.push(...(await Promise.allSettled(statements.map((sql) => query(sql)))));
        return 'done';
      });
      await expect(swallowed).rejects.toMatchObject({ driverError: { code: '42501' } });
      expect(seen).toMatchObject([
        { status: 'rejected', reason: { driverError: { code: '42501' } } },
        { status: 'rejected', reason: { driverError: { code: '42501' } } },
      ]);
      await expect(run(() => query(COUNT_REPOS))).rejects.toMatchObject({ driverError: { code: '42501' } });
      expect(await fixture.admin(`SELECT count(*)::int AS count FROM repos WHERE name = 'stray'`)).toEqual({
        count: 0,
      });
    });
  });
});

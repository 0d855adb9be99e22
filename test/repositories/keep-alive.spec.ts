import { setTimeout as sleep } from 'node:timers/promises';
import { keepAlive } from '../../src/platform/database/keep-alive.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

/**
 * Timeout of an idle transaction on the server of these tests, and the interval of keep-alives: no pause of a busy
 * machine counts.
 */
const IDLE_MS = 2_000;
const SIGN_MS = 50;

describe('a transaction that waits for what is not the work of the database', () => {
  let fixture: TenantFixture;

  beforeAll(async () => {
    fixture = await openTenantFixture([]);
  });
  afterAll(() => fixture.close());

  const inTransaction = <T>(work: () => Promise<T>): Promise<T> => fixture.tenant.run(fixture.orgId, work);
  const manager = () => fixture.tenant.manager(fixture.orgId);
  const query = (statement: string) => manager().query<unknown[]>(statement);

  it('stays open for longer than the server waits for one', async () => {
    const found = await inTransaction(async () => {
      await query(`SET LOCAL idle_in_transaction_session_timeout = '${IDLE_MS}ms'`);
      expect(await keepAlive(manager(), sleep(1.5 * IDLE_MS, 'done'), SIGN_MS)).toBe('done');
      return query('SELECT 7 AS seven');
    });
    expect(found).toEqual([{ seven: 7 }]);
  });

  it.each([
    ['done', () => Promise.resolve()],
    ['failed', () => Promise.reject(new Error('broken'))],
  ])('gives no more signs once the work is %s', async (_, work) => {
    await inTransaction(async () => {
      await keepAlive(manager(), work(), SIGN_MS).catch((error: unknown) => expect(error).toEqual(new Error('broken')));
      const signs = jest.spyOn(manager(), 'query');
      await sleep(4 * SIGN_MS);
      expect(signs).not.toHaveBeenCalled();
      signs.mockRestore();
    });
  });
});

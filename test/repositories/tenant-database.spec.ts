import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { QueryFailedError } from 'typeorm';
import { toAppError } from '../../src/platform/errors/to-app-error.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

describe('TenantDatabase', () => {
  let fixture: TenantFixture;
  const logger = { error: jest.fn() };

  beforeAll(async () => {
    fixture = await openTenantFixture([], logger as unknown as Logger);
  });
  afterEach(() => logger.error.mockClear());
  afterAll(() => fixture.close());

  const run = <T>(work: () => Promise<T>): Promise<T> => fixture.tenant.run(fixture.orgId, work);
  const insert = (name: string) =>
    fixture.tenant
      .manager(fixture.orgId)
      .query('INSERT INTO repos (org_id, name) VALUES ($1, $2)', [fixture.orgId, name]);
  const count = async (name: string) =>
    (await fixture.admin<{ count: number }>('SELECT count(*)::int AS count FROM repos WHERE name = $1', [name])).count;

  it('calls back after the commit, in order, and never after a rollback', async () => {
    const calls: string[] = [];
    await run(async () => {
      await insert('kept');
      fixture.tenant.afterCommit(() => calls.push('first'));
      fixture.tenant.afterCommit(() => calls.push('second'));
      expect(calls).toEqual([]);
    });
    expect(calls).toEqual(['first', 'second']);
    const undone = run(() => {
      fixture.tenant.afterCommit(() => calls.push('never'));
      return Promise.reject(new Error('undone'));
    });
    await expect(undone).rejects.toThrow('undone');
    expect(calls).toEqual(['first', 'second']);
  });

  it.each([
    ['an ordinary error', new Error('nobody listens')],
    // what a deadlock looks like, for which a transaction is tried again
    ['an error that a transaction is tried again for', aDeadlock()],
  ])('neither undoes nor repeats a commit after which a callback throws %s', async (_, error) => {
    const name = `committed once: ${error.message}`;
    const calls: string[] = [];
    let attempts = 0;
    const answer = await run(async () => {
      attempts += 1;
      await insert(name);
      fixture.tenant.afterCommit(() => {
        throw error;
      });
      fixture.tenant.afterCommit(() => calls.push('called all the same'));
      return 'answer';
    });
    expect({ answer, attempts, stored: await count(name), calls }).toEqual({
      answer: 'answer',
      attempts: 1,
      stored: 1,
      calls: ['called all the same'],
    });
    expect(logger.error).toHaveBeenCalledWith({ err: error }, expect.any(String));
  });

  it('tries a lost race again, with the callbacks of the attempt that was committed alone', async () => {
    const calls: number[] = [];
    let attempts = 0;
    await run(() => {
      attempts += 1;
      const attempt = attempts;
      fixture.tenant.afterCommit(() => calls.push(attempt));
      return attempt < 3 ? Promise.reject(aDeadlock()) : Promise.resolve();
    });
    expect(calls).toEqual([3]);
  });

  it('fails as unavailable whatever follows the loss of its connection', async () => {
    const lost = run(async () => {
      const manager = fixture.tenant.manager(fixture.orgId);
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await fixture.admin('SELECT pg_terminate_backend($1)', [pid]);
      // TypeORM releases its runner as soon as the driver reports the loss.
      while (!manager.queryRunner!.isReleased) await sleep(5);
      await manager.query('SELECT 1');
    });
    const error: unknown = await lost.catch((thrown: unknown) => thrown);
    expect(toAppError(error)).toMatchObject({ code: 'unavailable' });
  });

  it('reads what was there at its first statement in a snapshot, and writes nothing there', async () => {
    const named = `SELECT count(*)::int AS count FROM repos WHERE org_id = $1 AND name = 'beside a snapshot'`;
    const counts = await fixture.tenant.snapshot(fixture.orgId, async () => {
      const read = async () =>
        (await fixture.tenant.manager(fixture.orgId).query(named, [fixture.orgId]))[0].count as number;
      const before = await read();
      await fixture.admin(`INSERT INTO repos (org_id, name) VALUES ($1, 'beside a snapshot')`, [fixture.orgId]);
      return [before, await read()];
    });
    expect([...counts, await count('beside a snapshot')]).toEqual([0, 0, 1]);
    await expect(fixture.tenant.snapshot(fixture.orgId, () => insert('in a snapshot'))).rejects.toThrow('read-only');
    await expect(run(() => fixture.tenant.snapshot(fixture.orgId, () => Promise.resolve()))).rejects.toThrow('is open');
  });

  it('has one time for all that a transaction stores', async () => {
    const times = await fixture.tenant.run(fixture.orgId, async () => {
      const first = fixture.tenant.now();
      await sleep(2);
      return [first, fixture.tenant.now()];
    });
    expect(times[1]).toBe(times[0]);
    await sleep(2);
    expect(fixture.tenant.now().getTime()).toBeGreaterThan(times[0]!.getTime());
  });

  it('has no callbacks to give outside of a transaction', () => {
    expect(() => fixture.tenant.afterCommit(() => undefined)).toThrow('No transaction is open.');
  });
});

function aDeadlock(): QueryFailedError {
  return new QueryFailedError('SELECT', [], Object.assign(new Error('deadlock detected'), { code: '40P01' }));
}

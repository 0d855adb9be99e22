import { setTimeout as sleep } from 'node:timers/promises';
import { SharedPool } from '../../src/platform/database/shared-pool.js';
import { isDatabaseUnavailable } from '../../src/platform/errors/to-app-error.js';
import { runInShare, type Share } from '../../src/platform/overload/share.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const PLACES = 4;
/** A share alone leaves one to others. */
const ALONE = PLACES - 1;
const A: Share = 'org:1';
const B: Share = 'org:2';

describe('SharedPool', () => {
  let database: TestDatabase;
  let pool: SharedPool;

  beforeAll(async () => (database = await createTestDatabase()));
  beforeEach(() => {
    pool = new SharedPool({ ...database.app, ssl: false, max: PLACES, connectionTimeoutMillis: 300 });
  });
  afterEach(() => pool.end());
  afterAll(() => database.drop());

  const connect = (share: Share) => runInShare(share, () => pool.connect());
  const connectTimes = (share: Share, times: number) =>
    Promise.all(Array.from({ length: times }, () => connect(share)));

  it('lends all connections but one to a share that is alone, and the next one to another share', async () => {
    const [first, ...others] = [...(await connectTimes(A, ALONE)), await connect(B)];
    const order: Share[] = [];
    const waiting = [A, A, B].map(async (share) => {
      const client = await connect(share);
      order.push(share);
      client.release();
    });
    expect([pool.waiting, pool.hasRoomFor(A), pool.hasRoomFor(B), pool.hasRoomFor('service')]).toEqual([
      3,
      false,
      false,
      true,
    ]);
    first.release();
    await waiting.at(-1);
    expect(order).toEqual([B]);
    for (const client of others) client.release();
    await Promise.all(waiting);
    expect([order, pool.idleCount]).toEqual([[B, A, A], PLACES]);
  });

  it('gives up waiting after its time, as a database that is away', async () => {
    const clients = [...(await connectTimes(A, ALONE)), await connect(B)];
    const error = await connect(B).catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
    for (const client of clients) client.release();
    expect(pool.waiting).toBe(0);
    for (const client of await connectTimes(B, PLACES / 2)) client.release();
  });

  it('has all places again after connections that broke and connections that failed', async () => {
    for (const client of await connectTimes(A, ALONE)) client.release(new Error('broken'));
    const away = new SharedPool({ host: '127.0.0.1', port: 1, max: 1, connectionTimeoutMillis: 300 });
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(away.connect()).rejects.toThrow('ECONNREFUSED');
    await away.end();
    await expect(
      new Promise((resolve, reject) => {
        const onConnect: Parameters<SharedPool['connect']>[0] = (error, client, release) => {
          release();
          if (error) reject(error);
          else resolve(client !== undefined);
        };
        runInShare(A, () => pool.connect(onConnect));
      }),
    ).resolves.toBe(true);
    for (const client of await connectTimes(A, ALONE)) client.release();
  });

  it('keeps half of the connections free for others that were there a moment ago', async () => {
    (await connect(B)).release();
    const clients = await connectTimes(A, PLACES / 2);
    expect([pool.hasRoomFor(A), pool.hasRoomFor(B)]).toEqual([false, true]);
    await expect(connect(A)).rejects.toThrow('timeout');
    for (const client of [...clients, ...(await connectTimes(B, PLACES / 2))]) client.release();
  });
});

describe('TenantDatabase', () => {
  let fixture: TenantFixture;

  beforeAll(async () => (fixture = await openTenantFixture([])));
  afterAll(() => fixture.close());

  it('serves an organization although another has transactions for all connections and waits for more', async () => {
    const done: string[] = [];
    const sleepInOrg = () =>
      fixture.tenant.run(fixture.orgId, async () => {
        await fixture.tenant.manager(fixture.orgId).query('SELECT pg_sleep(0.2)');
        done.push('one');
      });
    const flood = Array.from({ length: 5 * PLACES }, sleepInOrg);
    await sleep(50);
    await fixture.tenant.run(fixture.otherOrgId, () => Promise.resolve(done.push('other')));
    expect(done.indexOf('other')).toBeLessThanOrEqual(PLACES);
    await Promise.all(flood);
  });
});

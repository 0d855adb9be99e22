import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeFeed } from '../../src/platform/cache/change-feed.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { aDisturbedNetwork, type DisturbedNetwork } from '../support/disturbed-network.js';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres.js';

/** Longer than a feed counts as current without proof. */
const BEYOND_TRUST_MS = 1_000;

describe('ChangeFeed', () => {
  let database: TestDatabase;
  let network: DisturbedNetwork;
  let feed: ChangeFeed;
  let emitted: string[];

  beforeEach(async () => {
    database = await createTestDatabase();
    network = await aDisturbedNetwork(database.app);
    feed = new ChangeFeed(network.connection, createLogger('silent'));
    emitted = [];
    feed.follow({ onChange: (tag) => emitted.push(tag), onGap: () => emitted.push('gap') });
  });

  afterEach(async () => {
    feed.onApplicationShutdown();
    await network.close();
    await database.drop();
  });

  const announce = (tag: string) => query(database.admin, `SELECT pg_notify('quality_gate_changes', $1)`, [tag]);
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await sleep(10);
  };

  it('begins with a gap, and is current from then on', async () => {
    expect(feed.isCurrent).toBe(false);
    await feed.onModuleInit();
    await until(() => feed.isCurrent);
    await sleep(BEYOND_TRUST_MS);
    await until(() => feed.isCurrent);
    expect(emitted).toEqual(['gap']);
  });

  it('has emitted what was committed before, once it has caught up', async () => {
    await feed.onModuleInit();
    for (let change = 1; change <= 50; change += 1) {
      await announce(`change ${change}`);
      await feed.waitUntilCaughtUp();
      expect(emitted.at(-1)).toBe(`change ${change}`);
    }
  });

  it('serves many waiters at a time', async () => {
    await feed.onModuleInit();
    // Few announce at a time: each opens a connection, and many at once delay the proofs of the feed beyond their limit.
    await Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let change = 0; change < 10; change += 1) {
          await announce(`change ${lane}.${change}`);
          await Promise.all(Array.from({ length: 10 }, () => feed.waitUntilCaughtUp()));
          expect(emitted).toContain(`change ${lane}.${change}`);
        }
      }),
    );
  });

  it('says nothing of what is rolled back', async () => {
    await feed.onModuleInit();
    await query(database.admin, `BEGIN; SELECT pg_notify('quality_gate_changes', 'undone'); ROLLBACK`);
    await feed.waitUntilCaughtUp();
    expect(emitted).toEqual(['gap']);
  });

  it('is not current once the network is silent, though the connection seems to stand', async () => {
    await feed.onModuleInit();
    network.isDead = true;
    await sleep(BEYOND_TRUST_MS);
    expect(feed.isCurrent).toBe(false);
  });

  it('gives up a connection that does not answer, and listens over a new one after a gap', async () => {
    await feed.onModuleInit();
    network.isDead = true;
    await feed.waitUntilCaughtUp();
    expect(feed.isCurrent).toBe(false);
    await announce('unheard');
    network.isDead = false;
    await until(() => feed.isCurrent);
    expect(emitted).toEqual(['gap', 'gap']);
    await announce('heard');
    await feed.waitUntilCaughtUp();
    expect(emitted).toEqual(['gap', 'gap', 'heard']);
  });

  it('is not current from the moment that its connection is lost, and comes back', async () => {
    await feed.onModuleInit();
    network.cut();
    await until(() => !feed.isCurrent);
    await until(() => feed.isCurrent);
    expect(emitted).toEqual(['gap', 'gap']);
  });

  it('is not current when the connection is lost together with the answer that opened it', async () => {
    const fields = Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0');
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + fields.length);
    const lost = Buffer.concat([Buffer.from('E'), length, fields]);
    network.alter = (bytes) => (bytes.includes('real\0') ? Buffer.concat([bytes, lost]) : bytes);
    await feed.onModuleInit();
    expect(feed.isCurrent).toBe(false);
    expect(emitted).toEqual([]);
    network.restore();
    await until(() => feed.isCurrent);
    expect(emitted).toEqual(['gap']);
  });

  it('listens to nothing when it is stopped while it connects', async () => {
    network.delayMs = 50;
    const starting = feed.onModuleInit();
    feed.onApplicationShutdown();
    await starting;
    await sleep(BEYOND_TRUST_MS);
    expect(feed.isCurrent).toBe(false);
    expect(emitted).toEqual([]);
  });

  it('starts without a database, and listens when there is one', async () => {
    network.isDead = true;
    const starting = feed.onModuleInit();
    network.cut();
    await starting;
    expect(feed.isCurrent).toBe(false);
    network.isDead = false;
    await until(() => feed.isCurrent);
  });

  it('is never current behind a pooler that makes up process ids', async () => {
    const keyData = Buffer.from([0x4b, 0, 0, 0, 12]);
    network.alter = (bytes) => {
      const at = bytes.indexOf(keyData);
      if (at >= 0) bytes.writeInt32BE(bytes.readInt32BE(at + keyData.length) + 1, at + keyData.length);
      return bytes;
    };
    await feed.onModuleInit();
    expect(feed.isCurrent).toBe(false);
    expect(emitted).toEqual([]);
  });

  it('does nothing where it is switched off', async () => {
    const off = new ChangeFeed(null, createLogger('silent'));
    await off.onModuleInit();
    await off.waitUntilCaughtUp();
    expect(off.isCurrent).toBe(false);
    off.onApplicationShutdown();
  });
});

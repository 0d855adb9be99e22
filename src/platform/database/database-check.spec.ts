import type { DataSource } from 'typeorm';
import { parseDatabaseUrl } from './connection.js';
import { DatabaseCheck } from './database-check.js';
import type { SharedPool } from './shared-pool.js';

describe('DatabaseCheck', () => {
  it('has room as the pool has, and for what still waits once the pool is closed', () => {
    const pool = { hasRoomFor: (share) => share === 'org:1' } as Pick<SharedPool, 'hasRoomFor'>;
    const source = { isInitialized: true, driver: { master: pool as SharedPool | undefined } };
    const check = new DatabaseCheck(
      source as unknown as DataSource,
      false,
      parseDatabaseUrl('postgres://gate@one/gate'),
    );
    expect([check.hasRoomFor('org:1'), check.hasRoomFor('org:2')]).toEqual([true, false]);
    Object.assign(source, { isInitialized: false, driver: { master: undefined } });
    expect(check.hasRoomFor('org:1')).toBe(true);
  });
});

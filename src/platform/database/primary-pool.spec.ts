import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { PrimaryPool } from './primary-pool.js';

/** A connection that is lost in the turn in which it opens. */
class LostConnection extends EventEmitter {
  connect(opened: () => void): void {
    opened();
    this.emit('error', new Error('terminating connection due to unexpected postmaster exit'));
  }
}

it('outlives a connection that is lost before its borrower has it', async () => {
  const pool = new PrimaryPool({ Client: LostConnection as unknown as typeof pg.Client });
  await expect(pool.connect()).resolves.toBeInstanceOf(LostConnection);
});

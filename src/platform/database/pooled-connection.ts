import pg from 'pg';

/**
 * Connection of the pool. All that is issued within one turn of the event loop leaves in one piece: what an open
 * transaction (`TenantTransaction`) issues together costs one round trip.
 */
export class PooledConnection extends pg.Client {
  override query(...args: unknown[]): never {
    const { stream } = this.connection;
    stream.cork();
    // Runs after every continuation of this turn, each of which may issue a statement of its own.
    process.nextTick(() => {
      stream.uncork();
    });
    return (super.query as (...same: unknown[]) => never).apply(this, args);
  }
}

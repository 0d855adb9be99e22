import pg from 'pg';

/** SQLSTATE in_failed_sql_transaction: a statement behind one that failed. */
const ABORTED = '25P02';

/**
 * Connection of the pool. All that is issued within one turn of the event loop leaves in one piece: what an open
 * transaction (`TenantTransaction`) issues together costs one round trip.
 */
export class PooledConnection extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super(config);
    reportFirstError(this.connection);
  }

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

/**
 * Gives statements of a failed transaction the error that made it fail: of statements that were issued together, any may be the one whose
 * error is awaited first.
 */
function reportFirstError(connection: pg.Connection): void {
  let first: pg.DatabaseError | undefined;
  connection.on('errorMessage', (error: pg.DatabaseError) => {
    first ??= error;
    if (error.code === ABORTED) Object.assign(error, first, { message: first.message, stack: first.stack });
  });
  connection.on('readyForQuery', ({ status }: { status: string }) => {
    if (status !== 'E') first = undefined;
  });
}

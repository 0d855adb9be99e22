import type pg from 'pg';

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

/**
 * Ends a connection once its server refuses a write because it takes none, as one that was made a standby. The pool
 * drops the connection, so that the next request opens one to wherever writes go by then.
 */
export function endWhenReadOnly(client: pg.Client): void {
  client.connection.on('errorMessage', ({ code }: pg.DatabaseError) => {
    if (code === READ_ONLY) void client.end();
  });
}

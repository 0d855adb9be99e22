import type pg from 'pg';

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

/**
 * Ends a connection once its server refuses a write because it takes none, as one that was made a standby. The pool
 * drops the connection, so that the next request opens one to wherever writes go by then.
 */
export function endWhenReadOnly(client: pg.Client): void {
  const { connection } = client;
  connection.on('errorMessage', function end({ code }: pg.DatabaseError) {
    if (code !== READ_ONLY) return;
    connection.off('errorMessage', end);
    void client.end();
  });
}

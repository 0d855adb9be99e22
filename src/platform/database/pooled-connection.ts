import { finished, type Readable, Stream } from 'node:stream';
import pg from 'pg';
import { startStatement } from '../observability/spans.js';

/** SQLSTATE in_failed_sql_transaction: a statement behind one that failed. */
const ABORTED = '25P02';

/**
 * Connection of the pool. All that is issued within one turn of the event loop leaves in one piece: what an open
 * transaction (`TenantTransaction`) issues together costs one round trip.
 */
export class PooledConnection extends pg.Client {
  /** Time of the last answer: the server begins the next of the statements that were sent together. */
  answeredAt = 0;

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
    return observed(this, args, (same) => (super.query as (...same: unknown[]) => never).apply(this, same));
  }
}

type Callback = (error: unknown, ...rest: unknown[]) => void;

/** Sends a statement in a span that ends with its answer, however the driver answers: by callback, promise or stream. */
function observed(connection: PooledConnection, args: readonly unknown[], send: (args: unknown[]) => never): never {
  const endSpan = startStatement(textOf(args[0]));
  if (endSpan === null) return send([...args]);
  const end = (error?: unknown): void => {
    endSpan(connection.answeredAt, error);
    connection.answeredAt = performance.now();
  };
  const observing = args.map((each) =>
    typeof each === 'function'
      ? (...answer: Parameters<Callback>) => {
          end(answer[0]);
          (each as Callback)(...answer);
        }
      : each,
  );
  const sent: unknown = send(observing);
  if (sent instanceof Promise) sent.then(() => end(), end);
  else if (sent instanceof Stream) finished(sent as Readable, end);
  return sent as never;
}

/** Text of a statement, the last one of several; a copy has it as well. */
function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { text, texts } = statement as { text?: string; texts?: readonly string[] };
  return text ?? texts?.at(-1) ?? '';
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

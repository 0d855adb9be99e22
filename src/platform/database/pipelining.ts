import type { PoolClient } from 'pg';

/** Fields of the driver's client beyond its types. */
interface SwitchableClient {
  /** True: a statement is sent while earlier ones are still unanswered. */
  pipeline: boolean;
  /** False while an answer is on its way. */
  readonly readyForQuery: boolean;
}

const switchable = (client: PoolClient): SwitchableClient => client as unknown as SwitchableClient;

/** Switches a connection between statements that travel together and one statement at a time. */
export function setPipelined(client: PoolClient, isPipelined: boolean): void {
  switchable(client).pipeline = isPipelined;
}

/** The last work that was given a connection for itself. */
const lastAlone = new WeakMap<PoolClient, Promise<unknown>>();

/**
 * Runs work that needs an open transaction's connection for itself, such as a COPY: begun once every earlier statement is
 * answered, in the order of the calls; later statements wait for its end.
 */
export function runAlone<Result>(client: PoolClient, work: () => Promise<Result>): Promise<Result> {
  const before = lastAlone.get(client) ?? Promise.resolve();
  const result = before.then(
    () => runInSilence(client, work),
    () => runInSilence(client, work),
  );
  lastAlone.set(client, result);
  return result;
}

async function runInSilence<Result>(client: PoolClient, work: () => Promise<Result>): Promise<Result> {
  // Answered after all that was sent before it; rejected where the transaction or the connection is broken.
  while (!switchable(client).readyForQuery) await client.query('SELECT');
  setPipelined(client, false);
  try {
    return await work();
  } finally {
    setPipelined(client, true);
  }
}

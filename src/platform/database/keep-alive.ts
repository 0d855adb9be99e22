import type { EntityManager } from 'typeorm';

/** Pause between two signs of life: a third of the server's idle limit (prepare-database.ts). */
const SIGN_OF_LIFE_MS = 10_000;

/**
 * Waits inside an open transaction for work beside the database, as that of a thread. The server ends transactions that
 * stay idle for long (`idle_in_transaction_session_timeout`), so this one sends a sign of life now and then.
 *
 * @param work bounded by limits of its own
 */
export async function keepAlive<T>(
  manager: EntityManager,
  work: Promise<T>,
  everyMs: number = SIGN_OF_LIFE_MS,
): Promise<T> {
  const signs = setInterval(() => {
    // A lost connection is reported by the next statement that matters.
    manager.query('SELECT 1').catch(() => undefined);
  }, everyMs);
  try {
    return await work;
  } finally {
    clearInterval(signs);
  }
}

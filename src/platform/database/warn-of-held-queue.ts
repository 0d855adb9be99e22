import type { Logger } from 'pino';
import type { DatabaseConnection } from './connection.js';
import { countWaiting, describeWaiting, isQueueHeld } from './held-queue.js';
import { openAsOwner } from './open-as-owner.js';

/** Logs at each start that nothing is sent, how much waits, and what the operator may do. */
export async function warnOfHeldQueue(admin: DatabaseConnection, log: Pick<Logger, 'warn'>): Promise<void> {
  const client = await openAsOwner(admin);
  try {
    if (!(await isQueueHeld(client))) return;
    log.warn(
      `This installation is holding everything that it would send (${describeWaiting(await countWaiting(client))}), as a copy does ` +
        'from its first start. `qgate-admin release-queue` sends it; `qgate-admin discard-queue` deletes it, and only what is queued later is sent.',
    );
  } finally {
    await client.end();
  }
}

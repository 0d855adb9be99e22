import type pg from 'pg';
import type { AppConfig } from '../platform/config/app-config.js';
import { countWaiting, describeWaiting, holdQueue, isQueueHeld, SENT_KINDS } from '../platform/database/held-queue.js';
import type { Ask } from './ask.js';
import type { AdminResult } from './support/admin-result.js';
import { withOwner } from './support/with-owner.js';

const NOT_HELD = 'The queue is not on hold. `qgate-admin hold-queue` stops it.';

/** `qgate-admin hold-queue`: nothing is sent to webhooks, forges and people until the queue is released or discarded. */
export async function holdQueueByCommand(config: AppConfig): Promise<AdminResult> {
  await withOwner(config, holdQueue);
  return {
    text: 'The queue is on hold: nothing is sent to webhooks, forges and people until `qgate-admin release-queue` or `qgate-admin discard-queue`.',
  };
}

/**
 * `qgate-admin release-queue`: sends what waited.
 *
 * @param agrees true, or asks the operator
 */
export const releaseQueue = (config: AppConfig, agrees: true | Ask): Promise<AdminResult> =>
  endHold(config, agrees, { question: 'Send all of it?', done: 'Sent from now on', end: release });

/**
 * `qgate-admin discard-queue`: deletes what waits; what is queued later is sent.
 *
 * @param agrees true, or asks the operator
 */
export const discardQueue = (config: AppConfig, agrees: true | Ask): Promise<AdminResult> =>
  endHold(config, agrees, { question: 'Delete all of it, so that it is never sent?', done: 'Deleted', end: discard });

interface Ending {
  readonly question: string;
  readonly done: string;
  readonly end: (client: pg.Client) => Promise<void>;
}

/** Writers wait while it ends: what is counted is what is sent or deleted. */
function endHold(config: AppConfig, agrees: true | Ask, { question, done, end }: Ending): Promise<AdminResult> {
  return withOwner(config, async (client) => {
    if (!(await isQueueHeld(client))) throw new Error(NOT_HELD);
    const waiting = describeWaiting(await countWaiting(client));
    if (agrees !== true && !(await agrees(`What waits (${waiting}). ${question}`)))
      return { text: `Nothing was changed. What waits: ${waiting}.` };
    await client.query('BEGIN; LOCK TABLE public.work_items IN SHARE ROW EXCLUSIVE MODE');
    const ended = describeWaiting(await countWaiting(client));
    await end(client);
    await client.query('COMMIT');
    return { text: `${done}: ${ended}. What is queued from now on is sent.` };
  });
}

async function release(client: pg.Client): Promise<void> {
  await client.query('UPDATE public.installation SET holds_queue = false');
}

async function discard(client: pg.Client): Promise<void> {
  await client.query('DELETE FROM public.work_items WHERE kind = ANY ($1)', [SENT_KINDS]);
  await client.query(
    `UPDATE public.deliveries SET state = 'cancelled', finished_at = now() WHERE state = 'pending' AND NOT is_ping`,
  );
  await client.query(`UPDATE public.forge_reports SET state = 'skipped', error = NULL WHERE state = 'waiting'`);
  await client.query(`UPDATE public.invitations SET mail_state = 'failed', link = NULL WHERE mail_state = 'waiting'`);
  await release(client);
}

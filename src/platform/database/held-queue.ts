import type pg from 'pg';

type Client = Pick<pg.ClientBase, 'query'>;

/** Kinds of waiting work that leave the installation. */
export const SENT_KINDS: readonly string[] = ['deliveries', 'forge-reports', 'mails'];
/** Events of one statement. */
const SPREAD = 10_000;

/** Items that wait to be sent. */
export interface WaitingNumbers {
  readonly webhooks: number;
  readonly forges: number;
  readonly mails: number;
}

/**
 * Holds what is and will be queued for webhooks, forges and people until an administrator releases it, also in a database whose
 * migrations did not run yet.
 *
 * @param client the owner of the schema, or who may act as it
 */
export async function holdQueue(client: Client): Promise<void> {
  await client.query(
    'ALTER TABLE public.installation ADD COLUMN IF NOT EXISTS holds_queue boolean NOT NULL DEFAULT false',
  );
  await client.query('UPDATE public.installation SET holds_queue = true');
}

/** True while the queue is on hold. */
export async function isQueueHeld(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ isHeld: boolean }>('SELECT holds_queue AS "isHeld" FROM public.installation');
  return rows[0]!.isHeld;
}

/** Counts what waits to be sent, after queueing the deliveries of new events. @param client the owner of the schema */
export async function countWaiting(client: Client): Promise<WaitingNumbers> {
  await queueNewEvents(client);
  const { rows } = await client.query<{ counts: number[] }>(
    `SELECT array(SELECT (SELECT count(*)::integer FROM public.work_items WHERE kind = wanted) FROM unnest($1::text[]) AS wanted) AS counts`,
    [SENT_KINDS],
  );
  const [webhooks = 0, forges = 0, mails = 0] = rows[0]!.counts;
  return { webhooks, forges, mails };
}

async function queueNewEvents(client: Client): Promise<void> {
  for (let queued = SPREAD; queued >= SPREAD;) {
    const { rows } = await client.query<{ queued: number }>('SELECT public.spread_events($1) AS queued', [SPREAD]);
    queued = rows[0]!.queued;
  }
}

export const describeWaiting = ({ webhooks, forges, mails }: WaitingNumbers): string =>
  `to webhooks: ${webhooks}, to forges: ${forges}, mails: ${mails}`;

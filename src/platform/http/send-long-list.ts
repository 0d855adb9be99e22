import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';

/** Entries that are written in one turn of the event loop: a few milliseconds of work. */
const CHUNK = 1_000;

/**
 * Answers `{...head, [name]: [...entries]}` as JSON, a chunk of entries at a time: a list of tens of thousands neither
 * blocks the event loop nor piles up for a slow client.
 */
export async function sendLongList<Entry>(
  response: Response,
  head: object,
  name: string,
  entries: readonly Entry[],
  toBody: (entry: Entry) => object,
): Promise<void> {
  response.status(200).type('application/json');
  const opening = JSON.stringify({ ...head, [name]: [] });
  const [before, after] = [opening.slice(0, -2), opening.slice(-2)];
  if (entries.length <= CHUNK) {
    response.end(before + entries.map((entry) => JSON.stringify(toBody(entry))).join(',') + after);
    return;
  }
  response.write(before);
  for (let from = 0; from < entries.length && !response.destroyed; from += CHUNK) {
    const chunk = entries.slice(from, from + CHUNK).map((entry) => JSON.stringify(toBody(entry)));
    const hasRoom = response.write((from === 0 ? '' : ',') + chunk.join(','));
    if (hasRoom) await nextTurn();
    else await roomIn(response);
  }
  response.end(after);
}

/** Waits until the client has read on, or is gone. */
async function roomIn(response: Response): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  settled.abort();
}

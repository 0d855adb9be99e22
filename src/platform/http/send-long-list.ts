import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';

/** A portion of a list's entries as JSON, separated by commas, for `sendLongList`. */
export function jsonEntries<Entry>(entries: readonly Entry[], toBody: (entry: Entry) => object): string {
  return JSON.stringify(entries.map(toBody)).slice(1, -1);
}

/**
 * Answers `{...head, [name]: [...portions]}`, a portion in each turn of the event loop, as fast as the client reads.
 *
 * @param portions entries as `jsonEntries` writes them; only a single portion may be empty
 */
export async function sendLongList(
  response: Response,
  head: object,
  name: string,
  portions: readonly string[],
): Promise<void> {
  response.status(200).type('application/json');
  const opening = JSON.stringify({ ...head, [name]: [] });
  const [before, after] = [opening.slice(0, -2), opening.slice(-2)];
  if (portions.length <= 1) {
    response.end(before + portions.join() + after);
    return;
  }
  try {
    await pipeline(inTurns(before, portions, after), response);
  } catch (error) {
    // The client is gone: nobody waits for the rest.
    if (!response.destroyed) throw error;
  }
}

async function* inTurns(before: string, portions: readonly string[], after: string): AsyncGenerator<string> {
  for (const [index, portion] of portions.entries()) {
    yield (index === 0 ? before : ',') + portion;
    // There may be room again at once: that alone would not be a turn.
    await nextTurn();
  }
  yield after;
}

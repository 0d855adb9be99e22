import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';

/** Characters that are sent in one turn of the event loop, at least. */
const TURN_LENGTH = 64 * 1024;

/**
 * Answers a text whose pieces are made as fast as the client reads, some in each turn of the event loop. A client that
 * goes away ends the making; a short text is sent at once.
 */
export async function sendPieces(response: Response, pieces: Iterable<string>): Promise<void> {
  const texts = join(pieces);
  const first = texts.next();
  if (first.done === true) {
    response.end(first.value);
    return;
  }
  try {
    await pipeline(inTurns(first.value, texts), response);
  } catch (error) {
    // The client is gone: nobody waits for the rest.
    if (!response.destroyed) throw error;
  }
}

/** Pieces together, as long as one turn sends; returns the rest. */
function* join(pieces: Iterable<string>): Generator<string, string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < TURN_LENGTH) continue;
    yield text;
    text = '';
  }
  return text;
}

async function* inTurns(first: string, texts: Generator<string, string>): AsyncGenerator<string> {
  yield first;
  for (;;) {
    // There may be room again at once: that alone would not be a turn.
    await nextTurn();
    const { value, done } = texts.next();
    yield value;
    if (done === true) return;
  }
}

import type { Response } from 'express';
import { sendPieces } from './send-pieces.js';

/** A portion of a list's entries as JSON, separated by commas, for `sendLongList`. */
export function jsonEntries<Entry>(entries: readonly Entry[], toBody: (entry: Entry) => object): string {
  return JSON.stringify(entries.map(toBody)).slice(1, -1);
}

/**
 * Answers `{...head, [name]: [...portions]}` as fast as the client reads.
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
  await sendPieces(response, listPieces(opening.slice(0, -2), portions, opening.slice(-2)));
}

function* listPieces(before: string, portions: readonly string[], after: string): Generator<string> {
  yield before;
  for (const [index, portion] of portions.entries()) yield index === 0 ? portion : `,${portion}`;
  yield after;
}

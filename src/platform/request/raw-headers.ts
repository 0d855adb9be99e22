import type { ServerResponse } from 'node:http';

/** Headers in the one list that Node writes fastest: name, value, name, value. */
export type RawHeaders = readonly string[];

/** Sets each header of the list on a response. */
export function setHeaders(response: ServerResponse, headers: RawHeaders): void {
  for (let at = 0; at < headers.length; at += 2) response.setHeader(headers[at]!, headers[at + 1]!);
}

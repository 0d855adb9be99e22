import type { ServerResponse } from 'node:http';

/** A signal that is aborted when the response is sent or its client has gone away. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => gone.abort());
  return gone.signal;
}

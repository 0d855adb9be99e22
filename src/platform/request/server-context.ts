import type { IncomingMessage, RequestListener } from 'node:http';
import type { RawResponse } from './raw-response.js';

/** Surroundings of a listener before Express. */
export interface ServerContext {
  /** Answers the requests that the listener passes on. */
  readonly next: RequestListener;
  readonly raw: RawResponse;
  /** The network address of the client, behind the proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => string | undefined;
}

/** Makes a listener that answers some requests before Express sees them, and passes the others on. */
export interface Doorkeeper {
  before(context: ServerContext): RequestListener;
}

import type { RequestListener } from 'node:http';
import type { RawResponse } from './raw-response.js';
import type { RequestMeter } from './request-meter.js';

/** Surroundings of a listener before Express. */
export interface ServerContext {
  /** Answers the requests that the listener passes on. */
  readonly next: RequestListener;
  readonly raw: RawResponse;
  readonly meter: RequestMeter;
}

/** Makes a listener that answers some requests before Express sees them, and passes the others on. */
export interface Doorkeeper {
  before(context: ServerContext): RequestListener;
}

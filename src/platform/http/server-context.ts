import type { RequestListener } from 'node:http';
import type { RequestMeter } from './request-meter.js';

/** What a listener that stands before the framework's has around it. */
export interface ServerContext {
  /** The listener that answers what is let through. */
  readonly ordinary: RequestListener;
  /** Headers of every answer, as name, value, name, value. */
  readonly headers: readonly string[];
  readonly meter: RequestMeter;
}

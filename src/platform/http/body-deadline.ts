import type { IncomingMessage } from 'node:http';

/** Time for the body of a request, in milliseconds. */
export const BODY_MS = 120_000;

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Calls `onLate` where the body of a request has not arrived in time. Node's own limit (`requestTimeout`) knows no exception.
 *
 * @param ms for the whole body
 */
export function expectBody(request: IncomingMessage, ms: number, onLate: () => void): void {
  if (!hasBody(request)) return;
  const timer = setTimeout(() => {
    if (!request.complete) onLate();
  }, ms);
  timer.unref();
  timers.set(request, timer);
  request.once('close', () => clearTimeout(timer));
}

/**
 * Lets a body take as long as it makes progress, which its reader requires (`bodyChunks`). For callers who are known and were
 * let in: everybody else keeps to the time.
 */
export const allowLongBody = (request: IncomingMessage): void => clearTimeout(timers.get(request));

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { AppError } from '../errors/app-error.js';
import { MAX_PAUSE_MS, requireProgress, withinPause } from './require-progress.js';

/**
 * The request's whole body, at most `limit` bytes. Too large, encoded, stopped, broken off or of another length than
 * announced: 400. A length over the limit is refused before anything is read; what a client still sends is dropped, so
 * that it receives the answer.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  refuseBrokenOff(request);
  refuseEncoded(request);
  return requireProgress(request, () => collectBody(request, limit));
}

/**
 * The request's body as it arrives, for those who need not have it whole. Encoded, stopped or broken off: 400. What is not
 * read is dropped, so that the client receives the answer.
 */
export async function* bodyChunks(request: IncomingMessage, maxPauseMs = MAX_PAUSE_MS): AsyncGenerator<Buffer> {
  refuseBrokenOff(request);
  refuseEncoded(request);
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await withinPause(chunks.next(), maxPauseMs);
      if (next.done) return;
      yield next.value;
    }
  } catch (error) {
    throw error instanceof AppError ? error : brokenOff();
  } finally {
    // Not waited for: a stopped body comes to no end.
    void chunks.return?.().then(() => request.resume());
  }
}

async function collectBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  try {
    return await getRawBody(request, { limit, length: request.headers['content-length'] });
  } catch (error) {
    const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
    request.unpipe();
    request.resume();
    if (type === 'entity.too.large') throw new AppError('body_too_large', `The body may have at most ${limit} bytes.`);
    throw brokenOff();
  }
}

/** Throws where the connection is closed already: nothing more would be heard of the body, not even that it broke off. */
export function refuseBrokenOff(request: IncomingMessage): void {
  if (request.destroyed) throw brokenOff();
}

const brokenOff = () => new AppError('bad_request', 'The body was cut off before its end.');

/** Throws where the body comes with a content encoding: it would be read as other bytes than were meant. */
function refuseEncoded(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity')
    throw new AppError('unsupported_content_type', 'Send the body without a Content-Encoding.');
}

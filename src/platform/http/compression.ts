import { constants } from 'node:zlib';
import compression from 'compression';
import type { Request, Response } from 'express';
import { isCompressible, MAX_PLAIN_BYTES } from './content-encoding.js';
import { isKeptPlain } from './uncompressed.decorator.js';

/**
 * Middleware that compresses longer texts where the client accepts it, in threads. A stream's portions are flushed one by
 * one, so that none waits for the next.
 *
 * A strong ETag is the tag of the bytes as they are (RFC 9110, section 8.8.3.3), and is sent back as it is in `If-Match`: its
 * answer stays uncompressed, or comes compressed already (`ConstantBody`).
 */
export const compressAnswers = compression({
  threshold: MAX_PLAIN_BYTES + 1,
  filter: mayCompress,
  flush: constants.Z_SYNC_FLUSH,
  brotli: { flush: constants.BROTLI_OPERATION_FLUSH },
});

function mayCompress(_request: Request, response: Response): boolean {
  const [type, tag] = [response.getHeader('Content-Type'), response.getHeader('ETag')];
  const hasStrongTag = typeof tag === 'string' && !tag.startsWith('W/');
  return typeof type === 'string' && isCompressible(type) && !hasStrongTag && !isKeptPlain(response);
}

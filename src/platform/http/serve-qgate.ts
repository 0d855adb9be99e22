import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError } from '../errors/app-error.js';
import { noteFacts } from '../observability/request-facts.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';
import { isNamed } from './entity-tag.js';

const PATH = '/qgate.tgz';
const NOT_BUILT = new AppError('route_not_found', 'The package of qgate is not built here: run `npm run build`.');

/**
 * Hands out the command line's package, of the service's own version, from memory and before Express: a pipeline installs what
 * fits the service that it reports to. Anyone may have it; it has no secret and depends on no organization.
 */
export class QgatePackage implements Doorkeeper {
  private readonly bytes: Buffer | null;
  private readonly tag: string;

  /** @param file the package, read once; null or a file that is not there: a sentence answers */
  constructor(file: string | null) {
    this.bytes = file !== null && existsSync(file) ? readFileSync(file) : null;
    this.tag = `"${createHash('sha256')
      .update(this.bytes ?? '')
      .digest('base64url')}"`;
  }

  /** A listener that answers a GET or HEAD of the package. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      const [path] = (request.url ?? '').split('?', 1);
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (path === PATH && isRead) this.send(request, response, context);
      else context.next(request, response);
    };
  }

  private send(request: IncomingMessage, response: ServerResponse, { raw }: ServerContext): void {
    const requestId = requestIdOf(request);
    noteFacts(request, { route: PATH });
    if (this.bytes === null) raw.writeProblem(response, NOT_BUILT, { path: PATH, requestId });
    else {
      const headers = [...raw.commonHeaders, 'X-Request-Id', requestId, 'ETag', this.tag, 'Cache-Control', 'no-cache'];
      const about = ['Content-Type', 'application/gzip', 'Content-Length', String(this.bytes.length)];
      if (isNamed(this.tag, request.headers['if-none-match'])) response.writeHead(304, headers).end();
      else response.writeHead(200, [...headers, ...about]).end(this.bytes);
    }
  }
}

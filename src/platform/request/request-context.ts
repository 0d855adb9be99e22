import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

const REQUEST_ID = /^[\w.-]{8,128}$/;

/** Address that a request came from, its id, and the id that its client gave it. */
export interface RequestOrigin {
  /** Null where it is unknown. */
  readonly address: string | null;
  /** The service's own id, which nobody else chooses: its answer, its log lines and its audit entries carry it. */
  readonly requestId: string;
  /** `X-Request-Id` as it was sent, kept beside the own id; null where it was left out or is not well formed. */
  readonly clientRequestId: string | null;
}

/** A request with the ids of its origin. */
export interface IdentifiedRequest extends Request {
  requestId: string;
  clientRequestId: string | null;
}

/** The id that the service gives a request, from its first use on. */
export function requestIdOf(request: IncomingMessage & Partial<Pick<IdentifiedRequest, 'requestId'>>): string {
  return (request.requestId ??= randomUUID());
}

/** The client's own `X-Request-Id` where it is well formed. */
export const clientRequestIdOf = ({ 'x-request-id': given }: IncomingHttpHeaders): string | null =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : null;

export const originOf = ({ ip, requestId, clientRequestId }: IdentifiedRequest): RequestOrigin => ({
  address: ip ?? null,
  requestId,
  clientRequestId,
});

/** Gives each request its id, and its answer too. */
export function identifyRequest(request: Request, response: Response, next: NextFunction): void {
  (request as IdentifiedRequest).clientRequestId = clientRequestIdOf(request.headers);
  response.setHeader('X-Request-Id', requestIdOf(request));
  next();
}

/**
 * Reads a path whose percent signs do not spell text by its literal characters; it names nothing that exists. So it is
 * refused in the order in which every request is judged, rather than by the router before credentials are checked.
 */
export function readPathAsText(request: Request, _response: Response, next: NextFunction): void {
  const [path = ''] = request.url.split('?', 1);
  if (!isPercentEncoded(path)) request.url = path.replaceAll('%', '%25') + request.url.slice(path.length);
  next();
}

function isPercentEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

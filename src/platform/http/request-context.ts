import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

const REQUEST_ID = /^[\w.-]{8,128}$/;

/** A request with the id that its answer, its log lines and its audit entries carry. */
export interface IdentifiedRequest extends Request {
  requestId: string;
}

/** The caller's own `X-Request-Id` where it is well formed, else one that the request has from its first use on. */
export function requestIdOf(request: IncomingMessage & Partial<Pick<IdentifiedRequest, 'requestId'>>): string {
  return (request.requestId ??= givenId(request) ?? randomUUID());
}

function givenId({ headers: { 'x-request-id': given } }: IncomingMessage): string | null {
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : null;
}

/** Gives each request its id, and its answer too. */
export function identifyRequest(request: Request, response: Response, next: NextFunction): void {
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

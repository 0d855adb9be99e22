import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const REQUEST_ID = /^[\w.-]{8,128}$/;

/** A request with the id that its answer, its log lines and its audit entries carry. */
export interface IdentifiedRequest extends Request {
  requestId: string;
}

/** Gives each request its id: the caller's own `X-Request-Id` where it is well formed, else a new one. */
export function identifyRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  (request as IdentifiedRequest).requestId = requestId;
  response.setHeader('X-Request-Id', requestId);
  next();
}

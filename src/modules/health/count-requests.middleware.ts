import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Metrics } from './metrics.js';

/** Counts each request under the pattern of its route: never under its path, which names objects. */
@Injectable()
export class CountRequests implements NestMiddleware {
  constructor(private readonly metrics: Metrics) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const stop = this.metrics.startRequest(request.method);
    response.once('finish', () => stop(routeOf(request), response.statusCode));
    next();
  }
}

/** The framework's own catch-all is a route without a slash. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' && route.path.startsWith('/') ? route.path : 'unmatched';
}

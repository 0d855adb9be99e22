import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { catchError, from, map, type Observable, switchMap, throwError } from 'rxjs';
import { isRead } from '../request/is-read.js';
import { ChangeFeed } from './change-feed.js';

/**
 * Sends the response to a change only after this process has invalidated what the change made stale, so that the very
 * next request finds nothing of it in the cache. Covers every route, so no feature has to announce its changes itself.
 */
@Injectable()
export class AwaitChangesInterceptor implements NestInterceptor {
  constructor(private readonly feed: ChangeFeed) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (isRead(context.switchToHttp().getRequest<Request>())) return next.handle();
    const caughtUp = () => from(this.feed.waitUntilCaughtUp());
    return next.handle().pipe(
      switchMap((answer: unknown) => caughtUp().pipe(map(() => answer))),
      // A part of it may have been committed before it failed.
      catchError((error: unknown) => caughtUp().pipe(switchMap(() => throwError(() => error)))),
    );
  }
}

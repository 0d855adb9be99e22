import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { defer, finalize, type Observable, switchMap } from 'rxjs';
import { RATE_CLASS, type RateClass } from '../../../platform/rate-limit/rate-class.js';
import type { AuthenticatedRequest } from '../../../platform/tenancy/authenticated-request.js';
import { ConcurrentUploads } from './concurrent-uploads.js';

/** Lets a request to a route of uploads begin only where its organization has a place for it, before its body is read. */
@Injectable()
export class ConcurrentUploadsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly uploads: ConcurrentUploads,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const rateClass = this.reflector.get<RateClass | undefined>(RATE_CLASS, context.getHandler());
    if (!caller || rateClass !== 'upload') return next.handle();
    return defer(() => this.uploads.enter(caller.orgId)).pipe(
      switchMap((leave) => next.handle().pipe(finalize(leave))),
    );
  }
}

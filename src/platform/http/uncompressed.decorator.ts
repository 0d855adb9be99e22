import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import type { Observable } from 'rxjs';

/** Metadata of routes whose answers are never compressed. */
export const UNCOMPRESSED = 'http:uncompressed';

class KeepPlain implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    context.switchToHttp().getResponse<Response>().locals[UNCOMPRESSED] = true;
    return next.handle();
  }
}

/**
 * Keeps a route's answers uncompressed. Required where an answer holds a secret: the length of one that also repeats what
 * the request said would give the secret away, guess by guess (BREACH). Also for what the fast path answers, where compressing
 * would cost more than all the rest.
 */
export const Uncompressed = () => applyDecorators(SetMetadata(UNCOMPRESSED, true), UseInterceptors(KeepPlain));

export const isKeptPlain = ({ locals }: Response): boolean => locals[UNCOMPRESSED] === true;

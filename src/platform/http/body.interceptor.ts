import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { UploadMemoryBudget } from '../overload/upload-memory-budget.js';
import { confirmCaller } from '../tenancy/repo-bound.js';
import { BODY_LIMIT, BODY_RULE, type BodyRule, DEFAULT_BODY_LIMIT } from '../validation/body.js';
import { readJsonBody } from './read-json-body.js';

/**
 * Reads the JSON body of routes that take one: after the guards, so that a request without credentials is 401 before
 * anyone looks at what it sent. The body keeps its place in the memory for bodies until the route has answered.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly memory: UploadMemoryBudget,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const handler = context.getHandler();
    const rule = this.reflector.get<BodyRule | undefined>(BODY_RULE, handler) ?? 'json';
    if (rule === 'own' || !takesBody(context)) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const limit = this.reflector.get<number | undefined>(BODY_LIMIT, handler) ?? DEFAULT_BODY_LIMIT;
    return from(
      this.memory.reserve(request, limit, async (reservation) => {
        request.body = await readJsonBody(request, reservation, { isOptional: rule === 'optional_json' });
        await confirmCaller();
        return lastValueFrom<unknown, undefined>(next.handle(), { defaultValue: undefined });
      }),
    );
  }
}

/** True when the handler has a `@Body()` parameter. */
function takesBody(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as
    | Record<string, unknown>
    | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}

import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { BODY_RULE, type BodyRule } from './body.js';
import { readJsonBody } from './read-json-body.js';

/**
 * Reads the JSON body of routes that take one: after the guards, so that a request without credentials is 401 before
 * anyone looks at what it sent.
 */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const rule = this.reflector.get<BodyRule | undefined>(BODY_RULE, context.getHandler()) ?? 'json';
    if (rule !== 'own' && takesBody(context)) {
      const request = context.switchToHttp().getRequest<Request>();
      request.body = await readJsonBody(request, { isOptional: rule === 'optional_json' });
    }
    return next.handle();
  }
}

/** True when the handler has a `@Body()` parameter. */
function takesBody(context: ExecutionContext): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as
    Record<string, unknown> | undefined;
  return Object.keys(parameters ?? {}).some((key) => key.startsWith(`${RouteParamtypes.BODY}:`));
}

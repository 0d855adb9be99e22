import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { UnknownParameters } from '../errors/app-error.js';

export const IGNORES_UNKNOWN_PARAMETERS = 'validation:ignores_unknown_parameters';

/** For routes that others append parameters to, such as probes. */
export const IgnoresUnknownParameters = () => SetMetadata(IGNORES_UNKNOWN_PARAMETERS, true);

type Handler = ReturnType<ExecutionContext['getHandler']>;
type Controller = ReturnType<ExecutionContext['getClass']>;

/**
 * Refuses query parameters that a GET does not know: a filter that is misspelt would else list everything. A route knows
 * what its `@Query()` parameters declare; what is wrong with their values is left to the pipe.
 */
@Injectable()
export class KnownQueryInterceptor implements NestInterceptor {
  private readonly known = new Map<Handler, ReadonlySet<string>>();

  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, query } = context.switchToHttp().getRequest<Request>();
    const names = Object.keys(query);
    if (names.length > 0 && (method === 'GET' || method === 'HEAD')) this.refuseUnknown(context, names);
    return next.handle();
  }

  private refuseUnknown(context: ExecutionContext, names: readonly string[]): void {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IGNORES_UNKNOWN_PARAMETERS, [handler, controller]))
      return;
    const known = this.known.get(handler) ?? knownParameters(controller, handler);
    this.known.set(handler, known);
    const unknown = names.filter((name) => !known.has(withoutBrackets(name)));
    if (unknown.length > 0) throw new UnknownParameters(unknown, [...known].sort());
  }
}

/** `repo_id[0]` is a spelling of `repo_id`, which the pipe refuses under that name. */
const withoutBrackets = (name: string): string => name.split('[', 1)[0]!;

/** The names of the query parameters that a handler takes: those of its `@Query()` classes, and single ones. */
export function knownParameters(controller: Controller, handler: Handler): Set<string> {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as Record<
    string,
    { readonly index: number; readonly data?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler.name) ??
    []) as Controller[];
  const names = Object.entries(parameters).flatMap(([key, { index, data }]) => {
    if (!key.startsWith(`${RouteParamtypes.QUERY}:`)) return [];
    return typeof data === 'string' ? [data] : propertiesOf(types[index]!);
  });
  return new Set(names);
}

const propertiesOf = (type: Controller): string[] =>
  getMetadataStorage()
    .getTargetValidationMetadatas(type, '', false, false)
    .map(({ propertyName }) => propertyName);

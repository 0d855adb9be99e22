import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import type { ErrorCode } from '../platform/errors/error-codes.js';
import type { RequestBody } from '../platform/openapi/document-types.js';
import { DOCUMENTED_BODY } from '../platform/openapi/documented-body.decorator.js';
import { PROBLEMS } from '../platform/openapi/problems.decorator.js';
import { RATE_CLASS, type RateClass } from '../platform/rate-limit/rate-class.js';
import { ACCESS, type Access, IS_PUBLIC } from '../platform/tenancy/access.js';
import { BODY_RULE, type BodyRule } from '../platform/validation/body.js';
import { IGNORES_UNKNOWN_PARAMETERS } from '../platform/validation/known-query.interceptor.js';

/** Facts about a route from our own decorators, beyond those that the framework documents. */
export interface RouteTraits {
  readonly isPublic: boolean;
  readonly access: Access | undefined;
  readonly isLimited: boolean;
  readonly bodyRule: BodyRule;
  readonly body: RequestBody | undefined;
  readonly problems: readonly ErrorCode[];
  readonly ignoresUnknownParameters: boolean;
}

/** Names a handler from the document's generation to its description. */
export const handlerName = (controller: string, method: string): string => `${controller}.${method}`;

/** The traits of every handler of the application, by `handlerName`. */
export function readRouteTraits(app: INestApplicationContext): ReadonlyMap<string, RouteTraits> {
  const reflector = new Reflector();
  const traits = new Map<string, RouteTraits>();
  for (const { controllers } of app.get(ModulesContainer).values())
    for (const { metatype } of controllers.values()) {
      const controller = metatype as Type;
      for (const [method, handler] of handlersOf(controller))
        traits.set(handlerName(controller.name, method), traitsOf(reflector, controller, handler));
    }
  return traits;
}

type Handler = (...parameters: unknown[]) => unknown;

function handlersOf(controller: Type): [string, Handler][] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .flatMap((name) => {
      const handler = prototype[name];
      return typeof handler === 'function' ? [[name, handler as Handler]] : [];
    });
}

function traitsOf(reflector: Reflector, controller: Type, handler: Handler): RouteTraits {
  const targets = [handler, controller];
  return {
    isPublic: reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets) ?? false,
    access: reflector.getAllAndOverride<Access | undefined>(ACCESS, targets),
    isLimited: reflector.getAllAndOverride<RateClass | null | undefined>(RATE_CLASS, targets) !== null,
    bodyRule: reflector.get<BodyRule | undefined>(BODY_RULE, handler) ?? 'json',
    body: reflector.get<RequestBody | undefined>(DOCUMENTED_BODY, handler),
    problems: reflector.get<readonly ErrorCode[] | undefined>(PROBLEMS, handler) ?? [],
    ignoresUnknownParameters:
      reflector.getAllAndOverride<boolean | undefined>(IGNORES_UNKNOWN_PARAMETERS, targets) ?? false,
  };
}

import { type PipeTransform, RequestMethod, type Type } from '@nestjs/common';
import * as metadata from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { type ModulesContainer, Reflector } from '@nestjs/core';
import { type RateClass, rateClassOf } from '../rate-limit/rate-class.js';
import { ACCESS, type Access } from '../tenancy/access.js';
import type { Caller } from '../tenancy/caller.js';
import { readCurrentCaller } from '../tenancy/current-caller.decorator.js';
import { IdPipe, parseId } from '../validation/id.pipe.js';
import { LONG_ANSWER } from './long-answer.decorator.js';

/** A handler of a caller and an id, which come to it in the order of its parameters. */
type Handler = (...parameters: unknown[]) => unknown;

/** A GET of one object by its id, whose handler takes the caller and the id and nothing else. */
export interface PlainReadRoute {
  /** Its pattern, as `/api/scans/:id`. */
  readonly pattern: string;
  readonly controller: Type;
  readonly handler: Handler;
  readonly access: Access;
  /** Null: the route has no limit. */
  readonly rateClass: RateClass | null;
  /** Calls the controller. */
  readonly read: (caller: Caller, id: number) => unknown;
}

/** Metadata by which a handler or its controller asks for more of the framework than to be called. */
const MORE_THAN_A_CALL = [
  metadata.GUARDS_METADATA,
  metadata.INTERCEPTORS_METADATA,
  metadata.EXCEPTION_FILTERS_METADATA,
  metadata.PIPES_METADATA,
  metadata.HEADERS_METADATA,
  metadata.HTTP_CODE_METADATA,
  metadata.REDIRECT_METADATA,
  metadata.RENDER_METADATA,
  metadata.SSE_METADATA,
  metadata.VERSION_METADATA,
  LONG_ANSWER,
];

/** Path of one object: segments, an id in plain digits, and perhaps more segments. */
const PATH_OF_OBJECT = /^((?:\/[a-z-]+)+\/)(\d+)((?:\/[a-z-]+)*)$/;
/** Pattern of such a route. */
const PATTERN_OF_OBJECT = /^((?:\/[a-z-]+)+\/):\w+((?:\/[a-z-]+)*)$/;

/** The plain reads of an application, found by what its controllers declare. */
export class PlainReadRoutes {
  /** By their patterns without the name of the id. */
  private readonly routes = new Map<string, PlainReadRoute>();

  constructor(modules: ModulesContainer) {
    for (const { controllers } of modules.values())
      for (const { metatype, instance } of controllers.values())
        for (const route of plainReadsOf(metatype as Type, instance as Record<string, Handler>)) this.add(route);
  }

  /** All patterns. */
  get patterns(): string[] {
    return [...this.routes.values()].map(({ pattern }) => pattern);
  }

  /** The route of a URL and the id in it; null for any other, and for one with a query. */
  find(url: string): { readonly route: PlainReadRoute; readonly id: number } | null {
    const [, before, digits, after] = PATH_OF_OBJECT.exec(url) ?? [];
    if (digits === undefined) return null;
    const route = this.routes.get(`${before}:${after}`);
    const id = route ? parseId(digits) : null;
    return route && id !== null ? { route, id } : null;
  }

  private add(route: PlainReadRoute): void {
    const [, before, after] = PATTERN_OF_OBJECT.exec(route.pattern) ?? [];
    if (before !== undefined) this.routes.set(`${before}:${after}`, route);
  }
}

const reflector = new Reflector();

function plainReadsOf(controller: Type, instance: Record<string, Handler>): PlainReadRoute[] {
  const prototype = controller.prototype as Record<string, Handler>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    if (name === 'constructor' || reflector.get(metadata.METHOD_METADATA, handler) !== RequestMethod.GET) return [];
    const targets = [handler, controller];
    const access = reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    const order = orderOfParameters(controller, name);
    const isMore = MORE_THAN_A_CALL.some((key) =>
      targets.some((target) => Reflect.getMetadata(key, target) !== undefined),
    );
    if (!access || !order || isMore) return [];
    const read: PlainReadRoute['read'] = (caller, id) =>
      order === 'caller, id' ? instance[name]!(caller, id) : instance[name]!(id, caller);
    return [
      {
        pattern: patternOf(controller, handler),
        controller,
        handler,
        access,
        rateClass: rateClassOf(reflector, targets),
        read,
      },
    ];
  });
}

function patternOf(controller: Type, handler: Handler): string {
  const paths = [controller, handler].map((target) => reflector.get<string>(metadata.PATH_METADATA, target));
  return ['/api', ...paths.flatMap((path) => path.split('/')).filter(Boolean)].join('/');
}

/** Null where a handler takes anything but the caller and one id. */
function orderOfParameters(controller: Type, method: string): 'caller, id' | 'id, caller' | null {
  const declared = (Reflect.getMetadata(metadata.ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { readonly index: number; readonly factory?: unknown; readonly pipes: readonly (Type<PipeTransform> | object)[] }
  >;
  const kinds: string[] = [];
  for (const [key, { index, factory, pipes }] of Object.entries(declared))
    if (factory === readCurrentCaller) kinds[index] = 'caller';
    else if (key.startsWith(`${RouteParamtypes.PARAM}:`) && pipes.length === 1 && pipes[0] === IdPipe)
      kinds[index] = 'id';
    else return null;
  const order = kinds.join(', ');
  return order === 'caller, id' || order === 'id, caller' ? order : null;
}

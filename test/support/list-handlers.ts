import { type INestApplicationContext, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, Reflector } from '@nestjs/core';

/** A route with what decorators are read from. */
export interface RouteHandler {
  /** As `GET /api/scans/{id}`, in the words of the API document. */
  readonly route: string;
  readonly targets: [handler: () => unknown, controller: Type];
}

/** Every handler of the application's controllers. */
export function listHandlers(app: INestApplicationContext): RouteHandler[] {
  const reflector = new Reflector();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const controller = metatype as Type;
    const prototype = controller.prototype as Record<string, () => unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const method = reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
      if (name === 'constructor' || method === undefined) return [];
      const paths = [reflector.get<string>(PATH_METADATA, controller), reflector.get<string>(PATH_METADATA, handler)];
      const path = ['/api', ...paths.flatMap((part) => part.split('/')).filter(Boolean)].join('/');
      const route = `${RequestMethod[method]} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
      return [{ route, targets: [handler, controller] as RouteHandler['targets'] }];
    });
  });
}

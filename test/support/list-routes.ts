import type { INestApplication } from '@nestjs/common';

interface RouterLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** Every route that the running application answers, as `GET /api/scans/:id`, sorted. */
export function listRoutes(app: INestApplication): string[] {
  const express = app.getHttpAdapter().getInstance() as { router: { stack: readonly RouterLayer[] } };
  const routes = express.router.stack.flatMap(({ route }) =>
    route && !isMiddleware(route.methods)
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`)
      : [],
  );
  return [...new Set(routes)].sort();
}

/** A handler of every method is no route but middleware in front of routes. */
const isMiddleware = (methods: Readonly<Record<string, boolean>>): boolean => Object.keys(methods).length > 10;

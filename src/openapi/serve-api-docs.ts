import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { INestApplication } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ConstantBody } from '../platform/http/constant-body.js';
import { renderErrorPage } from './error-page.js';
import { SWAGGER_ASSETS, SWAGGER_INIT, SWAGGER_PAGE } from './swagger-page.js';
import { writeYaml } from './write-yaml.js';

type Page = () => Promise<ConstantBody>;

const HTML = 'text/html; charset=utf-8';
const require = createRequire(import.meta.url);

/**
 * Serves Swagger UI at /api/docs, its document at /api/openapi.json and .yaml, the codes of errors at /api/docs/errors. Anyone
 * may read them, so that each is made once, when first requested.
 */
export function serveApiDocs(app: INestApplication): void {
  const adapter = app.getHttpAdapter();
  for (const [path, page] of Object.entries(pages()))
    adapter.get(path, async (request: Request, response: Response) => {
      // The page's links are relative to the folder that it is in.
      if (request.path.endsWith('/')) response.redirect(301, `../${path.split('/').at(-1)}`);
      else await (await page()).send(request, response);
    });
}

const pages = (): Readonly<Record<string, Page>> => ({
  '/api/docs': constant(HTML, () => SWAGGER_PAGE),
  '/api/docs/swagger-ui-init.js': constant('text/javascript; charset=utf-8', () => SWAGGER_INIT),
  '/api/docs/errors': constant(HTML, renderErrorPage),
  '/api/openapi.json': constant('application/json; charset=utf-8', async () => JSON.stringify(await apiDocument())),
  '/api/openapi.yaml': constant('text/yaml; charset=utf-8', async () => writeYaml(await apiDocument())),
  ...Object.fromEntries(
    Object.entries(SWAGGER_ASSETS).map(([name, type]) => [
      `/api/docs/${name}`,
      constant(type, () => readFile(require.resolve(`swagger-ui-dist/${name}`))),
    ]),
  ),
});

/** A page whose body is made once. */
function constant(contentType: string, make: () => Promise<Buffer | string> | Buffer | string): Page {
  let made: Promise<ConstantBody> | undefined;
  const makeBody = async () => new ConstantBody(await make(), contentType);
  return () => (made ??= makeBody());
}

/** The committed document: the tests hold it to the routes, which take half a second to describe. */
const apiDocument = async (): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(require.resolve('#openapi.json'), 'utf8')) as Record<string, unknown>;

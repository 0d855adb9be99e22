import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { Express, NextFunction, Request, Response } from 'express';
import { ConstantBody } from '../platform/http/constant-body.js';
import { toServedPage } from './served-page.js';

const ROOT = path.dirname(createRequire(import.meta.url).resolve('#openapi.json'));
const DOCS = path.join(ROOT, 'docs');
/** The site of `npm run docs`; a checkout without it shows the Markdown. */
const SITE = path.join(ROOT, 'dist-docs');
const MARKDOWN = 'text/markdown; charset=utf-8';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webp': 'image/webp',
};

/**
 * Serves the documentation: its site for people, and for programs its Markdown, an index of that and the schemas of configuration.
 * Anyone may read them.
 */
export function serveDocs(app: INestApplication): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  const made = new Map<string, Promise<ConstantBody>>();
  const sources = new Map<string, () => Promise<ConstantBody>>([['/llms.txt', makeIndex]]);
  const addresses = new Map([['openapi.json', '/api/openapi.json']]);
  for (const name of filesBelow(DOCS, '.md')) {
    addresses.set(`docs/${name}`, `/docs/${name}`);
    sources.set(`/docs/${name}`, () => makePage(name, addresses));
  }
  const schemas = filesBelow(path.join(DOCS, 'schemas'), '.json').map((name) => `schemas/${name}`);
  for (const file of [...schemas, 'qgate-result.schema.json']) {
    const address = `/schemas/${path.posix.basename(file)}`;
    addresses.set(`docs/${file}`, address);
    sources.set(address, () => readSchema(file));
  }
  for (const [ending, type] of Object.entries(TYPES))
    for (const name of filesBelow(SITE, ending)) sources.set(`/docs/${name}`, () => readBody(name, type));
  const home = sources.get('/docs/index.html');
  if (home) sources.set('/docs/', home);
  const send = async (request: Request, response: Response, next: NextFunction) => {
    const make = sources.get(request.path);
    const markdown = request.path.replace(/\.html$/, '.md');
    if (make === undefined && sources.has(markdown)) {
      response.redirect(302, markdown);
      return;
    }
    if (make === undefined) {
      next();
      return;
    }
    const body = made.get(request.path) ?? make();
    made.set(request.path, body);
    await (await body).send(request, response);
  };
  const enter = (request: Request, response: Response, next: NextFunction) => {
    const isHome = request.path === '/docs/';
    if (isHome && home) void send(request, response, next);
    else response.redirect(302, home ? '/docs/' : '/docs/README.md');
  };
  express.get('/docs', enter);
  for (const route of ['/llms.txt', '/docs/*path', '/schemas/:name']) express.get(route, send);
}

const filesBelow = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending))
        .map((name) => name.replaceAll(path.sep, '/'))
        .sort()
    : [];

const readSchema = async (file: string): Promise<ConstantBody> =>
  new ConstantBody(await readFile(path.join(DOCS, file)), 'application/schema+json');

const makePage = async (name: string, addresses: ReadonlyMap<string, string>): Promise<ConstantBody> =>
  new ConstantBody(toServedPage(await readFile(path.join(DOCS, name), 'utf8'), name, addresses), MARKDOWN);

const readBody = async (name: string, type: string): Promise<ConstantBody> =>
  new ConstantBody(await readFile(path.join(SITE, name)), type);

/** The index, in the form of https://llmstxt.org. */
async function makeIndex(): Promise<ConstantBody> {
  const pages = filesBelow(DOCS, '.md').filter((name) => !name.includes('/') && name !== 'README.md');
  const links = await Promise.all(
    pages.map(async (name) => {
      const [, title = name] = /^# (.+)$/m.exec(await readFile(path.join(DOCS, name), 'utf8')) ?? [];
      return `- [${title}](/docs/${name})`;
    }),
  );
  const text = `# Quality gate

> A self-hosted quality gate that distinguishes new problems of a change from inherited ones, evaluates a policy and answers whether the change may be merged.

Coding agents use the Model Context Protocol at /mcp, or the API with a key of kind agent. See [Agents and editors](/docs/agents.md).

## API

- [OpenAPI document](/api/openapi.json)
- [Schema of qgate.yml](/schemas/qgate.json)
- [Schema of the policy file](/schemas/policy.json)
- [Schema of the results of qgate](/schemas/qgate-result.schema.json)

## Documentation

${links.join('\n')}
`;
  return new ConstantBody(text, 'text/plain; charset=utf-8');
}

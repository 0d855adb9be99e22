// The package of the typed client: types of the API from openapi.json and of the webhooks' bodies from their schemas. Nothing in it is
// written by hand but the function that opens a client.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { packFolder } from './archive.mjs';
import { componentAt } from './statements.mjs';

const INDEX = `import createFetchClient from 'openapi-fetch';

/** Opens a client of a service. */
export function createClient({ url, token, ...options }) {
  const headers = { ...options.headers, ...(token && { authorization: \`Bearer \${token}\` }) };
  return createFetchClient({ ...options, baseUrl: url, headers });
}
`;
const INDEX_TYPES = `import type { Client, ClientOptions } from 'openapi-fetch';
import type { paths } from './schema.js';

export type { components, operations, paths } from './schema.js';
export type { WebhookBody, WebhookBodies } from './webhooks.js';

/** Opens a client of a service: \`url\` is its address, \`token\` an API key or an access token. */
export function createClient(
  options: { readonly url: string; readonly token?: string } & Omit<ClientOptions, 'baseUrl'>,
): Client<paths>;
`;

export async function buildClient({ root, built, packages, stage, manifest, mtime }, file) {
  const into = path.join(stage, 'package');
  mkdirSync(into);
  const write = (name, text) => writeFileSync(path.join(into, name), text);
  const document = JSON.parse(readFileSync(path.join(root, 'openapi.json'), 'utf8'));
  write('index.js', INDEX);
  write('index.d.ts', INDEX_TYPES);
  write('schema.d.ts', astToString(await openapiTypes(document)));
  const schemas = await webhookSchemas(built);
  write('webhooks.schema.json', `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: schemas }, null, 2)}\n`);
  write('webhooks.d.ts', await webhookTypes(schemas));
  write('README.md', readme());
  cpSync(path.join(root, 'LICENSE'), path.join(into, 'LICENSE'));
  const { version, license, engines } = manifest;
  const place = 'node_modules/openapi-fetch';
  write(
    'package.json',
    `${JSON.stringify(
      {
        ...{ name: '@quality-gate/client', version, description: 'Typed client of the quality gate, made of its API document.' },
        ...{ license, type: 'module', engines, sideEffects: false },
        exports: {
          '.': { types: './index.d.ts', default: './index.js' },
          './webhooks.schema.json': './webhooks.schema.json',
        },
        dependencies: { 'openapi-fetch': packages[place].version },
      },
      null,
      2,
    )}\n`,
  );
  packFolder({ parent: stage, folder: 'package', file, mtime });
  return [place, 'node_modules/openapi-typescript-helpers'].map((each) => componentAt(packages, each));
}

/** Schemas of the webhooks' whole bodies, by the type of event. */
async function webhookSchemas(built) {
  const module = path.join(built, 'dist/src/domain/reporting/event-types.js');
  const { EVENT_TYPE_NAMES, bodySchema } = await import(pathToFileURL(module).href);
  return Object.fromEntries(EVENT_TYPE_NAMES.map((name) => [name, bodySchema(name)]));
}

async function webhookTypes(schemas) {
  const types = astToString(
    await openapiTypes({ openapi: '3.1.0', info: { title: 'Webhooks', version: '1' }, paths: {}, components: { schemas } }),
  );
  return `${types}
/** Bodies of webhooks by their type. */
export type WebhookBodies = components['schemas'];
/** The body of a webhook: its \`type\` says which. */
export type WebhookBody = WebhookBodies[keyof WebhookBodies];
`;
}

const readme = () => `# @quality-gate/client

\`\`\`ts
import { createClient, type WebhookBody } from '@quality-gate/client';

const gate = createClient({ url: 'https://gate.example', token: process.env.QGATE_TOKEN });
const { data, error } = await gate.GET('/api/repos', { params: { query: { limit: 20 } } });
\`\`\`

Types are made of the API document of the same version; \`webhooks.schema.json\` has the JSON Schema of each webhook's body.
`;

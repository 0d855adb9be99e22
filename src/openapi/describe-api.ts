import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_VERSION } from '../platform/config/build-info.js';
import type {
  Operation,
  Parameter,
  PathItem,
  Reference,
  ResponseObject,
  Schema,
} from '../platform/openapi/document-types.js';
import { addExamples } from './add-examples.js';
import { HEADERS, successHeaders } from './headers.js';
import { operationIdOf, positionOf } from './operations.js';
import {
  type DescribedRoute,
  PROBLEM_SCHEMA,
  problemExamples,
  problemResponses,
  singleProblemResponses,
} from './problem-responses.js';
import { handlerName, readRouteTraits } from './routes.js';
import { applyToAll, applyToParameter } from './schema-conventions.js';
import { TAGS } from './tags.js';

const DESCRIPTION = `CI uploads the reports of its analyzers and test runners. The service distinguishes new problems from inherited ones, rates the code, evaluates the organization's policy with its waivers, and answers one question: may this change be merged?

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`; [all codes](/api/docs/errors). Requests are checked in this order: route 404, credentials 401, rate 429, role or scope 403, input 400, object 404.`;

const SUCCESSES: Readonly<Record<string, string>> = { 200: 'Success', 201: 'Created', 202: 'Accepted', 204: 'Done' };

/**
 * The OpenAPI 3.1 document of all routes: what the framework reads off controllers and DTOs, completed by what follows
 * from the guards, from the house's names (docs/adr/testing.md#schemas-completed-from-names) and from the tables in this
 * folder.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const raw = SwaggerModule.createDocument(app, frame(), { operationIdFactory: handlerName });
  const traits = readRouteTraits(app);
  const operations = Object.entries(raw.paths).flatMap(([path, item]) =>
    operationsOf(item).map(({ method, operation }) => ({ path, method, operation })),
  );
  operations.sort((a, b) => positionOf(a.method, a.path) - positionOf(b.method, b.path));

  const paths: Record<string, PathItem> = {};
  for (const { path, method, operation } of operations) {
    const found = traits.get(operation.operationId ?? '');
    if (!found) throw new Error(`No handler is known for ${method} ${path}.`);
    operation.operationId = operationIdOf(method, path);
    paths[path] = { ...paths[path], [method]: describeOperation({ method, operation, traits: found }) };
  }
  return onlyUsed(withPublicNames({ ...raw, paths, components: { ...raw.components, ...components(raw) } }));
}

function frame(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Quality Gate API')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addCookieAuth('qg_session', { type: 'apiKey', description: SCHEMES.cookie }, 'cookie')
    .addBearerAuth({ type: 'http', description: SCHEMES.bearer }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: SCHEMES.key }, 'key');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  for (const scheme of Object.keys(SCHEMES)) builder.addSecurityRequirements(scheme);
  return builder.build();
}

const SCHEMES = {
  cookie:
    'Set by signing in; named `__Host-qg_session` if the service is reached over HTTPS. Requests that use it to make changes must send the `Origin` of this service.',
  bearer: 'The `access_token` of a sign-in, an API key, or a token of the configured identity provider.',
  key: 'An API key.',
};

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const operationsOf = (item: PathItem): { method: string; operation: Operation }[] =>
  METHODS.flatMap((method) => (item[method] ? [{ method, operation: item[method] }] : []));

function describeOperation(route: DescribedRoute): Operation {
  const { operation, traits } = route;
  if (traits.body) operation.requestBody = traits.body;
  const parameters = (operation.parameters ?? []).map((parameter) =>
    'in' in parameter ? applyToParameter(parameter) : parameter,
  );
  const successes = Object.entries(operation.responses).map(([status, response]): [string, ResponseObject] => [
    status,
    describeSuccess(route, status, response as ResponseObject),
  ]);
  const described: Operation = {
    ...operation,
    parameters: traits.isPublic ? parameters : [...parameters, { $ref: '#/components/parameters/X-Org-Id' }],
    responses: { ...Object.fromEntries(successes), ...problemResponses(route) },
    ...(traits.isPublic && { security: [] }),
  };
  return addExamples(described);
}

function describeSuccess(route: DescribedRoute, status: string, response: ResponseObject): ResponseObject {
  const { description, ...rest } = response;
  return {
    description: description || SUCCESSES[status]!,
    headers: successHeaders(route.operation.operationId!, route.traits.isLimited),
    ...rest,
  };
}

function components(raw: OpenAPIObject): NonNullable<OpenAPIObject['components']> {
  const schemas: Record<string, Schema | Reference> = {};
  for (const [name, schema] of Object.entries(raw.components?.schemas ?? {}))
    schemas[name] = { ...schema, properties: applyToAll((schema as Schema).properties ?? {}) };
  return {
    schemas: { ...schemas, Problem: PROBLEM_SCHEMA },
    parameters: { 'X-Org-Id': ORG_ID },
    headers: HEADERS,
    responses: singleProblemResponses(),
    examples: problemExamples(),
  };
}

const ORG_ID: Parameter = {
  name: 'X-Org-Id',
  in: 'header',
  required: false,
  description: "The organization to act in, if the caller is a SUPER_ADMIN. Default: the caller's own.",
  schema: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
};

/** Clients need not know that our classes end in `Dto`. */
function withPublicNames(document: OpenAPIObject): OpenAPIObject {
  const renamed = JSON.parse(
    JSON.stringify(document).replaceAll(/("#\/components\/schemas\/\w+?)Dto"/g, '$1"'),
  ) as OpenAPIObject;
  const schemas = Object.entries(renamed.components?.schemas ?? {})
    .map(([name, schema]): [string, typeof schema] => [name.replace(/Dto$/, ''), schema])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...renamed, components: { ...renamed.components, schemas: Object.fromEntries(schemas) } };
}

/** Without the components that nothing refers to, in any number of steps. */
function onlyUsed(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(document);
  const isUsed = (kind: string, name: string) =>
    kind === 'securitySchemes' || text.includes(`"#/components/${kind}/${name}"`);
  const kept = Object.entries(document.components ?? {}).map(([kind, parts]): [string, object] => [
    kind,
    Object.fromEntries(Object.entries(parts as object).filter(([name]) => isUsed(kind, name))),
  ]);
  const next = { ...document, components: Object.fromEntries(kept) };
  return JSON.stringify(next) === text ? next : onlyUsed(next);
}

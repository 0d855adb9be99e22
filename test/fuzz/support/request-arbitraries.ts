import fc, { type Arbitrary } from 'fast-check';
import type { ObjectKind } from './object-ref.js';
import { anyRef, type Schema, SchemaArbitraries } from './schema-arbitraries.js';
import { documentArbitrary, formArbitrary, type FormPart } from './upload-arbitraries.js';

/** Callers; `none` and `garbage` have no valid credential. */
export const CALLERS = [
  'owner',
  'super',
  'person',
  'cookie',
  'member',
  'viewer',
  'foreign',
  'none',
  'garbage',
] as const;
export type CallerName = (typeof CALLERS)[number];

/** A request to be, before ids and credentials are filled in. */
export interface DraftRequest {
  readonly operation: Operation;
  readonly caller: CallerName;
  /** Values of the path's parameters, in their order. */
  readonly pathValues: readonly unknown[];
  /** In their order; a value of several stands for a parameter that is repeated. */
  readonly query: readonly (readonly [name: string, value: unknown])[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: DraftBody;
}

export type DraftBody =
  | { readonly as: 'none' }
  | { readonly as: 'json'; readonly value: unknown; readonly contentType: string; readonly damage: Damage }
  | { readonly as: 'document'; readonly bytes: Uint8Array; readonly contentType: string }
  | { readonly as: 'form'; readonly parts: readonly FormPart[]; readonly isCut: boolean; readonly boundary: string };

/** Damage to a JSON text on its way. */
export const DAMAGES = [
  'none',
  'cut',
  'trailing garbage',
  'duplicate key',
  'huge number',
  'deep nesting',
  'byte order mark',
  'not UTF-8',
  'scalar',
] as const;
export type Damage = (typeof DAMAGES)[number];

/** One route of the document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** e.g. `/api/scans/{id}` */
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Schema[];
  readonly bodies: Readonly<Record<string, Schema>>;
}

/**
 * Routes that hash passwords, which is slow on purpose: they are called less often, so that the others get their share.
 */
const SLOW = new Set(['login', 'changePassword', 'addMember']);

/** Waiting for a verdict is none of what is tested here. */
const NO_WAIT = 'wait';

const OBJECT_OF_PATH: readonly (readonly [pattern: RegExp, kind: ObjectKind])[] = [
  [/\/waivers\//, 'waiver'],
  [/\/findings\/accept\/|\/issues\//, 'issue'],
  [/\/api-keys\//, 'api key'],
  [/\/members\//, 'member'],
  [/\/users\//, 'member'],
  [/\/orgs\/.*\/restore$/, 'org'],
  [/\/sessions\//, 'session'],
  [/\/webhooks\//, 'webhook'],
  [/\/repos\/|rebuild-baseline/, 'repo'],
  [/\/compare\//, 'completed scan'],
  [/./, 'scan'],
];

/** Objects of parameters that are not the path's own. */
const OBJECT_OF_PARAMETER: Readonly<Record<string, ObjectKind>> = { delivery_id: 'delivery' };

const BROKEN_IDS = [
  ...['0', '-1', '+1', '007', '1e3', '1.0', '12abc', 'abc', '%2012', '12%20', '%00', '1%00', '%31', '1%2F2', '1;a=b'],
  ...[
    '9007199254740992',
    '99999999999999999999',
    '%zz',
    '%',
    '%c0%80',
    '%D9%A1',
    'NaN',
    'null',
    '{}',
    '[1]',
    "'",
    '%27',
  ],
  ...['.', '..', '%2e%2e', '1?', '1%23', '*', ':id', '00000000-0000-4000-8000-000000000000', 'x'.repeat(3_000)],
];

/** Every request that the routes of an API document may meet, sensible ones first; with `onlyId`, that one route. */
export function requestArbitrary(document: Schema, onlyId?: string): Arbitrary<DraftRequest> {
  const schemas = new SchemaArbitraries(document);
  const operations = operationsOf(document, schemas).filter(({ id }) => onlyId === undefined || id === onlyId);
  return fc.oneof(
    ...operations.map((operation) => ({
      weight: SLOW.has(operation.id) ? 1 : 8,
      arbitrary: fc.record<DraftRequest>({
        operation: fc.constant(operation),
        caller: callers,
        pathValues: pathValues(operation, schemas),
        query: queries(operation, schemas),
        headers: headers(operation, schemas),
        body: bodies(operation, schemas),
      }),
    })),
  );
}

/** The names of all routes. */
export const operationIds = (document: Schema): string[] =>
  operationsOf(document, new SchemaArbitraries(document)).map(({ id }) => id);

function operationsOf(document: Schema, schemas: SchemaArbitraries): Operation[] {
  return Object.entries(document.paths as Record<string, Record<string, Schema>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId as string,
      method: method.toUpperCase(),
      path,
      isPublic: (operation.security as unknown[] | undefined)?.length === 0,
      parameters: ((operation.parameters ?? []) as Schema[]).map((parameter) => schemas.resolve(parameter)),
      bodies: Object.fromEntries(
        Object.entries(((operation.requestBody as Schema | undefined)?.content ?? {}) as Record<string, Schema>).map(
          ([type, { schema }]) => [type, (schema ?? {}) as Schema],
        ),
      ),
    })),
  );
}

const callers: Arbitrary<CallerName> = fc.oneof(
  { arbitrary: fc.constant('owner' as const), weight: 10 },
  { arbitrary: fc.constantFrom('super' as const, 'person' as const, 'member' as const), weight: 6 },
  { arbitrary: fc.constantFrom(...CALLERS), weight: 5 },
);

/** Mostly the sensible one. */
const mostly = <T, U>(sensible: Arbitrary<T>, other: Arbitrary<U>, share = 6): Arbitrary<T | U> =>
  fc.oneof({ arbitrary: sensible, weight: share }, { arbitrary: other, weight: 1 });

const rarely = <T>(value: Arbitrary<T>): Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: 12 }, { arbitrary: value, weight: 1 });

function pathValues({ path, parameters }: Operation, schemas: SchemaArbitraries): Arbitrary<unknown[]> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const kindOfPath = OBJECT_OF_PATH.find(([pattern]) => pattern.test(path))![1];
  const values = names.map((name) => {
    const schema = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema as Schema;
    const isListed = schema.enum !== undefined;
    const sensible = isListed ? schemas.valid(schema, name) : anyRef(OBJECT_OF_PARAMETER[name] ?? kindOfPath);
    return mostly(sensible, fc.constantFrom(...BROKEN_IDS), 8);
  });
  return fc.tuple(...values);
}

function queries({ parameters }: Operation, schemas: SchemaArbitraries): Arbitrary<[string, unknown][]> {
  const known = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema, required }) => {
      const value = name === NO_WAIT ? fc.constant(0) : schemas.valid(schema as Schema, name as string);
      const broken =
        name === NO_WAIT ? fc.constantFrom(31, -1, '0x0') : schemas.broken(schema as Schema, name as string);
      const values = mostly(mostly(value, broken), fc.tuple(value, value));
      const asked = fc.tuple(fc.constant(name as string), values);
      return required === true ? mostly(asked, fc.constant(null), 12) : mostly(fc.constant(null), asked, 2);
    });
  const unknown = fc.tuple(fc.constantFrom('unasked', 'limit[]', 'a[b]', '__proto__', ''), fc.string({ maxLength: 5 }));
  return fc
    .tuple(fc.tuple(...known), rarely(unknown))
    .map(([asked, more]) => [...asked, more].filter((one) => one !== null));
}

function headers({ parameters }: Operation, schemas: SchemaArbitraries): Arbitrary<Record<string, unknown>> {
  const known = parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name, schema }) => {
      if (name === 'If-Match')
        return [name, fc.option(fc.constantFrom('"v0"', '"v1"', '"v2"', 'W/"v1"', '*', 'v1', '""', ','))];
      if (name === 'X-Org-Id')
        return [name, rarely(mostly(anyRef('org'), fc.constantFrom('0', 'x', '-1', '1,1', '1e3')))];
      return [name as string, fc.option(schemas.valid(schema as Schema))];
    });
  const common = {
    accept: rarely(fc.constantFrom('application/json', 'text/csv', '*/*', 'application/xml', ';;')),
    'x-request-id': rarely(fc.constantFrom('abc', 'x'.repeat(300), '<script>')),
    'content-encoding': rarely(fc.constantFrom('gzip', 'identity', 'br', 'x')),
  };
  return fc.record({ ...(Object.fromEntries(known) as Record<string, Arbitrary<unknown>>), ...common });
}

const NO_BODY: DraftBody = { as: 'none' };

function bodies(operation: Operation, schemas: SchemaArbitraries): Arbitrary<DraftBody> {
  const types = Object.entries(operation.bodies);
  if (types.length === 0) {
    const unasked = jsonBodies(fc.jsonValue({ maxDepth: 2 }));
    return operation.method === 'GET' ? fc.constant(NO_BODY) : mostly(fc.constant(NO_BODY), unasked);
  }
  const documented = types.map(([type, schema]) => {
    if (type === 'multipart/form-data') return formArbitrary(operation.id, schema, schemas);
    const isDocument = !('properties' in schemas.resolve(schema)) && !('allOf' in schema) && !('$ref' in schema);
    if (isDocument)
      return documentArbitrary(operation.id).map((bytes) => ({ as: 'document' as const, bytes, contentType: type }));
    return jsonBodies(mostly(schemas.valid(schema), schemas.broken(schema), 2));
  });
  const other = fc.oneof(fc.constant(NO_BODY), jsonBodies(schemas.broken(types[0]![1])));
  return mostly(fc.oneof(...documented), other, 10);
}

function jsonBodies(values: Arbitrary<unknown>): Arbitrary<DraftBody> {
  return fc.record({
    as: fc.constant('json' as const),
    value: values,
    contentType: mostly(
      fc.constant('application/json'),
      fc.constantFrom(
        'application/json; charset=utf-8',
        'application/json; charset=utf-16',
        'application/problem+json',
        'text/plain',
        'text/html',
        '',
        'a/b/c',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
      ),
      12,
    ),
    damage: mostly(fc.constant('none' as const), fc.constantFrom(...DAMAGES), 10),
  });
}

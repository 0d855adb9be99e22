import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type components } from '../src/api/schema.gen';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Content {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const api = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../openapi.json'), 'utf8')) as ApiDocument;

type Schemas = components['schemas'];

/**
 * Body as the API document describes it: its first example, else one made of the examples of its fields. A list has one
 * element, and what may be null is.
 */
export const sampleOf = <Name extends keyof Schemas>(name: Name): Schemas[Name] =>
  structuredClone(exampleOf(name) ?? valueOf(api.components.schemas[name]!)) as Schemas[Name];

/** `sampleOf` with other values of some fields. */
export const sampleWith = <Name extends keyof Schemas>(name: Name, parts: Partial<Schemas[Name]>): Schemas[Name] => ({
  ...sampleOf(name),
  ...parts,
});

function exampleOf(name: string): unknown {
  const contents = Object.values(api.paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ responses }) => Object.values(responses).map(({ content }) => content?.['application/json']));
  const found = contents.find((content) => content?.examples && content.schema.$ref?.endsWith(`/${name}`));
  return Object.values(found?.examples ?? {})[0]?.value;
}

const AT = '2026-04-19T12:00:00Z';

function valueOf(schema: Schema): unknown {
  const given = schema.const ?? schema.example ?? schema.examples?.[0];
  if (given !== undefined) return given;
  if (schema.$ref !== undefined) return valueOf(api.components.schemas[schema.$ref.split('/').at(-1)!]!);
  const types = [schema.type ?? []].flat();
  const choices = schema.oneOf ?? schema.anyOf;
  if (schema.nullable === true || types.includes('null') || choices?.some(({ type }) => type === 'null')) return null;
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(valueOf));
  if (choices) return valueOf(choices[0]!);
  if (schema.enum) return schema.enum[0];
  return MADE[types[0] ?? 'object']!(schema);
}

const MADE: Readonly<Record<string, (schema: Schema) => unknown>> = {
  array: ({ items }) => (items ? [valueOf(items)] : []),
  boolean: () => false,
  integer: ({ minimum = 0 }) => Math.max(1, minimum),
  number: ({ minimum = 0 }) => Math.max(1, minimum),
  string: ({ format }) => (format === 'date-time' ? AT : 'text'),
  object: ({ properties = {} }) =>
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueOf(schema)])),
};

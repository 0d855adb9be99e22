import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A JSON Schema of an object. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly $defs?: Readonly<Record<string, unknown>>;
}

type Schema = Readonly<Record<string, unknown>>;

/** Words that explain, and those that only the API document knows. */
const LEFT_OUT = new Set(['description', 'examples', 'example', 'default', 'format', 'discriminator']);
const REFERENCE = '#/components/schemas/';

const read = createRequire(import.meta.url);
let components: Readonly<Record<string, Schema>> | undefined;

/** Schemas of the API document, which is read once. */
function schemaNamed(name: string): Schema {
  components ??= (
    JSON.parse(readFileSync(read.resolve('#openapi.json'), 'utf8')) as {
      components: { schemas: Readonly<Record<string, Schema>> };
    }
  ).components.schemas;
  return components[name]!;
}

/** The schema of an answer of the API, or of some of its fields. */
export function fieldsOf(name: string, fields?: readonly string[]): Schema {
  const properties = schemaNamed(name).properties as Readonly<Record<string, unknown>>;
  return Object.fromEntries((fields ?? Object.keys(properties)).map((field) => [field, properties[field]]));
}

const nameIn = (reference: string): string => reference.slice(REFERENCE.length);

/** Reference to a schema of the API document, for `completed`. */
export const ref = (name: string): Schema => ({ $ref: `${REFERENCE}${name}` });
export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

/**
 * A schema of an object with all that it refers to, and without words. All of its fields are required.
 *
 * @param brief names of schemas of which it says no more than that they are objects
 */
export function completed(properties: Schema, brief: readonly string[] = []): ObjectSchema {
  const defs: Record<string, unknown> = {};
  const resolve = (value: unknown, isNames = false): unknown => {
    if (Array.isArray(value)) return value.map((each) => resolve(each));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      if (!isNames && LEFT_OUT.has(key)) return [];
      if (key === '$ref' && typeof inner === 'string')
        return brief.includes(nameIn(inner)) ? [['type', 'object']] : [[key, `#/$defs/${define(inner)}`]];
      return [[key, resolve(inner, !isNames && key === 'properties')]];
    });
    return Object.fromEntries(entries);
  };
  const define = (reference: string): string => {
    const name = nameIn(reference);
    if (!(name in defs)) {
      defs[name] = {};
      defs[name] = resolve(schemaNamed(name));
    }
    return name;
  };
  const resolved = resolve(properties, true) as Schema;
  return { type: 'object', properties: resolved, required: Object.keys(resolved), $defs: defs };
}

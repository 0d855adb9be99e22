import { COVERAGE_FORMATS } from '../domain/coverage/coverage-report.js';
import { FAMILIES, REACHES } from '../domain/findings/directive.js';
import { FINDING_TYPES, FINDINGS_FORMATS, SEVERITIES } from '../domain/findings/finding.js';
import { RULE_NAMES } from '../domain/gate/policy.js';
import { RATINGS } from '../domain/ratings/ratings.js';
import type { Parameter, Reference, Schema } from '../platform/openapi/document-types.js';
import { ROLES, SCOPES } from '../platform/tenancy/role.js';

/**
 * Meaning of names beyond the TypeScript type (docs/adr/testing.md#schemas-completed-from-names): ids and counts are whole
 * numbers, times are ISO 8601. Tests check every answer against it.
 */

/** A schema as it is generated: with words of OpenAPI 3.0 and leftovers of the compiler plugin. */
interface RawSchema extends Omit<Schema, 'type' | 'required' | 'example'> {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly required?: string[] | boolean;
  readonly example?: unknown;
}

const ID_NAME = /(^|_)id$/;
const TIME_NAME = /_at$|^at$/;
const FRACTION_NAME = /_pct$|^total_(hours|engineer_days)$|^(change_details|branch_daily)_days$/;

/** Enumerations that have an order of their own; the compiler lists a union as it happens to have met its members. */
const ORDERED: readonly (readonly string[])[] = [
  RULE_NAMES,
  SEVERITIES,
  FINDING_TYPES,
  FAMILIES,
  REACHES,
  RATINGS,
  ROLES,
  SCOPES,
  COVERAGE_FORMATS,
  FINDINGS_FORMATS,
];

/** Applies the conventions to the schema of a property or parameter, and to all within. */
export function applyConventions(name: string, schema: Schema | Reference): Schema | Reference {
  const raw = schema as RawSchema;
  const isId = ID_NAME.test(name) && isNumberOfAnyBrand(raw);
  if ('$ref' in schema && !isId) return schema;
  return {
    ...Object.fromEntries(Object.entries(raw).filter(([keyword]) => !REWRITTEN.includes(keyword))),
    ...(Array.isArray(raw.required) && { required: raw.required }),
    ...(isId ? idSchema(isNullable(raw)) : typeOf(name, raw)),
    ...(raw.example !== undefined && { examples: [raw.example] }),
    ...(raw.enum && { enum: inOrder(raw.enum) }),
    ...(raw.items && { items: applyConventions(name, raw.items) }),
    ...(raw.properties && { properties: applyToAll(raw.properties) }),
  };
}

const REWRITTEN = ['$ref', 'required', 'example'];

export function applyToAll(properties: Record<string, Schema | Reference>): Record<string, Schema | Reference> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, applyConventions(name, schema)]));
}

/** A parameter with a default may be left out. */
export function applyToParameter(parameter: Parameter): Parameter {
  const schema = applyConventions(parameter.name, parameter.schema ?? {});
  const hasDefault = 'default' in schema && schema.default !== undefined;
  return { ...parameter, required: parameter.required === true && !hasDefault, schema };
}

/** Branded ids arrive as `object`, for the compiler sees an intersection. */
const isNumberOfAnyBrand = (schema: RawSchema): boolean =>
  schema.$ref === '#/components/schemas/Object' ||
  typesOf(schema).some((type) => type === 'number' || type === 'integer' || type === 'object');

const typesOf = ({ type }: RawSchema): readonly string[] => (type === undefined ? [] : [type].flat());
const isNullable = (schema: RawSchema): boolean => typesOf(schema).includes('null');

const idSchema = (nullable: boolean) => ({
  type: nullable ? ['integer', 'null'] : 'integer',
  format: 'int64',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
});

function typeOf(name: string, schema: RawSchema): Pick<RawSchema, 'type' | 'format'> {
  const types = typesOf(schema);
  // A schema that has `double` itself is of a fraction whose name does not show it.
  if (types.includes('number') && !FRACTION_NAME.test(name) && schema.format !== 'double') {
    const [first, ...others] = types.map((type) => (type === 'number' ? 'integer' : type));
    return { type: others.length === 0 ? first! : [first!, ...others] };
  }
  return types.includes('string') && TIME_NAME.test(name) ? { format: 'date-time' } : {};
}

function inOrder(values: readonly unknown[]): unknown[] {
  const list = ORDERED.find((known) => values.every((value) => value === null || known.includes(value as string)));
  const rank = (value: unknown) => (value === null ? Infinity : list ? list.indexOf(value as string) : 0);
  return [...values].sort((a, b) => rank(a) - rank(b) || String(a).localeCompare(String(b), 'en'));
}

import fc, { type Arbitrary } from 'fast-check';
import { type ObjectKind, ObjectRef } from './object-ref.js';

/** A schema of the API document, or the document itself. */
export type Schema = Readonly<Record<string, any>>;

/** Values that a service is likely to stumble over, whatever the field. */
const NASTY: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  0.5,
  2_147_483_647,
  2_147_483_648,
  9_007_199_254_740_991,
  9_007_199_254_740_992,
  1e21,
  -1e308,
  5e-324,
  '',
  ' ',
  '0',
  '1',
  'true',
  'null',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\u202e\ufeff\u2028',
  '\r\nSet-Cookie: a=b',
  "' OR 1=1; DROP TABLE scans --",
  '{{7*7}}${7*7}',
  '../../../../etc/passwd',
  '%00%0a',
  '__proto__',
  'constructor',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0000-01-01T00:00:00Z',
  '1e999',
  'é'.repeat(300),
  'x'.repeat(3_000),
  [],
  {},
  [[]],
  [null],
  [1, 2],
  { a: { b: { c: [] } } },
  Object.fromEntries([['__proto__', { admin: true }]]),
  { constructor: { prototype: { admin: true } } },
];

/** Commits of the scans that a world begins with. */
export const COMMITS = ['1'.repeat(40), '2'.repeat(40)];

/** Realistic values of fields with these names, besides those that their schemas allow. */
const TELLING: Readonly<Record<string, readonly unknown[]>> = {
  branch: ['main', 'feature/a', 'feature/b'],
  base_branch: ['main'],
  default_branch: ['main', 'trunk'],
  repo: ['acme/web', 'acme/api', 'acme/new'],
  commit_sha: [...COMMITS, COMMITS[0]!.slice(0, 7)],
  base_sha: COMMITS,
  pr_number: [1, 2, 142],
  path: ['src/a.ts', 'src/b.ts'],
  policy_file: [
    'new_high_max: 1',
    'rating_min: D\nnew_coverage_min: ~',
    'policy:\n  new_critical_max: [',
    '- 1\n- &a *a',
  ],
  email: ['somebody@example.test', 'another@example.test'],
  slug: ['acme', 'acme-two'],
  idempotency_key: ['once', 'twice'],
  url: ['https://hooks.example.test/quality'],
  format: ['sarif', 'lcov', 'json', 'csv'],
};

const OBJECT_OF_FIELD: Readonly<Record<string, ObjectKind>> = {
  repo_id: 'repo',
  scan_id: 'scan',
  issue_id: 'issue',
  org_id: 'org',
};

/** Arbitrary values of the schemas of an API document, and values that break them. */
export class SchemaArbitraries {
  constructor(private readonly document: Schema) {}

  /** Values that the schema allows; `name` is that of the field which they are for. */
  valid(schema: Schema, name = ''): Arbitrary<unknown> {
    const byHint = hintsFor(name);
    const bySchema = this.bySchema(schema, name);
    return byHint ? fc.oneof({ arbitrary: byHint, weight: 3 }, { arbitrary: bySchema, weight: 1 }) : bySchema;
  }

  /** Values around the schema: valid ones with a place changed, others entirely. */
  broken(schema: Schema, name = ''): Arbitrary<unknown> {
    return fc.oneof(
      { arbitrary: this.mutated(this.valid(schema, name)), weight: 6 },
      { arbitrary: nasty, weight: 2 },
      { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
    );
  }

  resolve(schema: Schema): Schema {
    if (typeof schema.$ref !== 'string') return schema;
    const found = schema.$ref
      .slice(2)
      .split('/')
      .reduce<Schema>((holder, key) => holder[key] as Schema, this.document);
    return this.resolve(found);
  }

  private bySchema(unresolved: Schema, name: string): Arbitrary<unknown> {
    const schema = this.resolve(unresolved);
    if (schema.allOf)
      return this.bySchema({ ...schema, allOf: undefined, ...this.merge(schema.allOf as Schema[]) }, name);
    const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
    if (choices) return fc.oneof(...choices.map((choice) => this.bySchema(choice, name)));
    if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
    const types = [schema.type as string | string[] | undefined].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, schema, name)));
  }

  private merge(parts: readonly Schema[]): Schema {
    return parts.reduce<Schema>((merged, part) => ({ ...merged, ...this.resolve(part) }), {});
  }

  private ofType(type: string | undefined, schema: Schema, name: string): Arbitrary<unknown> {
    switch (type ?? 'any') {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return integers(schema);
      case 'number':
        return numbers(schema);
      case 'string':
        return strings(schema);
      case 'array':
        return fc.array(this.valid((schema.items ?? {}) as Schema, name), {
          minLength: (schema.minItems as number | undefined) ?? 0,
          maxLength: Math.min((schema.maxItems as number | undefined) ?? MOST_ITEMS, MOST_ITEMS),
        });
      case 'object':
        return this.objects(schema);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }

  private objects(schema: Schema): Arbitrary<unknown> {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    const additional = schema.additionalProperties as Schema | boolean | undefined;
    if (properties.length === 0 && typeof additional === 'object')
      return fc.dictionary(fc.string({ maxLength: 10 }), this.valid(additional), { maxKeys: 3 });
    const fields = Object.fromEntries(properties.map(([name, property]) => [name, this.valid(property, name)]));
    return fc.record(fields, { requiredKeys: (schema.required ?? []) as never[] });
  }

  /** Replaces one part of the value, removes it, or adds an unexpected neighbour. */
  private mutated(values: Arbitrary<unknown>): Arbitrary<unknown> {
    return fc
      .tuple(values, fc.constantFrom('replace', 'remove', 'add'), fc.nat(), nasty)
      .map(([value, how, where, what]) => {
        const places = placesOf(value);
        return mutate(value, places[where % places.length]!, how, what);
      });
  }
}

const MOST_ITEMS = 4;
const MOST_CHARACTERS = 60;

const nasty: Arbitrary<unknown> = fc.constantFrom(...NASTY);

function hintsFor(name: string): Arbitrary<unknown> | null {
  const kind = OBJECT_OF_FIELD[name];
  if (kind) return anyRef(kind);
  const known = TELLING[name];
  return known ? fc.constantFrom(...known) : null;
}

/** An object of that kind, mostly of the caller's organization. */
export function anyRef(kind: ObjectKind): Arbitrary<ObjectRef> {
  const whose = fc.oneof(
    { arbitrary: fc.constant('own' as const), weight: 8 },
    { arbitrary: fc.constantFrom('foreign' as const, 'absent' as const), weight: 2 },
  );
  return fc.tuple(whose, fc.nat()).map(([owner, index]) => new ObjectRef(kind, owner, index));
}

function integers({ minimum, maximum }: Schema): Arbitrary<number> {
  const min = (minimum as number | undefined) ?? -1_000;
  const max = (maximum as number | undefined) ?? Number.MAX_SAFE_INTEGER;
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min, max: Math.min(max, min + 300) }),
    fc
      .maxSafeInteger()
      .map((n) => min + (Math.abs(n) % (max - min + 1 || 1)))
      .filter((n) => n <= max),
  );
}

function numbers({ minimum, maximum }: Schema): Arbitrary<number> {
  const min = (minimum as number | undefined) ?? -1e6;
  const max = (maximum as number | undefined) ?? 1e6;
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.double({ min, max, noNaN: true }),
    fc.integer({ min: Math.ceil(min), max: Math.floor(max) }),
  );
}

function strings(schema: Schema): Arbitrary<string> {
  if (schema.format === 'date-time')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (schema.format === 'uuid') return fc.uuid();
  const minLength = (schema.minLength as number | undefined) ?? 0;
  const longest = (schema.maxLength as number | undefined) ?? 10_000;
  const maxLength = Math.min(longest, minLength + MOST_CHARACTERS);
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= longest;
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern)).filter(fits);
  return fc.oneof(
    { arbitrary: fc.string({ minLength, maxLength }), weight: 8 },
    { arbitrary: fc.string({ minLength, maxLength, unit: 'grapheme' }).filter(fits), weight: 4 },
    { arbitrary: fc.string({ minLength, maxLength, unit: 'binary' }).filter(fits), weight: 2 },
    { arbitrary: fc.constant('y'.repeat(longest)), weight: longest <= 4_096 ? 1 : 0 },
  );
}

type Place = readonly (string | number)[];

/** The value itself and all that it holds. */
function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null || value instanceof ObjectRef) return [place];
  return [place, ...Object.entries(value).flatMap(([key, held]) => placesOf(held, [...place, key]))];
}

function mutate(value: unknown, place: Place, how: 'replace' | 'remove' | 'add', what: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) {
    if (how !== 'add' || typeof value !== 'object' || value === null || value instanceof ObjectRef) return what;
    return Array.isArray(value) ? [...(value as unknown[]), what] : withEntry(value, 'unasked', what);
  }
  if (Array.isArray(value)) {
    const copy = [...(value as unknown[])];
    if (rest.length === 0 && how === 'remove') copy.splice(Number(key), 1);
    else copy[Number(key)] = mutate(copy[Number(key)], rest, how, what);
    return copy;
  }
  const held = value as Readonly<Record<string, unknown>>;
  if (rest.length === 0 && how === 'remove')
    return Object.fromEntries(Object.entries(held).filter(([name]) => name !== key));
  return withEntry(held, String(key), mutate(held[key], rest, how, what));
}

const withEntry = (value: object, key: string, held: unknown): object =>
  Object.fromEntries([...Object.entries(value).filter(([name]) => name !== key), [key, held]]);

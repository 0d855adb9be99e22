import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SHAPES } from './answers.js';
import { type Shape } from './shape.js';

/** A schema of openapi.json, as far as shapes go. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const { schemas } = (
  JSON.parse(readFileSync(path.join(__dirname, '../../../openapi.json'), 'utf8')) as {
    components: { schemas: Readonly<Record<string, Schema>> };
  }
).components;

/** The schema of each shape. */
const SCHEMAS: Readonly<Record<keyof typeof SHAPES, string>> = {
  me: 'Me',
  caller: 'Me',
  createdScan: 'CreatedScan',
  sourceTaken: 'SourceTaken',
  status: 'GateStatus',
  finding: 'Finding',
  waiver: 'Waiver',
  test: 'Test',
  repo: 'Repo',
  gateConfig: 'GateConfig',
  presets: 'Presets',
  savedGateConfig: 'GateConfigSaved',
  createdWaiver: 'WaiverWritten',
  revokedWaiver: 'WaiverRevoked',
  turning: 'Accepted',
  localPack: 'LocalPack',
  scannedRepos: 'ScanList',
  placedScan: 'Scan',
  scanList: 'ScanList',
  rebuiltBaseline: 'BaselineRebuilt',
  restoredBaseline: 'BaselineRestored',
  repoForge: 'RepoForge',
  overview: 'Overview',
};
const KINDS: Readonly<Record<string, readonly string[]>> = {
  text: ['string'],
  number: ['number', 'integer'],
  switch: ['boolean'],
};

/** All schemas that a value may have. */
function alternatives(schema: Schema): readonly Schema[] {
  const inner = schema.$ref
    ? [schemas[schema.$ref.split('/').at(-1)!]!]
    : [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  return inner.length === 0 ? [schema] : inner.flatMap(alternatives);
}

/** Places of a shape that refuse what the schema allows. */
function findRefusals(shape: Shape, schema: Schema | undefined, place: string): string[] {
  if (schema === undefined) return [`${place} is not in the document`];
  const isOptional = typeof shape === 'object' && 'optional' in shape;
  const wanted = isOptional ? shape.optional : shape;
  if (wanted === 'anything') return [];
  return alternatives(schema).flatMap((each) => {
    const types = [each.type ?? []].flat();
    if (types.includes('null') && !isOptional) return [`${place} may be null`];
    const others = types.filter((type) => type !== 'null');
    if (others.length === 0) return [];
    if (typeof wanted === 'string') {
      const refused = others.filter((type) => !KINDS[wanted]!.includes(type));
      return refused.map((type) => `${place} may be ${type}`);
    }
    if ('list' in wanted) {
      if (others[0] !== 'array') return [`${place} may be ${others[0]}`];
      return (each.prefixItems ?? [each.items]).flatMap((item) => findRefusals(wanted.list, item, `${place}[]`));
    }
    if (!('fields' in wanted)) return [];
    if (others[0] !== 'object') return [`${place} may be ${others[0]}`];
    return Object.entries(wanted.fields).flatMap(([name, field]) =>
      findRefusals(field, each.properties?.[name], `${place}.${name}`),
    );
  });
}

describe('the shapes of answers', () => {
  it.each(Object.entries(SCHEMAS))('%s takes all that the API document allows for %s', (name, schema) => {
    expect(findRefusals(SHAPES[name as keyof typeof SHAPES], schemas[schema], schema)).toEqual([]);
  });
});

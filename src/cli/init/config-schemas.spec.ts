import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { CONFIG_SCHEMAS, schemaLine } from './config-schemas.js';

const FOLDER = path.join(__dirname, '../../../docs/schemas');
const names = Object.keys(CONFIG_SCHEMAS) as (keyof typeof CONFIG_SCHEMAS)[];

const isValid = (name: keyof typeof CONFIG_SCHEMAS, yaml: string): boolean =>
  new Ajv2020({ strict: false, validateFormats: false, logger: false }).compile(CONFIG_SCHEMAS[name]())(parse(yaml));

describe('schemas of configuration', () => {
  it.each(names)(
    'docs/schemas/%s.json is made of the code (UPDATE_DOCS=1 writes it, npm run format forms it)',
    (name) => {
      const file = path.join(FOLDER, `${name}.json`);
      const schema = CONFIG_SCHEMAS[name]();
      if (process.env.UPDATE_DOCS === '1') {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(file, JSON.stringify(schema));
      }
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
    },
  );

  it.each([
    ['qgate', 'repo: acme/web\nexclude:\n  - src/generated/**\nquiet: true', true],
    ['qgate', 'quiet: 7', false],
    ['qgate', 'a_key_of_later: 1', true],
    ['policy', 'new_high_max: 0\nrating_min: B\nnew_coverage_min: null', true],
    ['policy', 'new_high_max: -1', false],
    ['policy', 'new_coverage_min: 101', false],
    ['policy', 'rating_min: F', false],
    ['policy', 'no_rule: 1', false],
  ] as const)('%s: %j is valid: %s', (name, yaml, expected) => {
    expect(isValid(name, yaml)).toBe(expected);
  });

  it('are named at the service', () => {
    expect(schemaLine('https://gate.example.com', 'policy')).toBe(
      '# yaml-language-server: $schema=https://gate.example.com/schemas/policy.json\n',
    );
  });
});

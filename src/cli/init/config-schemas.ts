import { RULE_NAMES, RULES, THRESHOLD_KINDS } from '../../domain/gate/rules.js';
import { LOCAL_SETTINGS, RUN_SETTINGS } from '../settings/run-settings.js';
import { type RawValue, type Setting } from '../settings/setting.js';
import { readPositiveInteger, readSwitch, readWholeNumber } from '../settings/value-readers.js';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const TEXTS = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
/** Types of settings by their reader; of others a text is as good as a number. */
const TYPES = new Map<(raw: RawValue) => unknown, object>([
  [readSwitch, { type: 'boolean' }],
  [readPositiveInteger, { type: 'integer', minimum: 1 }],
  [readWholeNumber, { type: 'integer', minimum: 0 }],
]);

/** The lines at the top of a file by which editors find its schema at the service. */
export const schemaLine = (url: string, name: keyof typeof CONFIG_SCHEMAS): string =>
  `# yaml-language-server: $schema=${url}/schemas/${name}.json\n`;

function settingsSchema(): object {
  const settings = Object.values<Setting<unknown>>({ ...RUN_SETTINGS, ...LOCAL_SETTINGS });
  const properties = settings.flatMap(({ fileKey, help, isRepeatable, read }) =>
    fileKey === null ? [] : [[fileKey, { description: help, ...(isRepeatable ? TEXTS : TYPES.get(read)) }]],
  );
  return {
    $schema: DRAFT,
    title: 'qgate.yml: qgate settings for a repository',
    type: 'object',
    properties: Object.fromEntries(properties) as object,
  };
}

function policySchema(): object {
  const properties = RULE_NAMES.map((rule) => {
    const { meaning, kind } = RULES[rule];
    const { schema } = THRESHOLD_KINDS[kind];
    return [rule, { description: `${meaning}. null: switched off.`, anyOf: [schema, { type: 'null' }] }];
  });
  return {
    $schema: DRAFT,
    title: 'Quality gate rules of a repository',
    type: 'object',
    properties: Object.fromEntries(properties) as object,
    additionalProperties: false,
  };
}

/** JSON Schemas of the files that a repository has, by their names in docs/schemas. */
export const CONFIG_SCHEMAS = { qgate: settingsSchema, policy: policySchema } as const;

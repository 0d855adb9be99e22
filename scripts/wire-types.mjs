// `npm run openapi` writes the types of bodies that the command line and the dashboard use from openapi.json; `npm run
// openapi:check` holds the committed ones to it. They are made of the schemas alone, without texts and bounds, so that nothing but another shape changes them.
//
// Usage: node scripts/wire-types.mjs write|check
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { format } from 'oxfmt';

const root = path.dirname(import.meta.dirname);
const NAMES = ['src/cli/api/wire.ts', 'web/src/api/schema.gen.ts'];
/** Keywords that tell a reader more of a value, and not its type. */
const TEXTS = ['description', 'title', 'examples', 'format', 'default'];
const HEADER = '// Bodies of the API, generated from openapi.json by `npm run openapi`; not edited by hand.\n\n';

const [command] = process.argv.slice(2);
if (!['write', 'check'].includes(command)) {
  console.error('Usage: node scripts/wire-types.mjs write|check');
  process.exit(2);
}

const readJson = (name) => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
const text = await generate(readJson('openapi.json'));
const results = NAMES.map((name) => {
  const file = path.join(root, name);
  if (command === 'write') writeFileSync(file, text);
  const isCurrent = readFileSync(file, 'utf8') === text;
  console.log(isCurrent ? `${name} is current.` : `${name} is not what openapi.json describes: npm run openapi.`);
  return isCurrent;
});
process.exit(results.every(Boolean) ? 0 : 1);

async function generate({ openapi, info, components }) {
  const schemas = shapeOf(components.schemas);
  const document = { openapi, info: { title: info.title, version: info.version }, paths: {}, components: { schemas } };
  const types = astToString(await openapiTypes(document, { immutable: true, arrayLength: true }));
  // The sections of a document that has only schemas.
  const [, body] = /export interface components (\{[\s\S]*?\n\})\n/.exec(types);
  const { singleQuote, trailingComma, printWidth } = readJson('.oxfmtrc.json');
  const options = { singleQuote, trailingComma, printWidth };
  return (await format(NAMES[0], `${HEADER}export interface components ${body}`, options)).code;
}

/** Schemas by name without their texts; a property may be called like one. */
function shapeOf(schemas) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shapeOfSchema(schema)]));
}

function shapeOfSchema(schema) {
  if (Array.isArray(schema)) return schema.map(shapeOfSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const keywords = Object.entries(schema).filter(([keyword]) => !TEXTS.includes(keyword));
  return Object.fromEntries(
    keywords.map(([keyword, value]) => [keyword, keyword === 'properties' ? shapeOf(value) : shapeOfSchema(value)]),
  );
}

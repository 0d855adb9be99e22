import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(
  readFileSync(path.join(__dirname, '../../../docs/qgate-result.schema.json'), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false }).compile(schema);

/** Fails where a result is not as the published schema says, or holds a field that the schema does not name. */
export function holdToSchema(result: unknown): void {
  if (!validate(result)) throw new Error(`not as published: ${JSON.stringify(validate.errors, null, 2)}`);
  const named = Object.keys((schema as { properties: object }).properties);
  const unnamed = Object.keys(result as object).filter((key) => !named.includes(key));
  if (unnamed.length > 0) throw new Error(`not in the published schema: ${unnamed.join(', ')}`);
}

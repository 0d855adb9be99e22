import { type EntityTarget, getMetadataArgsStorage, type ObjectLiteral } from 'typeorm';
import type { PreparedStatement } from './prepared-read.js';

/**
 * Statement that reads an entity's row by organization ($1) and id ($2), its columns under the names of the properties:
 * the row that `findOneBy` would make, for hot reads.
 */
export function selectByKey<Entity extends ObjectLiteral>(
  name: string,
  entity: EntityTarget<Entity> & (abstract new () => Entity),
): PreparedStatement {
  const table = getMetadataArgsStorage().filterTables(entity)[0]!;
  return { name, text: `SELECT ${columnsOf(entity)} FROM ${table.name} WHERE org_id = $1 AND id = $2` };
}

/**
 * Columns of an entity under the names of its properties, as a list of a SELECT.
 *
 * @param of alias of the table
 */
export const columnsOf = <Entity extends ObjectLiteral>(
  entity: EntityTarget<Entity> & (abstract new () => Entity),
  of = '',
): string =>
  getMetadataArgsStorage()
    .filterColumns(entity)
    .filter(({ options }) => options.select !== false)
    .map(({ propertyName, options }) => `${of && `${of}.`}${options.name ?? propertyName} AS "${propertyName}"`)
    .join(', ');

/** A row as the database writes it into JSON: times are texts. */
export type JsonRow<Row> = { readonly [K in keyof Row]: Date extends Row[K] ? string | Exclude<Row[K], Date> : Row[K] };

/** The row, with times at these keys. */
export function rowOfJson<Row extends object>(json: JsonRow<Row>, times: readonly (keyof Row)[]): Row {
  const row = { ...json } as Record<keyof Row, unknown>;
  for (const time of times) row[time] = row[time] === null ? null : new Date(row[time] as string);
  return row as Row;
}

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
  const storage = getMetadataArgsStorage();
  const table = storage.filterTables(entity)[0]!;
  const columns = storage
    .filterColumns(entity)
    .filter(({ options }) => options.select !== false)
    .map(({ propertyName, options }) => `${options.name ?? propertyName} AS "${propertyName}"`);
  return { name, text: `SELECT ${columns.join(', ')} FROM ${table.name} WHERE org_id = $1 AND id = $2` };
}

import type { QueryRunner } from 'typeorm';
import type { Area } from './initial/area.js';
import { APP_ROLE, runSql } from './tenant-table.js';

/** Creates a table as the first migration did, with its indexes, policies and rights. For reverting migrations. */
export async function createInitialTable(db: QueryRunner, { tables }: Area, name: string): Promise<void> {
  const part = tables.split(/^(?=\s*CREATE TABLE )/m).find((one) => one.includes(`CREATE TABLE ${name} (`));
  if (part === undefined) throw new Error(`The first migration creates no table ${name}.`);
  await runSql(db, part);
}

/** Creates functions as the first migration did. For reverting migrations. */
export async function createInitialFunctions(
  db: QueryRunner,
  { functions }: Area,
  ...names: readonly string[]
): Promise<void> {
  for (const name of names) {
    const from = functions.indexOf(`CREATE OR REPLACE FUNCTION ${name}(`);
    if (from < 0) throw new Error(`The first migration creates no function ${name}.`);
    const body = functions.indexOf('$$', from);
    await db.query(functions.slice(from, functions.indexOf('$$', body + 2) + 2));
  }
  await openFunctions(db, ...names);
}

/** Opens new functions to the serving role alone. */
export const openFunctions = (db: QueryRunner, ...names: readonly string[]): Promise<void> =>
  runSql(
    db,
    names
      .map(
        (name) => `REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION ${name} TO ${APP_ROLE};`,
      )
      .join(' '),
  );

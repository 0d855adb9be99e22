import type { MigrationInterface, QueryRunner } from 'typeorm';
import { coverage } from './initial/coverage.js';
import { findings } from './initial/findings.js';
import { gate } from './initial/gate.js';
import { identity } from './initial/identity.js';
import { keeping } from './initial/keeping.js';
import { reach } from './initial/reach.js';
import { scans } from './initial/scans.js';
import { runSql } from './tenant-table.js';

/** Each refers to tables of those before it alone. */
const AREAS = [identity, scans, findings, coverage, gate, reach, keeping];

/** Functions are open to everybody unless that is revoked. */
const CLOSE_FUNCTIONS = `
  DO $do$ DECLARE own regprocedure; BEGIN
    FOR own IN SELECT p.oid FROM pg_proc p WHERE p.proowner = current_user::regrole
      AND p.pronamespace IN ('public'::regnamespace, 'auth'::regnamespace)
    LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', own); END LOOP;
  END $do$`;

/** Creates the functions of the schema, or replaces those that are there. */
export async function createFunctions(db: Pick<QueryRunner, 'query'>): Promise<void> {
  // they call each other
  await db.query('SET LOCAL check_function_bodies = off');
  for (const { functions } of AREAS) await runSql(db, functions);
  await db.query(CLOSE_FUNCTIONS);
}

/** Creates the triggers of the schema, or replaces those that are there. */
export async function createTriggers(db: Pick<QueryRunner, 'query'>): Promise<void> {
  for (const { triggers } of AREAS) if (triggers !== '') await db.query(triggers);
}

/** The schema of version 1.0. Databases that earlier versions made are brought up to it by migrations/takeover. */
export class CreateSchema1795478401000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const { tables } of AREAS) await runSql(db, tables);
    await createFunctions(db);
    await createTriggers(db);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The first migration is undone by dropping the database.'));
  }
}

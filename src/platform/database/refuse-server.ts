import type pg from 'pg';
import { rolesOf } from './connection.js';
import { describeNewerSchema, findOldestServing, SCHEMA_NUMBER } from './schema-version.js';

/** Refuses a server that takes no writes. */
export async function refuseStandby(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const { rows } = await client.query<{ isStandby: boolean }>('SELECT pg_is_in_recovery() AS "isStandby"');
  if (rows[0]?.isStandby)
    throw new Error(
      'The database is a standby, which does not accept writes. Name its primary in DATABASE_URL, or all servers of the ' +
        'cluster: postgres://user:password@one:5432,two:5432/database.',
    );
}

/**
 * Refuses a role that would serve requests without being bound by row security: a superuser, one with BYPASSRLS, or any
 * other than the one for which the connection was made.
 */
export async function refuseRoleAboveRowSecurity(
  client: Pick<pg.ClientBase, 'query'>,
  expected: string,
): Promise<void> {
  const { rows } = await client.query<{ role: string; isAbove: boolean }>(
    `SELECT current_user AS role, rolsuper OR rolbypassrls AS "isAbove" FROM pg_roles WHERE rolname = current_user`,
  );
  const { role = '', isAbove = true } = rows[0] ?? {};
  if (isAbove)
    throw new Error(
      `The database role ${role} that serves requests is a superuser or may bypass row security. ` +
        `Take these rights from ${role}: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS.`,
    );
  if (role !== expected)
    throw new Error(
      `Requests would be served as the database role ${role} instead of ${expected}. A pooler in front of the database ` +
        'must sign in as the user named by its client.',
    );
}

/**
 * Refuses tables with row security, views and functions that work for the serving role and belong to another role than the
 * schema's owner: the wall does not bind a table's owner, and the others run with the rights of theirs. Migrations that went through a
 * pooler, which drops the role that they requested, leave such.
 */
export async function refuseForeignOwners(client: Pick<pg.ClientBase, 'query'>, serving: string): Promise<void> {
  const { owner } = rolesOf(serving);
  const { rows } = await client.query<{ name: string; owner: string }>(
    `SELECT relation.oid::regclass::text AS name, pg_get_userbyid(relation.relowner) AS owner
     FROM pg_class relation JOIN pg_namespace AS space ON space.oid = relation.relnamespace
     WHERE space.nspname IN ('public', 'auth') AND (relation.relrowsecurity OR relation.relkind = 'v')
       AND has_table_privilege(relation.oid, 'SELECT') AND pg_get_userbyid(relation.relowner) <> $1
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = relation.oid AND deptype = 'e')
     UNION ALL
     SELECT routine.oid::regprocedure::text, pg_get_userbyid(routine.proowner)
     FROM pg_proc routine JOIN pg_namespace AS space ON space.oid = routine.pronamespace
     WHERE space.nspname IN ('public', 'auth') AND routine.prosecdef
       AND has_function_privilege(routine.oid, 'EXECUTE') AND pg_get_userbyid(routine.proowner) <> $1
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = routine.oid AND deptype = 'e')
     LIMIT 3`,
    [owner],
  );
  const [first] = rows;
  if (first)
    throw new Error(
      `${first.name} of the database belongs to ${first.owner} instead of ${owner}, so it bypasses row security. ` +
        `Give it back: ALTER TABLE, VIEW or FUNCTION ... OWNER TO ${owner}.`,
    );
}

/** Refuses a schema that asks for a later version than this one. */
export async function refuseNewerSchema(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  const oldest = await findOldestServing(client);
  if (oldest > SCHEMA_NUMBER) throw new Error(describeNewerSchema(oldest));
}

/**
 * Refuses a schema that lacks migrations, where nobody may run them.
 *
 * @param migrations names of those that this version has, in order
 */
export async function refuseMissingMigrations(
  client: Pick<pg.ClientBase, 'query'>,
  migrations: readonly string[],
): Promise<void> {
  const ran = await listRanMigrations(client);
  const missing = migrations.filter((name) => !ran.has(name));
  if (missing.length > 0)
    throw new Error(
      `The database lacks ${missing.length} of ${migrations.length} migrations, and this process has no administrator connection to run them. ` +
        'Run `npm run migrate` with DATABASE_ADMIN_URL, or set it here.',
    );
}

async function listRanMigrations(client: Pick<pg.ClientBase, 'query'>): Promise<Set<string>> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.migrations') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return new Set();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM public.migrations');
  return new Set(rows.map(({ name }) => name));
}

import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { rolesOf, rolesOfOwner } from '../src/platform/database/connection.js';

/**
 * Stands for the role that serves requests (no superuser, no BYPASSRLS, no TRUNCATE) in the SQL of migrations, which `runSql` runs with the role of the
 * installation.
 */
export const APP_ROLE = 'qg_app';

/** Stands for the role for identities likewise. */
export const AUTH_ROLE = 'qg_app_auth';

/** Runs SQL with the installation's own serving role, which the owner's name tells. */
export async function runSql(db: Pick<QueryRunner, 'query'>, sql: string): Promise<void> {
  const [row] = (await db.query('SELECT current_user AS owner')) as { owner: string }[];
  const { serving, auth } = rolesOfOwner(row!.owner) ?? rolesOf(APP_ROLE);
  await db.query(sql.replaceAll(/\bqg_app(_auth)?\b/g, (_, ending) => pg.escapeIdentifier(ending ? auth : serving)));
}

/** The organization of the current transaction. After SET LOCAL ends the setting is '', not NULL. */
const CURRENT_ORG = `NULLIF(current_setting('app.org_id', true), '')::bigint`;

/** Columns by which row security shows the rows of a table. */
interface TenantColumns {
  /** Holds the organization's id. */
  readonly org?: string;
  /** Holds the repository's id; left out where the table has none. */
  readonly repo?: string;
}

/**
 * Statements that put a new table behind the wall between organizations, and between repositories where it has a column
 * of them. Rights of the serving role are granted beside them.
 *
 * @param table qualified name, e.g. `public.scans`
 */
export const tenantTable = (table: string, { org = 'org_id', repo }: TenantColumns = {}): string =>
  [tenantWall(table, org), checkedOnce(table, org), repo === undefined ? '' : repoWall(table, repo)].join('');

/**
 * Statements that put a table behind the tenant wall: forced row security, a permissive and a restrictive policy for
 * the serving role, and an open one for the owner, whose SECURITY DEFINER functions look across tenants. For migrations
 * that ran; a new table takes `tenantTable`.
 *
 * @param table  qualified name, e.g. `public.scans`
 * @param column the column that holds the organization's id
 */
export function tenantWall(table: string, column = 'org_id'): string {
  const condition = `${column} = ${CURRENT_ORG}`;
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON ${table} AS PERMISSIVE FOR ALL TO ${APP_ROLE}
      USING (${condition}) WITH CHECK (${condition});
    CREATE POLICY tenant_wall ON ${table} AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${condition}) WITH CHECK (${condition});
    CREATE POLICY owner_functions ON ${table} AS PERMISSIVE FOR ALL TO CURRENT_USER
      USING (true) WITH CHECK (true);
  `;
}

/**
 * Statements that let all rows which a statement writes into such a table be checked against one look-up of the
 * transaction's organization: a subquery that refers to no row is answered once. Reading needs none, as an index finds the
 * organization's rows by it (docs/adr/storage.md#row-security-per-statement).
 *
 * @param table  as for `tenantWall`
 * @param column as for `tenantWall`
 */
export const checkedOnce = (table: string, column = 'org_id'): string =>
  checked(table, `${column} = (SELECT ${CURRENT_ORG})`);

/** Checks written rows one by one, as before `checkedOnce`; for reverting migrations. */
export const checkedRowByRow = (table: string, column = 'org_id'): string =>
  checked(table, `${column} = ${CURRENT_ORG}`);

const checked = (table: string, condition: string): string => `
    ALTER POLICY tenant ON ${table} WITH CHECK (${condition});
    ALTER POLICY tenant_wall ON ${table} WITH CHECK (${condition});
  `;

/** The repositories that the transaction's caller is bound to; NULL where it is bound to none. */
export const BOUND = `NULLIF(current_setting('app.repo_ids', true), '')::bigint[]`;
/** Looked up and read once a statement, as no row takes part in the subqueries; the cast makes the second one a value. */
const inBound = (column: string): string =>
  `(SELECT ${BOUND}) IS NULL OR ${column} = ANY ((SELECT ${BOUND})::bigint[])`;

/**
 * A condition that the planner expects nearly every row to meet, as it does of `IS NOT NULL` on an expression. Most callers
 * are bound to no repository, which it cannot know: of the condition itself it expected 42 rows where 30,000 are, and read
 * whole histories instead of the end of an index (docs/adr/storage.md#policies-expect-most-rows-visible). For USING;
 * written rows are not estimated.
 *
 * @param condition SQL of a boolean, as in WHERE
 */
export const likely = (condition: string): string => `NULLIF(${condition}, false) IS NOT NULL`;

type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/**
 * The statement that closes a tenant table to callers that are bound to other repositories. Every table with a column of
 * the repository takes it (the catalogue's test holds them to it).
 *
 * @param table  as for `tenantWall`
 * @param column the column that holds the repository's id
 * @param command one alone, where the others need another condition
 */
export function repoWall(table: string, column = 'repo_id', command: Command | 'ALL' = 'ALL'): string {
  const [using, check] = [`USING (${likely(inBound(column))})`, `WITH CHECK (${inBound(column)})`];
  const conditions = {
    ALL: `${using} ${check}`,
    UPDATE: `${using} ${check}`,
    INSERT: check,
    SELECT: using,
    DELETE: using,
  };
  return repoPolicy(table, command, conditions[command]);
}

/** As `repoWall` for one command, with rows of no repository left open: they belong to the whole organization. */
export const repoWallOpenToShared = (table: string, command: 'SELECT', column = 'repo_id'): string =>
  repoPolicy(table, command, `USING (${likely(`${column} IS NULL OR ${inBound(column)}`)})`);

/**
 * The statement that hides rows of repositories that are being deleted, but from the transaction that deletes them. Rows of no
 * repository stay visible.
 *
 * @param table  as for `tenantWall`
 * @param column the column that holds the repository's id
 */
export const deletedWall = (table: string, column: string): string => `
    CREATE POLICY repo_wall_deleted ON ${table} AS RESTRICTIVE FOR ALL TO ${APP_ROLE}
      USING (${likely(`${column} IS NULL
        OR (SELECT current_setting('app.sees_deleted', true)) = 'on'
        OR ${column} <> ALL (ARRAY(SELECT deleted.repo_id FROM public.deleted_repos deleted))`)});
  `;

function repoPolicy(table: string, command: Command | 'ALL', conditions: string): string {
  const name = command === 'ALL' ? 'repo_wall' : `repo_wall_${command.toLowerCase()}`;
  return `CREATE POLICY ${name} ON ${table} AS RESTRICTIVE FOR ${command} TO ${APP_ROLE} ${conditions};`;
}

/** The role that serves requests: no superuser, no BYPASSRLS, no TRUNCATE. Made by platform/database/roles.ts. */
export const APP_ROLE = 'qg_app';

/** The organization of the current transaction. After SET LOCAL ends the setting is '', not NULL. */
const CURRENT_ORG = `NULLIF(current_setting('app.org_id', true), '')::bigint`;

/**
 * The statements that put a table behind the tenant wall: forced row security, a permissive and a restrictive
 * policy for the serving role, and an open one for the owner, whose SECURITY DEFINER functions look across tenants.
 * A new table takes `checkedOnce` too, which came later.
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
 * The statements that let all rows which a statement writes into such a table be checked against one look-up of the
 * transaction's organization: a subquery that refers to no row is answered once. Reading needs none, as an index finds the
 * organization's rows by it (ADR 28).
 *
 * @param table  as for `tenantWall`
 * @param column as for `tenantWall`
 */
export const checkedOnce = (table: string, column = 'org_id'): string =>
  checked(table, `${column} = (SELECT ${CURRENT_ORG})`);

/** What `checkedOnce` replaced. */
export const checkedRowByRow = (table: string, column = 'org_id'): string =>
  checked(table, `${column} = ${CURRENT_ORG}`);

const checked = (table: string, condition: string): string => `
    ALTER POLICY tenant ON ${table} WITH CHECK (${condition});
    ALTER POLICY tenant_wall ON ${table} WITH CHECK (${condition});
  `;

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type Roles, rolesOf, rolesOfOwner } from './connection.js';
import { holdQueue } from './held-queue.js';

type Client = Pick<pg.ClientBase, 'query'>;

/** Roles that a database is to have. */
export interface ChosenRoles {
  readonly roles: Roles;
  /** Roles that its schema belongs to until now, where it is a copy that takes others. */
  readonly replaces: Roles | null;
}

/** The roles that the schema of a database belongs to; null before there is a schema. */
export async function findRoles(client: Client): Promise<Roles | null> {
  const { rows } = await client.query<{ owner: string }>(
    `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = to_regclass('public.migrations')`,
  );
  return rows[0] ? rolesOfOwner(rows[0].owner) : null;
}

/** As `findRoles`, where there has to be a schema. */
export async function getRoles(client: Client): Promise<Roles> {
  const roles = await findRoles(client);
  if (!roles)
    throw new Error('The database has no schema of this service yet. Start the service, or run `npm run migrate`.');
  return roles;
}

/**
 * Chooses the roles of a database: those that it has, those that the configuration names, or new ones with the installation's id in their names. Changes
 * nothing.
 *
 * @param named the serving role that the configuration names; null: none
 * @throws Error where it names another role than that of the database
 */
export async function chooseRoles(client: Client, named: string | null): Promise<ChosenRoles> {
  const current = await findRoles(client);
  const nameNew = async () => rolesOf(named ?? (await findUnfinished(client)) ?? nameOfInstallation(randomUUID()));
  if (!current) return { roles: await nameNew(), replaces: null };
  if (named === current.serving) return { roles: current, replaces: null };
  if (!(await isCopy(client))) {
    if (named === null) return { roles: current, replaces: null };
    throw new Error(
      `The database belongs to the roles ${current.serving} and ${current.owner}, but the configuration names ${named}. Nothing was changed. ` +
        `Name ${current.serving} in DATABASE_URL or DATABASE_ROLE, or unset DATABASE_ROLE.`,
    );
  }
  // without LOGIN it was made for the restored dump, and no installation on this server serves by it
  if (named === null && !(await canLogIn(client, current.serving))) return { roles: current, replaces: null };
  return { roles: await nameNew(), replaces: current };
}

const nameOfInstallation = (id: string): string => `qg_${id.replaceAll('-', '')}`;

/** The serving role that an interrupted first start made for this database, which its rights tell; null: none. */
async function findUnfinished(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT pg_get_userbyid(grantee) AS name FROM pg_database, aclexplode(datacl)
     WHERE datname = current_database() AND pg_get_userbyid(grantee) ~ '^qg_[0-9a-f]{32}$' ORDER BY 1 LIMIT 1`,
  );
  return rows[0]?.name ?? null;
}

/** True where the schema was copied from another database. */
async function isCopy(client: Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.installation') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return false;
  const { rows } = await client.query<{ isCopy: boolean }>(
    `SELECT i.database_oid <> d.oid AS "isCopy" FROM public.installation i, pg_database d WHERE d.datname = current_database()`,
  );
  return rows[0]?.isCopy ?? false;
}

async function canLogIn(client: Client, role: string): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM pg_roles WHERE rolname = $1 AND rolcanlogin', [role]);
  return rows.length > 0;
}

/** Statements that give everything in the database that some roles have to others. $1 to $4: both owners, both serving roles; $7, $8: those for identities. */
const HANDED_OVER = `
  WITH spaces AS (
    SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'auth')
  ), acls AS (
    SELECT 'SCHEMA ' || quote_ident(nspname) AS object, nspacl AS acl, '' AS columns FROM pg_namespace WHERE oid IN (SELECT oid FROM spaces)
    UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || oid::regclass, relacl, '' FROM pg_class
      WHERE relnamespace IN (SELECT oid FROM spaces)
    UNION ALL SELECT 'TABLE ' || attrelid::regclass, attacl, format(' (%I)', attname) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE c.relnamespace IN (SELECT oid FROM spaces) AND NOT attisdropped
    UNION ALL SELECT 'FUNCTION ' || oid::regprocedure, proacl, '' FROM pg_proc WHERE pronamespace IN (SELECT oid FROM spaces)
  )
  SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, $2::text) AS statement, 1 AS step FROM pg_namespace
    WHERE oid IN (SELECT oid FROM spaces) AND nspowner = to_regrole(quote_ident($1::text))
  UNION ALL SELECT format('ALTER %s %s OWNER TO %I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass, $2::text), 1
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM spaces) AND relowner = to_regrole(quote_ident($1::text))
      AND (relkind IN ('r', 'p') OR relkind = 'S' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
  UNION ALL SELECT format('ALTER TYPE %s OWNER TO %I', oid::regtype, $2::text), 1 FROM pg_type
    WHERE typnamespace IN (SELECT oid FROM spaces) AND typtype = 'e' AND typowner = to_regrole(quote_ident($1::text))
  UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO %I', oid::regprocedure, $2::text), 1 FROM pg_proc
    WHERE pronamespace IN (SELECT oid FROM spaces) AND proowner = to_regrole(quote_ident($1::text))
  UNION ALL SELECT format('ALTER POLICY %I ON %s TO %I', polname, polrelid::regclass,
      CASE WHEN to_regrole(quote_ident($1::text)) = ANY (polroles) THEN $2::text ELSE $4::text END), 2 FROM pg_policy
    WHERE polroles && ARRAY[to_regrole(quote_ident($1::text))::oid, to_regrole(quote_ident($3::text))::oid]
  UNION ALL SELECT format(change, privilege_type || columns, object, CASE change WHEN $5::text THEN new ELSE old END), 3
    FROM acls, aclexplode(acl), unnest(ARRAY[$5::text, $6::text]) AS change, (VALUES ($3::text, $4::text), ($7::text, $8::text)) AS pair (old, new)
    WHERE grantee = to_regrole(quote_ident(old))
  UNION ALL SELECT format('REVOKE ALL ON SCHEMA public FROM %I', $1::text), 4
  ORDER BY step`;

/**
 * Gives the schema of a copy to roles of its own, and the copy an id of its own, in the open transaction. It sends
 * nothing for now: the original sends what was queued.
 *
 * @param client a superuser, or a member of both owners
 */
export async function handOver(client: Client, from: Roles, to: Roles): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(HANDED_OVER, [
    ...[from.owner, to.owner, from.serving, to.serving],
    ...['GRANT %s ON %s TO %I', 'REVOKE %s ON %s FROM %I'],
    ...[from.auth, to.auth],
  ]);
  for (const { statement } of rows) await client.query(statement);
  await client.query(`UPDATE public.installation SET id = coalesce($1::uuid, gen_random_uuid())`, [idOf(to.serving)]);
  await holdQueue(client);
}

const idOf = (role: string): string | null => /^qg_([0-9a-f]{32})$/.exec(role)?.[1] ?? null;

/** Notes in the open transaction that the database is no copy any more. */
export async function noteDatabase(client: Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.installation') IS NOT NULL AS exists`,
  );
  if (rows[0]?.exists)
    await client.query(
      `UPDATE public.installation i SET database_oid = d.oid FROM pg_database d
       WHERE d.datname = current_database() AND i.database_oid <> d.oid`,
    );
}

import { createHmac, type KeyObject } from 'node:crypto';
import type pg from 'pg';
import { appPassword, authConnection, type DatabaseConnection, rolesOf } from './connection.js';
import { openClient } from './open-client.js';

/** Sources of the serving role's password. */
export interface PasswordSources {
  /** Password in `DATABASE_URL`, which counts alone where it is there. */
  readonly servingPassword?: string | undefined;
  /** The connection of `DATABASE_AUTH_URL`, whose password counts alone for the role for identities. */
  readonly auth?: DatabaseConnection | null | undefined;
  /** Keys that passwords are derived from, the newest first; without any, the serving role's is derived from the administrator's. */
  readonly passwordKeys?: readonly KeyObject[];
}

/** A role is made without LOGIN, and gets it with its password at the end of the start that makes it. */
export type ServingRoleState = 'missing' | 'unfinished' | 'ready';

interface RoleAttributes {
  readonly canLogin: boolean;
  readonly isAbove: boolean;
  readonly createsOthers: boolean;
}

/**
 * Looks the serving role up, before anything is changed.
 *
 * @throws Error where it has rights that it must not have
 */
export async function findServingRole(client: pg.Client, name: string): Promise<ServingRoleState> {
  const { rows } = await client.query<RoleAttributes>(
    `SELECT rolcanlogin AS "canLogin", rolsuper OR rolbypassrls AS "isAbove", rolcreatedb OR rolcreaterole AS "createsOthers"
     FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  const [role] = rows;
  if (!role) return 'missing';
  if (role.isAbove)
    throw new Error(
      `The database role ${name} that serves requests is a superuser or may bypass row security. ` +
        `Take these rights from it: ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS.`,
    );
  if (role.createsOthers)
    throw new Error(
      `The database role ${name} that serves requests may create databases or roles. ` +
        `Take these rights from it: ALTER ROLE ${name} NOCREATEDB NOCREATEROLE.`,
    );
  return role.canLogin ? 'ready' : 'unfinished';
}

/** The first of the known passwords with which the serving role signs in. */
export async function findServingPassword(
  serving: DatabaseConnection,
  passwords: readonly (string | undefined)[],
): Promise<string | undefined> {
  for (const password of passwords) if (await signsIn({ ...serving, password })) return password;
  throw new Error(
    `The database role ${serving.user} exists on this server, but does not have the password of this installation. Nothing was ` +
      `changed. Another instance of the same installation needs the SECRETS_KEY of the first, or its secrets.key in DATA_DIR. If another ` +
      `installation on this server uses the role, set DATABASE_ROLE to a role for this one. ` +
      'Otherwise run `qgate-admin set-database-password`.',
  );
}

async function signsIn(connection: DatabaseConnection): Promise<boolean> {
  try {
    await (await openClient(connection)).end();
    return true;
  } catch (error) {
    return !isWrongPassword(error);
  }
}

/**
 * SQLSTATE invalid_password, a password requested where none is known, or PgBouncer's refusal, which has no code of its own. A right
 * that is missing comes after them.
 */
const isWrongPassword = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '28P01' ||
  /password must be a|authentication failed|no such user/.test(String(error));

/**
 * Passwords that the serving role may have, the one of a new role first. Those of versions before were derived from the
 * administrator's.
 */
export async function listPasswords(
  client: Pick<pg.ClientBase, 'query'>,
  admin: DatabaseConnection,
  role: string,
  { servingPassword, passwordKeys = [] }: PasswordSources,
): Promise<readonly (string | undefined)[]> {
  if (servingPassword !== undefined) return [servingPassword];
  return [...(await derivePasswords(client, role, passwordKeys)), appPassword(admin)];
}

/**
 * Passwords that the role for identities may have, the one of a new role first. Keys of secrets come before the serving role's
 * password, which more people and programs know.
 *
 * @throws Error where the configuration names another role for identities than the one beside the serving role
 */
async function listAuthPasswords(
  client: Pick<pg.ClientBase, 'query'>,
  serving: DatabaseConnection,
  { auth, passwordKeys = [] }: PasswordSources,
): Promise<readonly (string | undefined)[]> {
  refuseOtherAuthRole(serving.user, auth);
  if (auth?.password !== undefined) return [auth.password];
  const derived = authConnection(serving);
  return [...(await derivePasswords(client, derived.user, passwordKeys)), derived.password];
}

/** @throws Error where the configuration names another role for identities than the one beside the serving role */
export function refuseOtherAuthRole(serving: string, named: DatabaseConnection | null | undefined): void {
  const { auth } = rolesOf(serving);
  if (named && named.user !== auth)
    throw new Error(
      `DATABASE_AUTH_URL names the role ${named.user}. The role for identities beside ${serving} is ${auth}.`,
    );
}

async function derivePasswords(
  client: Pick<pg.ClientBase, 'query'>,
  role: string,
  keys: readonly KeyObject[],
): Promise<string[]> {
  const id = await findInstallationId(client);
  if (id === null) return [];
  return keys.map((key) => createHmac('sha256', key).update(`database role ${role} of ${id}`).digest('base64url'));
}

/** Null before the migration that stores it. */
async function findInstallationId(client: Pick<pg.ClientBase, 'query'>): Promise<string | null> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.installation') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return null;
  const { rows } = await client.query<{ id: string }>('SELECT id FROM public.installation');
  return rows[0]?.id ?? null;
}

/** Gives the serving role and the one for identities their passwords, with which they can sign in, and the limits of their statements. */
export async function setServingPassword(
  client: pg.Client,
  admin: DatabaseConnection,
  role: string,
  sources: PasswordSources,
): Promise<void> {
  refuseOtherAuthRole(role, sources.auth);
  const [password] = await listPasswords(client, admin, role, sources);
  // a start creates the role where it is missing
  if ((await findServingRole(client, rolesOf(role).auth)) !== 'missing')
    await setAuthPassword(client, { ...admin, user: role, password }, sources);
  await letIn(client, role, password);
}

/** Gives the role for identities its password, with which it can sign in, and the limits of its statements. */
export async function setAuthPassword(
  client: pg.Client,
  serving: DatabaseConnection,
  sources: PasswordSources,
): Promise<void> {
  const [password] = await listAuthPasswords(client, serving, sources);
  await letIn(client, rolesOf(serving.user).auth, password);
}

/**
 * The connection of the role for identities, by the first of the known passwords with which it signs in.
 *
 * @param direct of the server past a pooler, which is tried where the pooler does not let the role in
 * @throws Error where it signs in with none of them
 */
export async function findAuthConnection(
  client: Pick<pg.ClientBase, 'query'>,
  serving: DatabaseConnection,
  sources: PasswordSources,
  direct: DatabaseConnection | null = null,
): Promise<DatabaseConnection> {
  const passwords = await listAuthPasswords(client, serving, sources);
  const { auth: user } = rolesOf(serving.user);
  const places = sources.auth ? [sources.auth] : [serving, ...(direct ? [direct] : [])];
  for (const connection of places.flatMap((place) => passwords.map((password) => ({ ...place, user, password }))))
    if (await signsIn(connection)) return connection;
  throw new Error(
    `The database role ${user} cannot sign in with the password of this installation. A pooler must accept it in addition to ` +
      `${serving.user}. Otherwise name its URL in DATABASE_AUTH_URL, or run \`qgate-admin set-database-password\`.`,
  );
}

async function letIn(client: pg.Client, role: string, password: string | undefined): Promise<void> {
  const name = client.escapeIdentifier(role);
  await client.query(`
    ALTER ROLE ${name} LOGIN ${password === undefined ? '' : `PASSWORD ${client.escapeLiteral(password)}`};
    ALTER ROLE ${name} SET statement_timeout = '30s';
    ALTER ROLE ${name} SET lock_timeout = '10s';
    ALTER ROLE ${name} SET idle_in_transaction_session_timeout = '30s';
  `);
}

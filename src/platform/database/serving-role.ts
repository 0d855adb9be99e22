import { createHmac, type KeyObject } from 'node:crypto';
import type pg from 'pg';
import { appPassword, type DatabaseConnection } from './connection.js';
import { openClient } from './open-client.js';

/** Sources of the serving role's password. */
export interface PasswordSources {
  /** Password in `DATABASE_URL`, which counts alone where it is there. */
  readonly servingPassword?: string | undefined;
  /** Keys that it is derived from, the newest first; without any, it is derived from the administrator's password. */
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
      `The database role ${name} that would serve requests is a superuser or may bypass row security. ` +
        `Take these rights from it: ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS.`,
    );
  if (role.createsOthers)
    throw new Error(
      `The database role ${name} that would serve requests may create databases or roles. ` +
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
    `The database role ${serving.user} exists on this server, and its password is not the one of this installation. Nothing was ` +
      `changed. If another installation on this server uses the role, name a role of this one in DATABASE_ROLE. ` +
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

/** SQLSTATE invalid_password, or a password requested where none is known; a right that is missing comes after them. */
const isWrongPassword = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '28P01' || String(error).includes('password must be a');

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
  const id = await findInstallationId(client);
  const derived = id === null ? [] : passwordKeys.map((key) => derivePassword(key, role, id));
  return [...derived, appPassword(admin)];
}

const derivePassword = (key: KeyObject, role: string, id: string): string =>
  createHmac('sha256', key).update(`database role ${role} of ${id}`).digest('base64url');

/** Null before the migration that stores it. */
async function findInstallationId(client: Pick<pg.ClientBase, 'query'>): Promise<string | null> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public.installation') IS NOT NULL AS exists`,
  );
  if (!tables[0]?.exists) return null;
  const { rows } = await client.query<{ id: string }>('SELECT id FROM public.installation');
  return rows[0]?.id ?? null;
}

/** Gives the serving role its password, with which it can sign in, and the limits of its statements. */
export async function setServingPassword(
  client: pg.Client,
  admin: DatabaseConnection,
  role: string,
  sources: PasswordSources,
): Promise<void> {
  const [password] = await listPasswords(client, admin, role, sources);
  const name = client.escapeIdentifier(role);
  await client.query(`
    ALTER ROLE ${name} LOGIN ${password === undefined ? '' : `PASSWORD ${client.escapeLiteral(password)}`};
    ALTER ROLE ${name} SET statement_timeout = '30s';
    ALTER ROLE ${name} SET lock_timeout = '10s';
    ALTER ROLE ${name} SET idle_in_transaction_session_timeout = '30s';
  `);
}

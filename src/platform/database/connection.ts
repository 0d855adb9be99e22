import { createHmac } from 'node:crypto';

/** Address of a PostgreSQL database, and the credentials to connect with. */
export interface DatabaseConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: boolean | { readonly rejectUnauthorized: boolean };
}

/** The connection that a `postgres://` URL names; `sslmode` disable, require (encrypted), verify-ca and verify-full. */
export function parseDatabaseUrl(url: string): DatabaseConnection {
  const parsed = new URL(url);
  const sslmode = parsed.searchParams.get('sslmode') ?? 'disable';
  return {
    host: decodeURIComponent(parsed.hostname.replace(/^\[|\]$/g, '')),
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: parsed.password === '' ? undefined : decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ssl: sslmode === 'disable' ? false : { rejectUnauthorized: sslmode.startsWith('verify') },
  };
}

/** Owns and migrates the schema; nobody signs in as it. */
export const OWNER_ROLE = 'qg_owner';
/** Serves requests. */
export const APP_ROLE = 'qg_app';

/**
 * The serving role's connection. Its password is derived from the administrator's, so that every instance that knows
 * the one `DATABASE_URL` arrives at the same without storing it anywhere.
 */
export function appConnection(admin: DatabaseConnection): DatabaseConnection {
  const password =
    admin.password === undefined
      ? undefined
      : createHmac('sha256', admin.password).update(APP_ROLE).digest('base64url');
  return { ...admin, user: APP_ROLE, password };
}

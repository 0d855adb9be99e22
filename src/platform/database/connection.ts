import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PeerCertificate } from 'node:tls';

/** Address of a PostgreSQL server. */
export interface DatabaseHost {
  readonly host: string;
  readonly port: number;
}

/** Settings of an encrypted connection, as `tls.connect` takes them. */
export interface DatabaseTls {
  /** False: the server's certificate is not verified. */
  readonly rejectUnauthorized: boolean;
  /** PEM certificates of the authorities that may have signed the server's; the system's where it is left out. */
  readonly ca?: string;
  /** PEM certificate and key that the client shows. */
  readonly cert?: string;
  readonly key?: string;
  /** Replaces the comparison of the host name with the certificate. */
  readonly checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/** Address of a PostgreSQL database, and the credentials to connect with. */
export interface DatabaseConnection extends DatabaseHost {
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: boolean | DatabaseTls;
  /** Further servers of the same cluster; the one that takes writes is used (`findPrimary`). */
  readonly otherHosts?: readonly DatabaseHost[];
}

const DEFAULT_PORT = 5432;
/** Parts of a URL: up to the hosts, the hosts, and all behind them. */
const HOSTS = /^([a-z]+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/i;

/**
 * The connection that a `postgres://` URL names. It may name several hosts, separated by commas, each with a port of its own.
 * `sslmode` is `disable` (default), `require` (encrypted), `verify-ca` (signed by an authority of `sslrootcert`) or
 * `verify-full` (for that host too); `sslcert` and `sslkey` are the client's own.
 *
 * @throws Error when a file that it names cannot be read
 */
export function parseDatabaseUrl(url: string): DatabaseConnection {
  const [, start = '', hosts = '', end = ''] = HOSTS.exec(url) ?? [];
  const parsed = new URL(`${start}host${end}`);
  // Without a host, a parameter may name the folder of the server's socket.
  const [first, ...others] = (hosts || (parsed.searchParams.get('host') ?? '')).split(',').map(parseHost);
  return {
    ...first!,
    ...(others.length > 0 && { otherHosts: others }),
    user: decodeURIComponent(parsed.username),
    password: parsed.password === '' ? undefined : decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    ssl: readTls(parsed.searchParams),
  };
}

/** `name`, `name:port`, or `[address]:port`. */
function parseHost(text: string): DatabaseHost {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return {
    host: decodeURIComponent(host.replace(/^\[|\]$/g, '')),
    port: port === undefined ? DEFAULT_PORT : Number(port),
  };
}

function readTls(parameters: URLSearchParams): false | DatabaseTls {
  const sslmode = parameters.get('sslmode') ?? 'disable';
  if (sslmode === 'disable') return false;
  const rootFile = parameters.get('sslrootcert');
  return {
    rejectUnauthorized: sslmode.startsWith('verify'),
    ...(rootFile !== null && rootFile !== 'system' && { ca: readFile('sslrootcert', rootFile) }),
    ...readOwnCertificate(parameters),
    ...(sslmode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  };
}

function readOwnCertificate(parameters: URLSearchParams): Pick<DatabaseTls, 'cert' | 'key'> {
  const [certFile, keyFile] = [parameters.get('sslcert'), parameters.get('sslkey')];
  return certFile !== null && keyFile !== null
    ? { cert: readFile('sslcert', certFile), key: readFile('sslkey', keyFile) }
    : {};
}

function readFile(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`The file ${file}, named as ${parameter} in the database's URL, cannot be read.`, { cause: error });
  }
}

/** The servers of a connection, the first one first. */
export const hostsOf = ({ host, port, otherHosts = [] }: DatabaseConnection): readonly DatabaseHost[] => [
  { host, port },
  ...otherHosts,
];

/** Roles of an installation. */
export interface Roles {
  /** Serves requests. */
  readonly serving: string;
  /** Owns and migrates the schema; its name cannot be signed in with. */
  readonly owner: string;
  /** Reads hashes of passwords, begins sessions and deletes people. */
  readonly auth: string;
}

/** Roles of the embedded server, and of installations from before 1.0. */
export const APP_ROLE = 'qg_app';
export const OWNER_ROLE = 'qg_owner';
const OWNER_ENDING = '_owner';
const AUTH_ENDING = '_auth';

export const rolesOf = (serving: string): Roles => ({
  serving,
  owner: serving === APP_ROLE ? OWNER_ROLE : `${serving}${OWNER_ENDING}`,
  auth: `${serving}${AUTH_ENDING}`,
});

/** The roles of which one owns the schema; null where it is a role that this service did not make. */
export function rolesOfOwner(owner: string): Roles | null {
  if (owner === OWNER_ROLE) return rolesOf(APP_ROLE);
  return owner.endsWith(OWNER_ENDING) ? rolesOf(owner.slice(0, -OWNER_ENDING.length)) : null;
}

/**
 * The serving role's connection. Its password is derived from the administrator's, so that every instance that knows
 * the one URL of the administrator arrives at the same without storing it anywhere.
 */
export function appConnection(admin: DatabaseConnection): DatabaseConnection {
  return { ...admin, user: APP_ROLE, password: appPassword(admin) };
}

/** The serving role's password where no `DATABASE_URL` names one; undefined where the administrator needs none. */
export const appPassword = ({ password }: DatabaseConnection): string | undefined =>
  password === undefined ? undefined : createHmac('sha256', password).update(APP_ROLE).digest('base64url');

/**
 * The connection for identities that belongs to a serving role's. Its password is derived from that role's, so that every instance that serves arrives at
 * the same.
 */
export function authConnection(serving: DatabaseConnection): DatabaseConnection {
  const { auth } = rolesOf(serving.user);
  const { password } = serving;
  return {
    ...serving,
    user: auth,
    password: password === undefined ? undefined : createHmac('sha256', password).update(auth).digest('base64url'),
  };
}

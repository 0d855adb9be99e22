import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MixedList } from 'typeorm';
import { APP_ROLE, appConnection, type DatabaseConnection, OWNER_ROLE } from './connection.js';
import { type DataMigration, migrateData } from './data-migrations.js';
import { typeormOptions } from './typeorm-options.js';

/** One at a time, also over several instances that start at once. Any constant will do; this spells "qgat". */
const ADVISORY_LOCK = 0x71676174;
const MINIMUM_VERSION = 15;

type Migrations = MixedList<new () => import('typeorm').MigrationInterface>;

/** Conversions of stored data to run behind the migrations, and the log that states their progress. */
interface Conversion {
  readonly dataMigrations: readonly DataMigration[];
  readonly log: Pick<Logger, 'info'>;
}

const NO_CONVERSION: Conversion = { dataMigrations: [], log: { info: () => undefined } };

/**
 * Brings a database up to date: the two roles, then the migrations and the conversions of stored data as the owner, all
 * under one advisory lock. Idempotent. Returns the names of the migrations that ran.
 *
 * @param admin a superuser, or a role with CREATEROLE that owns the database
 */
export async function prepareDatabase(
  admin: DatabaseConnection,
  migrations: Migrations,
  conversion: Conversion = NO_CONVERSION,
): Promise<string[]> {
  const client = new pg.Client({ ...admin, ssl: admin.ssl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await refuseOldServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await ensureRoles(client, admin);
    return await migrate(admin, migrations, conversion);
  } finally {
    await client.end();
  }
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < MINIMUM_VERSION)
    throw new Error(`PostgreSQL ${MINIMUM_VERSION} or later is needed; this server is ${version}.`);
}

async function ensureRoles(client: pg.Client, admin: DatabaseConnection): Promise<void> {
  const { password } = appConnection(admin);
  const id = (name: string) => client.escapeIdentifier(name);
  await createRoleUnlessExists(client, OWNER_ROLE, 'NOLOGIN NOINHERIT');
  await createRoleUnlessExists(client, APP_ROLE, 'LOGIN NOINHERIT');
  await revokeCreation(client, APP_ROLE);
  if (password !== undefined) await client.query(`ALTER ROLE ${APP_ROLE} PASSWORD ${client.escapeLiteral(password)}`);
  await client.query(`
    ALTER ROLE ${APP_ROLE} SET statement_timeout = '30s';
    ALTER ROLE ${APP_ROLE} SET lock_timeout = '10s';
    ALTER ROLE ${APP_ROLE} SET idle_in_transaction_session_timeout = '30s';
    GRANT ${OWNER_ROLE} TO ${id(admin.user)};
    GRANT CONNECT, CREATE ON DATABASE ${id(admin.database)} TO ${OWNER_ROLE};
    GRANT CONNECT, TEMPORARY ON DATABASE ${id(admin.database)} TO ${APP_ROLE};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO ${OWNER_ROLE};
    GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
  `);
}

async function createRoleUnlessExists(client: pg.Client, role: string, options: string): Promise<void> {
  await client.query(`
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} ${options}; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another instance was first
    END $$`);
}

/**
 * Takes the rights to create databases and roles from a role that has them. New roles have neither, and from PostgreSQL 16
 * on only who may create databases may name that right in an ALTER ROLE, even to deny it.
 */
async function revokeCreation(client: pg.Client, role: string): Promise<void> {
  await client.query(`
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}' AND (rolcreatedb OR rolcreaterole)) THEN
        ALTER ROLE ${role} NOCREATEDB NOCREATEROLE;
      END IF;
    END $$`);
}

async function migrate(
  admin: DatabaseConnection,
  migrations: Migrations,
  { dataMigrations, log }: Conversion,
): Promise<string[]> {
  const source = new DataSource({
    ...typeormOptions(admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE} -c lock_timeout=10s` }),
    migrations,
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations({ transaction: 'all' });
    await migrateData(source, dataMigrations, log);
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** Throws when the serving role could bypass row security. */
export async function refuseRoleAboveRowSecurity(source: DataSource): Promise<void> {
  const rows: { role: string; isAbove: boolean }[] = await source.query(
    `SELECT current_user AS role, rolsuper OR rolbypassrls AS "isAbove" FROM pg_roles WHERE rolname = current_user`,
  );
  const role = rows[0];
  if (!role || role.isAbove)
    throw new Error(
      `The database role ${role?.role ?? ''} that would serve requests is a superuser or may bypass row security. ` +
        `Take these rights from ${APP_ROLE}: ALTER ROLE ${APP_ROLE} NOSUPERUSER NOBYPASSRLS.`,
    );
}

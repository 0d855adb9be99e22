import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MixedList } from 'typeorm';
import { listDistributed } from './citus.js';
import { APP_ROLE, type DatabaseConnection, type Roles } from './connection.js';
import { type DataMigration, migrateData } from './data-migrations.js';
import { chooseRoles, type ChosenRoles, handOver, noteDatabase } from './installation-roles.js';
import { openClient } from './open-client.js';
import { refuseNewerSchema, refuseStandby } from './refuse-server.js';
import {
  findAuthConnection,
  findServingPassword,
  findServingRole,
  listPasswords,
  type PasswordSources,
  refuseOtherAuthRole,
  setAuthPassword,
  setServingPassword,
} from './serving-role.js';
import { needsTakeover, type Takeover, takeOver } from './take-over.js';
import { typeormOptions } from './typeorm-options.js';

/** One at a time, also over several instances that start at once. Any constant will do; this spells "qgat". */
const ADVISORY_LOCK = 0x71676174;
/** Time between two looks whether another instance has ended its turn. */
const LOOK_EVERY_MS = 100;
const MINIMUM_VERSION = 15;

type Migrations = MixedList<new () => import('typeorm').MigrationInterface>;

/** Preparations beside the schema. */
export interface Preparation extends PasswordSources {
  /** The serving role; null: the database's own, or a new one with the id of the installation in its name. */
  readonly role?: string | null;
  /** Conversions of stored data to run behind the migrations. */
  readonly dataMigrations: readonly DataMigration[];
  /** Takeover of databases that were made before the first migration. */
  readonly takeover?: Takeover;
  /** States the progress of conversions. */
  readonly log: Pick<Logger, 'info'>;
}

const SCHEMA_ALONE: Preparation = { dataMigrations: [], log: { info: () => undefined } };

/**
 * Brings a database up to date: the two roles, then the migrations and the conversions of stored data as the owner, one
 * instance at a time. Idempotent. Returns the names of the migrations that ran. What it refuses it leaves as it is, and a role that
 * is there keeps its password, attributes and settings.
 *
 * @param admin a superuser, or a role with CREATEROLE that owns the database; not behind a pooler
 */
export async function prepareDatabase(
  admin: DatabaseConnection,
  migrations: Migrations,
  preparation: Preparation = SCHEMA_ALONE,
): Promise<string[]> {
  const client = await openClient(admin);
  try {
    await refuseOldServer(client);
    await refuseStandby(client);
    await refuseNewerSchema(client);
    if (preparation.takeover) await needsTakeover(client, preparation.takeover);
    const { role = APP_ROLE } = preparation;
    await refuseUnknownPassword(client, admin, await chooseRoles(client, role), preparation);
    const roles = await inTurn(client, async () => ensureRoles(client, admin, await chooseRoles(client, role)));
    const ran = await inTurn(client, () => migrate(client, admin, roles.owner, migrations, preparation));
    await inTurn(client, () => finishRoles(client, admin, roles, preparation));
    return ran;
  } finally {
    await client.end();
  }
}

/** Runs work alone among all instances. The lock ends with its transaction, so that no pooler can lend it on. */
async function inTurn<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  while (!(await takesTurn(client))) await sleep(LOOK_EVERY_MS);
  const result = await work();
  await client.query('COMMIT');
  return result;
}

/**
 * Looks for the lock without waiting for it: a waiting statement keeps its snapshot, for which an index that is built concurrently
 * waits, and no server detects that circle, as the holder of the lock builds it over another connection.
 */
async function takesTurn(client: pg.Client): Promise<boolean> {
  // With a parameter the transaction would keep the snapshot.
  const { rows } = await client.query<{ isTaken: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCK}) AS "isTaken"`,
  );
  return rows[0]!.isTaken;
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const version = rows[0]?.version ?? 0;
  if (version < MINIMUM_VERSION)
    throw new Error(`PostgreSQL ${MINIMUM_VERSION} or later is needed; this server is ${version}.`);
}

async function refuseUnknownPassword(
  client: pg.Client,
  admin: DatabaseConnection,
  { roles, replaces }: ChosenRoles,
  sources: PasswordSources,
): Promise<void> {
  refuseOtherAuthRole(roles.serving, sources.auth);
  const isAuthReady = (await findServingRole(client, roles.auth)) === 'ready';
  if ((await findServingRole(client, roles.serving)) !== 'ready') return;
  // the password of a role that a copy takes is derived of an id that the copy does not have yet
  const own: PasswordSources = replaces ? { servingPassword: sources.servingPassword, auth: sources.auth } : sources;
  const serving = { ...admin, user: roles.serving };
  const password = await findServingPassword(serving, await listPasswords(client, admin, roles.serving, own));
  // without a key, as `npm run migrate` may be, the password of the role for identities may be one that is not known here
  if (isAuthReady && (own.auth || own.passwordKeys?.length))
    await findAuthConnection(client, { ...serving, password }, own);
}

async function ensureRoles(client: pg.Client, admin: DatabaseConnection, chosen: ChosenRoles): Promise<Roles> {
  const id = (name: string) => client.escapeIdentifier(name);
  const { roles, replaces } = chosen;
  await createRoleUnlessExists(client, roles.owner, 'NOLOGIN NOINHERIT');
  for (const name of [roles.serving, roles.auth]) await createRoleUnlessExists(client, name, 'NOLOGIN NOINHERIT');
  for (const { owner } of [roles, ...(replaces ? [replaces] : [])]) await joinOwner(client, owner, admin.user);
  const [owner, serving] = [id(roles.owner), id(roles.serving)];
  await client.query(`
    GRANT CONNECT, CREATE ON DATABASE ${id(admin.database)} TO ${owner};
    GRANT CONNECT, TEMPORARY ON DATABASE ${id(admin.database)} TO ${serving};
    GRANT CONNECT ON DATABASE ${id(admin.database)} TO ${id(roles.auth)};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO ${owner};
    GRANT USAGE ON SCHEMA public TO ${serving};
  `);
  if (replaces) await handOver(client, replaces, roles);
  await noteDatabase(client);
  return roles;
}

/** Lets the administrator act as the owner. From PostgreSQL 16 on who makes a role is its member, but may not act as it. */
async function joinOwner(client: pg.Client, owner: string, user: string): Promise<void> {
  const [role, administrator] = [owner, user].map((name) => client.escapeIdentifier(name));
  const { rowCount } = await client.query(
    `SELECT FROM pg_auth_members m WHERE m.roleid = to_regrole($1) AND m.member = current_user::regrole
       AND coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)`,
    [role],
  );
  if (rowCount !== 0) return;
  try {
    await client.query(`GRANT ${role} TO ${administrator}`);
  } catch (error) {
    throw new Error(
      `The database role ${administrator} may not act as ${owner}, which another administrator of this server created. ` +
        `Nothing was changed. Run as a superuser: GRANT ${role} TO ${administrator}.`,
      { cause: error },
    );
  }
}

/** Also after a start that was interrupted: the password is derived of an id that migrations store. */
async function finishRoles(
  client: pg.Client,
  admin: DatabaseConnection,
  roles: Roles,
  sources: PasswordSources,
): Promise<void> {
  if ((await findServingRole(client, roles.serving)) === 'unfinished')
    return setServingPassword(client, admin, roles.serving, sources);
  if ((await findServingRole(client, roles.auth)) === 'ready') return;
  const serving = { ...admin, user: roles.serving };
  const password = await findServingPassword(serving, await listPasswords(client, admin, roles.serving, sources));
  await setAuthPassword(client, { ...serving, password }, sources);
}

async function createRoleUnlessExists(client: pg.Client, role: string, options: string): Promise<void> {
  await client.query(`
    DO $do$ BEGIN
      IF to_regrole(${client.escapeLiteral(client.escapeIdentifier(role))}) IS NULL THEN
        CREATE ROLE ${client.escapeIdentifier(role)} ${options};
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database's instance was first
    END $do$`);
}

/**
 * Startup options of the session that changes the schema. A coordinator of Citus keeps changes to itself as long as no table is
 * distributed: its other nodes need not know the owner before. Then it hands them on one after the other, as one transaction may
 * change tables and functions.
 */
async function schemaOptions(client: pg.Client, owner: string): Promise<string> {
  const { rows } = await client.query<{ hasCitus: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS "hasCitus"`,
  );
  const options = `-c role=${owner} -c lock_timeout=10s`;
  if (!rows[0]?.hasCitus) return options;
  const isDivided = (await listDistributed(client)).length > 0;
  return `${options} -c citus.${isDivided ? 'multi_shard_modify_mode=sequential' : 'enable_ddl_propagation=off'}`;
}

async function migrate(
  client: pg.Client,
  admin: DatabaseConnection,
  owner: string,
  migrations: Migrations,
  { dataMigrations, takeover, log }: Preparation,
): Promise<string[]> {
  const source = new DataSource({
    ...typeormOptions(admin, { poolSize: 1, sessionOptions: await schemaOptions(client, owner) }),
    migrations,
  });
  await source.initialize();
  try {
    const taken: string[] = [];
    if (takeover && (await takeOver(source, takeover))) {
      log.info({ from: takeover.oldest }, 'The database of an earlier version was upgraded.');
      taken.push(takeover.first.name);
    }
    const ran = await source.runMigrations({ transaction: 'each' });
    await migrateData(source, dataMigrations, log);
    return [...taken, ...ran.map(({ name }) => name)];
  } finally {
    await source.destroy();
  }
}

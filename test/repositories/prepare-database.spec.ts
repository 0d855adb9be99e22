import { type KeyObject, randomBytes } from 'node:crypto';
import { MIGRATIONS } from '../../ormconfig.js';
import type { EmbeddedPostgres } from '../../src/embedded-postgres/start-embedded-postgres.js';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import {
  APP_ROLE,
  appConnection,
  authConnection,
  type DatabaseConnection,
  type Roles,
  rolesOf,
} from '../../src/platform/database/connection.js';
import { compareSchemas, describeSchema, type SchemaDescription } from '../../src/platform/database/describe-schema.js';
import { getRoles } from '../../src/platform/database/installation-roles.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { SCHEMA_NUMBER } from '../../src/platform/database/schema-version.js';
import {
  findAuthConnection,
  listPasswords,
  type PasswordSources,
  setServingPassword,
} from '../../src/platform/database/serving-role.js';
import { toSecretsKey } from '../../src/platform/secrets/secrets-key.js';
import { memoryFolder } from '../support/memory-folder.js';
import { query } from '../support/postgres.js';

/** All that the server stores of its roles. */
const roles = () =>
  query(
    superuser,
    `SELECT a.rolname, to_jsonb(a) AS attributes,
       (SELECT jsonb_agg(m ORDER BY m.member, m.roleid) FROM pg_auth_members m WHERE a.oid IN (m.member, m.roleid)) AS memberships,
       (SELECT jsonb_agg(s.setconfig) FROM pg_db_role_setting s WHERE s.setrole = a.oid) AS settings
     FROM pg_authid a ORDER BY 1`,
  );

/** Roles are a cluster's: this one has none of the service's yet. */
let server: EmbeddedPostgres;
let superuser: DatabaseConnection;

beforeAll(async () => {
  server = await startThrowawayPostgres(memoryFolder());
  superuser = { ...server.superuser, ssl: false };
});
afterAll(() => server.stop());

describe('an administrator that is no superuser', () => {
  let owner: DatabaseConnection;

  beforeAll(async () => {
    await query(superuser, `CREATE ROLE gate LOGIN CREATEROLE NOCREATEDB PASSWORD 'secret'`);
    await query(superuser, 'CREATE DATABASE gate OWNER gate');
    owner = { ...superuser, user: 'gate', password: 'secret', database: 'gate' };
  });

  it('prepares its database with CREATEROLE alone, and again at the next start', async () => {
    expect(await prepareDatabase(owner, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    expect(await prepareDatabase(owner, MIGRATIONS)).toEqual([]);
    await query(appConnection(owner), 'SELECT FROM public.scans');
  });

  it.each([
    ['may create databases', 'CREATEDB', 'NOCREATEDB'],
    ['may bypass row security', 'BYPASSRLS', 'NOBYPASSRLS'],
  ])('is refused where the serving role %s', async (_, right, without) => {
    await query(superuser, `ALTER ROLE ${APP_ROLE} ${right}`);
    await expect(prepareDatabase(owner, MIGRATIONS)).rejects.toThrow(new RegExp(`ALTER ROLE ${APP_ROLE} .*${without}`));
    await query(superuser, `ALTER ROLE ${APP_ROLE} ${without}`);
    await prepareDatabase(owner, MIGRATIONS);
  });

  it('leaves the roles of the server as they are once they are made', async () => {
    const before = await roles();
    await prepareDatabase(owner, MIGRATIONS);
    expect(await roles()).toEqual(before);
  });

  it('finishes a role that was made without LOGIN', async () => {
    await query(superuser, `ALTER ROLE ${APP_ROLE} NOLOGIN PASSWORD NULL`);
    await prepareDatabase(owner, MIGRATIONS);
    await query(appConnection(owner), 'SELECT FROM public.scans');
  });
});

describe('a copy in another database of the same server', () => {
  const key = toSecretsKey(randomBytes(32).toString('base64')).key;
  const otherKey = toSecretsKey(randomBytes(32).toString('base64')).key;
  let live: DatabaseConnection;
  let copy: DatabaseConnection;

  /** Roles of the server, and relations and rows of the copy. */
  const state = async () => [
    await roles(),
    await query(
      { ...superuser, database: 'copy' },
      'SELECT relname, relacl::text, relowner FROM pg_class ORDER BY oid',
    ),
    await query(
      { ...superuser, database: 'copy' },
      'SELECT (SELECT count(*) FROM migrations), (SELECT id FROM installation)',
    ),
  ];
  const prepare = (admin: DatabaseConnection, passwordKeys: readonly KeyObject[]) =>
    prepareDatabase(admin, MIGRATIONS, { dataMigrations: [], log: { info: () => undefined }, passwordKeys });

  beforeAll(async () => {
    await query(superuser, 'DROP DATABASE gate');
    await query(superuser, `DROP ROLE ${APP_ROLE}, qg_owner, qg_app_auth`);
    for (const owner of ['live', 'copy'])
      await query(superuser, `CREATE ROLE ${owner} LOGIN CREATEROLE NOCREATEDB PASSWORD '${owner}'`);
    await query(superuser, 'CREATE DATABASE live OWNER live');
    live = { ...superuser, user: 'live', password: 'live', database: 'live' };
    await prepare(live, [key]);
    await query(superuser, 'CREATE DATABASE copy OWNER copy TEMPLATE live');
    copy = { ...superuser, user: 'copy', password: 'copy', database: 'copy' };
  });

  it('is refused with another key, and nothing is changed', async () => {
    const before = await state();
    await expect(prepare(copy, [otherKey])).rejects.toThrow(/qgate-admin set-database-password/);
    expect(await state()).toEqual(before);
  });

  it('is refused to an administrator who may not act as the owner, and nothing is changed', async () => {
    const before = await state();
    await expect(prepare(copy, [key])).rejects.toThrow(/Run as a superuser: GRANT "?qg_owner"? TO "?copy/);
    expect(await state()).toEqual(before);
    await query(superuser, 'GRANT qg_owner TO copy');
  });

  it('is prepared with the key of the original, whose role keeps its password', async () => {
    const password = () => query(superuser, `SELECT rolpassword FROM pg_authid WHERE rolname = '${APP_ROLE}'`);
    const before = await password();
    await prepare(copy, [key]);
    await prepare(live, [otherKey, key]);
    expect(await password()).toEqual(before);
  });

  it('is refused where a later version has changed it, and nothing is changed', async () => {
    await query({ ...superuser, database: 'copy' }, 'UPDATE schema_version SET number = 99, oldest_serving = 99');
    const before = await state();
    await expect(prepare(copy, [key])).rejects.toThrow(/99 is the oldest version that may serve it/);
    expect(await state()).toEqual(before);
  });

  it('has a role whose password is set by command alone', async () => {
    const client = await openClient({ ...superuser, database: 'live' });
    await setServingPassword(client, live, APP_ROLE, { passwordKeys: [otherKey] }).finally(() => client.end());
    await expect(prepare(live, [key])).rejects.toThrow(/qgate-admin set-database-password/);
    await prepare(live, [otherKey]);
  });

  it('has the number of the schema that this version knows', async () => {
    const [row] = await query({ ...superuser, database: 'live' }, 'SELECT number FROM schema_version');
    expect(row).toEqual({ number: SCHEMA_NUMBER });
  });
});

describe('roles with the id of the installation in their names', () => {
  const key = toSecretsKey(randomBytes(32).toString('base64')).key;
  const at = (name: string): DatabaseConnection => ({ ...superuser, database: name });
  const prepare = (name: string, { role = null, keys = [key] }: { role?: string | null; keys?: KeyObject[] } = {}) =>
    prepareDatabase(at(name), MIGRATIONS, {
      dataMigrations: [],
      log: { info: () => undefined },
      role,
      passwordKeys: keys,
    });
  const rolesIn = async (name: string): Promise<Roles> => {
    const client = await openClient(at(name));
    return getRoles(client).finally(() => client.end());
  };
  const idOf = async (name: string) => (await query<{ id: string }>(at(name), 'SELECT id FROM installation'))[0]!.id;
  const namedBy = (id: string) => rolesOf(`qg_${id.replaceAll('-', '')}`);
  const signIn = async (name: string): Promise<void> => {
    const client = await openClient(at(name));
    const { serving } = await getRoles(client);
    const passwords = await listPasswords(client, at(name), serving, { passwordKeys: [key] });
    const connection = { ...at(name), user: serving, password: passwords[0] };
    await query(connection, 'SELECT FROM public.scans');
    const auth = await findAuthConnection(client, connection, { passwordKeys: [key] }).finally(() => client.end());
    await query(auth, `SELECT FROM auth.find_user_by_email('a@example.test')`);
    // who knows the serving role's password does not know this one
    await expect(query(authConnection(connection), 'SELECT')).rejects.toThrow(/password authentication failed/);
  };
  const grantsOf = async (name: string): Promise<SchemaDescription> => {
    const client = await openClient(at(name));
    const schema = await describeSchema(client).finally(() => client.end());
    const { serving, owner } = await rolesIn(name);
    // long definitions are compared by a digest, which has the names of roles in it
    const text = JSON.stringify(Object.entries(schema).filter(([, definition]) => !definition.includes('...')));
    return Object.fromEntries(JSON.parse(text.replaceAll(owner, 'OWNER').replaceAll(serving, 'SERVING')));
  };

  beforeAll(async () => {
    for (const name of ['production', 'fresh']) await query(superuser, `CREATE DATABASE ${name}`);
    await prepare('production');
  });

  it('are those of a new installation', async () => {
    expect(await rolesIn('production')).toEqual(namedBy(await idOf('production')));
    await signIn('production');
    expect(await prepare('production')).toEqual([]);
  });

  it('are found again where a first start was interrupted', async () => {
    const begun = 'qg_0123456789abcdef0123456789abcdef';
    await query(superuser, `CREATE ROLE ${begun} NOLOGIN; GRANT CONNECT ON DATABASE fresh TO ${begun}`);
    await prepare('fresh');
    expect(await rolesIn('fresh')).toEqual(rolesOf(begun));
    expect(await idOf('fresh')).toBe('01234567-89ab-cdef-0123-456789abcdef');
  });

  it('are others in a copy, which holds its queue, and the original and a moved database do not', async () => {
    const holds = async (name: string) =>
      (await query<{ holds: boolean }>(at(name), 'SELECT holds_queue AS holds FROM installation'))[0]!.holds;
    // as a dump of a version before has it
    await query(superuser, 'CREATE DATABASE older TEMPLATE production');
    await query(at('older'), 'ALTER TABLE installation DROP COLUMN holds_queue');
    await query(
      at('older'),
      `DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('claim_work'::regproc), 'NOT (SELECT i.holds_queue FROM public.installation i)', 'true'); END $do$`,
    );
    await prepare('older');
    expect(await holds('older')).toBe(true);
    expect(await holds('production')).toBe(false);
  });

  it('are others in a copy beside the original, with all rights, and the original keeps its own', async () => {
    await query(superuser, 'CREATE DATABASE staging TEMPLATE production');
    const before = [await rolesIn('production'), await grantsOf('production')];
    await prepare('staging');
    expect(await rolesIn('staging')).toEqual(namedBy(await idOf('staging')));
    expect(await idOf('staging')).not.toBe(await idOf('production'));
    expect(compareSchemas(await grantsOf('production'), await grantsOf('staging'))).toEqual([]);
    const left = await query(
      at('staging'),
      `SELECT FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = 'staging')
         AND refobjid IN ($1::regrole, $2::regrole, $3::regrole)`,
      Object.values(await rolesIn('production')),
    );
    expect(left).toEqual([]);
    for (const name of ['production', 'staging']) await signIn(name);
    expect([await rolesIn('production'), await grantsOf('production')]).toEqual(before);
    expect(await prepare('staging')).toEqual([]);
    expect(await prepare('production')).toEqual([]);
  });

  it('stay where a dump was restored on a server on which no installation serves by them', async () => {
    await query(superuser, 'CREATE DATABASE moved TEMPLATE production');
    const { serving } = await rolesIn('production');
    await query(superuser, `ALTER ROLE ${serving} NOLOGIN`);
    await prepare('moved');
    expect(await rolesIn('moved')).toEqual(await rolesIn('production'));
    await signIn('moved');
    expect(await prepare('moved')).toEqual([]);
    expect(await query(at('moved'), 'SELECT holds_queue FROM installation')).toEqual([{ holds_queue: false }]);
  });

  it('are those that the configuration names, in a new installation and in a copy', async () => {
    await query(superuser, 'CREATE DATABASE named');
    await prepare('named', { role: 'gate_app' });
    expect(await rolesIn('named')).toEqual({ serving: 'gate_app', owner: 'gate_app_owner', auth: 'gate_app_auth' });
    await query(superuser, 'CREATE DATABASE named_copy TEMPLATE named');
    await prepare('named_copy', { role: 'copied_app' });
    expect(await rolesIn('named_copy')).toEqual({
      serving: 'copied_app',
      owner: 'copied_app_owner',
      auth: 'copied_app_auth',
    });
    await signIn('named_copy');
  });

  it('let the role for identities in by the serving role’s password where the first start had no key', async () => {
    await query(superuser, 'CREATE DATABASE keyless');
    const own: PasswordSources = { servingPassword: 'own' };
    const run = (sources: PasswordSources) =>
      prepareDatabase(at('keyless'), MIGRATIONS, {
        dataMigrations: [],
        log: { info: () => undefined },
        role: 'keyless',
        ...sources,
      });
    await run(own);
    const serving = { ...at('keyless'), user: 'keyless', password: 'own' };
    const client = await openClient(serving);
    const found = (sources: PasswordSources) => findAuthConnection(client, serving, sources);
    expect(await found({ ...own, passwordKeys: [key] })).toEqual(authConnection(serving));
    expect(await run({ ...own, passwordKeys: [key] })).toEqual([]);

    await query(superuser, `ALTER ROLE keyless_auth PASSWORD 'other'`);
    await expect(found(own)).rejects.toThrow(/keyless_auth cannot sign in .* DATABASE_AUTH_URL, or run/);
    await expect(run({ ...own, passwordKeys: [key] })).rejects.toThrow(/keyless_auth cannot sign in/);
    // migrations do not need it
    expect(await run(own)).toEqual([]);
    const named = { ...serving, user: 'keyless_auth', password: 'other' };
    expect(await found({ ...own, auth: named })).toEqual(named);
    expect(await run({ ...own, auth: named })).toEqual([]);
    await expect(run({ ...own, auth: { ...named, user: 'stranger' } })).rejects.toThrow(
      'DATABASE_AUTH_URL names the role stranger. The role for identities beside keyless is keyless_auth.',
    );
    await client.end();
  });

  it.each([
    [
      'another role than that of the database',
      'production',
      'gate_app',
      /belongs to the roles qg_\w+ and .* names gate_app/,
    ],
    ['a role whose password is not known', 'stranger', 'gate_app', /set DATABASE_ROLE to a role for this one/],
  ])('are refused for %s, and nothing is changed', async (_, name, role, reason) => {
    await query(superuser, 'DROP DATABASE IF EXISTS stranger');
    await query(superuser, 'CREATE DATABASE stranger');
    const state = async () => [
      await roles(),
      await query(at(name), 'SELECT relname, relacl::text FROM pg_class ORDER BY oid'),
    ];
    const before = await state();
    await expect(prepare(name, { role })).rejects.toThrow(reason);
    expect(await state()).toEqual(before);
  });
});

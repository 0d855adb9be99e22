import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { tenantTable } from '../../migrations/tenant-table.js';
import { MIGRATIONS } from '../../ormconfig.js';
import {
  APP_ROLE,
  authConnection,
  type DatabaseConnection,
  OWNER_ROLE,
  rolesOf,
} from '../../src/platform/database/connection.js';
import { compareSchemas, describeSchema } from '../../src/platform/database/describe-schema.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { refuseForeignOwners, refuseRoleAboveRowSecurity } from '../../src/platform/database/refuse-server.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { TENANT_TABLES, type TenantTableEnd } from '../../src/platform/tenancy/tenant-tables.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { tryFunctions } from '../support/try-functions.js';

/** Tables that belong to no one organization, and why. */
const SHARED_TABLES: Readonly<Record<string, string>> = {
  'auth.users': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.identities': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.counted_notices': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.unbound_identities': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.own_password_resets': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.passkeys': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.recovery_codes': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.spent_slugs': 'slugs of organizations that were deleted',
  'auth.totp_secrets': 'a person may belong to several organizations; the serving role has no right on it',
  'auth.password_attempts': 'counted before it is known whose they are; the serving role has no right on it',
  'auth.refresh_tokens': 'looked up by its hash before a tenant is known; the serving role has no right on it',
  'auth.used_token_ids': 'an identity token is taken once, whichever organization it is for',
  'public.migrations': 'the schema itself',
  'public.data_migrations': 'conversions that are finished',
  'public.installation': 'the id of the installation, one row',
  'public.schema_version': 'the number of the schema, one row',
  'public.verdict_keys': 'sealed keys that all instances share; the serving role has no right on it',
  'public.secrets_key': 'the fingerprint of the key that all instances share; the serving role has no right on it',
};

/** Unique indexes over all organizations, and why each must be. */
const GLOBAL_UNIQUES: Readonly<Record<string, string>> = {
  organizations_pkey: 'the table of the organizations themselves',
  organizations_slug_key: 'names an organization in the whole service',
  sessions_id_key: 'a random uuid; found by it before a tenant is known',
  mapped_groups_group_name_key: 'a group at the identity provider is one organization’s',
  invitations_token_hash_key: 'a hash of 256 random bits; found by it before a tenant is known',
  password_resets_token_hash_key: 'a hash of 256 random bits; found by it before a tenant is known',
  api_keys_key_hash_key: 'a hash of 256 random bits; found by it before a tenant is known',
  api_keys_previous_key_hash_key: 'as the hash before the last rotation',
  forges_hook_public_id_key: 'a random uuid; found by it before a tenant is known',
};

/** Tables whose rows do not end with what their columns lead to. */
const OUTLIVING: Readonly<Record<string, TenantTableEnd>> = {
  // they name the scan that wrote them
  'public.baselines': 'repo',
  'public.cleared_baselines': 'repo',
  // they tell of scans that were deleted
  'public.events': 'repo',
  'public.verdict_entries': 'repo',
  // they tell of repositories that were deleted
  'public.audit_log': 'organization',
  'public.jobs': 'organization',
  // what waits for a repository that was deleted ends by itself
  'public.work_items': 'organization',
};

/** A table as a new migration makes it: what holds for every table holds for it by `tenantTable` alone. */
const A_NEW_TABLE = `
  CREATE TABLE public.newcomers (org_id bigint, id bigint, repo_id bigint, PRIMARY KEY (org_id, id));
  ${tenantTable('public.newcomers', { repo: 'repo_id' })}`;

/** Functions that the role for identities alone calls. */
const OF_IDENTITIES = [
  'begin_session_by_password',
  'begin_session_by_provider',
  'delete_lone_members',
  'delete_person',
  'find_user_by_email',
  'password_behind',
  'sign_in_choices',
];

const { auth: AUTH_ROLE } = rolesOf(APP_ROLE);
/** Tables that every role may read. */
const OPEN_TABLES = ['public.installation', 'public.schema_version'];

let database: TestDatabase;
let catalogue: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  catalogue = await connect(database.admin);
  await catalogue.query(`SET ROLE ${OWNER_ROLE}; ${A_NEW_TABLE}; RESET ROLE`);
});
afterAll(async () => {
  await catalogue.end();
  await database.drop();
});

async function connect(connection: DatabaseConnection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection });
  await client.connect();
  return client;
}

const rows = async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> =>
  (await catalogue.query<Row>(sql, values)).rows;

/** Every table of ours with the column that names its organization; null where it has none. */
const tables = () =>
  rows<{ oid: number; name: string; org_column: string | null }>(`
    SELECT c.oid, n.nspname || '.' || c.relname AS name,
      CASE WHEN c.oid = 'public.organizations'::regclass THEN 'id' ELSE
        (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attname = 'org_id' AND NOT attisdropped) END
        AS org_column
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'auth') ORDER BY 2`);

/** The lines of all sources but their tests that are no comments. */
function readCode(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .join('\n');
}

const tenantTables = async () => (await tables()).filter((table) => table.org_column !== null);

describe('every table', () => {
  it('names its organization, or is known not to have one', async () => {
    const shared = (await tables()).filter((table) => table.org_column === null).map((table) => table.name);
    expect(shared.sort()).toEqual(Object.keys(SHARED_TABLES).sort());
    expect((await tenantTables()).length).toBeGreaterThan(15);
  });

  it('belongs to the owner role', async () => {
    const others = await rows(`
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('public', 'auth') AND pg_get_userbyid(c.relowner) <> '${OWNER_ROLE}'`);
    expect(others).toEqual([]);
  });
});

describe('every tenant table', () => {
  it('is in the list of tables that says how its rows end, and no other is', async () => {
    const names = (await tenantTables()).map(({ name }) => name).filter((name) => name !== 'public.newcomers');
    expect(names.sort()).toEqual(Object.keys(TENANT_TABLES).sort());
  });

  it('ends with what its columns lead to', async () => {
    const columns = await rows<{ name: string; column: string }>(
      `SELECT n.nspname || '.' || c.relname AS name, attname AS column FROM pg_attribute
       JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE attrelid = ANY ($1) AND attnum > 0 AND NOT attisdropped`,
      [(await tenantTables()).map(({ oid }) => oid)],
    );
    const has = (name: string, column: string) => columns.some((one) => one.name === name && one.column === column);
    for (const [name, { endsWith, secrets }] of Object.entries(TENANT_TABLES)) {
      const lead = has(name, 'scan_id') ? 'scan' : has(name, 'repo_id') ? 'repo' : 'organization';
      expect({ name, secrets: secrets.filter((column) => !has(name, column)) }).toEqual({ name, secrets: [] });
      expect({ name, endsWith }).toEqual({ name, endsWith: OUTLIVING[name] ?? lead });
    }
  });

  it('has row security, forced on its owner too', async () => {
    const open = await rows(
      `
      SELECT oid::regclass AS name FROM pg_class
      WHERE oid = ANY ($1) AND NOT (relrowsecurity AND relforcerowsecurity)`,
      [(await tenantTables()).map((table) => table.oid)],
    );
    expect(open).toEqual([]);
  });

  it('shows the serving role its own organization alone, by a permissive and a restrictive policy', async () => {
    for (const { oid, name, org_column: column } of await tenantTables()) {
      const organization = `(NULLIF(current_setting('app.org_id'::text, true), ''::text))::bigint`;
      const policy = {
        command: '*',
        roles: [APP_ROLE],
        using: `(${column} = ${organization})`,
        // a subquery that refers to no row is answered once for all rows that a statement writes
        checking: `(${column} = ( SELECT ${organization} AS "nullif"))`,
      };
      const policies = await rows(
        `SELECT polpermissive AS permissive, polcmd AS command,
           ARRAY(SELECT coalesce(rolname, 'PUBLIC')::text FROM unnest(polroles) AS role
             LEFT JOIN pg_roles ON pg_roles.oid = role) AS roles,
           pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS checking
         FROM pg_policy WHERE polrelid = $1 AND polroles <> ARRAY['${OWNER_ROLE}'::regrole::oid]
           AND polname NOT LIKE 'repo_wall%'
         ORDER BY polpermissive`,
        [oid],
      );
      expect({ name, policies }).toEqual({
        name,
        policies: [
          { permissive: false, ...policy },
          { permissive: true, ...policy },
        ],
      });
    }
  });

  it('shows a caller that is bound to repositories no row of others', async () => {
    const open = await rows<{ name: string }>(
      `SELECT attrelid::regclass::text AS name FROM pg_attribute
       WHERE attrelid = ANY ($1) AND attname = 'repo_id' AND NOT attisdropped AND NOT EXISTS (
         SELECT FROM pg_policy WHERE polrelid = attrelid AND NOT polpermissive AND polcmd IN ('*', 'r')
           AND polname LIKE 'repo_wall%' AND pg_get_expr(polqual, polrelid) LIKE '%app.repo_ids%')
       ORDER BY 1`,
      [(await tenantTables()).map((table) => table.oid)],
    );
    expect(open).toEqual([]);
  });

  it('lets the planner expect that callers see nearly all rows of their organization, and reads their bound once', async () => {
    const walls = await rows<{ name: string; using: string | null; checking: string | null }>(
      `SELECT polrelid::regclass || ' ' || polname AS name, pg_get_expr(polqual, polrelid) AS using,
         pg_get_expr(polwithcheck, polrelid) AS checking
       FROM pg_policy WHERE polname LIKE 'repo_wall%'`,
    );
    expect(walls.length).toBeGreaterThan(25);
    const isExpected = (using: string) => using.startsWith('(NULLIF(') && using.endsWith(', false) IS NOT NULL)');
    expect(walls.filter(({ using }) => using !== null && !isExpected(using))).toEqual([]);
    const asText = /NULLIF\(current_setting\('app.repo_ids'::text, true\), ''::text\)(?!\)::bigint\[\])/;
    expect(walls.filter(({ using, checking }) => asText.test(`${using} ${checking}`))).toEqual([]);
  });

  it('shows the owner everything, which functions across tenants and dumps need', async () => {
    const policies = await rows<{ oid: number; command: string; using: string; checking: string }>(
      `SELECT polrelid AS oid, polcmd AS command, pg_get_expr(polqual, polrelid) AS using,
         pg_get_expr(polwithcheck, polrelid) AS checking
       FROM pg_policy WHERE polroles = ARRAY['${OWNER_ROLE}'::regrole::oid]`,
    );
    const all = { command: '*', using: 'true', checking: 'true' };
    const byTable = (one: { oid: number }, other: { oid: number }) => one.oid - other.oid;
    expect(policies.sort(byTable)).toEqual((await tenantTables()).sort(byTable).map(({ oid }) => ({ oid, ...all })));
  });

  it('has a primary key that begins with the organization', async () => {
    for (const { oid, name, org_column } of await tenantTables()) {
      const [key] = await rows<{ columns: string[] }>(
        `SELECT ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS part (number, position)
           JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY position) AS columns
         FROM pg_constraint WHERE conrelid = $1 AND contype = 'p'`,
        [oid],
      );
      expect({ name, first: key?.columns[0] }).toEqual({ name, first: org_column });
    }
  });

  it('has no unique index over the organizations, but for those that must be', async () => {
    const found = await rows<{ name: string }>(
      `SELECT index.relname AS name FROM pg_index JOIN pg_class index ON index.oid = indexrelid
       WHERE indisunique AND indrelid = ANY ($1) AND NOT EXISTS (
         SELECT FROM pg_attribute WHERE attrelid = indrelid AND attname = 'org_id' AND attnum = ANY (indkey::int2[]))
       ORDER BY 1`,
      [(await tenantTables()).map((table) => table.oid)],
    );
    expect(found.map((index) => index.name)).toEqual(Object.keys(GLOBAL_UNIQUES).sort());
  });

  it('refers to other tenant tables by organization and id together', async () => {
    const tenants = (await tenantTables()).map((table) => table.oid);
    const keys = await rows<{ name: string; table: string; target: string; own: string[]; referred: string[] }>(
      `SELECT conname AS name, conrelid::regclass::text AS table, confrelid::regclass::text AS target,
         ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS part (number, position)
           JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY position) AS own,
         ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS part (number, position)
           JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY position) AS referred
       FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY ($1) AND confrelid = ANY ($1)`,
      [tenants],
    );
    expect(keys.length).toBeGreaterThan(10);
    const loose = keys.filter(({ target, own, referred }) => {
      const organization = target === 'organizations' ? 'id' : 'org_id';
      return referred[own.indexOf('org_id')] !== organization;
    });
    expect(loose).toEqual([]);
  });
});

describe('the serving role', () => {
  it('has no attribute that goes around the wall', async () => {
    const [role] = await rows(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = '${APP_ROLE}'`,
    );
    expect(new Set(Object.values(role!))).toEqual(new Set([false]));
    const memberships = await rows(
      `SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '${APP_ROLE}'::regrole`,
    );
    expect(memberships).toEqual([]);
  });

  it('may read and write rows, and nothing of tables as a whole', async () => {
    const beyond = await rows(
      `SELECT name, privilege FROM unnest($1::text[]) AS name,
         unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
       WHERE has_table_privilege('${APP_ROLE}', name, privilege)`,
      [(await tables()).map((table) => table.name)],
    );
    expect(beyond).toEqual([]);
    const [schemas] = await rows(
      `SELECT has_schema_privilege('${APP_ROLE}', 'public', 'CREATE') OR
         has_schema_privilege('${APP_ROLE}', 'auth', 'CREATE') OR
         has_database_privilege('${APP_ROLE}', current_database(), 'CREATE') AS may_create`,
    );
    expect(schemas).toEqual({ may_create: false });
  });

  it('can change or delete nothing of what is kept for ever', async () => {
    const changeable = await rows(
      `SELECT name, privilege FROM unnest(ARRAY['audit_log', 'events', 'gate_config_revisions', 'repo_gate_config_revisions', 'evaluations']) AS name,
         unnest(ARRAY['UPDATE', 'DELETE']) AS privilege
       WHERE has_table_privilege('${APP_ROLE}', 'public.' || name, privilege)
         OR has_any_column_privilege('${APP_ROLE}', 'public.' || name, 'UPDATE')`,
    );
    expect(changeable).toEqual([]);
  });

  it('has no right on users, sessions and refresh tokens, and cannot read the hash of a key', async () => {
    const rights = await rows<{ right: string }>(`
      SELECT t.relname || '.' || a.attname || ' ' || privilege AS right
      FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped,
        unnest(ARRAY['SELECT', 'UPDATE']) AS privilege
      WHERE t.relnamespace = 'auth'::regnamespace AND t.relkind = 'r'
        AND has_column_privilege('${APP_ROLE}', t.oid, a.attnum, privilege)`);
    const tablesOf = new Set(rights.map(({ right }) => right.split('.')[0]));
    expect([...tablesOf]).toEqual(['api_keys']);
    const written = rights.filter(({ right }) => right.endsWith('UPDATE')).map(({ right }) => right);
    expect(written).toEqual(['api_keys.revoked_at UPDATE']);
    expect(rights.map(({ right }) => right)).not.toContain('api_keys.key_hash SELECT');
  });

  it('is refused when it could bypass row security, or is another', async () => {
    const above = await connect(database.admin);
    await expect(refuseRoleAboveRowSecurity(above, APP_ROLE)).rejects.toThrow(/may bypass row security/);
    await above.query(`SET ROLE ${OWNER_ROLE}`);
    await expect(refuseRoleAboveRowSecurity(above, APP_ROLE)).rejects.toThrow(
      /served as the database role qg_owner instead/,
    );
    await above.end();
    const bound = await connect(database.app);
    await expect(refuseRoleAboveRowSecurity(bound, APP_ROLE)).resolves.toBeUndefined();
    await bound.end();
  });

  it('is refused where a table or function that serves it belongs to another role', async () => {
    const admin = await connect(database.admin);
    const app = await connect(database.app);
    await expect(refuseForeignOwners(app, APP_ROLE)).resolves.toBeUndefined();
    for (const thing of ['TABLE public.scans', 'FUNCTION public.claim_secrets_key(text)']) {
      await admin.query(`ALTER ${thing} OWNER TO CURRENT_USER`);
      await expect(refuseForeignOwners(app, APP_ROLE)).rejects.toThrow(/ belongs to \w+ instead of qg_owner/);
      await admin.query(`ALTER ${thing} OWNER TO ${OWNER_ROLE}`);
    }
    await Promise.all([admin.end(), app.end()]);
  });
});

describe('the functions that look across tenants', () => {
  interface Traits {
    name: string;
    is_trigger: boolean;
    owner: string;
    definer: boolean;
    settings: string;
    open_to: string[];
  }

  const functions = () =>
    rows<Traits>(`
      SELECT proname AS name, prorettype = 'trigger'::regtype AS is_trigger, pg_get_userbyid(proowner) AS owner,
        prosecdef AS definer, coalesce(array_to_string(proconfig, ';'), '') AS settings,
        ARRAY(SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
          FROM aclexplode(proacl) ORDER BY 1) AS open_to
      FROM pg_proc WHERE pronamespace IN ('auth'::regnamespace, 'public'::regnamespace)`);

  it('belong to the owner and are open to the serving role alone, or to the one for identities', async () => {
    const across = (await functions()).filter((one) => one.definer && !one.is_trigger);
    expect(across.length).toBeGreaterThan(10);
    for (const { name, owner, open_to } of across) {
      const callers =
        name === 'is_open_to' ? [APP_ROLE, AUTH_ROLE] : [OF_IDENTITIES.includes(name) ? AUTH_ROLE : APP_ROLE];
      expect({ name, owner, open_to }).toEqual({ name, owner: OWNER_ROLE, open_to: [...callers, OWNER_ROLE] });
    }
  });

  it.each([
    ['read the hash of a password', `SELECT password_hash FROM auth.find_user_by_email('a@example.test')`],
    ['read the hashes that open organizations', 'SELECT password_hash FROM auth.sign_in_choices(1)'],
    ['read the hash behind a session', 'SELECT auth.password_behind(gen_random_uuid())'],
    ['read the table of users', 'SELECT password_hash FROM auth.users'],
    ['read the table of passwords', 'SELECT password_hash FROM auth.member_passwords'],
    [
      'begin a session by a password',
      `SELECT auth.begin_session_by_password(1, 1, '', '\\x00', '1 day', '1 day', NULL, NULL)`,
    ],
    ['begin a session by an inner function', `SELECT auth.begin_session(1, 1, '\\x00', '1 day', '1 day', NULL, NULL)`],
    [
      'begin a session of an identity',
      `SELECT auth.begin_session_by_provider(1, 1, '\\x00', '1 day', '1 day', NULL, NULL, 'i', 's', NULL, now(), true)`,
    ],
    ['write a session', `INSERT INTO auth.sessions (org_id, user_id, expires_at) VALUES (1, 1, now())`],
    ['delete a person', 'SELECT auth.delete_person(1)'],
    ['delete a user', 'SELECT auth.delete_user(1)'],
    ['delete people of an organization', 'SELECT auth.delete_lone_members(1, 1)'],
    ['delete rows of users', 'DELETE FROM auth.users'],
  ])('do not let the serving role %s', async (_, sql) => {
    const app = await connect(database.app);
    await expect(app.query(sql)).rejects.toThrow(/permission denied/);
    await app.end();
  });

  it('give the serving role nothing of that, whichever arguments it calls them with, and run no code of its own as the owner', async () => {
    expect(await tryFunctions(catalogue, APP_ROLE)).toEqual({
      readHash: [],
      beganSession: [],
      deletedPerson: [],
      ranAsOwner: [],
    });
  });

  it('give it to the role for identities: the calls can tell', async () => {
    expect(await tryFunctions(catalogue, AUTH_ROLE)).toEqual({
      readHash: ['auth.find_user_by_email', 'auth.password_behind', 'auth.sign_in_choices'],
      beganSession: ['auth.begin_session_by_password', 'auth.begin_session_by_provider'],
      deletedPerson: ['auth.delete_lone_members', 'auth.delete_person'],
      ranAsOwner: [],
    });
  });

  it.each([
    ['become the owner', `SET ROLE ${OWNER_ROLE}`],
    ['become the role for identities', `SET ROLE ${AUTH_ROLE}`],
    ['copy the table of users', 'COPY auth.users TO STDOUT'],
    ['copy the hashes of users', 'COPY (SELECT password_hash FROM auth.users) TO STDOUT'],
    ['copy into sessions', `COPY auth.sessions FROM STDIN`],
    ['read a token of a session', 'SELECT token_hash FROM auth.refresh_tokens'],
    ['put a trigger on the table of users', 'CREATE TRIGGER t BEFORE UPDATE ON auth.users EXECUTE FUNCTION now()'],
    [
      'put a function of the owner on a table',
      'CREATE TEMP TABLE t (); CREATE TRIGGER t AFTER INSERT ON t EXECUTE FUNCTION auth.end_minted()',
    ],
    ['look through a view', 'CREATE VIEW public.v AS SELECT FROM auth.users'],
    ['import a file as a large object', `SELECT lo_import('/etc/hostname')`],
    ['read a file', `SELECT pg_read_file('/etc/hostname')`],
    ['skip triggers', 'SET session_replication_role = replica'],
  ])('do not help the serving role to %s', async (_, sql) => {
    const app = await connect(database.app);
    await expect(app.query(sql)).rejects.toThrow(/permission denied/);
    await app.end();
  });

  it('let the role for identities read no table', async () => {
    const readable = await rows(
      `SELECT name FROM unnest($1::text[]) AS name WHERE has_any_column_privilege('${AUTH_ROLE}', name, 'SELECT, INSERT, UPDATE')`,
      [(await tables()).map((table) => table.name).filter((name) => !OPEN_TABLES.includes(name))],
    );
    expect(readable).toEqual([]);
    const identities = await connect(authConnection(database.app));
    await expect(identities.query('SELECT FROM public.scans')).rejects.toThrow(/permission denied/);
    await identities.query(`SELECT FROM auth.find_user_by_email('a@example.test')`);
    await identities.end();
  });

  it('are called by the code, each name by one list of parameters', async () => {
    const names = (await functions()).filter((one) => one.definer && !one.is_trigger).map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const code = readCode(path.join(__dirname, '../../src'));
    const isCalled = (name: string): boolean => new RegExp(`\\b${name}\\(`).test(code);
    expect(names.filter((name) => !isCalled(name))).toEqual([]);
    expect(isCalled('no_such_function')).toBe(false);
  });

  it('fix their search path, as triggers do; others are the owner’s alone, but for those that read by the rights of their caller', async () => {
    const all = await functions();
    // those of probes do not wait for locks either
    const fixed = /^search_path=pg_catalog, pg_temp(;lock_timeout=100ms)?$/;
    expect(all.filter((one) => !fixed.test(one.settings))).toEqual([]);
    const ofCaller = all.filter(({ name }) => ['judged_evidence', 'scan_evidence'].includes(name));
    const shared = { definer: false, open_to: [APP_ROLE, OWNER_ROLE] };
    expect(ofCaller).toEqual([expect.objectContaining(shared), expect.objectContaining(shared)]);
    const others = all.filter((one) => !one.definer && !one.is_trigger && !ofCaller.includes(one));
    expect(others.map(({ name }) => name).sort()).toEqual([
      'audit_faults',
      'audit_hash',
      'audit_personal_digest',
      'begin_provider_session',
      'begin_session',
      'change_password_behind',
      'delete_user',
      'end_secrets',
      'ends_with_mailed_reset',
      'forget_second_factors_of',
      'has_own_password',
      'is_member_of_one',
      'is_of_whole_person',
      'is_reset_allowed',
      'may_reset_own_password',
      'own_sessions',
      'password_of',
      'proves_person',
      'refuse_high_id',
      'reset_password',
      'reset_password_by_administrator',
      'reset_password_of',
      'reset_second_factors_of',
      'store_password_reset',
      'unbind_identities',
      'unbind_identities_of',
    ]);
    expect(new Set(others.flatMap(({ open_to }) => open_to))).toEqual(new Set([OWNER_ROLE]));
  });
});

describe('the wall itself', () => {
  let app: pg.Client;
  const orgs: number[] = [];

  beforeAll(async () => {
    app = await connect(database.app);
    for (const slug of ['one', 'two']) {
      const [org] = await rows<{ id: string }>('INSERT INTO organizations (name, slug) VALUES ($1, $1) RETURNING id', [
        slug,
      ]);
      orgs.push(Number(org!.id));
      await rows('INSERT INTO repos (org_id, name) VALUES ($1, $2)', [org!.id, `${slug}/web`]);
    }
  });
  afterAll(() => app.end());

  const inside = async <Row extends pg.QueryResultRow>(org: number, sql: string, values: unknown[] = []) => {
    await app.query('BEGIN');
    try {
      await app.query(`SELECT set_config('app.org_id', $1, true)`, [String(org)]);
      return (await app.query<Row>(sql, values)).rows;
    } finally {
      await app.query('ROLLBACK');
    }
  };

  it('shows nothing outside of a tenant transaction, also after one has ended', async () => {
    const names = async () => (await app.query<{ name: string }>('SELECT name FROM repos')).rows;
    expect(await names()).toEqual([]);
    expect(await inside(orgs[0]!, 'SELECT name FROM repos')).toEqual([{ name: 'one/web' }]);
    expect(await names()).toEqual([]);
  });

  it('neither shows, changes nor takes rows of another organization', async () => {
    const [one, two] = [orgs[0]!, orgs[1]!];
    expect(await inside(one, 'SELECT name FROM repos WHERE org_id = $1', [two])).toEqual([]);
    expect(await inside(one, `UPDATE repos SET name = 'x' WHERE org_id = $1 RETURNING id`, [two])).toEqual([]);
    await expect(inside(one, `INSERT INTO repos (org_id, name) VALUES ($1, 'x')`, [two])).rejects.toThrow(
      /row-level security/,
    );
    await expect(inside(one, 'UPDATE repos SET org_id = $1', [two])).rejects.toThrow(/row-level security/);
  });

  it('binds a reference to its organization', async () => {
    const [repo] = await rows<{ id: string }>('SELECT id FROM repos WHERE org_id = $1', [orgs[1]]);
    const scan = `INSERT INTO scans (org_id, repo_id, branch, default_branch, is_baseline_scan, baseline_generation,
      created_by, deadline_at) VALUES ($1, $2, 'main', 'main', true, 0, 'user:1', now())`;
    await expect(inside(orgs[0]!, scan, [orgs[0], repo!.id])).rejects.toThrow(/foreign key/);
    await expect(inside(orgs[1]!, scan, [orgs[1], repo!.id])).resolves.toEqual([]);
  });
});

/** Webhooks of a person, of a key of theirs, and of a key that is not there any more. */
const OLD_WEBHOOKS = `
  WITH person AS (INSERT INTO auth.users (email, name) VALUES ('a@example.test', 'A') RETURNING id),
    org AS (INSERT INTO public.organizations (slug, name) VALUES ('old', 'Old') RETURNING id),
    key AS (INSERT INTO auth.api_keys (org_id, name, prefix, key_hash, role, scopes, created_by_user_id)
      SELECT org.id, 'k', 'qga_', '\\x01', 'ORG_ADMIN', '{}', person.id FROM org, person RETURNING org_id, id)
  INSERT INTO public.webhooks (org_id, url, format, events, header_names, created_by, created_at)
    SELECT key.org_id, 'https://a.example', 'standard', '{*}', '{}', maker, now()
    FROM key, person, unnest(ARRAY['user:' || person.id, 'api_key:' || key.id, 'api_key:0']) AS maker`;
/** Connections to forges of the same. */
const OLD_FORGES = `
  INSERT INTO public.forges (org_id, kind, name, base_url, credentials_type, credentials_hint, credentials_set_at, context,
      report, surfaces, hook_public_id, created_by, created_at)
    SELECT org_id, 'github', 'f', 'https://a.example', 'token', '', now(), 'c', '{}', '{}', gen_random_uuid(), created_by, now()
    FROM public.webhooks`;

describe('the migrations after the first', () => {
  it('can be undone, and run again to the same schema', async () => {
    const empty = await createTestDatabase({ isEmpty: true });
    const client = await connect(empty.admin);
    const source = new DataSource({
      ...typeormOptions(empty.admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE}` }),
      migrations: MIGRATIONS,
    });
    try {
      await prepareDatabase(empty.admin, MIGRATIONS.slice(0, 1));
      const first = await describeSchema(client);
      await client.query(OLD_WEBHOOKS);
      await client.query(OLD_FORGES);
      await prepareDatabase(empty.admin, MIGRATIONS);
      for (const table of ['webhooks', 'forges']) {
        const known = `SELECT changed_by_user_id IS NOT NULL AS known FROM ${table} ORDER BY created_by DESC`;
        expect((await client.query(known)).rows).toEqual([{ known: true }, { known: true }, { known: false }]);
      }
      const all = await describeSchema(client);
      expect(Object.keys(all).length).toBeGreaterThan(200);
      await source.initialize();
      for (let left = MIGRATIONS.length; left > 1; left -= 1) await source.undoLastMigration();
      expect(compareSchemas(first, await describeSchema(client))).toEqual([]);
      await prepareDatabase(empty.admin, MIGRATIONS);
      expect(compareSchemas(all, await describeSchema(client))).toEqual([]);
    } finally {
      await source.destroy();
      await client.end();
      await empty.drop();
    }
  });

  it('keep which scans agents began, of deleted keys too', async () => {
    const empty = await createTestDatabase({ isEmpty: true });
    const client = await connect(empty.admin);
    try {
      const before = MIGRATIONS.findIndex(({ name }) => name === 'DropScansOfAgents1795478402270');
      await prepareDatabase(empty.admin, MIGRATIONS.slice(0, before));
      await client.query(`
        INSERT INTO organizations (name, slug) VALUES ('Old', 'old');
        INSERT INTO repos (org_id, name) SELECT id, 'web' FROM organizations;
        INSERT INTO scans (org_id, repo_id, branch, default_branch, is_baseline_scan, baseline_generation, created_by, created_at,
          deadline_at, is_of_agent, trust)
        SELECT r.org_id, r.id, 'main', 'main', false, 0, 'api_key:7', now(), now(), trust < 3, trust
        FROM repos r, unnest(ARRAY[1, 2, 3]) AS trust;`);
      await prepareDatabase(empty.admin, MIGRATIONS);
      expect(
        (await client.query('SELECT trust FROM scans ORDER BY id')).rows.map(({ trust }) => trust as number),
      ).toEqual([1, 1, 3]);
    } finally {
      await client.end();
      await empty.drop();
    }
  });

  it('run once when several instances start together, and never again', async () => {
    const empty = await createTestDatabase({ isEmpty: true });
    const ran = await Promise.all(Array.from({ length: 3 }, () => prepareDatabase(empty.admin, MIGRATIONS)));
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, MIGRATIONS.length]);
    expect(await prepareDatabase(empty.admin, MIGRATIONS)).toEqual([]);
    await empty.drop();
  });
});

import pg from 'pg';
import { APP_ROLE, OWNER_ROLE } from '../../src/platform/database/connection.js';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await query(
    database.admin,
    `INSERT INTO organizations (name, slug) VALUES ('One', 'one');
     INSERT INTO auth.users (email, name, password_hash) VALUES ('one@example.test', 'One', 'hash');
     SET ROLE ${OWNER_ROLE}; CREATE TABLE public.later (id bigint); CREATE FUNCTION public.later() RETURNS int
       LANGUAGE sql AS 'SELECT 1'; RESET ROLE`,
  );
  client = new pg.Client({ ...database.app });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const codeOf = async (sql: string): Promise<string> => {
  try {
    await client.query(sql);
    return 'done';
  } catch (error) {
    return (error as pg.DatabaseError).code ?? 'unknown';
  } finally {
    await client.query('ROLLBACK');
  }
};

/** insufficient_privilege; what needs no right at all to be refused fails with its own code. */
const DENIED = '42501';

it.each([
  'CREATE TABLE public.mine (id int)',
  'CREATE TABLE auth.mine (id int)',
  'CREATE SCHEMA mine',
  'CREATE DATABASE mine',
  'CREATE ROLE mine',
  "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  'CREATE VIEW public.mine AS SELECT 1',
  'CREATE INDEX ON public.scans (branch)',
  'CREATE TRIGGER mine BEFORE UPDATE ON public.scans EXECUTE FUNCTION public.announce_change()',
  'CREATE EXTENSION pg_trgm',
  'ALTER TABLE public.scans DISABLE ROW LEVEL SECURITY',
  'ALTER TABLE public.scans DISABLE TRIGGER ALL',
  'ALTER TABLE public.scans ADD COLUMN mine int',
  'ALTER POLICY tenant ON public.scans USING (true)',
  'CREATE POLICY mine ON public.scans USING (true)',
  'DROP POLICY tenant_wall ON public.scans',
  'DROP TABLE public.scans',
  'DROP FUNCTION auth.has_users()',
  'TRUNCATE public.scans',
  'BEGIN; LOCK TABLE auth.users IN ACCESS SHARE MODE',
  `ALTER ROLE ${APP_ROLE} BYPASSRLS`,
  `ALTER ROLE ${APP_ROLE} SUPERUSER`,
  `GRANT ${OWNER_ROLE} TO ${APP_ROLE}`,
  `SET ROLE ${OWNER_ROLE}`,
  `SET SESSION AUTHORIZATION ${OWNER_ROLE}`,
  'ALTER SYSTEM SET fsync = off',
  "SET session_replication_role = 'replica'",
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "COPY (SELECT 1) TO '/tmp/mine'",
  "COPY public.scans FROM PROGRAM 'true'",
  "SELECT pg_read_file('postgresql.conf')",
  "SELECT pg_ls_dir('.')",
  "SELECT lo_import('/etc/passwd')",
  'SELECT pg_reload_conf()',
  'SELECT * FROM pg_authid',
  'SELECT passwd FROM pg_shadow',
  'SELECT * FROM public.later',
  'SELECT * FROM auth.users',
  'SELECT * FROM auth.sessions',
  'SELECT * FROM auth.refresh_tokens',
  'SELECT * FROM auth.identities',
  'SELECT * FROM auth.password_attempts',
  'SELECT * FROM auth.own_password_resets',
  'SELECT * FROM auth.totp_secrets',
  'SELECT * FROM auth.passkeys',
  'SELECT * FROM auth.recovery_codes',
  'SELECT key_hash FROM auth.api_keys',
  'UPDATE auth.users SET is_super_admin = true',
  'DELETE FROM auth.api_keys',
  "INSERT INTO public.organizations (name, slug) VALUES ('Mine', 'mine')",
  'DELETE FROM public.organizations',
  "UPDATE public.organizations SET slug = 'mine'",
  'DELETE FROM public.deleted_repos',
  "UPDATE public.audit_log SET action = 'nothing'",
  'DELETE FROM public.audit_log',
  "UPDATE public.audit_log SET hash = ''",
  "INSERT INTO public.audit_log (org_id, actor_type, actor_name, action, target_type, hash) VALUES (1, 'user', 'x', 'x', 'x', '')",
  "UPDATE public.audit_chains SET head_hash = ''",
  'SELECT * FROM public.audit_faults()',
  'DELETE FROM public.events',
  'DELETE FROM public.evaluations',
  'DELETE FROM public.verdict_entries',
  "UPDATE public.verdict_entries SET seal = ''",
  'DELETE FROM public.verdict_chains',
  'DELETE FROM public.verdict_counts',
  'SELECT * FROM public.verdict_keys',
  'DELETE FROM public.gate_config_revisions',
  'DELETE FROM public.repo_gate_config_revisions',
])('may not: %s', async (sql) => {
  expect(await codeOf(sql)).toBe(DENIED);
});

it('is refused rows, not shown all, when it asks to go without row security', async () => {
  await client.query('BEGIN; SET LOCAL row_security = off');
  expect(await codeOf('SELECT * FROM public.scans')).toBe(DENIED);
});

it.each([["SET app.org_id = 'x'"], ["SET app.org_id = '1; DROP TABLE scans'"], ["SET app.org_id = '1.5'"]])(
  'sees no row with an organization that is none: %s',
  async (setting) => {
    await client.query(setting);
    expect(await codeOf('SELECT * FROM public.organizations')).toBe('22P02');
    await client.query('RESET app.org_id');
    const { rows } = await client.query('SELECT * FROM public.organizations');
    expect(rows).toEqual([]);
  },
);

it('has exactly these rights on tables', async () => {
  const { rows } = await client.query<{ right: string }>(`
    SELECT n.nspname || '.' || c.relname || ' ' || string_agg(privilege, ' ' ORDER BY privilege) AS right
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
      unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS privilege
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname IN ('public', 'auth')
      AND has_table_privilege(c.oid, privilege)
    GROUP BY n.nspname, c.relname ORDER BY 1`);
  expect(rows.map(({ right }) => right)).toMatchInlineSnapshot(`
    [
      "auth.api_keys INSERT",
      "public.accepted_issues DELETE INSERT SELECT UPDATE",
      "public.audit_chains SELECT",
      "public.audit_log SELECT",
      "public.baselines DELETE INSERT SELECT UPDATE",
      "public.cleared_baselines DELETE INSERT SELECT UPDATE",
      "public.coverage_keyframes DELETE INSERT SELECT",
      "public.coverage_manifests DELETE INSERT SELECT UPDATE",
      "public.coverage_segments DELETE INSERT SELECT",
      "public.coverage_uploads DELETE INSERT SELECT UPDATE",
      "public.deleted_repos INSERT SELECT",
      "public.deliveries INSERT SELECT UPDATE",
      "public.delivery_attempts DELETE INSERT SELECT",
      "public.evaluations INSERT SELECT",
      "public.events INSERT SELECT",
      "public.favourites DELETE INSERT SELECT",
      "public.file_owners DELETE INSERT SELECT",
      "public.finding_keyframes DELETE INSERT SELECT",
      "public.finding_reports DELETE INSERT SELECT UPDATE",
      "public.finding_segments DELETE INSERT SELECT",
      "public.flickering_lines DELETE INSERT SELECT UPDATE",
      "public.forge_reports DELETE INSERT SELECT UPDATE",
      "public.forges DELETE INSERT SELECT UPDATE",
      "public.gate_config_revisions INSERT SELECT",
      "public.gate_configs INSERT SELECT UPDATE",
      "public.hook_deliveries DELETE INSERT SELECT UPDATE",
      "public.installation SELECT",
      "public.invitations DELETE INSERT SELECT",
      "public.issue_blocks INSERT SELECT",
      "public.issue_marks DELETE INSERT SELECT UPDATE",
      "public.jobs DELETE INSERT SELECT UPDATE",
      "public.made_invitations DELETE INSERT SELECT",
      "public.mapped_groups DELETE INSERT SELECT",
      "public.mark_operations DELETE INSERT SELECT UPDATE",
      "public.members DELETE INSERT SELECT UPDATE",
      "public.migrations SELECT",
      "public.organization_quotas DELETE INSERT SELECT",
      "public.organization_usage INSERT SELECT",
      "public.organizations SELECT",
      "public.project_proofs DELETE INSERT SELECT UPDATE",
      "public.pull_requests INSERT SELECT UPDATE",
      "public.repo_forges DELETE INSERT SELECT UPDATE",
      "public.repo_gate_config_revisions INSERT SELECT",
      "public.repo_names SELECT",
      "public.repos DELETE INSERT SELECT UPDATE",
      "public.rule_help DELETE INSERT SELECT UPDATE",
      "public.scan_changes DELETE INSERT SELECT UPDATE",
      "public.scan_files DELETE INSERT SELECT UPDATE",
      "public.scan_fixes DELETE INSERT SELECT",
      "public.scan_manifests DELETE INSERT SELECT UPDATE",
      "public.scan_sources DELETE INSERT SELECT UPDATE",
      "public.scans DELETE INSERT SELECT UPDATE",
      "public.schema_version SELECT",
      "public.search_words DELETE INSERT SELECT",
      "public.source_texts DELETE INSERT SELECT UPDATE",
      "public.test_uploads INSERT SELECT UPDATE",
      "public.trend_facts INSERT SELECT UPDATE",
      "public.trusted_publishers DELETE INSERT SELECT",
      "public.verdict_chains INSERT SELECT UPDATE",
      "public.verdict_counts INSERT SELECT UPDATE",
      "public.verdict_entries INSERT SELECT",
      "public.views DELETE INSERT SELECT UPDATE",
      "public.waiver_requests INSERT SELECT",
      "public.waiver_uses INSERT SELECT UPDATE",
      "public.waivers INSERT SELECT",
      "public.webhooks INSERT SELECT UPDATE",
      "public.work_items DELETE INSERT SELECT UPDATE",
    ]
  `);
});

it('is given nothing of what the owner makes later', async () => {
  const { rows } = await client.query('SELECT defaclobjtype FROM pg_default_acl');
  expect(rows).toEqual([]);
});

it('waits neither for statements, nor for locks, nor for idle transactions without end', async () => {
  const { rows } = await client.query(
    `SELECT name, setting::int AS ms FROM pg_settings
     WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`,
  );
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', ms: 30_000 },
    { name: 'lock_timeout', ms: 10_000 },
    { name: 'statement_timeout', ms: 30_000 },
  ]);
});

import type pg from 'pg';

/** Names of functions by which a role went beyond its rights. */
export interface Escalations {
  readonly readHash: readonly string[];
  readonly beganSession: readonly string[];
  readonly deletedPerson: readonly string[];
  readonly ranAsOwner: readonly string[];
}

interface State {
  readonly people: string[];
  readonly sessions: string[];
  /** Roles as which the trigger of the temporary table ran. */
  readonly callers: string[];
}

/** Ids of an organization and of its member; those of the second are deleted, and a lone member. */
const [LIVE, DELETED] = [900_001, 900_002];
const HASH = 'a-stored-hash';
const SESSION = '00000000-0000-4000-8000-000000900001';

const FIXTURES = `
  INSERT INTO public.organizations (id, name, slug, deleted_at) OVERRIDING SYSTEM VALUE
    VALUES (${LIVE}, 'live', 'live', NULL), (${DELETED}, 'deleted', 'deleted', now());
  INSERT INTO auth.users (id, email, name, password_hash) OVERRIDING SYSTEM VALUE
    VALUES (${LIVE}, 'a@example.test', 'a', '${HASH}'), (${DELETED}, 'b@example.test', 'b', '${HASH}');
  INSERT INTO public.members (org_id, user_id, role)
    VALUES (${LIVE}, ${LIVE}, 'ORG_OWNER'), (${DELETED}, ${DELETED}, 'ORG_OWNER');
  INSERT INTO auth.identities (issuer, subject, user_id, is_proven) VALUES ('x', 'x', ${LIVE}, true);
  INSERT INTO auth.sessions (org_id, id, user_id, expires_at)
    VALUES (${LIVE}, '${SESSION}', ${LIVE}, now() + interval '1 day');`;

/** A temporary table whose trigger notes as whom it runs. */
const BAIT = `
  CREATE TEMPORARY TABLE bait (org_id bigint);
  CREATE TEMPORARY TABLE caught (caller text);
  GRANT ALL ON bait, caught TO PUBLIC;
  INSERT INTO bait VALUES (${LIVE}), (${DELETED});
  CREATE FUNCTION pg_temp.note_caller() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN INSERT INTO pg_temp.caught VALUES (current_user); RETURN OLD; END';
  CREATE TRIGGER note_caller BEFORE DELETE OR UPDATE ON bait FOR EACH ROW EXECUTE FUNCTION pg_temp.note_caller();`;

/** Arguments to try, by type: what an attacker knows of the fixtures, and what breaks constraints. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  bigint: [String(LIVE), String(DELETED), 'NULL', '-1'],
  'bigint[]': [`ARRAY[${LIVE}, ${DELETED}]`, `'{}'`, 'NULL'],
  boolean: ['true', 'false', 'NULL'],
  bytea: [`'\\x00'`, `'\\x01'`, 'NULL'],
  integer: ['10', '1000', '0', 'NULL'],
  interval: [`'1 day'`, `'2 days'`, 'NULL', `'-1 day'`],
  regclass: [`'auth.sessions'`, `'pg_temp.bait'`, `'auth.users'`, `'auth.member_passwords'`],
  text: [`'x'`, `'${HASH}'`, `'a@example.test'`, 'NULL', `'ORG_OWNER'`],
  'timestamp with time zone': ['now()', `'infinity'`, 'NULL'],
  uuid: [`'${SESSION}'`, 'gen_random_uuid()', 'NULL'],
};
/** Calls of each function: at first all arguments come from the same place of their lists, then from different ones. */
const CALLS = 24;

const argument = (type: string, turn: number, parameter: number): string => {
  const known = ARGUMENTS[type] ?? ['NULL'];
  return `(${known[(turn + parameter * Math.floor(turn / 4)) % known.length]!})::${type}`;
};

/**
 * Calls each function that a role may call as an attacker would, always from the same state, and tells which of them
 * gave away more than the role may have.
 *
 * @param admin of a superuser, in no transaction
 */
export async function tryFunctions(admin: pg.Client, role: string): Promise<Escalations> {
  const functions = await listFunctions(admin, role);
  await admin.query(`BEGIN; ${FIXTURES} SET LOCAL ROLE ${role}; ${BAIT} RESET ROLE`);
  const before = await readState(admin);
  const found: { readonly [Key in keyof Escalations]: Set<string> } = {
    readHash: new Set(),
    beganSession: new Set(),
    deletedPerson: new Set(),
    ranAsOwner: new Set(),
  };
  for (const { name, types } of functions)
    for (let turn = 0; turn < CALLS; turn += 1) {
      const values = types.map((type, parameter) => argument(type, turn, parameter)).join(', ');
      const orgId = turn % 2 === 0 ? LIVE : DELETED;
      await admin.query(`SAVEPOINT attempt; SET LOCAL ROLE ${role}; SET LOCAL app.org_id = '${orgId}'`);
      const { told, hasAnswered } = await call(admin, `SELECT * FROM ${name}(${values})`);
      if (!values.includes(HASH) && told.includes(HASH)) found.readHash.add(name);
      if (hasAnswered) {
        await admin.query('RESET ROLE');
        const after = await readState(admin);
        if (after.sessions.some((id) => !before.sessions.includes(id))) found.beganSession.add(name);
        if (before.people.some((id) => !after.people.includes(id))) found.deletedPerson.add(name);
        if (after.callers.some((caller) => caller !== role)) found.ranAsOwner.add(name);
      }
      await admin.query('ROLLBACK TO SAVEPOINT attempt');
    }
  await admin.query('ROLLBACK');
  return {
    readHash: [...found.readHash],
    beganSession: [...found.beganSession],
    deletedPerson: [...found.deletedPerson],
    ranAsOwner: [...found.ranAsOwner],
  };
}

async function listFunctions(admin: pg.Client, role: string) {
  const { rows } = await admin.query<{ name: string; types: string[] }>(
    `SELECT oid::regproc::text AS name,
       ARRAY(SELECT format_type(type, NULL) FROM unnest(proargtypes) WITH ORDINALITY AS one (type, at) ORDER BY at) AS types
     FROM pg_proc WHERE pronamespace IN ('auth'::regnamespace, 'public'::regnamespace) AND has_function_privilege($1, oid, 'EXECUTE')
     ORDER BY 1`,
    [role],
  );
  return rows;
}

async function readState(admin: pg.Client): Promise<State> {
  const { rows } = await admin.query<State>(`
    SELECT ARRAY(SELECT id::text FROM auth.users) AS people, ARRAY(SELECT id::text FROM auth.sessions) AS sessions,
      ARRAY(SELECT caller FROM pg_temp.caught) AS callers`);
  return rows[0]!;
}

/** Rows as text, or an error with its details, which may show a row. */
async function call(admin: pg.Client, sql: string): Promise<{ told: string; hasAnswered: boolean }> {
  try {
    return { told: JSON.stringify((await admin.query(sql)).rows), hasAnswered: true };
  } catch (error) {
    const { message, detail = '', where = '' } = error as pg.DatabaseError;
    return { told: `${message} ${detail} ${where}`, hasAnswered: false };
  }
}

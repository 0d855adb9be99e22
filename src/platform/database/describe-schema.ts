import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Definition of each object of a schema, by its kind and name. */
export type SchemaDescription = Readonly<Record<string, string>>;

/** Rights of an object, one a line, with the owner's left out. @param acl SQL of an aclitem[] */
const rights = (acl: string, owner: string): string => `(SELECT coalesce(string_agg(
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ' ' || privilege_type, ', '
    ORDER BY grantee::regrole::text, privilege_type), '')
  FROM aclexplode(${acl}) WHERE grantee <> ${owner})`;

const OF_EXTENSION = (oid: string): string =>
  `EXISTS (SELECT FROM pg_depend e WHERE e.objid = ${oid} AND e.deptype = 'e')`;

/**
 * Definitions are written so that every supported version of PostgreSQL answers the same, also of a database that was restored from a dump, which
 * drops parentheses of nested conditions. Left out are what extensions brought along, the values of
 * sequences, and the table of TypeORM.
 */
const DESCRIPTION = `
  WITH spaces AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'auth')
  ), relations AS (
    SELECT c.*, s.nspname || '.' || c.relname AS name FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
    WHERE c.relname NOT IN ('migrations', 'migrations_id_seq') AND NOT ${OF_EXTENSION('c.oid')}
  ), tables AS (
    SELECT * FROM relations WHERE relkind IN ('r', 'p')
  ), routines AS (
    SELECT p.*, s.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name
    FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace WHERE NOT ${OF_EXTENSION('p.oid')}
  )
  SELECT 'relation ' || name AS object, concat_ws('; ', relkind, 'owner ' || relowner::regrole,
      CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
      array_to_string(reloptions, ', '), ${rights('relacl', 'relowner')}, obj_description(oid, 'pg_class')) AS definition
    FROM relations WHERE relkind NOT IN ('i', 'I', 't')
  UNION ALL SELECT 'column ' || t.name || '.' || a.attname, concat_ws('; ',
      row_number() OVER (PARTITION BY t.oid ORDER BY a.attnum) || ' ' || format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'not null' END, 'default ' || pg_get_expr(d.adbin, d.adrelid),
      CASE WHEN a.attidentity <> '' THEN 'identity ' || a.attidentity::text END, CASE WHEN a.attgenerated <> '' THEN 'generated' END,
      'storage ' || a.attstorage::text, CASE WHEN a.attcompression <> '' THEN 'compression ' || a.attcompression::text END,
      ${rights('a.attacl', 't.relowner')}, col_description(t.oid, a.attnum))
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  UNION ALL SELECT 'constraint ' || t.name || '.' || c.conname, pg_get_constraintdef(c.oid)
    FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('p', 'u', 'f', 'c', 'x')
  UNION ALL SELECT 'index ' || t.name || '.' || i.relname, concat_ws('; ', pg_get_indexdef(i.oid),
      array_to_string(i.reloptions, ', '), CASE WHEN NOT x.indisvalid THEN 'invalid' END)
    FROM tables t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
  UNION ALL SELECT 'policy ' || t.name || '.' || p.polname, concat_ws('; ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
      p.polcmd, (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE role::regrole::text END, ', ') FROM unnest(p.polroles) role),
      'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
    FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
  UNION ALL SELECT 'trigger ' || t.name || '.' || g.tgname, translate(pg_get_triggerdef(g.oid), '()', '') || CASE g.tgenabled WHEN 'O' THEN '' ELSE '; ' || g.tgenabled::text END
    FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
  UNION ALL SELECT 'sequence ' || r.name, concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
      s.seqcache, s.seqcycle)
    FROM relations r JOIN pg_sequence s ON s.seqrelid = r.oid
  UNION ALL SELECT 'function ' || r.name, concat_ws('; ', pg_get_function_arguments(r.oid), pg_get_function_result(r.oid),
      (SELECT lanname FROM pg_language WHERE oid = r.prolang), r.provolatile, CASE WHEN r.prosecdef THEN 'security definer' END,
      CASE WHEN r.proisstrict THEN 'strict' END, CASE WHEN r.proleakproof THEN 'leakproof' END, r.proparallel, r.procost, r.prorows,
      array_to_string(r.proconfig, ', '), 'owner ' || r.proowner::regrole, ${rights(`coalesce(r.proacl, acldefault('f', r.proowner))`, 'r.proowner')},
      obj_description(r.oid, 'pg_proc'), 'body ' || md5(regexp_replace(btrim(r.prosrc, E' \\n'), '\\s*\\n\\s*', E'\\n', 'g')))
    FROM routines r
  UNION ALL SELECT 'type ' || s.nspname || '.' || t.typname, concat_ws('; ', t.typtype,
      (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), obj_description(t.oid, 'pg_type'))
    FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
    WHERE t.typtype NOT IN ('c', 'b') AND NOT ${OF_EXTENSION('t.oid')}
  UNION ALL SELECT 'statistics ' || stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
    WHERE stxnamespace IN (SELECT oid FROM spaces)
  UNION ALL SELECT 'schema auth', concat_ws('; ', 'owner ' || nspowner::regrole, ${rights('nspacl', 'nspowner')})
    FROM pg_namespace WHERE nspname = 'auth'
  ORDER BY 1`;

/** Longest definition that is stored whole; a longer one is its beginning and a digest. */
const MAX_LENGTH = 160;

/** Describes every object of the schemas `public` and `auth`. */
export async function describeSchema(client: Pick<pg.ClientBase, 'query'>): Promise<SchemaDescription> {
  await client.query('BEGIN');
  try {
    return await describeSchemaIn(client);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** As `describeSchema`, in a transaction that is open: names it uses need their schema from then on. */
export async function describeSchemaIn(client: Pick<pg.ClientBase, 'query'>): Promise<SchemaDescription> {
  // definitions name the schema of all that they refer to then
  await client.query(`SET LOCAL search_path = ''`);
  const { rows } = await client.query<{ object: string; definition: string }>(DESCRIPTION);
  return Object.fromEntries(rows.map(({ object, definition }) => [object, abbreviate(definition)]));
}

function abbreviate(definition: string): string {
  if (definition.length <= MAX_LENGTH) return definition;
  const digest = createHash('sha256').update(definition).digest('hex').slice(0, 16);
  return `${definition.slice(0, MAX_LENGTH / 2)}... (${digest})`;
}

/** Objects that differ, are missing, or are too many, each with what is wrong about it. */
export function compareSchemas(expected: SchemaDescription, found: SchemaDescription): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (found[name] === undefined) return [`${name} is missing`];
    if (expected[name] === undefined) return [`${name} does not belong to it`];
    return found[name] === expected[name] ? [] : [`${name} is "${found[name]}" instead of "${expected[name]}"`];
  });
}

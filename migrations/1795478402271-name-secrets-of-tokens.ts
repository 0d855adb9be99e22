import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const IN_ORG = `NULLIF(current_setting('app.org_id', true), '')::bigint`;

/** Holds off the end of a key. @param parts of the statement, which tell the secret from the other one of its key */
const holdKeys = (parts: {
  readonly of: string;
  readonly secrets: string;
  readonly ends: string;
  readonly is: string;
}) => `
  CREATE FUNCTION auth.hold_keys(of_org bigint, of_key bigint, of_lineage bigint[], ${parts.of}, at_time timestamptz)
    RETURNS TABLE (held bigint, ends timestamptz)
    LANGUAGE sql ${DEFINER} AS $$
      SELECT count(*), min(k.ends) FROM (
        SELECT ${parts.ends} AS ends FROM auth.api_keys k ${parts.secrets}
        WHERE k.org_id = of_org AND k.org_id = ${IN_ORG} AND k.id = ANY (of_lineage || of_key)
          AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
          AND (k.id <> of_key OR ${parts.is})
        ORDER BY k.id FOR SHARE OF k) k
    $$;`;

/** The end of the secret that begins like the text; no row where it is none of the key's. */
const SECRET = `
  CROSS JOIN LATERAL (
    SELECT bool_or(left(encode(s.hash, 'hex'), 16) = of_secret AND (s.ends IS NULL OR s.ends > at_time)) AS works,
      min(s.ends) FILTER (WHERE left(encode(s.hash, 'hex'), 16) = of_secret) AS ends
    FROM (VALUES (k.key_hash, k.secret_expires_at), (k.previous_key_hash, k.previous_expires_at)) AS s (hash, ends)) AS secret`;

const OF_SECRET = {
  ...{ of: 'of_secret text', secrets: SECRET, is: 'secret.works' },
  ends: 'least(k.expires_at, CASE WHEN k.id = of_key THEN secret.ends END)',
};
const OF_PERSON = {
  ...{ of: 'by_user bigint', secrets: '', ends: 'k.expires_at' },
  is: 'by_user IN (k.created_by_user_id, k.previous_maker)',
};

/** Tables with the condition on which the tokens of a row end, as it was and as it is. */
const ENDS = [
  [
    'public.organizations',
    '(old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL)',
    '(old.deleted_at IS NULL) <> (new.deleted_at IS NULL)',
  ],
  ['public.trusted_publishers', '(NOT old.is_disabled) AND new.is_disabled', 'old.is_disabled <> new.is_disabled'],
] as const;

/** Tokens end with the secret that made them, and those that were issued while their publisher was disabled count for nothing. */
export class NameSecretsOfTokens1795478402271 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION auth.hold_keys');
    await db.query(holdKeys(OF_SECRET));
    await db.query(`
      -- True while the secret works, whose hash begins like the text.
      CREATE FUNCTION auth.has_secret(of_org bigint, of_key bigint, of_secret text) RETURNS boolean
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT EXISTS (
            SELECT FROM auth.api_keys k
            CROSS JOIN LATERAL (VALUES (k.key_hash, k.secret_expires_at), (k.previous_key_hash, k.previous_expires_at)) AS s (hash, ends)
            WHERE k.org_id = of_org AND k.id = of_key AND left(encode(s.hash, 'hex'), 16) = of_secret AND (s.ends IS NULL OR s.ends > now()))
        $$;`);
    await openFunctions(db, 'auth.hold_keys', 'auth.has_secret');
    for (const [table, , condition] of ENDS) await endTokens(db, table, condition);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [table, condition] of ENDS) await endTokens(db, table, condition);
    await db.query('DROP FUNCTION auth.has_secret');
    await db.query('DROP FUNCTION auth.hold_keys');
    await db.query(holdKeys(OF_PERSON));
    await openFunctions(db, 'auth.hold_keys');
  }
}

const endTokens = (db: QueryRunner, table: string, condition: string): Promise<unknown> =>
  db.query(
    `CREATE OR REPLACE TRIGGER end_tokens BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${condition})
     EXECUTE FUNCTION auth.end_tokens()`,
  );

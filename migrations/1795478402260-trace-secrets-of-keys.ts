import type { MigrationInterface, QueryRunner } from 'typeorm';
import { identity } from './initial/identity.js';
import { createInitialFunctions, openFunctions } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';
import { APP_ROLE, runSql } from './tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const IN_ORG = `NULLIF(current_setting('app.org_id', true), '')::bigint`;

const PARTS: readonly FunctionPart[] = [
  [
    'auth.end_access',
    `UPDATE auth.api_keys SET revoked_at = now()
        WHERE org_id = to_org AND created_by_user_id = of_user AND revoked_at IS NULL`,
    'SELECT auth.end_secrets(to_org, NULL, of_user, now())',
  ],
  ['auth.end_minted', 'NEW.revoked_at', 'coalesce(NEW.revoked_at, now())'],
  ['auth.end_minted_publishers', 'NEW.revoked_at', 'coalesce(NEW.revoked_at, now())'],
  // the secret that another person has of a key outlives the row's person
  [
    'auth.delete_user',
    'DELETE FROM auth.users u WHERE u.id = of_user;',
    `PERFORM auth.end_secrets(k.org_id, NULL, of_user, now())
            FROM (SELECT DISTINCT a.org_id FROM auth.api_keys a WHERE a.created_by_user_id = of_user) k;
          DELETE FROM auth.users u WHERE u.id = of_user;`,
  ],
];

/** Parts of the first migration's functions before this one. */
const BEFORE: readonly FunctionPart[] = [
  [
    'auth.find_bound_key_holder',
    'WHERE k.key_hash = wanted AND',
    'WHERE (k.key_hash = wanted OR k.previous_key_hash = wanted AND k.previous_expires_at > now()) AND',
  ],
  [
    'auth.find_bound_key_holder',
    'extract(epoch FROM k.expires_at - now())',
    'extract(epoch FROM least(k.expires_at, CASE WHEN k.key_hash <> wanted THEN k.previous_expires_at END) - now())',
  ],
  ['auth.revoke_minted_keys', 'k.minted_by = by_key', 'by_key IN (k.minted_by, k.rotated_by)'],
  ['auth.revoke_minted_keys', 'ON k.minted_by = m.id', 'ON m.id IN (k.minted_by, k.rotated_by)'],
];

/** The function that rotates, as before this migration. */
const ROTATE_WITHOUT_LINEAGE = `
  CREATE FUNCTION auth.rotate_api_key(of_org bigint, of_key bigint, new_hash bytea, new_prefix text, at_time timestamptz,
    previous_until timestamptz, by_key bigint) RETURNS boolean
    LANGUAGE plpgsql ${DEFINER} AS $$
      BEGIN
        UPDATE auth.api_keys k SET key_hash = new_hash, prefix = new_prefix, rotated_by = by_key,
          previous_expires_at = previous_until,
          previous_key_hash = CASE WHEN previous_until > at_time THEN k.key_hash END
          WHERE k.org_id = of_org AND k.org_id = ${IN_ORG} AND k.id = of_key
            AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
            AND (k.previous_expires_at IS NULL OR k.previous_expires_at <= at_time);
        RETURN FOUND;
    END $$;`;

const FIND_HOLDER = `
  DROP FUNCTION auth.find_bound_key_holder(bytea);
  -- The holder of a secret by its hash: the key with the repositories that it is bound to, the person who knows the secret, and
  -- the keys with which it ends; no row once it ended.
  CREATE FUNCTION auth.find_bound_key_holder(wanted bytea)
    RETURNS TABLE (key_id bigint, key_name text, role text, scopes text[], repo_ids bigint[], may_write_baseline boolean,
      org_id bigint, maker_id bigint, maker_role text, valid_for_ms double precision, lineage bigint[])
    LANGUAGE sql STABLE ${DEFINER} AS $$
      SELECT k.id, k.name, k.role, k.scopes, k.repo_ids, k.may_write_baseline, k.org_id, u.id, m.role,
        extract(epoch FROM least(k.expires_at, s.ends) - now())::float8 * 1000, s.lineage
      FROM auth.api_keys k
      CROSS JOIN LATERAL (VALUES
        (k.key_hash, k.created_by_user_id, k.lineage, k.secret_expires_at),
        (k.previous_key_hash, k.previous_maker, k.previous_lineage, k.previous_expires_at)) AS s (hash, maker, lineage, ends)
      JOIN auth.users u ON u.id = s.maker
      LEFT JOIN public.members m ON m.org_id = k.org_id AND m.user_id = u.id
      WHERE (k.key_hash = wanted OR k.previous_key_hash = wanted) AND s.hash = wanted AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > now()) AND (s.ends IS NULL OR s.ends > now())
        AND (m.role IS NOT NULL OR u.is_super_admin)
    $$;`;

/** Trigger that forgets cached callers. @param columns those whose change ends what is cached */
const announceChange = (columns: readonly string[]): string => `
  CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON auth.api_keys FOR EACH ROW
    WHEN (${columns.map((column) => `old.${column} IS DISTINCT FROM new.${column}`).join(' OR ')})
    EXECUTE FUNCTION public.announce_change('api_key', 'id');`;

const ANNOUNCED = ['name', 'role', 'scopes', 'created_by_user_id', 'key_hash', 'expires_at', 'revoked_at'];

/** One of two secrets ends: the present one, after which the one before is in force again, or that one with a key from which it descends. */
const ENDS_IN_PART = `old.previous_key_hash IS NOT NULL AND new.previous_key_hash IS NULL
  AND (new.key_hash = old.previous_key_hash OR new.key_hash = old.key_hash AND old.previous_lineage <> '{}')`;

/**
 * Each secret of an API key has its person, and the keys with which it ends (docs/adr/keys.md#trust-of-secrets-and-scans).
 */
export class TraceSecretsOfKeys1795478402260 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ALTER TABLE auth.api_keys
        -- keys with which the secret ends: the one that rotated or made the key, and those of the secret that it had then
        ADD COLUMN lineage bigint[] NOT NULL DEFAULT '{}',
        -- the end of the first of those, or of a secret that is in force again
        ADD COLUMN secret_expires_at timestamptz,
        -- the same of the secret before; created_by_user_id is the person who knows the present one
        ADD COLUMN previous_lineage bigint[] NOT NULL DEFAULT '{}',
        ADD COLUMN previous_maker bigint REFERENCES auth.users (id) ON DELETE SET NULL,
        ADD COLUMN previous_prefix text;
      CREATE INDEX api_keys_previous_maker ON auth.api_keys (previous_maker) WHERE previous_maker IS NOT NULL;
      UPDATE auth.api_keys k SET lineage = ARRAY[k.rotated_by] WHERE k.rotated_by IS NOT NULL;
      UPDATE auth.api_keys k SET previous_maker = k.created_by_user_id, previous_lineage = k.lineage, previous_prefix = k.prefix
        WHERE k.previous_key_hash IS NOT NULL;
      DROP FUNCTION auth.rotate_api_key;
      ALTER TABLE auth.api_keys DROP COLUMN rotated_by;
      GRANT SELECT (lineage, secret_expires_at) ON auth.api_keys TO ${APP_ROLE};

      -- Gives a key of the transaction's organization another secret, known to by_user. False where it has ended, or has two
      -- secrets already.
      CREATE FUNCTION auth.rotate_api_key(of_org bigint, of_key bigint, new_hash bytea, new_prefix text, at_time timestamptz,
        previous_until timestamptz, by_user bigint, of_lineage bigint[], secret_ends timestamptz) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
          BEGIN
            UPDATE auth.api_keys k SET key_hash = new_hash, prefix = new_prefix, created_by_user_id = by_user,
              lineage = array_remove(of_lineage, of_key), secret_expires_at = secret_ends,
              previous_expires_at = least(previous_until, k.secret_expires_at), previous_maker = k.created_by_user_id,
              previous_lineage = k.lineage, previous_prefix = k.prefix,
              previous_key_hash = CASE WHEN previous_until > at_time THEN k.key_hash END
              WHERE k.org_id = of_org AND k.org_id = ${IN_ORG} AND k.id = of_key
                AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
                AND (k.previous_expires_at IS NULL OR k.previous_expires_at <= at_time);
            RETURN FOUND;
        END $$;

      -- Holds off the end of a key that by_user has a secret of, and of the keys of that secret's lineage, until the transaction
      -- ends. Returns how many work, and the first end.
      CREATE FUNCTION auth.hold_keys(of_org bigint, of_key bigint, of_lineage bigint[], by_user bigint, at_time timestamptz)
        RETURNS TABLE (held bigint, ends timestamptz)
        LANGUAGE sql ${DEFINER} AS $$
          SELECT count(*), min(k.expires_at) FROM (
            SELECT k.expires_at FROM auth.api_keys k
            WHERE k.org_id = of_org AND k.org_id = ${IN_ORG} AND k.id = ANY (of_lineage || of_key)
              AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
              AND (k.id <> of_key OR by_user IN (k.created_by_user_id, k.previous_maker))
            ORDER BY k.id FOR SHARE) k
        $$;

      -- Ends the secrets of a person, or of a key that was revoked, and those that descend from them. A key whose present secret
      -- ends falls back to the one before, if that lives, else it is revoked. Returns how many keys were revoked.
      CREATE FUNCTION auth.end_secrets(of_org bigint, of_key bigint, of_user bigint, at_time timestamptz) RETURNS integer
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
          DECLARE gone bigint[] := array_remove(ARRAY[of_key], NULL); revoked bigint[]; ended integer := 0; changed integer; more integer;
          BEGIN
            -- again until none is left: a key that was waited for may have made or rotated another one meanwhile
            LOOP
              UPDATE auth.api_keys k SET previous_key_hash = NULL, previous_expires_at = NULL, previous_maker = NULL,
                  previous_lineage = '{}', previous_prefix = NULL
                WHERE k.org_id = of_org AND k.revoked_at IS NULL AND k.previous_key_hash IS NOT NULL
                  AND (k.previous_maker = of_user OR k.previous_lineage && gone);
              GET DIAGNOSTICS changed = ROW_COUNT;
              UPDATE auth.api_keys k SET key_hash = k.previous_key_hash, prefix = k.previous_prefix,
                  created_by_user_id = k.previous_maker, lineage = k.previous_lineage, secret_expires_at = k.previous_expires_at,
                  previous_key_hash = NULL, previous_expires_at = NULL, previous_maker = NULL, previous_lineage = '{}',
                  previous_prefix = NULL
                WHERE k.org_id = of_org AND k.revoked_at IS NULL AND (k.created_by_user_id = of_user OR k.lineage && gone)
                  AND k.previous_key_hash IS NOT NULL AND k.previous_expires_at > at_time AND k.previous_maker IS NOT NULL;
              GET DIAGNOSTICS more = ROW_COUNT;
              changed := changed + more;
              WITH over AS (
                UPDATE auth.api_keys k SET revoked_at = at_time
                  WHERE k.org_id = of_org AND k.revoked_at IS NULL
                    AND (k.minted_by = ANY (gone) OR ((k.created_by_user_id = of_user OR k.lineage && gone)
                      AND (k.previous_key_hash IS NULL OR k.previous_expires_at <= at_time OR k.previous_maker IS NULL)))
                  RETURNING k.id
              )
              SELECT array_agg(o.id) INTO revoked FROM over o;
              changed := changed + coalesce(cardinality(revoked), 0);
              EXIT WHEN changed = 0;
              gone := gone || revoked;
              ended := ended + coalesce(cardinality(revoked), 0);
            END LOOP;
            RETURN ended;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_secrets FROM PUBLIC;

      CREATE OR REPLACE FUNCTION auth.revoke_minted_keys(of_org bigint, by_key bigint, at_time timestamptz) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
          BEGIN
            IF of_org IS DISTINCT FROM ${IN_ORG} THEN RETURN 0; END IF;
            RETURN auth.end_secrets(of_org, by_key, NULL, at_time);
        END $$;
      ${FIND_HOLDER}
      ${announceChange([...ANNOUNCED, 'previous_key_hash', 'secret_expires_at'])}
      -- rows that a key made do not name the secret: all of them end with either of two
      CREATE TRIGGER end_part AFTER UPDATE ON auth.api_keys FOR EACH ROW WHEN (${ENDS_IN_PART})
        EXECUTE FUNCTION auth.end_minted();
      CREATE TRIGGER end_part_of_publishers AFTER UPDATE ON auth.api_keys FOR EACH ROW WHEN (${ENDS_IN_PART})
        EXECUTE FUNCTION auth.end_minted_publishers();
    `,
    );
    await openFunctions(db, 'auth.rotate_api_key', 'auth.hold_keys', 'auth.find_bound_key_holder');
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await runSql(
      db,
      `
      DROP TRIGGER end_part ON auth.api_keys;
      DROP TRIGGER end_part_of_publishers ON auth.api_keys;
      ${announceChange(ANNOUNCED)}
      DROP FUNCTION auth.find_bound_key_holder;
      DROP FUNCTION auth.end_secrets;
      DROP FUNCTION auth.hold_keys;
      DROP FUNCTION auth.rotate_api_key;
      ALTER TABLE auth.api_keys ADD COLUMN rotated_by bigint;
      UPDATE auth.api_keys k SET rotated_by = k.lineage[cardinality(k.lineage)];
      ALTER TABLE auth.api_keys DROP COLUMN lineage, DROP COLUMN secret_expires_at, DROP COLUMN previous_lineage,
        DROP COLUMN previous_maker, DROP COLUMN previous_prefix;
      GRANT SELECT (rotated_by) ON auth.api_keys TO ${APP_ROLE};
      ${ROTATE_WITHOUT_LINEAGE}
    `,
    );
    await openFunctions(db, 'auth.rotate_api_key');
    await createInitialFunctions(db, identity, 'auth.find_bound_key_holder', 'auth.revoke_minted_keys');
    await replaceParts(db, BEFORE);
  }
}

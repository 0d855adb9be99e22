import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';
import { APP_ROLE, runSql } from './tenant-table.js';

const PARTS: readonly FunctionPart[] = [
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

/** An API key gets a new secret, and the one before works for a time. */
export class RotateApiKeys1795478402100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ALTER TABLE auth.api_keys
        ADD COLUMN previous_key_hash bytea CONSTRAINT api_keys_previous_key_hash_key UNIQUE,
        ADD COLUMN previous_expires_at timestamptz,
        -- the key that was shown the secret, and whose revocation ends it
        ADD COLUMN rotated_by bigint;
      GRANT SELECT (previous_expires_at, rotated_by) ON auth.api_keys TO ${APP_ROLE};

      -- Gives a key of the transaction's organization another secret. False where it has ended, or has two secrets already.
      CREATE FUNCTION auth.rotate_api_key(of_org bigint, of_key bigint, new_hash bytea, new_prefix text, at_time timestamptz,
        previous_until timestamptz, by_key bigint) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          BEGIN
            UPDATE auth.api_keys k SET key_hash = new_hash, prefix = new_prefix, rotated_by = by_key,
              previous_expires_at = previous_until,
              previous_key_hash = CASE WHEN previous_until > at_time THEN k.key_hash END
              WHERE k.org_id = of_org AND k.org_id = NULLIF(current_setting('app.org_id', true), '')::bigint AND k.id = of_key
                AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > at_time)
                AND (k.previous_expires_at IS NULL OR k.previous_expires_at <= at_time);
            RETURN FOUND;
        END $$;
    `,
    );
    await openFunctions(db, 'auth.rotate_api_key');
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await db.query(`
      DROP FUNCTION auth.rotate_api_key;
      ALTER TABLE auth.api_keys DROP COLUMN previous_key_hash, DROP COLUMN previous_expires_at, DROP COLUMN rotated_by;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';
import { APP_ROLE, runSql } from './tenant-table.js';

const PARTS: readonly FunctionPart[] = [
  [
    'auth.reset_password_by_token',
    `DELETE FROM auth.totp_secrets t WHERE t.user_id = person AND t.realm <> 0;
            GET DIAGNOSTICS apps = ROW_COUNT;
          ELSIF`,
    `DELETE FROM auth.totp_secrets t WHERE t.user_id = person AND t.confirmed_at IS NULL;
            DELETE FROM auth.totp_secrets t WHERE t.user_id = person
              AND auth.ends_with_mailed_reset(t.realm, t.confirmed_at);
            GET DIAGNOSTICS apps = ROW_COUNT;
            DELETE FROM auth.recovery_codes c WHERE c.user_id = person AND auth.ends_with_mailed_reset(c.realm, c.made_at);
            -- an old one may be of a thief, who does not know the new password
            UPDATE auth.passkeys k SET signs_in = false
              WHERE k.user_id = person AND NOT auth.ends_with_mailed_reset(k.realm, k.created_at);
          ELSIF`,
  ],
  [
    'auth.reset_password_by_token',
    `DELETE FROM auth.passkeys k WHERE k.user_id = person;`,
    `DELETE FROM auth.passkeys k WHERE k.user_id = person
            AND (made.user_id IS NOT NULL OR auth.ends_with_mailed_reset(k.realm, k.created_at));`,
  ],
  [
    'auth.reset_password_by_token',
    `AND t.realm = c.realm AND t.confirmed_at IS NOT NULL);`,
    `AND t.realm = c.realm AND t.confirmed_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = person AND k.realm = c.realm);`,
  ],
];

const findPasskey = (columns: string, values: string): string => `
  DROP FUNCTION auth.find_passkey(bytea);
  -- The passkey of a credential, and the address of its user.
  CREATE FUNCTION auth.find_passkey(credential bytea)
    RETURNS TABLE (id uuid, user_id bigint, email text, realm bigint, public_key bytea${columns})
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT p.id, p.user_id, u.email, p.realm, p.public_key${values}
        FROM auth.passkeys p JOIN auth.users u ON u.id = p.user_id WHERE p.credential_id = credential
      $$;
  REVOKE EXECUTE ON FUNCTION auth.find_passkey FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION auth.find_passkey TO ${APP_ROLE};
`;

/**
 * Has a reset by mail end the second factors of the last 14 days, which a thief may have set up in a stolen session. Older ones stay,
 * as the mailbox alone is no second factor; older passkeys sign in no more by themselves.
 */
export class EndRecentSecondFactors1795478401841 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      -- false: a second factor beside the password, and no sign-in by itself
      ALTER TABLE auth.passkeys ADD COLUMN signs_in boolean NOT NULL DEFAULT true;
      -- codes of before are not recent
      ALTER TABLE auth.recovery_codes ADD COLUMN made_at timestamptz NOT NULL DEFAULT '-infinity';
      ALTER TABLE auth.recovery_codes ALTER COLUMN made_at SET DEFAULT now();
      ${findPasskey(', signs_in boolean', ', p.signs_in')}

      -- A second factor of that time ends with a reset by mail: one of the last 14 days, or beside a password that an
      -- organization set, which was set up without proof of the address.
      CREATE FUNCTION auth.ends_with_mailed_reset(of_realm bigint, at timestamptz) RETURNS boolean
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT of_realm <> 0 OR at > now() - interval '14 days'
        $$;

      -- The second factors of the person whose password a link resets, the oldest first; ends: with the link's use.
      CREATE FUNCTION auth.second_factors_at_reset(hash bytea)
        RETURNS TABLE (kind text, name text, set_up_at timestamptz, ends boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          WITH links AS (
            SELECT r.user_id, true AS is_mailed, true AS ends_passkeys
            FROM auth.own_password_resets r WHERE r.token_hash = hash
            UNION ALL
            SELECT r.user_id, false, r.unbinds_identities FROM auth.password_resets r WHERE r.token_hash = hash
          ), factors AS (
            SELECT t.user_id, t.realm, 'totp' AS kind, NULL::text AS name, t.confirmed_at AS at
            FROM auth.totp_secrets t WHERE t.confirmed_at IS NOT NULL
            UNION ALL
            SELECT k.user_id, k.realm, 'passkey', k.name, k.created_at FROM auth.passkeys k
          )
          SELECT f.kind, f.name, f.at,
            CASE WHEN l.is_mailed THEN auth.ends_with_mailed_reset(f.realm, f.at)
              ELSE l.ends_passkeys AND f.kind = 'passkey' END
          FROM links l JOIN factors f ON f.user_id = l.user_id ORDER BY f.at, f.name
        $$;
      REVOKE EXECUTE ON FUNCTION auth.ends_with_mailed_reset, auth.second_factors_at_reset FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.second_factors_at_reset TO ${APP_ROLE};
    `,
    );
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await runSql(
      db,
      `
      DROP FUNCTION auth.second_factors_at_reset(bytea);
      DROP FUNCTION auth.ends_with_mailed_reset(bigint, timestamptz);
      ${findPasskey('', '')}
      ALTER TABLE auth.recovery_codes DROP COLUMN made_at;
      ALTER TABLE auth.passkeys DROP COLUMN signs_in;
    `,
    );
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.find_passkey(bytea), auth.list_passkeys(uuid), auth.count_passkeys(bigint, bigint),
  auth.add_passkey(uuid, text, bytea, bytea, bigint, text[], bytea[]), auth.use_passkey(bytea, bigint),
  auth.remove_passkey(uuid, uuid)`;

const MAX_PASSKEYS = 20;

/** Second factors that a function looks at: authenticator apps alone, as before this migration, or passkeys, too. */
type Factors = 'apps' | 'apps and passkeys';

/** Condition that there is no passkey of a person in some realms; nothing for authenticator apps alone. */
const noPasskey = (factors: Factors, person: string, realms: string): string =>
  factors === 'apps' ? '' : `AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = ${person} AND (${realms}))`;

const resolveIdentity = (factors: Factors): string => `
      CREATE OR REPLACE FUNCTION auth.resolve_identity(of_issuer text, of_subject text, address text)
        RETURNS TABLE (outcome text, user_id bigint)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE found auth.users;
        BEGIN
          RETURN QUERY SELECT 'known', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
          IF FOUND THEN RETURN; END IF;
          IF address IS NULL THEN RETURN QUERY SELECT 'unverified', NULL::bigint; RETURN; END IF;
          SELECT u.* INTO found FROM auth.users u
            WHERE lower(u.email) = lower(address) AND lower(u.email COLLATE "C") = lower(address COLLATE "C") FOR UPDATE;
          IF found.id IS NULL THEN RETURN QUERY SELECT 'unknown', NULL::bigint; RETURN; END IF;
          IF found.is_super_admin OR EXISTS (SELECT FROM auth.totp_secrets t
              WHERE t.user_id = found.id AND t.confirmed_at IS NOT NULL)
            ${factors === 'apps' ? '' : 'OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = found.id)'}
            OR EXISTS (SELECT FROM auth.identities i
              WHERE i.user_id = found.id AND i.issuer = of_issuer AND i.is_proven) THEN
            RETURN QUERY SELECT 'link_required', NULL::bigint; RETURN;
          END IF;
          -- whoever bound an identity to the address without proof was not its owner
          UPDATE auth.sessions s SET revoked_at = now() FROM auth.identities i
            WHERE i.user_id = found.id AND NOT i.is_proven AND s.user_id = found.id AND s.revoked_at IS NULL
              AND s.issuer = i.issuer AND s.subject = i.subject;
          DELETE FROM auth.identities i WHERE i.user_id = found.id AND NOT i.is_proven;
          INSERT INTO auth.identities (issuer, subject, user_id, is_proven)
            VALUES (of_issuer, of_subject, found.id, true) ON CONFLICT DO NOTHING;
          RETURN QUERY SELECT 'bound', i.user_id FROM auth.identities i
            WHERE i.issuer = of_issuer AND i.subject = of_subject;
        END $$;`;

const findSignedInPerson = (factors: Factors): string => `
      CREATE OR REPLACE FUNCTION auth.find_signed_in_person(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean, org_id bigint,
          org_name text, org_slug text, role text, valid_for_ms double precision, must_change_password boolean,
          second_factor_required boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000,
            s.issuer IS NULL
              AND CASE WHEN u.password_hash IS NULL THEN coalesce(p.is_temporary, false) ELSE u.is_password_temporary END,
            o.require_second_factor AND s.second_factor_at IS NULL AND m.role IS NOT NULL
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
            AND (s.issuer IS NULL OR m.origin <> 'made')
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
            AND (s.issuer IS NOT NULL OR u.is_super_admin OR NOT o.sso_required)
            AND (s.issuer IS NOT NULL OR s.second_factor_at IS NOT NULL OR NOT EXISTS (
              SELECT FROM auth.totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL
                AND (u.password_hash IS NOT NULL OR t.realm IN (0, s.org_id)))
              ${noPasskey(factors, 'u.id', 'u.password_hash IS NOT NULL OR k.realm IN (0, s.org_id)')})
        $$;`;

const storeTotpSecret = (factors: Factors): string => `
      -- Stores a secret that counts for nothing until it is confirmed; false where there is a confirmed one, or another
      -- second factor that the session did not prove.
      CREATE OR REPLACE FUNCTION auth.store_totp_secret(session uuid, sealed bytea) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          IF EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
              AND (own.is_whole OR t.realm = own.realm)) THEN RETURN false; END IF;
          ${
            factors === 'apps'
              ? ''
              : `IF NOT own.is_proven AND EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
              AND (own.is_whole OR p.realm = own.realm)) THEN RETURN false; END IF;`
          }
          INSERT INTO auth.totp_secrets AS t (user_id, realm, secret) VALUES (own.user_id, own.realm, sealed)
            ON CONFLICT (user_id, realm) DO UPDATE SET secret = sealed WHERE t.confirmed_at IS NULL;
          RETURN FOUND;
        END $$;`;

const removeTotp = (factors: Factors): string => `
      -- Removes the secret. With the last second factor go the recovery codes, and sessions that began with them have no
      -- second factor any more. False where there is none.
      CREATE OR REPLACE FUNCTION auth.remove_totp(session uuid) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record; removed integer;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          DELETE FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
            AND (own.is_whole OR t.realm = own.realm);
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND (own.is_whole OR c.realm = own.realm)
            ${noPasskey(factors, 'own.user_id', 'own.is_whole OR k.realm = own.realm')};
          UPDATE auth.sessions s SET second_factor_at = NULL WHERE s.second_factor_at IS NOT NULL
            AND s.id IN (SELECT b.id FROM auth.sessions_beside(session) b)
            ${noPasskey(factors, 'own.user_id', 'own.is_whole OR k.realm = own.realm')};
          RETURN removed > 0;
        END $$;`;

const forgetSecondFactors = (factors: Factors): string => `
      CREATE OR REPLACE FUNCTION auth.forget_second_factors() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = OLD.user_id AND t.realm = OLD.org_id;
          ${factors === 'apps' ? '' : 'DELETE FROM auth.passkeys p WHERE p.user_id = OLD.user_id AND p.realm = OLD.org_id;'}
          DELETE FROM auth.recovery_codes c WHERE c.user_id = OLD.user_id AND c.realm = OLD.org_id;
          RETURN NULL;
        END $$;

      CREATE OR REPLACE FUNCTION auth.forget_second_factors_of(of_user bigint) RETURNS integer
        LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        DECLARE removed integer;${factors === 'apps' ? '' : ' passkeys integer;'}
        BEGIN
          DELETE FROM auth.totp_secrets t WHERE t.user_id = of_user;
          GET DIAGNOSTICS removed = ROW_COUNT;
          ${
            factors === 'apps'
              ? ''
              : `DELETE FROM auth.passkeys p WHERE p.user_id = of_user;
          GET DIAGNOSTICS passkeys = ROW_COUNT;
          removed := removed + passkeys;`
          }
          DELETE FROM auth.recovery_codes c WHERE c.user_id = of_user;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = of_user AND s.revoked_at IS NULL;
          RETURN removed;
        END $$;`;

/** Functions that look at second factors of any kind. */
const lookAt = (factors: Factors): string =>
  [resolveIdentity, findSignedInPerson, storeTotpSecret, removeTotp, forgetSecondFactors]
    .map((define) => define(factors))
    .join('\n');

/** Passkeys: second factors that are a sign-in by themselves, too (ADR 243). */
export class AddPasskeys1795478400520 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- realm: as of auth.totp_secrets
      CREATE TABLE auth.passkeys (
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        realm bigint NOT NULL,
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        name text NOT NULL,
        credential_id bytea NOT NULL UNIQUE,
        -- as COSE encodes it
        public_key bytea NOT NULL,
        -- signatures that the authenticator has counted; 0 where it counts none
        sign_count bigint NOT NULL,
        transports text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        PRIMARY KEY (user_id, realm, id)
      );
      CREATE TRIGGER announce_change AFTER INSERT OR DELETE ON auth.passkeys FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('user', 'user_id');

      -- The passkey of a credential, and the address of its user.
      CREATE FUNCTION auth.find_passkey(credential bytea)
        RETURNS TABLE (id uuid, user_id bigint, email text, realm bigint, public_key bytea)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT p.id, p.user_id, u.email, p.realm, p.public_key
          FROM auth.passkeys p JOIN auth.users u ON u.id = p.user_id WHERE p.credential_id = credential
        $$;

      -- The passkeys that a session manages, the oldest first.
      CREATE FUNCTION auth.list_passkeys(session uuid)
        RETURNS TABLE (id uuid, name text, credential_id bytea, transports text[], created_at timestamptz,
          last_used_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT p.id, p.name, p.credential_id, p.transports, p.created_at, p.last_used_at
          FROM auth.second_factor_owner(session) o
          JOIN auth.passkeys p ON p.user_id = o.user_id AND (o.is_whole OR p.realm = o.realm)
          ORDER BY p.created_at, p.id
        $$;

      -- The passkeys one of which is a second factor at a sign-in to an organization by a password.
      CREATE FUNCTION auth.count_passkeys(of_user bigint, of_org bigint) RETURNS integer
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT count(*)::integer FROM auth.passkeys p JOIN auth.users u ON u.id = p.user_id
          WHERE p.user_id = of_user AND (u.password_hash IS NOT NULL OR p.realm IN (0, of_org))
        $$;

      -- Adds a passkey to those that a session manages. The first second factor brings the recovery codes; the session has
      -- proved it, and others end as in confirm_totp. outcome: added; over, stale (not fresh), unproven (there is a second
      -- factor that the session did not prove), full, taken (the credential is registered).
      CREATE FUNCTION auth.add_passkey(session uuid, called text, credential bytea, key bytea, signatures bigint,
          ways text[], code_hashes bytea[])
        RETURNS TABLE (outcome text, id uuid, created_at timestamptz, is_first boolean)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record; made auth.passkeys; has_other boolean;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          IF own.user_id IS NULL THEN RETURN QUERY SELECT 'over', NULL::uuid, NULL::timestamptz, false; RETURN; END IF;
          -- one at a time: the first is the first, and none is one too many
          PERFORM FROM auth.users u WHERE u.id = own.user_id FOR UPDATE;
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          has_other := EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id
              AND t.confirmed_at IS NOT NULL AND (own.is_whole OR t.realm = own.realm))
            OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
              AND (own.is_whole OR p.realm = own.realm));
          IF NOT own.is_fresh THEN
            RETURN QUERY SELECT 'stale', NULL::uuid, NULL::timestamptz, false; RETURN;
          ELSIF has_other AND NOT own.is_proven THEN
            RETURN QUERY SELECT 'unproven', NULL::uuid, NULL::timestamptz, false; RETURN;
          ELSIF (SELECT count(*) FROM auth.passkeys p WHERE p.user_id = own.user_id AND p.realm = own.realm)
              >= ${MAX_PASSKEYS} THEN
            RETURN QUERY SELECT 'full', NULL::uuid, NULL::timestamptz, false; RETURN;
          END IF;
          INSERT INTO auth.passkeys (user_id, realm, name, credential_id, public_key, sign_count, transports)
            VALUES (own.user_id, own.realm, called, credential, key, add_passkey.signatures, ways)
            ON CONFLICT (credential_id) DO NOTHING RETURNING * INTO made;
          IF made.id IS NULL THEN
            RETURN QUERY SELECT 'taken', NULL::uuid, NULL::timestamptz, false; RETURN;
          END IF;
          IF NOT has_other THEN
            -- a secret that waits for its first code was made without a second factor
            DELETE FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NULL;
            DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND c.realm = own.realm;
            INSERT INTO auth.recovery_codes (user_id, realm, code_hash)
              SELECT own.user_id, own.realm, h FROM unnest(code_hashes) h;
            UPDATE auth.sessions s SET second_factor_at = now() WHERE s.id = session;
            UPDATE auth.sessions s SET revoked_at = now()
              WHERE s.revoked_at IS NULL AND s.id <> session AND s.user_id = own.user_id
                AND (s.id IN (SELECT b.id FROM auth.sessions_beside(session) b)
                  OR s.issuer IS NULL AND (own.realm = 0 OR s.org_id = own.realm));
          END IF;
          RETURN QUERY SELECT 'added', made.id, made.created_at, NOT has_other;
        END $$;

      -- Notes a signature with its count; false where an authenticator that counts did not count on.
      CREATE FUNCTION auth.use_passkey(credential bytea, signatures bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.passkeys p SET sign_count = use_passkey.signatures, last_used_at = now()
            WHERE p.credential_id = credential
              AND (use_passkey.signatures > p.sign_count OR use_passkey.signatures = 0 AND p.sign_count = 0);
          RETURN FOUND;
        END $$;

      -- Removes one of the passkeys that a session manages, as remove_totp does; answers its name, NULL for another one.
      CREATE FUNCTION auth.remove_passkey(session uuid, passkey uuid) RETURNS text
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE own record; called text;
        BEGIN
          SELECT o.* INTO own FROM auth.second_factor_owner(session) o;
          DELETE FROM auth.passkeys p WHERE p.user_id = own.user_id AND p.id = passkey
            AND (own.is_whole OR p.realm = own.realm) RETURNING p.name INTO called;
          IF called IS NULL OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = own.user_id
                AND (own.is_whole OR p.realm = own.realm))
              OR EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = own.user_id AND t.confirmed_at IS NOT NULL
                AND (own.is_whole OR t.realm = own.realm)) THEN RETURN called; END IF;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = own.user_id AND (own.is_whole OR c.realm = own.realm);
          UPDATE auth.sessions s SET second_factor_at = NULL WHERE s.second_factor_at IS NOT NULL
            AND s.id IN (SELECT b.id FROM auth.sessions_beside(session) b);
          RETURN called;
        END $$;

      ${lookAt('apps and passkeys')}

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${lookAt('apps')}
      DROP FUNCTION ${FUNCTIONS};
      -- recovery codes of who has no other second factor
      DELETE FROM auth.recovery_codes c WHERE NOT EXISTS (SELECT FROM auth.totp_secrets t
        WHERE t.user_id = c.user_id AND t.realm = c.realm AND t.confirmed_at IS NOT NULL);
      DROP TABLE auth.passkeys;
    `);
  }
}

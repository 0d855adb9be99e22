import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.store_password_reset(bigint, bigint, bytea, interval), auth.find_password_reset(bytea),
  auth.reset_password(bytea, text)`;

/**
 * Passwords are reset by a link that an administrator makes for a member of this organization alone, or by the operator
 * (ADR 241).
 */
export class ResetPasswords1795478400497 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- one a member: a new link replaces the one before
      CREATE TABLE auth.password_resets (
        org_id bigint NOT NULL,
        user_id bigint NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, user_id),
        FOREIGN KEY (org_id, user_id) REFERENCES public.members (org_id, user_id) ON DELETE CASCADE
      );
      ${tenantTable('auth.password_resets')}

      -- True for a member of this organization alone who is not of the platform's staff: nobody else's password is the
      -- organization's to reset.
      CREATE FUNCTION auth.is_member_of_one(of_org bigint, of_user bigint) RETURNS boolean
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT coalesce(bool_and(m.org_id = of_org), false)
            AND NOT (SELECT u.is_super_admin FROM auth.users u WHERE u.id = of_user)
          FROM public.members m WHERE m.user_id = of_user
        $$;

      -- When the reset expires; NULL where the password is not the organization's to reset.
      CREATE FUNCTION auth.store_password_reset(of_org bigint, of_user bigint, hash bytea, lasts interval)
        RETURNS timestamptz LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE expires timestamptz := now() + lasts;
        BEGIN
          IF of_org IS DISTINCT FROM NULLIF(current_setting('app.org_id', true), '')::bigint
            OR NOT auth.is_member_of_one(of_org, of_user) THEN RETURN NULL; END IF;
          INSERT INTO auth.password_resets (org_id, user_id, token_hash, expires_at)
            VALUES (of_org, of_user, hash, expires)
            ON CONFLICT (org_id, user_id) DO UPDATE SET token_hash = hash, expires_at = expires;
          RETURN expires;
        END $$;

      -- The person whose password a token resets; no row for one that is unknown, spent or expired.
      CREATE FUNCTION auth.find_password_reset(hash bytea) RETURNS TABLE (org_id bigint, user_id bigint, email text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT r.org_id, r.user_id, u.email FROM auth.password_resets r JOIN auth.users u ON u.id = r.user_id
          WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_member_of_one(r.org_id, r.user_id)
        $$;

      -- Spends the token: sets the password, and ends all sessions. False for a token that find_password_reset does not find.
      CREATE FUNCTION auth.reset_password(hash bytea, new_hash text) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE spent auth.password_resets;
        BEGIN
          DELETE FROM auth.password_resets r WHERE r.token_hash = hash RETURNING r.* INTO spent;
          IF NOT FOUND OR spent.expires_at <= now() OR NOT auth.is_member_of_one(spent.org_id, spent.user_id) THEN
            RETURN false;
          END IF;
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
            WHERE u.id = spent.user_id AND u.password_hash IS NOT NULL;
          IF NOT FOUND THEN
            INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
              VALUES (spent.org_id, spent.user_id, new_hash)
              ON CONFLICT (org_id, user_id) DO UPDATE SET password_hash = new_hash, is_temporary = false;
          END IF;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = spent.user_id AND s.revoked_at IS NULL;
          RETURN true;
        END $$;

      -- For the operator alone: a temporary password that opens all organizations of the person in place of any other.
      -- Ends all sessions. False for an unknown address.
      CREATE FUNCTION auth.reset_password_of(address text, new_hash text) RETURNS boolean
        LANGUAGE plpgsql ${SEARCH_PATH} AS $$
        DECLARE person auth.users;
        BEGIN
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = true
            WHERE lower(u.email) = lower(address) RETURNING u.* INTO person;
          IF NOT FOUND THEN RETURN false; END IF;
          DELETE FROM auth.member_passwords p WHERE p.user_id = person.id;
          DELETE FROM auth.password_resets r WHERE r.user_id = person.id;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.user_id = person.id AND s.revoked_at IS NULL;
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id)
            SELECT m.org_id, now(), 'service', 'qgate-admin', 'auth.password_reset', 'user', person.id
            FROM public.members m WHERE m.user_id = person.id;
          RETURN true;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS}, auth.is_member_of_one(bigint, bigint), auth.reset_password_of(text, text)
        FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.reset_password_of(text, text), ${FUNCTIONS}, auth.is_member_of_one(bigint, bigint);
      DROP TABLE auth.password_resets;
    `);
  }
}

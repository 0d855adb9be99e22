import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const FUNCTIONS = `auth.ensure_user(text, text, text, boolean), auth.set_member_password(bigint, bigint, text, boolean),
  auth.find_person_behind(uuid)`;

/**
 * Passwords that administrators set may be temporary: until the person sets another one, a session that they open is
 * restricted to doing that (ADR 240). Passwords of before are not.
 */
export class SetTemporaryPasswords1795478400496 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE auth.users ADD COLUMN is_password_temporary boolean NOT NULL DEFAULT false;
      ALTER TABLE auth.member_passwords ADD COLUMN is_temporary boolean NOT NULL DEFAULT false;
      CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON auth.member_passwords FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('user', 'user_id');

      -- As with three parameters, which instances of the version before call.
      CREATE FUNCTION auth.ensure_user(new_email text, new_name text, new_password_hash text, temporary boolean)
        RETURNS bigint LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE found bigint;
        BEGIN
          INSERT INTO auth.users (email, name, password_hash, is_password_temporary)
            VALUES (new_email, new_name, new_password_hash, temporary AND new_password_hash IS NOT NULL)
            ON CONFLICT ((lower(email))) DO NOTHING RETURNING id INTO found;
          IF found IS NULL THEN
            SELECT u.id INTO found FROM auth.users u WHERE lower(u.email) = lower(new_email);
          END IF;
          RETURN found;
        END $$;

      CREATE FUNCTION auth.set_member_password(to_org bigint, of_user bigint, new_hash text, temporary boolean)
        RETURNS void LANGUAGE sql ${DEFINER} AS $$
          INSERT INTO auth.member_passwords (org_id, user_id, password_hash, is_temporary)
            SELECT to_org, u.id, new_hash, temporary FROM auth.users u
            WHERE u.id = of_user AND u.password_hash IS NULL AND NOT u.is_super_admin
          ON CONFLICT (org_id, user_id) DO NOTHING
        $$;

      -- As find_session_holder, which instances of the version before call; must_change_password: of the password that
      -- opened the session.
      CREATE FUNCTION auth.find_person_behind(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean, org_id bigint,
          org_name text, org_slug text, role text, valid_for_ms double precision, must_change_password boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000,
            s.issuer IS NULL
              AND CASE WHEN u.password_hash IS NULL THEN coalesce(p.is_temporary, false) ELSE u.is_password_temporary END
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
            AND (s.issuer IS NULL OR m.origin <> 'made')
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
            AND (s.issuer IS NOT NULL OR u.is_super_admin OR NOT o.sso_required)
        $$;

      -- As before; the new password is not temporary.
      CREATE OR REPLACE FUNCTION auth.change_password_behind(session uuid, new_hash text) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
            FROM auth.sessions s WHERE s.id = session AND u.id = s.user_id AND u.password_hash IS NOT NULL;
          IF NOT FOUND THEN
            UPDATE auth.member_passwords p SET password_hash = new_hash, is_temporary = false
              FROM auth.sessions s WHERE s.id = session AND p.org_id = s.org_id AND p.user_id = s.user_id;
          END IF;
          UPDATE auth.sessions t SET revoked_at = now()
            WHERE t.revoked_at IS NULL AND t.id <> session AND t.id IN (SELECT s.id FROM auth.sessions_beside(session) s);
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION auth.change_password_behind(session uuid, new_hash text) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.users u SET password_hash = new_hash
            FROM auth.sessions s WHERE s.id = session AND u.id = s.user_id AND u.password_hash IS NOT NULL;
          IF NOT FOUND THEN
            UPDATE auth.member_passwords p SET password_hash = new_hash
              FROM auth.sessions s WHERE s.id = session AND p.org_id = s.org_id AND p.user_id = s.user_id;
          END IF;
          UPDATE auth.sessions t SET revoked_at = now()
            WHERE t.revoked_at IS NULL AND t.id <> session AND t.id IN (SELECT s.id FROM auth.sessions_beside(session) s);
        END $$;
      DROP FUNCTION ${FUNCTIONS};
      DROP TRIGGER announce_change ON auth.member_passwords;
      ALTER TABLE auth.member_passwords DROP COLUMN is_temporary;
      ALTER TABLE auth.users DROP COLUMN is_password_temporary;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantWall } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/**
 * A password that an organization's administrator sets opens that organization alone: whoever adds an address first does
 * not get into the others that add it later (ADR 0079). Passwords that the platform's staff sets go on opening all.
 */
export class BindPasswordsToOrganizations1795478400051 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Only of users who have no password of their own in auth.users.
      CREATE TABLE auth.member_passwords (
        org_id bigint NOT NULL,
        user_id bigint NOT NULL,
        password_hash text NOT NULL,
        PRIMARY KEY (org_id, user_id),
        FOREIGN KEY (org_id, user_id) REFERENCES public.members (org_id, user_id) ON DELETE CASCADE
      );
      ${tenantWall('auth.member_passwords')}

      -- For a new member; nothing where there is a password already, or one that opens all organizations, and never for a
      -- SUPER_ADMIN, whose every session crosses organizations.
      CREATE FUNCTION auth.set_member_password(to_org bigint, of_user bigint, new_hash text) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
            SELECT to_org, u.id, new_hash FROM auth.users u
            WHERE u.id = of_user AND u.password_hash IS NULL AND NOT u.is_super_admin
          ON CONFLICT (org_id, user_id) DO NOTHING
        $$;

      -- Where a user may sign in, the oldest membership first, each with the password that opens it.
      CREATE FUNCTION auth.sign_in_choices(of_user bigint)
        RETURNS TABLE (org_id bigint, name text, slug text, role text, password_hash text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT o.id, o.name, o.slug, m.role,
            CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(u.password_hash, p.password_hash) END
          FROM public.members m
          JOIN public.organizations o ON o.id = m.org_id
          JOIN auth.users u ON u.id = m.user_id
          LEFT JOIN auth.member_passwords p ON p.org_id = m.org_id AND p.user_id = m.user_id
          WHERE m.user_id = of_user ORDER BY m.created_at, o.id
        $$;

      -- The sessions that a session's password opened or could have: those of the same person, and of the same
      -- organization where the password is bound to it.
      CREATE FUNCTION auth.sessions_beside(session uuid) RETURNS SETOF auth.sessions
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT t.* FROM auth.sessions own JOIN auth.users u ON u.id = own.user_id
          JOIN auth.sessions t ON t.user_id = own.user_id AND (u.password_hash IS NOT NULL OR t.org_id = own.org_id)
          WHERE own.id = session
        $$;

      CREATE FUNCTION auth.list_sessions_beside(session uuid)
        RETURNS TABLE (id uuid, org_id bigint, address text, user_agent text, created_at timestamptz, expires_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, s.org_id, s.address, s.user_agent, s.created_at, s.expires_at
          FROM auth.sessions_beside(session) s
          WHERE s.revoked_at IS NULL AND s.expires_at > now() ORDER BY s.created_at DESC
        $$;

      -- When it ended; NULL when it is none of those.
      CREATE FUNCTION auth.revoke_session_beside(ended uuid, session uuid) RETURNS timestamptz
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions t SET revoked_at = coalesce(t.revoked_at, now())
          WHERE t.id = ended AND t.id IN (SELECT s.id FROM auth.sessions_beside(session) s) RETURNING t.revoked_at
        $$;

      -- The password that opened a session, as a hash.
      CREATE FUNCTION auth.password_behind(session uuid) RETURNS text
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT coalesce(u.password_hash, p.password_hash)
          FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session
        $$;

      -- Replaces it, and ends the other sessions that it opened.
      CREATE FUNCTION auth.change_password_behind(session uuid, new_hash text) RETURNS void
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

      REVOKE EXECUTE ON FUNCTION auth.set_member_password(bigint, bigint, text), auth.sign_in_choices(bigint),
        auth.sessions_beside(uuid), auth.list_sessions_beside(uuid), auth.revoke_session_beside(uuid, uuid),
        auth.password_behind(uuid), auth.change_password_behind(uuid, text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.set_member_password(bigint, bigint, text), auth.sign_in_choices(bigint),
        auth.sessions_beside(uuid), auth.list_sessions_beside(uuid), auth.revoke_session_beside(uuid, uuid),
        auth.password_behind(uuid), auth.change_password_behind(uuid, text) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.change_password_behind(uuid, text);
      DROP FUNCTION auth.password_behind(uuid);
      DROP FUNCTION auth.revoke_session_beside(uuid, uuid);
      DROP FUNCTION auth.list_sessions_beside(uuid);
      DROP FUNCTION auth.sessions_beside(uuid);
      DROP FUNCTION auth.sign_in_choices(bigint);
      DROP FUNCTION auth.set_member_password(bigint, bigint, text);
      DROP TABLE auth.member_passwords;
    `);
  }
}
